import { createHash } from 'node:crypto';
import type { Viewer } from '../../access/may-see.ts';
import { mayConfirm } from '../../access/records-keeper.ts';
import { type Day, dayOf } from '../../core/calendar/time.ts';
import { dayInWords } from '../../core/calendar/words.ts';
import { evolveAll } from '../../core/family/evolve.ts';
import type { FamilyId } from '../../core/family/people.ts';
import { isDue, keepingOf, openWith } from '../../core/family/retention.ts';
import { holdsOn, type Records, recordsFrom } from '../../core/records/records.ts';
import type { Listed } from '../../core/records/records-events.ts';
import { countOpen, listClosed, readRecords } from '../../store/records.ts';
import { type Stile, sceneOf, seenByStile } from '../stile.ts';

/** What the rules say of one family. Nothing of it but its reference. */
export interface KeptFamily {
  readonly family: FamilyId;
  readonly reference: string;
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

export interface RetentionPreview {
  readonly families: readonly KeptFamily[];
  /** Families with an open transfer: nothing is worked out for them. */
  readonly open: number;
}

const batch = 200;

/** What is due, what is held and by what, for whoever looks after the records; undefined for everybody else. */
export async function previewRetention(
  stile: Stile,
  viewer: Viewer,
): Promise<RetentionPreview | undefined> {
  const protocol = stile.protocols.current(viewer.authority);
  return mayConfirm(protocol, viewer.actor) ? workOut(stile, viewer.authority) : undefined;
}

/** For every family, also restricted ones: the answer names nobody, and no record may be kept too long unseen. */
export async function workOut(stile: Stile, authority: string): Promise<RetentionPreview> {
  const db = seenByStile(stile, authority);
  const records = recordsFrom((await readRecords(db, authority)).events);
  const families: KeptFamily[] = [];
  for (let after = ''; ; ) {
    const found = await listClosed(db, authority, { after, limit: batch });
    const last = found.at(-1);
    if (last === undefined) break;
    after = last.family;
    for (const each of found) families.push(keptFamily(stile, authority, records, each));
  }
  return { families: families.toSorted(byUrgency), open: await countOpen(db, authority) };
}

function keptFamily(
  stile: Stile,
  authority: string,
  records: Records,
  found: Awaited<ReturnType<typeof listClosed>>[number],
): KeptFamily {
  const { family: id, reference, version, hash, events } = found;
  const family = evolveAll(events);
  const is = { family: id, reference, version, hash };
  if (family === undefined) return { ...is, result: 'unknown', rules: [], why: ['No history'] };
  const now = stile.now();
  const keeping = keepingOf(stile.protocols.current(authority).retention, family, events);
  const rules = keeping.rules.map(({ rule, from, until }) => ({
    ...{ id: rule.id, title: rule.title, from, until },
  }));
  if (keeping.wins === undefined) {
    const why = keeping.unknown.length > 0 ? keeping.unknown : ['No rule covers it'];
    return { ...is, result: 'unknown', rules, why };
  }
  if (!isDue(keeping, dayOf(now))) return { ...is, result: 'kept', rules, why: [] };
  const why = [
    ...holdsOn(records, id).map(
      (hold) =>
        `${hold.family === undefined ? 'A hold on every family' : 'A hold on this family'}: ${hold.reason} (${hold.by.name}, to be looked at again by ${dayInWords(hold.review)})`,
    ),
    ...(found.sending ? ['A message about it has not arrived yet'] : []),
    ...(found.asked ? ['Somebody asked for their own record and has not been answered'] : []),
    ...openWith({ ...sceneOf(stile, authority), now }, family),
  ];
  return { ...is, result: why.length > 0 ? 'held' : 'due', rules, why };
}

const order = { due: 0, held: 1, unknown: 2, kept: 3 } as const;

function byUrgency(one: KeptFamily, other: KeptFamily): number {
  const [a, b] = [one, other].map(({ result, rules, reference }) => [
    order[result],
    rules[0]?.until ?? '',
    reference,
  ]);
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

/** The families that may go, as they are listed for a decision. */
export function listedOf({ families }: RetentionPreview, most: number): readonly Listed[] {
  return families
    .filter(({ result }) => result === 'due')
    .slice(0, most)
    .flatMap(({ family, reference, version, hash, rules: [wins] }) =>
      wins === undefined
        ? []
        : [{ family, reference, version, hash, rule: wins.title, until: wins.until }],
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
