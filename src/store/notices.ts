import type { Instant } from '../core/calendar/time.ts';
import type { Database, Runner } from './database/connect.ts';

export interface NewNotice {
  readonly authority: string;
  readonly id: string;
  readonly to: { readonly worker: string } | { readonly role: string };
  readonly family: string | null;
  readonly transfer: string | null;
  readonly what: string;
  readonly at: Instant;
}

export interface Notice {
  readonly id: string;
  readonly toRole: string | null;
  readonly family: string | null;
  readonly reference: string | null;
  readonly name: string | null;
  readonly transfer: string | null;
  readonly what: string;
  readonly at: Instant;
  readonly readAt: Instant | null;
}

/** Puts a notice in somebody's inbox, once however often it is delivered. */
export async function addNotice(runner: Runner, notice: NewNotice): Promise<void> {
  const { to } = notice;
  await runner.query({
    name: 'add-notice',
    text: `INSERT INTO notice (authority, id, to_worker, to_role, family, transfer, what, at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (authority, id) DO NOTHING`,
    values: [
      notice.authority,
      notice.id,
      'worker' in to ? to.worker : null,
      'role' in to ? to.role : null,
      notice.family,
      notice.transfer,
      notice.what,
      notice.at,
    ],
  });
}

/** What somebody was told, and whether they have read it: for Stile itself, which sees to it that somebody has. */
export async function findNotice(
  db: Database,
  authority: string,
  id: string,
): Promise<{ readonly what: string; readonly readAt: Instant | null } | undefined> {
  const { rows } = await db.query<{ readonly what: string; readonly readAt: Instant | null }>({
    name: 'find-notice',
    text: 'SELECT what, read_at AS "readAt" FROM notice WHERE authority = $1 AND id = $2',
    values: [authority, id],
  });
  return rows[0];
}

export interface Reader {
  readonly worker: string;
  /** They and those they cover for. */
  readonly workers: readonly string[];
  readonly roles: readonly string[];
  /** Of the council's own staff; otherwise what a team is told is shown only of families they are named in. */
  readonly seesAll: boolean;
}

/** For $1 authority, $2 worker, $3 roles, $4 whether they see every family, $5 they and those they cover for. */
const theirs = `(n.to_worker = $2 OR (n.to_role = ANY($3) AND ($4 OR n.family IN
  (SELECT r.family FROM role_assignment r WHERE r.authority = $1 AND r.worker = ANY($5)))))`;

/** What somebody was told, in person or in a team's role; unread first, then the newest. */
export async function listNotices(
  db: Database,
  authority: string,
  { worker, roles, seesAll, workers }: Reader,
): Promise<readonly Notice[]> {
  const { rows } = await db.query<Notice>({
    name: 'list-notices',
    text: `SELECT n.id, n.to_role AS "toRole", n.family, f.reference, f.name, n.transfer, n.what, n.at, n.read_at AS "readAt"
      FROM notice n LEFT JOIN family f ON f.authority = $1 AND f.id = n.family
      WHERE n.authority = $1 AND ${theirs}
      ORDER BY n.read_at IS NOT NULL, n.at DESC, n.id LIMIT 200`,
    values: [authority, worker, roles, seesAll, workers],
  });
  return rows;
}

export async function countUnread(
  db: Database,
  authority: string,
  { worker, roles, seesAll, workers }: Reader,
): Promise<number> {
  const { rows } = await db.query<{ count: number }>({
    name: 'count-unread',
    text: `SELECT count(*) AS count FROM notice n
      WHERE n.authority = $1 AND ${theirs} AND n.read_at IS NULL`,
    values: [authority, worker, roles, seesAll, workers],
  });
  return rows[0]?.count ?? 0;
}

/** Marks somebody's notice as read; a role's is then read for everybody in it. */
export async function markRead(
  db: Database,
  authority: string,
  { worker, roles, seesAll, workers }: Reader,
  { id, now }: { readonly id: string; readonly now: Instant },
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'mark-notice-read',
    text: `UPDATE notice n SET read_at = $7, read_by = $2
      WHERE n.authority = $1 AND n.id = $6 AND ${theirs} AND n.read_at IS NULL`,
    values: [authority, worker, roles, seesAll, workers, id, now],
  });
  return rowCount === 1;
}

/**
 * Of an invented past: what was told before a moment, and can be delivered, has long been delivered and read. One
 * statement, because a demonstration brings months of messages at once.
 */
export async function settleOlderNotices(
  db: Database,
  authority: string,
  { before, teamRoles }: { readonly before: Instant; readonly teamRoles: readonly string[] },
): Promise<void> {
  await db.query({
    name: 'settle-older-notices',
    text: `WITH old AS (
        UPDATE outbox SET done_at = (payload->>'at')::timestamptz, next_try = NULL, failed = NULL
        WHERE authority = $1 AND kind = 'notice' AND done_at IS NULL AND (payload->>'at')::timestamptz < $2
          AND (payload->'to'->'practitioner'->>'worker' IS NOT NULL
            OR (payload->'to'->'practitioner' IS NULL AND payload->'to'->>'role' = ANY($3)))
        RETURNING id, family, payload)
      INSERT INTO notice (authority, id, to_worker, to_role, family, transfer, what, at, read_at)
      SELECT $1, id, payload->'to'->'practitioner'->>'worker',
        CASE WHEN payload->'to'->'practitioner' IS NULL THEN payload->'to'->>'role' END,
        family, payload->>'transfer', payload->>'what', (payload->>'at')::timestamptz,
        (payload->>'at')::timestamptz
      FROM old ON CONFLICT (authority, id) DO NOTHING`,
    values: [authority, before, teamRoles],
  });
}
