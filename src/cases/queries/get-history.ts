import { maySee, type Viewer } from '../../access/may-see.ts';
import type { FamilyId } from '../../core/family/people.ts';
import { loadFamily } from '../../store/events.ts';
import { type HistoryEntry, listHistory } from '../../store/history.ts';
import { listViews as list, type View } from '../../store/views.ts';
import { type Stile, seenBy } from '../stile.ts';
import { subjectOf } from '../subject-of.ts';

/** Everything that happened to a family, oldest first; undefined where the viewer may not see it. */
export async function getHistory(
  stile: Stile,
  viewer: Viewer,
  family: FamilyId,
): Promise<readonly HistoryEntry[] | undefined> {
  if (!(await mayLook(stile, viewer, family))) return undefined;
  return listHistory(seenBy(stile, viewer), viewer.authority, family);
}

/** Who has looked at a family, the latest first; undefined where the viewer may not see it. */
export async function listViews(
  stile: Stile,
  viewer: Viewer,
  family: FamilyId,
): Promise<readonly View[] | undefined> {
  if (!(await mayLook(stile, viewer, family))) return undefined;
  return list(seenBy(stile, viewer), viewer.authority, family);
}

async function mayLook(stile: Stile, viewer: Viewer, id: FamilyId): Promise<boolean> {
  const known = await loadFamily(seenBy(stile, viewer), viewer.authority, id);
  return known !== undefined && maySee(viewer, subjectOf(stile, known));
}
