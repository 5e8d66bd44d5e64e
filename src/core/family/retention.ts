/** How long a family's record is kept: every rule that applies, which of them wins, and what is still open. Pure. */
import { addDays, addMonths, yearOf } from '../calendar/day-number.ts';
import { type Day, dayOf } from '../calendar/time.ts';
import { dayInWords } from '../calendar/words.ts';
import type { Retention, RetentionRule } from '../protocol/protocol.ts';
import { derive, type Present, pathwayOf, protocolOf } from './derive.ts';
import type { FamilyEvent } from './events.ts';
import type { Family } from './family.ts';

/** A rule that applies, with the day from which it counts and the last day on which the record is kept. */
export interface AppliedRule {
  readonly rule: RetentionRule;
  readonly from: Day;
  readonly until: Day;
}

export interface Keeping {
  /** The longest first. */
  readonly rules: readonly AppliedRule[];
  /** The longest of them; undefined where none applies, or where one that applies cannot be worked out. */
  readonly wins: AppliedRule | undefined;
  /** Why it cannot be worked out. */
  readonly unknown: readonly string[];
}

/** Which rules apply to a family with this history, and until when its record is kept. */
export function keepingOf(
  retention: Retention | undefined,
  family: Family,
  events: readonly FamilyEvent[],
): Keeping {
  const reached = [...(retention?.rules.values() ?? [])].filter((rule) =>
    hasReached(rule, family, events),
  );
  const dead = reached.filter(({ after }) => after === 'death');
  const lastDeath = dayOfDeath(family);
  const replaced = new Set(
    lastDeath === undefined ? [] : dead.flatMap(({ inPlaceOf }) => inPlaceOf),
  );
  const rules: AppliedRule[] = [];
  const unknown: string[] = [];
  for (const rule of reached) {
    if (replaced.has(rule.id) || (rule.after === 'death' && lastDeath === undefined)) continue;
    const from = countedFrom(rule, family, events);
    if (typeof from === 'string') rules.push({ rule, from, until: yearsLater(from, rule.years) });
    else unknown.push(from.why);
  }
  const longestFirst = rules.toSorted((one, other) =>
    one.until === other.until ? 0 : one.until > other.until ? -1 : 1,
  );
  return {
    rules: longestFirst,
    wins: unknown.length > 0 ? undefined : longestFirst[0],
    unknown: [...new Set(unknown)],
  };
}

/** Whether the time has run out: the record is kept to the end of the last day. */
export function isDue({ wins }: Keeping, today: Day): boolean {
  return wins !== undefined && wins.until < today;
}

/** What is not finished with a family, in words. While there is anything, nothing of it is disposed of. */
export function openWith(present: Present, family: Family): readonly string[] {
  const { transfers, obligations, clocks } = derive(present, family);
  const open = transfers
    .filter(({ transfer }) => transfer.state !== 'ended')
    .map(({ transfer }) => {
      const { title } = pathwayOf(protocolOf(present.protocols, transfer), transfer);
      return `“${title}” is ${transfer.state}`;
    });
  const running = obligations
    .filter(({ ended }) => ended === undefined)
    .map(({ title }) => `“${title}” goes on`);
  const ticking = clocks
    .filter(({ stopped }) => stopped === undefined)
    .map(({ title }) => `“${title}” is still to be done`);
  const today = dayOf(present.now);
  const visits = family.visits
    .filter((visit) => !visit.cancelled && visit.for.day >= today)
    .map((visit) => `a visit is planned for ${dayInWords(visit.for.day)}`);
  return [...new Set([...open, ...running, ...ticking, ...visits])];
}

function hasReached(
  { reached }: RetentionRule,
  family: Family,
  events: readonly FamilyEvent[],
): boolean {
  if (reached === undefined) return true;
  return (
    family.levels.some(({ level }) => reached.levels.includes(level)) ||
    family.transfers.some(({ pathway }) => reached.pathways.includes(pathway)) ||
    events.some(
      (event) => event.type === 'HolderChanged' && reached.holders.includes(event.to.role),
    )
  );
}

type Unknown = { readonly why: string };

function countedFrom(
  { after }: RetentionRule,
  family: Family,
  events: readonly FamilyEvent[],
): Day | Unknown {
  switch (after) {
    case 'youngest-child-born':
      return born(family, (days) => days.at(-1));
    case 'oldest-child-born':
      return born(family, (days) => days[0]);
    case 'case-closed':
      return closed(family) ?? lastAction(events);
    case 'last-action':
      return lastAction(events);
    case 'financial-year-ended':
      return endOfFinancialYear(lastAction(events));
    case 'death':
      return dayOfDeath(family) ?? { why: 'Not every child has died' };
  }
}

function born(family: Family, choose: (inOrder: readonly Day[]) => Day | undefined): Day | Unknown {
  const children = family.people.filter(({ kind }) => kind === 'child');
  const without = children.find((child) => child.born === undefined);
  if (without !== undefined) return { why: 'The date of birth of a child is not known' };
  const days = children.flatMap((child) => child.born ?? []).toSorted();
  return choose(days) ?? { why: 'There is no child in the family' };
}

/** Of the last of the children, where all of them have died. */
function dayOfDeath(family: Family): Day | undefined {
  const children = family.people.filter(({ kind }) => kind === 'child');
  const days = children.flatMap(({ died }) => died ?? []).toSorted();
  return days.length === children.length ? days.at(-1) : undefined;
}

/** The day on which the last transfer ended; undefined while one goes on, or where there never was one. */
function closed(family: Family): Day | undefined {
  const ends = family.transfers.flatMap(({ ended }) => ended?.day ?? []).toSorted();
  return ends.length === family.transfers.length ? ends.at(-1) : undefined;
}

/** When somebody last wrote something down. What Stile notes by itself, such as a date that has passed, does not count. */
function lastAction(events: readonly FamilyEvent[]): Day {
  const days = events
    .filter((event, index) => index === 0 || event.by.worker !== itself)
    .map((event) => dayOf(event.recorded))
    .toSorted();
  // A family has a first event.
  return days.at(-1) as Day;
}

/** The name that Stile acts under. */
const itself: string = 'stile';

/** The 31 March on or after a day. */
function endOfFinancialYear(day: Day): Day {
  const inThisYear = `${day.slice(0, 4)}-03-31`;
  const year = day <= inThisYear ? yearOf(day) : yearOf(day) + 1;
  // The last of March is a day of every year.
  return `${year}-03-31` as Day;
}

/** Of 29 February, where that year has none, 1 March: never a day too early. */
function yearsLater(day: Day, years: number): Day {
  const then = addMonths(day, years * 12);
  return then.slice(5) === day.slice(5) ? then : addDays(then, 1);
}
