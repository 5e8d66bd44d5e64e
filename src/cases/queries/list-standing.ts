import { maySee, type Viewer } from '../../access/may-see.ts';
import { derivedFor, withheldFromViewer } from '../../access/shared-part.ts';
import { derive } from '../../core/family/derive.ts';
import type { Derived } from '../../core/family/derived.ts';
import type { FamilyId } from '../../core/family/people.ts';
import { loadFamily } from '../../store/history/events.ts';
import { type Stile, sceneOf, seenBy } from '../stile.ts';
import { subjectOf } from '../subject-of.ts';

/**
 * How several families stand now, for a list that shows what can be done next: clocks and open steps. Like every list
 * it is not recorded as looking at a family, so nothing of what was written about one may be shown from it.
 */
export async function listStanding(
  stile: Stile,
  viewer: Viewer,
  families: readonly FamilyId[],
): Promise<ReadonlyMap<FamilyId, Derived>> {
  const present = { ...sceneOf(stile, viewer.authority), now: stile.now() };
  const standing = new Map<FamilyId, Derived>();
  const db = seenBy(stile, viewer);
  const loaded = await Promise.all(families.map((id) => loadFamily(db, viewer.authority, id)));
  for (const known of loaded) {
    if (known === undefined) continue;
    if (!maySee(viewer, subjectOf(stile, known))) continue;
    const withheld = withheldFromViewer(stile.protocols, viewer, known.family, present.now);
    standing.set(known.family.id, derivedFor(withheld, derive(present, known.family)));
  }
  return standing;
}
