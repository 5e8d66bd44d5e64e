import type { Family } from '../core/family/family.ts';
import { guardingRoles } from '../core/family/guard/guard.ts';
import type { Actor } from '../core/family/people.ts';
import type { Protocol } from '../core/protocol/protocol.ts';

/**
 * Whether somebody restricts this family, changes its list and reviews urgent access to it: a manager of the council,
 * by the role of any manager or of the line above whoever holds the family. The decision itself holds the same.
 */
export function mayGuard(
  protocol: Protocol,
  actor: Actor,
  family: Pick<Family, 'holder'>,
): boolean {
  return (
    actor.employer === 'authority' &&
    guardingRoles(protocol, family).some((role) => actor.roles.includes(role))
  );
}

/** Only the council's own staff take urgent access; a partner rings. */
export function mayTakeUrgentAccess(actor: Actor): boolean {
  return actor.employer === 'authority';
}
