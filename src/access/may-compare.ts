import { managingRoles } from '../core/family/guard/guard.ts';
import type { Actor } from '../core/family/people.ts';
import type { Protocol, RoleId } from '../core/protocol/protocol.ts';

/** In every council's words, those at whom new families arrive; the first of them first. */
const desks = ['front-door-manager', 'front-door', 'early-help-front-door', 'duty-manager'];

/** The roles that look whether two families are the same: the front door, then every manager of the council. */
export function comparingRoles(protocol: Protocol): readonly RoleId[] {
  const roles = [...protocol.roles.values()];
  const front = desks.flatMap((desk) => roles.filter(({ generic }) => generic === desk));
  return [...new Set([...front.map(({ id }) => id), ...managingRoles(protocol)])];
}

/** Whether families that may be the same wait for somebody, where they see both. Whoever sees both may compare them. */
export function comparesFamilies(protocol: Protocol, actor: Actor): boolean {
  return (
    actor.employer === 'authority' &&
    comparingRoles(protocol).some((role) => actor.roles.includes(role))
  );
}
