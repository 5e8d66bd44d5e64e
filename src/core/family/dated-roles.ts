import type { Day } from '../calendar/time.ts';

/** A role with its first and last day, both inclusive; an end that is not there is open. */
export interface DatedRole {
  readonly worker: string;
  readonly role: string;
  readonly from: Day | null;
  readonly until: Day | null;
}

/** Whether a day lies within the dates of something. */
export function isOn({ from, until }: Pick<DatedRole, 'from' | 'until'>, day: Day): boolean {
  return (from === null || from <= day) && (until === null || day <= until);
}

/** The roles that somebody holds themselves on a day. The database has the same rule in `own_roles_of`. */
export function rolesOn(
  holdings: readonly DatedRole[],
  worker: string,
  day: Day,
): readonly string[] {
  const on = holdings.filter((each) => each.worker === worker && isOn(each, day));
  return [...new Set(on.map(({ role }) => role))];
}
