import type { WorkingCalendar } from '../core/calendar/working-calendar.ts';
import { deriveClocks } from '../core/family/derive.ts';
import type { AuthorityId, FamilyId } from '../core/family/people.ts';
import { loadFamily } from '../store/history/events.ts';
import { calendarOfRows, projectedWith } from '../store/projection/projection.ts';
import { listOutdated, rebuildFamilies } from '../store/projection/rebuild.ts';
import { findCalendarOf } from '../store/published.ts';
import { carryOut } from './carry-out.ts';
import { joinCalendar, readStored } from './open-stile.ts';
import { type Stile, sceneOf, seenByStile, stileItself } from './stile.ts';

export interface CaughtUp {
  /** Families whose read rows were worked out again. */
  readonly families: number;
  /** Those whose history now says that an open date has moved. */
  readonly moved: number;
}

const batch = 100;

/**
 * After a new list of bank holidays, protocol or version of Stile: says in each family's history
 * which open dates have moved, and works the read rows out again. Can be stopped and begun again.
 */
export async function catchUp(stile: Stile, authority: AuthorityId): Promise<CaughtUp> {
  const before = calendarsByVersion(stile, authority);
  const total = { families: 0, moved: 0 };
  let after = '';
  for (;;) {
    const stamp = projectedWith(sceneOf(stile, authority), authority);
    const outdated = await listOutdated(seenByStile(stile, authority), authority, {
      stamp,
      after,
      limit: batch,
    });
    const last = outdated.at(-1);
    if (last === undefined) return total;
    after = last.family;
    for (const { family, projectedWith: made } of outdated) {
      const calendar = await before(calendarOfRows(made));
      // Ids in the store were family ids when they went in.
      if (calendar && (await noteMoved(stile, authority, family as FamilyId, calendar))) {
        total.moved += 1;
      }
    }
    const ids = outdated.map(({ family }) => family);
    await rebuildFamilies(seenByStile(stile, authority), authority, ids, sceneOf(stile, authority));
    total.families += ids.length;
  }
}

/** The calendar of rows made before; undefined where it is the one in force, or is not known. */
function calendarsByVersion(stile: Stile, authority: AuthorityId) {
  const known = new Map<string, WorkingCalendar | undefined>();
  return async (version: string | undefined): Promise<WorkingCalendar | undefined> => {
    if (version === undefined || version === stile.calendarOf(authority).version) return undefined;
    if (!known.has(version)) {
      const stored = await findCalendarOf(stile.db, version);
      known.set(
        version,
        stored && joinCalendar(readStored(stored.body), stile.protocols, authority),
      );
    }
    return known.get(version);
  };
}

async function noteMoved(
  stile: Stile,
  authority: AuthorityId,
  id: FamilyId,
  calendar: WorkingCalendar,
): Promise<boolean> {
  const known = await loadFamily(seenByStile(stile, authority), authority, id);
  if (known === undefined) return false;
  const clocks = deriveClocks(
    { ...sceneOf(stile, authority), calendar, now: stile.now() },
    known.family,
  );
  const before = clocks.flatMap(({ key, title, due, stopped }) =>
    due === undefined || stopped !== undefined ? [] : [{ clock: key, title, due: due.at }],
  );
  if (before.length === 0) return false;
  const command = { do: 'note-calendar', before } as const;
  const noted = await carryOut(stile, { actor: stileItself, authority, family: id, command });
  return noted.ok && noted.events.length > 0;
}
