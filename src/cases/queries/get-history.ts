import { maySee, type Viewer } from '../../access/may-see.ts';
import { eventFor, withheldFromViewer } from '../../access/shared-part.ts';
import type { Family } from '../../core/family/family.ts';
import type { FamilyId } from '../../core/family/people.ts';
import { loadFamily } from '../../store/history/events.ts';
import { type HistoryEntry, listHistory } from '../../store/history/history.ts';
import { type Looks, listLooks as list, type WhichLooks } from '../../store/views.ts';
import { type Stile, seenBy } from '../stile.ts';
import { subjectOf } from '../subject-of.ts';

/** Everything that happened to a family, oldest first; undefined where the viewer may not see it. */
export async function getHistory(
  stile: Stile,
  viewer: Viewer,
  id: FamilyId,
): Promise<readonly HistoryEntry[] | undefined> {
  const [family, entries] = await Promise.all([
    findFamily(stile, viewer, id),
    listHistory(seenBy(stile, viewer), viewer.authority, id),
  ]);
  if (family === undefined) return undefined;
  const withheld = withheldFromViewer(stile.protocols, viewer, family, stile.now());
  const events = entries.map(({ event }) => event);
  const part = eventFor(withheld, events);
  return entries.flatMap((entry) => {
    const event = part(entry.event);
    return event === undefined ? [] : [{ ...entry, event }];
  });
}

/**
 * Who has looked at a family, the latest first; undefined where the viewer may not see it. Partners are told of their
 * own looks: who else works with a family is not theirs to know.
 */
export async function listLooks(
  stile: Stile,
  viewer: Viewer,
  id: FamilyId,
  which: Pick<WhichLooks, 'before' | 'most'> = {},
): Promise<readonly Looks[] | undefined> {
  const { employer, worker } = viewer.actor;
  if ((await findFamily(stile, viewer, id)) === undefined) return undefined;
  const whose = employer === 'authority' ? {} : { worker };
  return list(seenBy(stile, viewer), viewer.authority, id, { ...which, ...whose });
}

async function findFamily(stile: Stile, viewer: Viewer, id: FamilyId): Promise<Family | undefined> {
  const known = await loadFamily(seenBy(stile, viewer), viewer.authority, id);
  if (known === undefined) return undefined;
  return maySee(viewer, subjectOf(stile, known)) ? known.family : undefined;
}
