/** What was last changed of what is recorded, so that nothing written from before it takes its place unseen. */
import type { Instant } from '../calendar/time.ts';
import type { EvidenceId, FamilyEvent } from './events.ts';
import type { Family } from './family.ts';
import type { Doer, PersonId } from './people.ts';

/** What is changed by writing it anew: a person, a record, the day from which the family is known. */
export type Changeable = PersonId | EvidenceId | 'known-since';

export interface LastChange {
  /** The family's version with it. */
  readonly version: number;
  readonly recorded: Instant;
  readonly by: Doer;
}

export function withChange(
  family: Family,
  what: Changeable,
  { recorded, by }: FamilyEvent,
): Family['lastChanges'] {
  const version = family.version + 1;
  return new Map(family.lastChanges).set(what, { version, recorded, by });
}

/** Whether two values say the same; a property that is undefined says no more than one that is left out. */
export function saysSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return one === other;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => saysSame(Reflect.get(one, name), Reflect.get(other, name)));
}
