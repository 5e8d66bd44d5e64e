import type { Command } from '../core/family/commands.ts';
import type { Actor, AuthorityId, FamilyId } from '../core/family/people.ts';
import { addFinding, pairOf } from '../store/comparisons.ts';
import { type CarriedOut, carryOutAll } from './carry-out.ts';
import { type Stile, seenByStile } from './stile.ts';

export interface Registration {
  readonly actor: Actor;
  readonly authority: AuthorityId;
  readonly family: FamilyId;
  readonly commands: readonly Command[];
  /** Families that were shown to them, and why it is none of these. */
  readonly different?: { readonly from: readonly string[]; readonly reason: string } | undefined;
  readonly requestKey?: string | undefined;
}

/**
 * Registers a family. What somebody of the council says of the families that they were shown is kept of each pair, so
 * that nobody is asked again; what a partner says is looked at by somebody who sees both.
 */
export async function registerFamily(
  stile: Stile,
  { different, ...act }: Registration,
): Promise<CarriedOut> {
  const carried = await carryOutAll(stile, act);
  const { actor, authority } = act;
  if (!carried.ok || different === undefined || actor.employer !== 'authority') return carried;
  const { worker, name } = actor;
  const said = { finding: 'not-the-same', reason: different.reason, worker, name } as const;
  for (const other of different.from) {
    const pair = pairOf(carried.family.id, other);
    const id = `${worker}/registered`;
    // They see the family that was shown; whether they see the new one depends on who holds it.
    const db = seenByStile(stile, authority);
    await addFinding(db, authority, pair, { ...said, id, at: stile.now() });
  }
  return carried;
}
