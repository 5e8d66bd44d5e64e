import type { Instant } from '../../core/calendar/time.ts';
import type { Database, Runner } from '../database/connect.ts';
import { type Worker, workerAsJson } from './people.ts';

/** Where somebody is signed in. */
export interface SessionRow {
  readonly id: string;
  readonly worker: string;
  /** `demonstration`, `link`, or `provider:` and its name. */
  readonly how: string;
  /** The browser in words. */
  readonly device: string;
  readonly started: Instant;
  readonly seen: Instant;
  /** Moves with use. */
  readonly expires: Instant;
  /** Does not move. Null for one that was begun before there was an end. */
  readonly ends: Instant | null;
}

export interface Session extends Omit<SessionRow, 'worker'> {
  readonly authority: string;
  readonly worker: Worker;
}

const columns = 's.id, s.worker, s.how, s.device, s.started, s.seen, s.expires, s.ends';

/** `id` is the hash of the secret that the browser holds. */
export async function addSession(
  db: Database,
  authority: string,
  session: Omit<SessionRow, 'seen'> & {
    readonly ends: Instant;
    readonly providerSession?: string | undefined;
  },
): Promise<void> {
  await db.query({
    name: 'add-session',
    text: `INSERT INTO session (authority, id, worker, how, device, started, seen, expires, ends, provider_session)
      VALUES ($1, $2, $3, $4, $5, $6, $6, least($7::timestamptz, $8), $8, $9)`,
    values: [
      authority,
      session.id,
      session.worker,
      session.how,
      session.device,
      session.started,
      session.expires,
      session.ends,
      session.providerSession ?? null,
    ],
  });
}

/** A session that is still good, of somebody who is still active; moves its end when it is used. */
export async function useSession(
  db: Database,
  authority: string,
  { id, now, expires }: { readonly id: string; readonly now: Instant; readonly expires: Instant },
): Promise<Session | undefined> {
  const { rows } = await db.query<Omit<Session, 'worker' | 'authority'> & { readonly who: Worker }>(
    {
      name: 'use-session',
      // An end of its own comes first; where there is none, least() passes over it.
      text: `UPDATE session s SET seen = $3, expires = least($4::timestamptz, s.ends) FROM worker w
      WHERE s.authority = $1 AND s.id = $2 AND s.ended IS NULL AND s.expires > $3
        AND w.authority = $1 AND w.id = s.worker AND w.active
      RETURNING s.id, s.how, s.device, s.started, s.seen, s.expires, s.ends, ${workerAsJson('$3')} AS who`,
      values: [authority, id, now, expires],
    },
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const { who, ...session } = row;
  return { authority, worker: who, ...session };
}

/** When a session ends if nothing is done, without using it; undefined where it is over. */
export async function findSessionEnd(
  db: Database,
  authority: string,
  { id, now }: { readonly id: string; readonly now: Instant },
): Promise<Pick<SessionRow, 'expires' | 'ends'> | undefined> {
  const { rows } = await db.query<Pick<SessionRow, 'expires' | 'ends'>>({
    name: 'find-session-end',
    text: `SELECT s.expires, s.ends FROM session s JOIN worker w ON w.authority = s.authority AND w.id = s.worker AND w.active
      WHERE s.authority = $1 AND s.id = $2 AND s.ended IS NULL AND s.expires > $3`,
    values: [authority, id, now],
  });
  return rows[0];
}

/** Whose session it is or was, also when it is over. */
export async function findSessionWorker(
  db: Database,
  authority: string,
  id: string,
): Promise<string | undefined> {
  const { rows } = await db.query<{ readonly worker: string }>({
    name: 'find-session-worker',
    text: `SELECT s.worker FROM session s JOIN worker w ON w.authority = s.authority AND w.id = s.worker AND w.active
      WHERE s.authority = $1 AND s.id = $2`,
    values: [authority, id],
  });
  return rows[0]?.worker;
}

/** Where somebody is signed in now, the one used last first. */
export async function listSessions(
  db: Database,
  authority: string,
  { worker, now }: { readonly worker: string; readonly now: Instant },
): Promise<readonly SessionRow[]> {
  const { rows } = await db.query<SessionRow>({
    name: 'list-sessions',
    text: `SELECT ${columns} FROM session s
      WHERE s.authority = $1 AND s.worker = $2 AND s.ended IS NULL AND s.expires > $3
      ORDER BY s.seen DESC, s.id LIMIT 200`,
    values: [authority, worker, now],
  });
  return rows;
}

/** One session; one of a worker's; all of a worker's; or all of theirs but one. */
export type WhichSessions =
  | { readonly id: string; readonly worker?: string }
  | { readonly worker: string; readonly but?: string };

/** Ends sessions; answers with those that were still good. */
export async function endSessions(
  db: Runner,
  authority: string,
  which: WhichSessions,
  now: Instant,
): Promise<readonly SessionRow[]> {
  const { rows } = await db.query<SessionRow & { readonly good: boolean }>({
    name: 'end-sessions',
    text: `UPDATE session s SET ended = $4
      WHERE s.authority = $1 AND ($2::text IS NOT NULL OR $3::text IS NOT NULL)
        AND ($2::text IS NULL OR s.id = $2) AND ($3::text IS NULL OR s.worker = $3)
        AND ($5::text IS NULL OR s.id <> $5) AND s.ended IS NULL
      RETURNING ${columns}, s.expires > $4 AS good`,
    values: [
      authority,
      'id' in which ? which.id : null,
      which.worker ?? null,
      now,
      'but' in which ? which.but : null,
    ],
  });
  return rows.filter(({ good }) => good);
}
