import { createHash } from 'node:crypto';
import type { Viewer } from '../../access/may-see.ts';
import { decidesOnRecords } from '../../access/records-keeper.ts';
import { type Day, dayOf } from '../../core/calendar/time.ts';
import { dayInWords } from '../../core/calendar/words.ts';
import { evolveAll } from '../../core/family/evolve.ts';
import type { FamilyId } from '../../core/family/people.ts';
import { isDue, keepingOf, openWith } from '../../core/family/retention.ts';
import { holdsOn, isOnEverything, type Records, recordsFrom } from '../../core/records/records.ts';
import type { Listed } from '../../core/records/records-events.ts';
import type { Database } from '../../store/database/connect.ts';
import { type Closed, findKept, type KeptKind, readClosed } from '../../store/kept-families.ts';
import { readRecords } from '../../store/records.ts';
import { type Stile, sceneOf, seenBy, seenByStile } from '../stile.ts';
import { tellWhoMay } from '../tell-who-may.ts';

/** What the rules say of one family. Nothing of it but its reference. */
export interface KeptFamily {
  readonly family: FamilyId;
  readonly reference: string;
  readonly restricted: boolean;
  readonly version: number;
  readonly hash: string;
  /** `unknown`: a rule applies that cannot be worked out, or none does. */
  readonly result: 'due' | 'held' | 'kept' | 'unknown';
  /** Every rule that applies, the one that wins first. */
  readonly rules: readonly {
    readonly id: string;
    readonly title: string;
    readonly from: Day;
    readonly until: Day;
  }[];
  /** What keeps it although its time has run out, or why the time cannot be worked out. */
  readonly why: readonly string[];
}

export interface KeptPage {
  readonly total: number;
  /** The first is 1. */
  readonly page: number;
  readonly pages: number;
  readonly families: readonly KeptFamily[];
}

const results = ['due', 'held', 'unknown'] as const;
type Result = (typeof results)[number];
/** Families that are not restricted, and restricted ones that whoever looks may know of: two lists, decided apart. */
export type Which = 'families' | 'restricted';

export interface RetentionPreview extends Readonly<Record<Which, Record<Result, KeptPage>>> {
  /** Their time has not run out. */
  readonly kept: number;
  /** With an open transfer: nothing is worked out for them. */
  readonly open: number;
  /** Not worked out again since Stile was upgraded. */
  readonly later: number;
  /** Restricted families whose time has run out and that whoever looks may not know of. */
  readonly unseen: number;
}

/** So many families are on one page, and on one list that is proposed: it is read by two people. */
export const perPage = 100;

/** Which page of what: `due`, `restricted-held`. */
export type AskedPages = Readonly<Partial<Record<KeptKind, number>>>;

/** What is due, what is held and by what, for whoever looks after the records; undefined for everybody else. */
export async function previewRetention(
  stile: Stile,
  viewer: Viewer,
  pages: AskedPages = {},
): Promise<RetentionPreview | undefined> {
  const { authority, actor } = viewer;
  if (!decidesOnRecords(stile.protocols.current(authority), actor)) return undefined;
  await tellWhoMay(stile, authority);
  return preview(stile, authority, { db: seenBy(stile, viewer), pages, limit: perPage });
}

/** All of it, for the operator. What a terminal prints goes anywhere: restricted families are counted and not named. */
export function previewForOperator(stile: Stile, authority: string): Promise<RetentionPreview> {
  const db = seenByStile(stile, authority);
  return preview(stile, authority, { db, pages: {}, limit: undefined });
}

/** The read table finds them; what is said of each that is listed is worked out from its whole history. */
async function preview(
  stile: Stile,
  authority: string,
  {
    db,
    pages,
    limit,
  }: {
    readonly db: Database;
    readonly pages: AskedPages;
    readonly limit: number | undefined;
  },
): Promise<RetentionPreview> {
  const { retention } = stile.protocols.current(authority);
  const today = dayOf(stile.now());
  const pageOf = (kind: KeptKind) => Math.max(1, pages[kind] ?? 1);
  const after = Object.fromEntries(
    kinds.map((kind) => [kind, (pageOf(kind) - 1) * (limit ?? 0)] as const),
  );
  const found = await findKept(db, { retention, today, after, limit });
  const listed = kinds.flatMap((kind) => found.pages.get(kind) ?? []);
  const worked = new Map(
    (await workOut(stile, authority, listed)).map((each) => [each.family, each]),
  );
  const total = (kind: KeptKind) => found.totals.get(kind) ?? 0;
  // Of one that time has brought something since it was last touched the history says another thing than the table.
  const lists = new Map<KeptKind, KeptFamily[]>();
  const moved = new Map<KeptKind, number>();
  for (const kind of kinds)
    for (const id of found.pages.get(kind) ?? []) {
      const family = worked.get(id);
      if (family === undefined) continue;
      const really: KeptKind = family.restricted ? `restricted-${family.result}` : family.result;
      lists.set(really, [...(lists.get(really) ?? []), family]);
      moved.set(kind, (moved.get(kind) ?? 0) - 1);
      moved.set(really, (moved.get(really) ?? 0) + 1);
    }
  const page = (kind: KeptKind): KeptPage => ({
    total: total(kind) + (moved.get(kind) ?? 0),
    page: pageOf(kind),
    pages: limit === undefined ? 1 : Math.max(1, Math.ceil(total(kind) / limit)),
    families: lists.get(kind) ?? [],
  });
  return {
    families: { due: page('due'), held: page('held'), unknown: page('unknown') },
    restricted: {
      due: page('restricted-due'),
      held: page('restricted-held'),
      unknown: page('restricted-unknown'),
    },
    kept: total('kept') + total('restricted-kept'),
    open: total('open'),
    later: total('later') + total('restricted-later'),
    unseen: total('unseen'),
  };
}

const kinds: readonly KeptKind[] = results.flatMap((result): KeptKind[] => [
  result,
  `restricted-${result}`,
]);

const batch = 200;

/** The last word on some families: from their whole histories, in the order asked for; without those that are open or gone. */
export async function workOut(
  stile: Stile,
  authority: string,
  families: readonly FamilyId[],
): Promise<readonly KeptFamily[]> {
  const db = seenByStile(stile, authority);
  const records = recordsFrom((await readRecords(db, authority)).events);
  const worked = new Map<FamilyId, KeptFamily>();
  for (let start = 0; start < families.length; start += batch)
    for (const each of await readClosed(db, authority, families.slice(start, start + batch)))
      worked.set(each.family, keptFamily(stile, authority, records, each));
  return families.flatMap((family) => worked.get(family) ?? []);
}

function keptFamily(stile: Stile, authority: string, records: Records, found: Closed): KeptFamily {
  const { family: id, reference, restricted, version, hash, events } = found;
  const family = evolveAll(events);
  const is = { family: id, reference, restricted, version, hash };
  if (family === undefined) return { ...is, result: 'unknown', rules: [], why: ['No history'] };
  const now = stile.now();
  const keeping = keepingOf(stile.protocols.current(authority).retention, family);
  const rules = keeping.rules.map(({ rule, from, until }) => ({
    ...{ id: rule.id, title: rule.title, from, until },
  }));
  if (keeping.wins === undefined) {
    const why = keeping.unknown.length > 0 ? keeping.unknown : ['No rule covers it'];
    return { ...is, result: 'unknown', rules, why };
  }
  if (!isDue(keeping, dayOf(now))) return { ...is, result: 'kept', rules, why: [] };
  const why = [
    ...holdsOn(records, found).map(
      (hold) =>
        `${isOnEverything(hold) ? 'A hold on every family' : 'A hold on this family'}: ${hold.reason} (${hold.by.name}, to be looked at again by ${dayInWords(hold.review)})`,
    ),
    ...(found.sending ? ['A message about it has not arrived yet'] : []),
    ...(found.asked ? ['Somebody asked for their own record and has not been answered'] : []),
    ...openWith({ ...sceneOf(stile, authority), now }, family),
  ];
  return { ...is, result: why.length > 0 ? 'held' : 'due', rules, why };
}

/** Families that may go, as they are listed for a decision. */
export function listedOf(families: readonly KeptFamily[]): readonly Listed[] {
  return families.flatMap(
    ({ family, reference, restricted, version, hash, rules: [wins] }): Listed[] =>
      wins === undefined
        ? []
        : [
            {
              ...{ family, reference, version, hash, rule: wins.title, until: wins.until },
              ...(restricted ? { restricted: true as const } : {}),
            },
          ],
  );
}

/** Stands for a list: another, if anything about any family in it were another. */
export function fingerprintOf(listed: readonly Listed[]): string {
  const lines = listed.map(({ family, version, hash, rule, until }) => [
    family,
    version,
    hash,
    rule,
    until,
  ]);
  return createHash('sha256').update(JSON.stringify(lines)).digest('hex').slice(0, 32);
}
