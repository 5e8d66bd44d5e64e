import type { Instant } from '../core/calendar/time.ts';
import type { Database } from './connect.ts';
import type { Worker } from './people.ts';

export interface Session {
  readonly authority: string;
  readonly worker: Worker;
  readonly how: string;
  readonly started: Instant;
  readonly seen: Instant;
  readonly expires: Instant;
}

/** `id` is the hash of the secret that the browser holds. */
export async function addSession(
  db: Database,
  authority: string,
  session: {
    readonly id: string;
    readonly worker: string;
    readonly how: string;
    readonly now: Instant;
    readonly expires: Instant;
  },
): Promise<void> {
  await db.query({
    name: 'add-session',
    text: `INSERT INTO session (authority, id, worker, how, started, seen, expires) VALUES ($1, $2, $3, $4, $5, $5, $6)`,
    values: [authority, session.id, session.worker, session.how, session.now, session.expires],
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
      text: `UPDATE session s SET seen = $3, expires = $4 FROM worker w
      WHERE s.authority = $1 AND s.id = $2 AND s.ended IS NULL AND s.expires > $3
        AND w.authority = $1 AND w.id = s.worker AND w.active
      RETURNING s.how, s.started, s.seen, s.expires, json_build_object('id', w.id, 'name', w.name, 'email', w.email,
        'agency', w.agency, 'employer', w.employer, 'roles', w.roles, 'team', w.team, 'active', w.active) AS who`,
      values: [authority, id, now, expires],
    },
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const { who, ...session } = row;
  return { authority, worker: who, ...session };
}

/** Ends one session, or all of a worker's. */
export async function endSessions(
  db: Database,
  authority: string,
  which: { readonly id: string } | { readonly worker: string },
  now: Instant,
): Promise<void> {
  await db.query({
    name: 'end-sessions',
    text: `UPDATE session SET ended = $4
      WHERE authority = $1 AND (id = $2 OR worker = $3) AND ended IS NULL`,
    values: [
      authority,
      'id' in which ? which.id : null,
      'worker' in which ? which.worker : null,
      now,
    ],
  });
}
