import { actsFor, sightOf, type Viewer } from '../../access/may-see.ts';
import type { RoleId } from '../../core/protocol/protocol.ts';
import { listWorkOfRoles, type WorkItem } from '../../store/work.ts';
import { type Stile, seenBy } from '../stile.ts';

/** Everything that waits for some roles, with how long it has waited and when it is due. */
export async function listFrontDoor(
  stile: Stile,
  viewer: Viewer,
  roles: readonly RoleId[],
): Promise<readonly WorkItem[]> {
  const items = await listWorkOfRoles(seenBy(stile, viewer), viewer.authority, roles);
  if (sightOf(viewer).sees !== 'partner') return items;
  return items.filter((item) => actsFor(viewer.actor).some((worker) => worker === item.worker));
}
