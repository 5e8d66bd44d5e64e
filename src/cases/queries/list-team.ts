import type { Viewer } from '../../access/may-see.ts';
import {
  listTeam as list,
  listWorkers,
  type TeamMember,
  type Worker,
} from '../../store/people/people.ts';
import { type Stile, seenAtTheDoor, seenBy } from '../stile.ts';

/** A team: what each of its people holds, is named in, and is late with. */
export async function listTeam(
  stile: Stile,
  viewer: Viewer,
  team: string,
): Promise<readonly TeamMember[]> {
  return list(seenBy(stile, viewer), viewer.authority, { team, now: stile.now() });
}

/** The directory, or those of one team or role: to name somebody, or to sign in for a demonstration. */
export async function listDirectory(
  stile: Stile,
  who: Viewer | Pick<Viewer, 'authority'>,
  which: { readonly team?: string; readonly role?: string } = {},
): Promise<readonly Worker[]> {
  const { authority } = who;
  const db = 'actor' in who ? seenBy(stile, who) : seenAtTheDoor(stile, authority);
  return listWorkers(db, authority, { ...which, now: stile.now() });
}
