import { actsFor, sightOf, type Viewer } from '../../access/may-see.ts';
import { countUnread, listNotices as list, markRead, type Notice } from '../../store/notices.ts';
import { type Stile, seenBy } from '../stile.ts';
import { teamRolesOf } from './list-my-work.ts';

/** What somebody was told, in person or as one of a team: unread first, then the newest. */
export async function listNotices(stile: Stile, viewer: Viewer): Promise<readonly Notice[]> {
  return list(seenBy(stile, viewer), viewer.authority, readerOf(stile, viewer));
}

export async function countUnreadNotices(stile: Stile, viewer: Viewer): Promise<number> {
  return countUnread(seenBy(stile, viewer), viewer.authority, readerOf(stile, viewer));
}

/** False when it was read before, or is not theirs. */
export async function markNoticeRead(stile: Stile, viewer: Viewer, id: string): Promise<boolean> {
  const which = { id, now: stile.now() };
  return markRead(seenBy(stile, viewer), viewer.authority, readerOf(stile, viewer), which);
}

function readerOf(stile: Stile, viewer: Viewer) {
  return {
    worker: viewer.actor.worker,
    workers: actsFor(viewer.actor),
    roles: teamRolesOf(stile, viewer),
    seesAll: sightOf(viewer).sees !== 'partner',
  };
}
