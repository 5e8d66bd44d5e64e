import { managingRoles } from '../core/family/guard/guard.ts';
import type { Actor } from '../core/family/people.ts';
import type { Protocol, RoleId } from '../core/protocol/protocol.ts';
import { policyOwners } from './policy-owner.ts';

/** The roles that look after the records; where the policy names none, those that look after the policy. */
export function keepers(protocol: Protocol): readonly RoleId[] {
  return protocol.retention?.keepers ?? policyOwners(protocol).map(({ id }) => id);
}

/** The roles that may confirm what a keeper has proposed: the keepers too, but never their own proposal. */
export function confirmers(protocol: Protocol): readonly RoleId[] {
  return [...new Set([...keepers(protocol), ...(protocol.retention?.confirmers ?? [])])];
}

/** Whether somebody looks after the records: only staff of the authority do. */
export function keepsRecords(protocol: Protocol, actor: Actor): boolean {
  return actor.employer === 'authority' && has(actor, keepers(protocol));
}

/** Whether somebody may confirm a disposal. */
export function mayConfirm(protocol: Protocol, actor: Actor): boolean {
  return actor.employer === 'authority' && has(actor, confirmers(protocol));
}

/** Whether somebody may propose and confirm of restricted families only: a manager of the council, who restricts them. */
export function guardsRecords(protocol: Protocol, actor: Actor): boolean {
  return actor.employer === 'authority' && has(actor, managingRoles(protocol));
}

/** Whether anything of what is kept and what goes is theirs to decide. */
export function decidesOnRecords(protocol: Protocol, actor: Actor): boolean {
  return mayConfirm(protocol, actor) || guardsRecords(protocol, actor);
}

function has({ roles }: Actor, wanted: readonly RoleId[]): boolean {
  return roles.some((role) => wanted.includes(role));
}
