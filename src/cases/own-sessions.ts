/** Where somebody is signed in, and ending it: by themselves, or by an administrator of the authority. */
import type { Viewer } from '../access/may-see.ts';
import type { WorkerId } from '../core/family/people.ts';
import {
  endSessions,
  listSessions,
  type SessionRow,
  type WhichSessions,
} from '../store/people/sessions.ts';
import { recordSignIn } from './record-sign-in.ts';
import { hashed } from './sessions.ts';
import { type Stile, seenBy } from './stile.ts';

export type { SessionRow };

export interface ListedSession extends SessionRow {
  /** The one that asks. */
  readonly here: boolean;
}

/** The sessions of whoever asks; `secret` is that of this browser. */
export async function listOwnSessions(
  stile: Stile,
  viewer: Viewer,
  secret: string,
): Promise<readonly ListedSession[]> {
  const { authority, actor } = viewer;
  const which = { worker: actor.worker, now: stile.now() };
  const here = hashed(secret);
  const sessions = await listSessions(seenBy(stile, viewer), authority, which);
  return sessions.map((session) => ({ ...session, here: session.id === here }));
}

/** Ends one of one's own sessions; says whether there was such a one. */
export async function endOwnSession(stile: Stile, viewer: Viewer, id: string): Promise<boolean> {
  return (await end(stile, viewer, { id, worker: viewer.actor.worker })) > 0;
}

/** Ends all of one's own sessions but this one; says how many there were. */
export function endOtherSessions(stile: Stile, viewer: Viewer, secret: string): Promise<number> {
  return end(stile, viewer, { worker: viewer.actor.worker, but: hashed(secret) });
}

async function end(
  stile: Stile,
  viewer: Viewer,
  which: WhichSessions & { readonly worker: WorkerId },
): Promise<number> {
  const { authority } = viewer;
  const ended = await endSessions(seenBy(stile, viewer), authority, which, stile.now());
  for (const { worker, how, device } of ended)
    await recordSignIn(stile, authority, { worker, how, device, result: 'ended' });
  return ended.length;
}
