import type { Subject, Viewer } from '../access/may-see.ts';
import type { Instant } from '../core/calendar/time.ts';
import type { Known } from '../store/history/family-cache.ts';
import { findSight } from '../store/people/people.ts';
import { type AccessRow, accessRows, project } from '../store/projection/projection.ts';
import { type Stile, sceneOf, seenBy } from './stile.ts';

/** What the rules of access must know of a family, worked out from its history as the database's tables are. */
export function subjectOf(stile: Stile, known: Known, now: Instant = stile.now()): Subject {
  const { family } = known;
  const { authority, holder } = family;
  const scene = sceneOf(stile, authority);
  const rows = accessRows(scene, family);
  return {
    authority,
    restricted: family.restriction !== undefined,
    people: rows.flatMap((row) => {
      if (row.until !== null && row.until <= now) return [];
      const { worker, why, sees } = row;
      return why === 'concern' ? [] : [{ worker, why, ownOnly: sees === 'own' }];
    }),
    heldBy:
      holder.practitioner === undefined ? { role: holder.role, team: holder.team } : undefined,
    heldInTeam: holder.team,
    concernRoles: rows.filter(isConcern).map(({ worker }) => worker.slice('role:'.length)),
    waitingRoles: () =>
      (known.rows ?? project(scene, family, known.recorded)).tables.work
        .filter(({ name }) => name === null)
        .map(({ role }) => role),
  };
}

/** The viewer with their sight as the database has it. */
export async function withSight(stile: Stile, viewer: Viewer): Promise<Viewer> {
  return { ...viewer, sight: await findSight(seenBy(stile, viewer)) };
}

function isConcern({ why }: AccessRow): boolean {
  return why === 'concern';
}
