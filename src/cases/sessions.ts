/** Being signed in: from the secret that a browser holds to the person, and the end of it. */
import { createHash } from 'node:crypto';
import type { Viewer } from '../access/may-see.ts';
import { fromMilliseconds, type Instant, toMilliseconds } from '../core/calendar/time.ts';
import type { Actor, AuthorityId, WorkerId } from '../core/family/people.ts';
import type { RoleId } from '../core/protocol/protocol.ts';
import type { Worker } from '../store/people/people.ts';
import {
  addSession,
  endSessions,
  findSessionEnd,
  findSessionWorker,
  useSession,
} from '../store/people/sessions.ts';
import { recordSignIn } from './record-sign-in.ts';
import { type Stile, seenAtTheDoor } from './stile.ts';

/** When a session ends by itself. */
export interface SessionLimits {
  /** After so many minutes in which nothing was asked. */
  readonly idleMinutes: number;
  /** After so many hours in any case. */
  readonly hours: number;
}

/** An hour is long enough that nobody loses a form to a meeting; the working day is an end in any case. */
export const usualSessionLimits: SessionLimits = { idleMinutes: 60, hours: 12 };

export interface SignedIn {
  /** For the browser to hold, and nobody else; the store has only its hash. */
  readonly secret: string;
  readonly worker: Worker;
  readonly expires: Instant;
}

export interface HowSignedIn {
  /** `demonstration`, `link`, or `provider:` and its name. */
  readonly how: string;
  /** The browser in words. */
  readonly device: string;
  /** The hash of the provider's session with which this one begins. */
  readonly providerSession?: string | undefined;
  readonly limits: SessionLimits;
}

/** Begins a session with a new secret, and records that somebody came in. */
export async function startSession(
  stile: Stile,
  authority: AuthorityId,
  worker: Worker,
  { how, device, limits, providerSession }: HowSignedIn,
): Promise<SignedIn> {
  const secret = `${stile.newId()}.${stile.newId()}`;
  const started = stile.now();
  const ends = later(started, limits.hours * 60);
  const expires = later(started, limits.idleMinutes);
  const id = hashed(secret);
  const session = { id, worker: worker.id, how, device, started, expires, ends, providerSession };
  await addSession(seenAtTheDoor(stile, authority), authority, session);
  await recordSignIn(stile, authority, { worker: worker.id, how, device, result: 'signed-in' });
  return { secret, worker, expires: expires < ends ? expires : ends };
}

export interface InSession extends Viewer {
  readonly worker: Worker;
  readonly expires: Instant;
  readonly ends: Instant | null;
}

/** Who a browser's secret stands for; undefined when the session is over or they have left. Moves its end. */
export async function findSession(
  stile: Stile,
  authority: AuthorityId,
  secret: string,
  limits: SessionLimits = usualSessionLimits,
): Promise<InSession | undefined> {
  const now = stile.now();
  const which = { id: hashed(secret), now, expires: later(now, limits.idleMinutes) };
  const session = await useSession(seenAtTheDoor(stile, authority), authority, which);
  if (session === undefined) return undefined;
  return {
    authority,
    actor: actorOf(session.worker),
    worker: session.worker,
    expires: session.expires,
    ends: session.ends,
  };
}

/** When a session ends if nothing is done, without moving that; undefined when it is over. */
export async function whenSessionEnds(
  stile: Stile,
  authority: AuthorityId,
  secret: string,
): Promise<{ readonly expires: Instant; readonly ends: Instant | null } | undefined> {
  const which = { id: hashed(secret), now: stile.now() };
  return findSessionEnd(seenAtTheDoor(stile, authority), authority, which);
}

/** Whose session a secret is or was: for giving somebody back what they typed after it had ended. */
export async function findFormerSession(
  stile: Stile,
  authority: AuthorityId,
  secret: string,
): Promise<{ readonly worker: string; readonly session: string } | undefined> {
  const session = hashed(secret);
  const worker = await findSessionWorker(seenAtTheDoor(stile, authority), authority, session);
  return worker === undefined ? undefined : { worker, session };
}

/** The session of this browser is over; returns how it had begun, so that the provider can be left too. */
export async function signOut(
  stile: Stile,
  authority: AuthorityId,
  secret: string,
): Promise<string | undefined> {
  const door = seenAtTheDoor(stile, authority);
  const [ended] = await endSessions(door, authority, { id: hashed(secret) }, stile.now());
  if (ended === undefined) return undefined;
  const { worker, how, device } = ended;
  await recordSignIn(stile, authority, { worker, how, device, result: 'signed-out' });
  return how;
}

/** Ends every session of somebody who leaves, at once. */
export async function endSessionsOf(
  stile: Stile,
  authority: AuthorityId,
  worker: WorkerId,
): Promise<void> {
  const door = seenAtTheDoor(stile, authority);
  for (const { how, device } of await endSessions(door, authority, { worker }, stile.now()))
    await recordSignIn(stile, authority, { worker, how, device, result: 'ended' });
}

/** Somebody of the directory as they act. */
export function actorOf(worker: Worker): Actor {
  return {
    // The directory is where worker ids and the roles of people come from.
    worker: worker.id as WorkerId,
    name: worker.name,
    // As above.
    roles: worker.roles as readonly RoleId[],
    // As above.
    covers: worker.covers as readonly WorkerId[],
    agency: worker.agency,
    employer: worker.employer,
  };
}

/** What the store has of a secret. */
export function hashed(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function later(now: Instant, minutes: number): Instant {
  return fromMilliseconds(toMilliseconds(now) + minutes * 60_000);
}
