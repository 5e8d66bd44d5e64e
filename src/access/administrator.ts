import type { Actor } from '../core/family/people.ts';
import type { RoleId } from '../core/protocol/protocol.ts';

/**
 * Looks after the directory: people, roles, cover and teams. A role of Stile's own, in no policy: none can have this
 * id, because of the stroke in it. Whoever has no other sees no family.
 */
export const administrator = 'stile/administrator' as RoleId;

export function administers(actor: Actor): boolean {
  return actor.roles.includes(administrator);
}
