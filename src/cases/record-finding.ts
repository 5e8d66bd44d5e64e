import type { Viewer } from '../access/may-see.ts';
import type { FamilyId } from '../core/family/people.ts';
import { addFinding, type Finding, pairOf } from '../store/comparisons.ts';
import { findComparison } from './queries/list-comparisons.ts';
import { type Stile, seenBy } from './stile.ts';

/** Records what somebody found who compared two families; false where that is not theirs. Both stay as they are. */
export async function recordFinding(
  stile: Stile,
  viewer: Viewer,
  what: {
    readonly family: FamilyId;
    readonly other: FamilyId;
    readonly finding: Finding;
    readonly reason: string;
    /** Sent again with the same key, it is recorded once. */
    readonly requestKey?: string | undefined;
  },
): Promise<boolean> {
  const { authority, actor } = viewer;
  const { family, other, finding, reason, requestKey } = what;
  if ((await findComparison(stile, viewer, { family, other })) === undefined) return false;
  const { worker, name } = actor;
  const id = requestKey === undefined ? stile.newId() : `${worker}/${requestKey}`;
  const found = { id, at: stile.now(), finding, reason: reason.trim(), worker, name };
  await addFinding(seenBy(stile, viewer), authority, pairOf(family, other), found);
  return true;
}
