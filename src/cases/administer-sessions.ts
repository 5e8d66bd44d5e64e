/** What an administrator sees and does of others' signing in. Who is one, the database asks as well. */
import { administers } from '../access/administrator.ts';
import type { Viewer } from '../access/may-see.ts';
import type { Instant } from '../core/calendar/time.ts';
import type { WorkerId } from '../core/family/people.ts';
import { listIdentities, unlinkIdentities } from '../store/people/identities.ts';
import { findWorker, type Worker } from '../store/people/people.ts';
import { endSessions, listSessions, type SessionRow } from '../store/people/sessions.ts';
import { type ListedSignIn, listSignIns } from '../store/people/sign-in-log.ts';
import { recordSignIn } from './record-sign-in.ts';
import { type Stile, seenBy } from './stile.ts';

export type { ListedSignIn };

export interface SignInsOf {
  readonly worker: Worker;
  readonly sessions: readonly SessionRow[];
  /** Providers at which an account is known to be theirs. */
  readonly accounts: readonly { readonly issuer: string; readonly linked: Instant }[];
  readonly log: readonly ListedSignIn[];
}

/** Where somebody is signed in, with which accounts, and what went before. Undefined for whoever may not ask. */
export async function findSignInsOf(
  stile: Stile,
  viewer: Viewer,
  id: WorkerId,
): Promise<SignInsOf | undefined> {
  if (!administers(viewer.actor)) return undefined;
  const { authority } = viewer;
  const db = seenBy(stile, viewer);
  const worker = await findWorker(db, authority, id, stile.now());
  if (worker === undefined) return undefined;
  const [sessions, accounts, log] = await Promise.all([
    listSessions(db, authority, { worker: id, now: stile.now() }),
    listIdentities(db, authority, id),
    listSignIns(db, authority, { worker: id, limit: 50 }),
  ]);
  return { worker, sessions, accounts, log };
}

/** Ends one session of somebody, or all of them; says how many. */
export async function endSessionsOfOther(
  stile: Stile,
  viewer: Viewer,
  which: { readonly worker: WorkerId; readonly id?: string | undefined },
): Promise<number> {
  if (!administers(viewer.actor)) return 0;
  const { authority } = viewer;
  const { worker, id } = which;
  const chosen = id === undefined ? { worker } : { worker, id };
  const ended = await endSessions(seenBy(stile, viewer), authority, chosen, stile.now());
  for (const { how, device } of ended)
    await recordSignIn(stile, authority, { worker, how, device, result: 'ended' });
  return ended.length;
}

/** Takes an account at a provider away from somebody: the next with their verified address can be linked then. */
export async function unlinkAccount(
  stile: Stile,
  viewer: Viewer,
  which: { readonly worker: WorkerId; readonly issuer: string },
): Promise<boolean> {
  if (!administers(viewer.actor)) return false;
  const { authority } = viewer;
  if ((await unlinkIdentities(seenBy(stile, viewer), authority, which)) === 0) return false;
  await recordSignIn(stile, authority, {
    ...{ worker: which.worker, how: 'administrator', device: '', result: 'unlinked' },
  });
  return true;
}

/** Who came in, went out and was refused in this authority, the latest first. Undefined for whoever may not ask. */
export async function listSignInLog(
  stile: Stile,
  viewer: Viewer,
  before: Instant | undefined,
): Promise<readonly ListedSignIn[] | undefined> {
  if (!administers(viewer.actor)) return undefined;
  return listSignIns(seenBy(stile, viewer), viewer.authority, { before, limit: 100 });
}
