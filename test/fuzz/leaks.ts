/**
 * What an answer tells that is not for whoever gets it. Everything invented bears words: `Qzxa7qv` stands in the names
 * of family 7 of the council a, `Qzxa7wqv` in what is written about it and typed into its forms, addresses and telephone
 * numbers too; `Qzxaqv` in the names and addresses of the council's workers. References and ids are looked for as they
 * are. Who may know them is worked out from the rows of the database and from nothing that Stile says.
 */
import type { Instant } from '../../src/core/calendar/time.ts';
import type { FamilyRow } from '../access/oracle.ts';
import type { Known } from './records.ts';
import type { Visitor, World } from './world.ts';

export interface Asked {
  /** Whose answer it is; nobody's, where the session that was sent is no good. */
  readonly visitor: Visitor | undefined;
  /** What was sent: whoever sends a word knows it already, and a page may show them what they typed. */
  readonly sent: string;
  readonly path: string;
  /** A demonstration lets people choose who they are. */
  readonly demonstration: boolean;
}

export const REFERENCE = /\b[A-Z]{2,5}-[A-Z0-9]{4,12}\b/g;

/** Written as it is put in, or small, as in addresses of mail: what a secret made by chance spells is no word. */
const WORD = /[Qq]zx[abc]\d*w?qv/g;
const ADDRESS = /(?<=\/families\/)[\w%-]{6,60}/g;

/** The words and addresses of families that stand in what somebody sends. */
export function thingsIn(sent: string): readonly string[] {
  return [...found(sent, WORD), ...found(sent, ADDRESS)].map((each) => each.toLowerCase());
}

export interface Leak {
  readonly what: string;
  readonly thing: string;
}

/** Words of councils and families that this person has no business with. */
export async function leaksOf(world: World, asked: Asked, text: string): Promise<readonly Leak[]> {
  const { visitor, sent, path, demonstration } = asked;
  const typed = sent.toLowerCase();
  const fresh = (thing: string): boolean => !typed.includes(thing.toLowerCase());
  const typedBefore = (thing: string): boolean =>
    /^\/(?:kept|unfinished)\b/.test(path) && visitor?.typed.has(thing.toLowerCase()) === true;
  const words = found(text, WORD).filter((each) => fresh(each) && !typedBefore(each));
  const references = found(text, REFERENCE).filter(
    (each) => fresh(each) && !visitor?.knows.has(each),
  );
  const ids = found(text, ADDRESS).filter((each) => fresh(each) && !typedBefore(each));
  if (words.length + references.length + ids.length === 0) return [];
  const now = world.stile.now();
  const known = await world.records.known(now);
  const here = known.family(plain(/^\/families\/([^/?]+)/.exec(path)?.[1] ?? ''));
  const judge: Judge = { known, visitor, now, path, here };
  // A demonstration shows the people of the council, to choose from.
  const choosing = demonstration && path.startsWith('/sign-in');
  const leaks: Leak[] = [];
  const look = async (
    things: readonly string[],
    wrong: (thing: string) => Wrong | Promise<Wrong>,
  ) => {
    for (const thing of things) {
      const what = await wrong(thing);
      if (what === undefined || (await hasBegun(judge, thing))) continue;
      leaks.push({ what, thing });
    }
  };
  const others = words.filter((word) => !(choosing && /^qzx[a-z]qv$/i.test(word)));
  await look(others, (word) => wrongWithWord(judge, word.toLowerCase()));
  // Somebody who knew it has written it down in a family that this person sees, and it stands there as it was typed.
  const written = (each: string): boolean =>
    here !== undefined &&
    mayKnow(judge, here) &&
    world.visitors.some(({ council, knows }) => council === visitor?.council && knows.has(each));
  await look(
    references.filter((each) => !written(each)),
    (each) => wrongWithReference(judge, known.byReference(each)),
  );
  await look(ids, (each) => wrongWithAddress(judge, known.family(plain(each))));
  return leaks;
}

/** What somebody typed and did not send is shown to them again where they typed it. */
function hasBegun({ known, visitor }: Judge, thing: string): Promise<boolean> | false {
  if (visitor === undefined) return false;
  return known.hasBegun(visitor.council.authority, visitor.worker.id, thing);
}

type Wrong = string | undefined;

interface Judge {
  readonly known: Known;
  readonly visitor: Visitor | undefined;
  readonly now: Instant;
  readonly path: string;
  /** The family that the page is about. */
  readonly here: FamilyRow | undefined;
}

/** A word of the council; or of a family: in a name, or, with a `w`, in what somebody wrote. */
async function wrongWithWord(judge: Judge, word: string): Promise<Wrong> {
  const { known, visitor } = judge;
  const [, letter = '', number = '', written = ''] = /qzx([a-z])(\d*)(w?)qv/.exec(word) ?? [];
  if (visitor === undefined || !isIn(judge)) return 'shows something of a council to nobody';
  const { authority, families } = visitor.council;
  if (visitor.council.letter !== letter) return 'shows something of another council';
  if (number === '') return undefined;
  // The number of a visitor stands in the names of families that they enter, before and after there is one.
  if (Number(number) === visitor.number) return undefined;
  const family = known.family(families[Number(number)] ?? '');
  const called = known
    .byWord(word.replace('wqv', 'qv'))
    .filter((each) => each.authority === authority);
  const all = [...(family === undefined ? [] : [family]), ...called];
  if (all.some((each) => mayKnow(judge, each))) return undefined;
  // Whoever looks after the records is shown by its reference what is held and what goes (docs/decisions/0014).
  const keeps = /^\/policy\/retention\b/.test(judge.path);
  const named = all.filter(({ reference }) => reference.toLowerCase().includes(word));
  if (keeps && named.some((each) => known.mayName(visitor.worker.id, each, judge.now)))
    return undefined;
  // Its history says what people of it were called before.
  const { here } = judge;
  if (here !== undefined && mayKnow(judge, here) && (await known.said(here, word)))
    return undefined;
  const { id } = visitor.worker;
  for (const each of all)
    if ((await known.hasOwnPart(id, each)) && (await known.wrote(each, id, word))) return undefined;
  if (written === '') return 'shows a name of a family to somebody who may not see it';
  for (const each of all) {
    if (await known.did(each, id, ['recorded', 'drafted'])) return undefined;
    if ((await known.hasOwnPart(id, each)) && (await known.saysHolder(each, word)))
      return undefined;
  }
  return 'shows what is written about a family to somebody who may not see it';
}

/** Nothing is wrong with a reference if it may be that of any family which bears it. */
async function wrongWithReference(judge: Judge, families: readonly FamilyRow[]): Promise<Wrong> {
  const wrongs = await Promise.all(families.map((each) => wrongWithReferenceOf(judge, each)));
  return wrongs.includes(undefined) ? undefined : wrongs[0];
}

async function wrongWithReferenceOf(judge: Judge, family: FamilyRow): Promise<Wrong> {
  const { known, visitor, path } = judge;
  const wrong = wrongWith(judge, family, 'the reference');
  if (wrong === undefined || visitor === undefined) return wrong;
  const { authority } = visitor.council;
  if (authority !== family.authority) return wrong;
  // Administrators are shown what is handed over when somebody leaves, by its reference (docs/decisions/0017).
  if (/^\/people\//.test(path)) return undefined;
  const keeps = path.startsWith('/policy/retention');
  if (keeps && known.mayName(visitor.worker.id, family, judge.now)) return undefined;
  return (await known.hasOwnPart(visitor.worker.id, family)) ? undefined : wrong;
}

async function wrongWithAddress(judge: Judge, family: FamilyRow | undefined): Promise<Wrong> {
  const { known, visitor, path } = judge;
  const wrong = wrongWith(judge, family, 'the address');
  if (wrong === undefined || visitor === undefined || family === undefined) return wrong;
  const { id } = visitor.worker;
  if (visitor.council.authority !== family.authority) return wrong;
  // What somebody was told themselves they keep, without a name.
  if (/^\/(?:notices|work)$/.test(path) && (await known.did(family, id, ['told'])))
    return undefined;
  // Whoever raised a concern can go on to add to it, or be told why they cannot.
  if (await known.did(family, id, ['recorded', 'drafted'])) return undefined;
  return (await known.hasOwnPart(id, family)) ? undefined : wrong;
}

function wrongWith(judge: Judge, family: FamilyRow | undefined, what: string): string | undefined {
  const { visitor } = judge;
  if (family === undefined) return undefined;
  if (visitor === undefined || !isIn(judge)) return `shows ${what} of a family to nobody`;
  if (visitor.council.authority !== family.authority)
    return `shows ${what} of a family of another council`;
  return mayKnow(judge, family)
    ? undefined
    : `shows ${what} of a family to somebody who may not see it`;
}

function isIn({ known, visitor }: Judge): boolean {
  return visitor !== undefined && known.isActive(visitor.council.authority, visitor.worker.id);
}

function mayKnow({ known, visitor, now }: Judge, family: FamilyRow): boolean {
  return (
    visitor !== undefined && known.sees(visitor.council.authority, visitor.worker.id, family, now)
  );
}

function plain(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function found(text: string, what: RegExp): readonly string[] {
  return [...new Set([...text.matchAll(what)].map(([each]) => each))];
}
