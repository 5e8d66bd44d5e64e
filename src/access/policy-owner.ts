import type { Actor } from '../core/family/people.ts';
import type { Protocol, Role } from '../core/protocol/protocol.ts';

/** The roles that look after a policy: they may move open transfers to another version of it. */
export function policyOwners(protocol: Protocol): readonly Role[] {
  return [...protocol.roles.values()].filter(({ generic }) => generic === 'policy-owner');
}

/** Whether somebody looks after this version of the policy. */
export function ownsPolicy(protocol: Protocol, actor: Actor): boolean {
  return policyOwners(protocol).some(({ id }) => actor.roles.includes(id));
}
