/** How long a family's record is kept: every rule that applies, which of them wins, and what is still open. Pure. */
import { addDays, addMonths, yearOf } from '../calendar/day-number.ts';
import { type Day, dayOf } from '../calendar/time.ts';
import { dayInWords } from '../calendar/words.ts';
import type { LevelId, PathwayId, Retention, RetentionRule, RoleId } from '../protocol/protocol.ts';
import { derive, type Present, pathwayOf, protocolOf } from './derive.ts';
import type { Family } from './family.ts';
import type { Person } from './people.ts';

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

/** What rules look at. It is worked out with each act and stored; which rules there are, and which day it is, is not in it. */
export interface KeepingFacts {
  readonly levels: readonly LevelId[];
  readonly pathways: readonly PathwayId[];
  readonly holders: readonly RoleId[];
  /** Of the children; undefined where there is none, or the date of birth of one is not known. */
  readonly youngest: Day | undefined;
  readonly oldest: Day | undefined;
  /** The day on which the last of the children died; undefined while one lives. */
  readonly died: Day | undefined;
  /** The day on which the last transfer ended; undefined while one goes on, or where there never was one. */
  readonly closed: Day | undefined;
  readonly lastAction: Day;
  /** The last day for which somebody has planned to see the family. */
  readonly visit: Day | undefined;
}

export function factsOf(family: Family): KeepingFacts {
  const children = childrenOf(family);
  const days = children.flatMap(({ born }) => born ?? []).toSorted();
  const born = days.length === children.length ? days : [];
  const visits = family.visits.filter(({ cancelled }) => !cancelled).map((visit) => visit.for.day);
  return {
    levels: [...new Set(family.levels.map(({ level }) => level))].toSorted(),
    pathways: [...new Set(family.transfers.map(({ pathway }) => pathway))].toSorted(),
    holders: [...family.heldBy].toSorted(),
    youngest: born.at(-1),
    oldest: born[0],
    died: dayOfDeath(family),
    closed: closed(family),
    lastAction: family.lastAction,
    visit: visits.toSorted().at(-1),
  };
}

/** Which rules apply to a family, and until when its record is kept. */
export function keepingOf(retention: Retention | undefined, family: Family): Keeping {
  const facts = factsOf(family);
  const reached = [...(retention?.rules.values() ?? [])].filter((rule) => hasReached(rule, facts));
  const replaced = new Set(
    facts.died === undefined
      ? []
      : reached.flatMap(({ after, inPlaceOf }) => (after === 'death' ? inPlaceOf : [])),
  );
  const rules: AppliedRule[] = [];
  const unknown: string[] = [];
  for (const rule of reached) {
    if (replaced.has(rule.id) || (rule.after === 'death' && facts.died === undefined)) continue;
    const from = countedFrom(rule, facts);
    if (from === undefined) unknown.push(whyUnknown(family));
    else rules.push({ rule, from, until: yearsLater(from, rule.years) });
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

function hasReached({ reached }: RetentionRule, facts: KeepingFacts): boolean {
  if (reached === undefined) return true;
  return (
    facts.levels.some((level) => reached.levels.includes(level)) ||
    facts.pathways.some((pathway) => reached.pathways.includes(pathway)) ||
    facts.holders.some((role) => reached.holders.includes(role))
  );
}

/** Undefined where it is not known. */
function countedFrom({ after }: RetentionRule, facts: KeepingFacts): Day | undefined {
  switch (after) {
    case 'youngest-child-born':
      return facts.youngest;
    case 'oldest-child-born':
      return facts.oldest;
    case 'case-closed':
      return facts.closed ?? facts.lastAction;
    case 'last-action':
      return facts.lastAction;
    case 'financial-year-ended':
      return endOfFinancialYear(facts.lastAction);
    case 'death':
      return facts.died;
  }
}

/** Only a birth can be unknown: everything else has a day, or its rule does not apply. */
function whyUnknown(family: Family): string {
  return childrenOf(family).length === 0
    ? 'There is no child in the family'
    : 'The date of birth of a child is not known';
}

function childrenOf({ people }: Family): readonly Person[] {
  return people.filter(({ kind }) => kind === 'child');
}

/** Of the last of the children, where all of them have died. */
function dayOfDeath(family: Family): Day | undefined {
  const children = childrenOf(family);
  const days = children.flatMap(({ died }) => died ?? []).toSorted();
  return days.length === children.length ? days.at(-1) : undefined;
}

function closed(family: Family): Day | undefined {
  const ends = family.transfers.flatMap(({ ended }) => ended?.day ?? []).toSorted();
  return ends.length === family.transfers.length ? ends.at(-1) : undefined;
}

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
