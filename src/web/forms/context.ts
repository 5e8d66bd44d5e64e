/** What the questions of a form must know of the family, the policy and the people around it. */

import type { Day } from '../../core/calendar/time.ts';
import type { Family } from '../../core/family/family.ts';
import type { Practitioner } from '../../core/family/people.ts';
import type { Protocol } from '../../core/protocol/protocol.ts';

export interface FormContext {
  readonly family: Family;
  readonly protocol: Protocol;
  readonly today: Day;
  /** Everybody in the authority's directory who signs in. */
  readonly directory: readonly Practitioner[];
}

/** A practitioner who can be picked instead of typed. `value` stays the same from showing the form to reading it. */
export interface OfferedPerson {
  readonly value: string;
  readonly practitioner: Practitioner;
  /** "Social Worker", where the person already works with the family. */
  readonly as: string | undefined;
}

/** Those who already work with the family, each once, in the order they were named. */
export function peopleWorkingWith({ family, protocol }: FormContext): readonly OfferedPerson[] {
  const offered = new Map<string, OfferedPerson>();
  const offer = (practitioner: Practitioner | undefined, as: string | undefined): void => {
    if (practitioner === undefined || practitioner.name.trim() === '') return;
    const value = practitionerKey(practitioner);
    if (!offered.has(value)) offered.set(value, { value, practitioner, as });
  };
  for (const [role, { practitioner }] of family.assigned)
    offer(practitioner, protocol.roles.get(role)?.title);
  offer(family.holder.practitioner, protocol.roles.get(family.holder.role)?.title);
  for (const visit of family.visits) if (!visit.cancelled) offer(visit.who, undefined);
  for (const list of family.evidence.values())
    for (const evidence of list)
      for (const value of Object.values(evidence.fields))
        if (isPractitioner(value)) offer(value, undefined);
  return [...offered.values()];
}

/** Everybody of the directory; those offered already too, so that a form sent twice reads the same the second time. */
export function peopleOfDirectory(context: FormContext): readonly OfferedPerson[] {
  return context.directory.map((practitioner) => ({
    value: practitionerKey(practitioner),
    practitioner,
    as: undefined,
  }));
}

export function practitionerKey(practitioner: Practitioner): string {
  if (practitioner.worker !== undefined) return `worker:${practitioner.worker}`;
  return `named:${practitioner.name.trim().toLowerCase()}:${practitioner.agency.trim().toLowerCase()}`;
}

export function isPractitioner(value: unknown): value is Practitioner {
  return typeof value === 'object' && value !== null && 'name' in value && 'employer' in value;
}
