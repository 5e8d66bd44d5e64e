import type { Actor } from '../core/family/people.ts';
import type { Protocol } from '../core/protocol/protocol.ts';
import { administers } from './administrator.ts';
import { ownsPolicy } from './policy-owner.ts';

/** Whether somebody says how far each role of the authority sees: whoever looks after its directory or its policy. */
export function administersAccess(protocol: Protocol, actor: Actor): boolean {
  return actor.employer === 'authority' && (administers(actor) || ownsPolicy(protocol, actor));
}
