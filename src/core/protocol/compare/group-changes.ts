/** Changes under the headings by which a policy owner looks for them. */
import type { Change } from './change.ts';

export interface ChangeGroup {
  readonly where: Change['where'];
  readonly heading: string;
  readonly changes: readonly Change[];
}

const headings = {
  document: 'The document',
  people: 'People, roles and services',
  meetings: 'Meetings',
  pathways: 'Pathways, stages and steps',
  gates: 'What must be in place',
  clocks: 'Clocks',
  duties: 'Duties, and what must never happen',
  forms: 'Records and forms',
} as const satisfies Record<Change['where'], string>;

/** In the order of a policy; a heading without changes is left out. */
export function groupChanges(changes: readonly Change[]): readonly ChangeGroup[] {
  const groups = Map.groupBy(changes, ({ where }) => where);
  // The keys written just above.
  return (Object.keys(headings) as Change['where'][]).flatMap((where) => {
    const found = groups.get(where);
    return found === undefined ? [] : [{ where, heading: headings[where], changes: found }];
  });
}
