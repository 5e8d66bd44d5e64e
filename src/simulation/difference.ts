/** Where a story and the system differ, in plain words; and how to compare. */
import type { Word } from './scenario.ts';

export interface Difference {
  readonly expected: string;
  readonly happened: string;
}

/** Compares two lists without regard to order; each counts once. */
export function sameSet(
  what: string,
  expected: readonly Word[],
  happened: Iterable<string>,
): readonly Difference[] {
  const [wanted, found] = [sorted(expected.map((word) => word.text)), sorted(happened)];
  return wanted.join() === found.join()
    ? []
    : [{ expected: `${what}: ${listed(wanted)}`, happened: listed(found) }];
}

export function sameText(what: string, expected: string, happened: string): readonly Difference[] {
  return expected === happened ? [] : [{ expected: `${what}: ${expected}`, happened }];
}

export function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}

function sorted(names: Iterable<string>): readonly string[] {
  return [...new Set(names)].sort();
}
