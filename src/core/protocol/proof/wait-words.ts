/** The longest lawful wait of each pathway, in words. */
import type { Pathway, Protocol } from '../protocol.ts';
import { type Limit, type Wait, waits } from './wait.ts';

/** The worst way through a pathway, and how many other ways have no limit or the same. */
export interface LongestWait {
  readonly pathway: Pathway;
  readonly worst: Wait;
  readonly ways: number;
  /** How many ways the policy sets no limit for. */
  readonly unlimitedWays: number;
}

/** For each pathway that says which wait matters, the longest lawful one; a pathway with no way between the two has none. */
export function longestWaits(protocol: Protocol): readonly LongestWait[] {
  return [...protocol.pathways.values()].flatMap((pathway) => {
    const found = waits(protocol, pathway);
    const [worst] = found;
    if (worst === undefined) return [];
    const unlimitedWays = found.filter(({ workingDays }) => workingDays === undefined).length;
    return [{ pathway, worst, ways: found.length, unlimitedWays }];
  });
}

/** "at most 14 working days", or that there is no limit. */
export function lengthInWords({ workingDays }: Wait): string {
  if (workingDays === undefined) return 'the policy sets no limit';
  return `at most ${daysInWords(workingDays)}`;
}

/** "5 working days: Joint visit (AB-57)". */
export function limitInWords({ title, workingDays, clauses }: Limit): string {
  const from = clauses.length === 0 ? '' : ` (${clauses.join(', ')})`;
  return `${daysInWords(workingDays)}: ${title}${from}`;
}

function daysInWords(count: number): string {
  if (count === 0) return 'the same day';
  return `${count} working ${count === 1 ? 'day' : 'days'}`;
}
