import { createHash } from 'node:crypto';
import type { Viewer } from '../access/may-see.ts';
import { fromMilliseconds, type Instant, toMilliseconds } from '../core/calendar/time.ts';
import type { Actor, AuthorityId, WorkerId } from '../core/family/people.ts';
import type { RoleId } from '../core/protocol/protocol.ts';
import { findWorker, type Worker } from '../store/people.ts';
import { addSession, endSessions, useSession } from '../store/sessions.ts';
import { type Stile, seenAtTheDoor } from './stile.ts';

export interface SignedIn {
  /** For the browser to hold, and nobody else; the store has only its hash. */
  readonly secret: string;
  readonly worker: Worker;
  readonly expires: Instant;
}

/** A working day's worth: long enough that nobody loses a form to it, and it moves with use. */
const sessionHours = 10;

/**
 * Signs somebody of the directory in without a password: for demonstrations with made-up families
 * only. Who may call this is for the pages to say. Undefined for somebody who is not active.
 */
export async function signInForDemonstration(
  stile: Stile,
  authority: AuthorityId,
  id: WorkerId,
): Promise<SignedIn | undefined> {
  const worker = await findWorker(seenAtTheDoor(stile, authority), authority, id);
  if (!worker?.active) return undefined;
  const secret = `${stile.newId()}.${stile.newId()}`;
  const now = stile.now();
  const expires = later(now);
  const session = { id: hashed(secret), worker: id, how: 'demonstration', now, expires };
  await addSession(seenAtTheDoor(stile, authority), authority, session);
  return { secret, worker, expires };
}

export interface InSession extends Viewer {
  readonly worker: Worker;
  readonly expires: Instant;
}

/** Who a browser's secret stands for; undefined when the session is over or they have left. */
export async function findSession(
  stile: Stile,
  authority: AuthorityId,
  secret: string,
): Promise<InSession | undefined> {
  const now = stile.now();
  const which = { id: hashed(secret), now, expires: later(now) };
  const session = await useSession(seenAtTheDoor(stile, authority), authority, which);
  if (session === undefined) return undefined;
  return {
    authority,
    actor: actorOf(session.worker),
    worker: session.worker,
    expires: session.expires,
  };
}

export async function signOut(stile: Stile, authority: AuthorityId, secret: string): Promise<void> {
  await endSessions(
    seenAtTheDoor(stile, authority),
    authority,
    { id: hashed(secret) },
    stile.now(),
  );
}

/** Ends every session of somebody who leaves, at once. */
export async function endSessionsOf(
  stile: Stile,
  authority: AuthorityId,
  worker: WorkerId,
): Promise<void> {
  await endSessions(seenAtTheDoor(stile, authority), authority, { worker }, stile.now());
}

/** Somebody of the directory as they act. */
export function actorOf(worker: Worker): Actor {
  return {
    // The directory is where worker ids and the roles of people come from.
    worker: worker.id as WorkerId,
    name: worker.name,
    // As above.
    roles: worker.roles as readonly RoleId[],
    agency: worker.agency,
    employer: worker.employer,
  };
}

function later(now: Instant): Instant {
  return fromMilliseconds(toMilliseconds(now) + sessionHours * 3_600_000);
}

function hashed(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
