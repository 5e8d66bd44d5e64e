/** Who is in a family, who works with it, and who is acting. */
import type { Day } from '../calendar/time.ts';
import type { Employer, RoleId } from '../protocol/protocol.ts';

/** A child or adult of a family: `c1`, `a2`; unique within the family, never used again. */
export type PersonId = string & { readonly brand: 'PersonId' };
/** Somebody who signs in to Stile, unique within the authority. */
export type WorkerId = string & { readonly brand: 'WorkerId' };
export type FamilyId = string & { readonly brand: 'FamilyId' };
export type AuthorityId = string & { readonly brand: 'AuthorityId' };

export interface Child {
  readonly id: PersonId;
  readonly kind: 'child';
  readonly given: string;
  readonly family: string;
  readonly born: Day | undefined;
  /** How long a record is kept may count from it. */
  readonly died?: Day | undefined;
  readonly note: string | undefined;
}

export interface Adult {
  readonly id: PersonId;
  readonly kind: 'adult';
  readonly given: string;
  readonly family: string;
  readonly born: Day | undefined;
  readonly died?: Day | undefined;
  readonly relation: string;
  readonly inHousehold: boolean;
  readonly note: string | undefined;
}

export type Person = Child | Adult;

/** A professional, who may or may not sign in to Stile. */
export interface Practitioner {
  readonly name: string;
  readonly agency: string;
  readonly employer: Employer;
  readonly contact: string | undefined;
  readonly worker: WorkerId | undefined;
}

/** The person acting, with the roles they hold today. */
export interface Actor {
  readonly worker: WorkerId;
  readonly name: string;
  readonly roles: readonly RoleId[];
  /** Whose work they do while those are away. */
  readonly covers?: readonly WorkerId[];
  readonly agency: string;
  readonly employer: Employer;
}

/** Who did something, as the history keeps it. */
export interface Doer {
  readonly worker: WorkerId;
  readonly name: string;
  readonly roles: readonly RoleId[];
}

export function fullName(person: Person): string {
  return `${person.given} ${person.family}`.trim();
}
