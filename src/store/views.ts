import type { Day, Instant } from '../core/calendar/time.ts';
import type { Database } from './database/connect.ts';

export interface View {
  readonly at: Instant;
  readonly worker: string;
  readonly name: string;
  /** What was opened. */
  readonly purpose: string;
  /** How they came to see the family; null of what was recorded before that was kept. */
  readonly access: string | null;
  /** What they said it was for, where they were asked. */
  readonly said: string | null;
}

/** Somebody has looked at a family. Like the history, this can only be added to. */
export async function addView(
  db: Database,
  authority: string,
  family: string,
  view: View & { readonly id: string },
): Promise<void> {
  await db.query({
    name: 'add-view',
    text: `INSERT INTO view_log (authority, family, at, id, worker, name, purpose, access, said) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      ...[authority, family, view.at, view.id, view.worker, view.name, view.purpose],
      ...[view.access, view.said],
    ],
  });
}

/** Of one person on one day at one thing, in one way and for one purpose: however often, it is one line. */
export interface Looks extends Omit<View, 'at'> {
  readonly day: Day;
  readonly first: Instant;
  readonly last: Instant;
  readonly times: number;
}

export interface WhichLooks {
  /** Of this worker alone. */
  readonly worker?: string | undefined;
  /** Before this day. */
  readonly before?: Day | undefined;
  /** Whole days until there are so many lines; all without it. */
  readonly most?: number | undefined;
}

/** Who has looked at a family, the latest first. */
export async function listLooks(
  db: Database,
  authority: string,
  family: string,
  { worker, before, most }: WhichLooks = {},
): Promise<readonly Looks[]> {
  const { rows } = await db.query<Looks>({
    name: 'list-looks',
    text: `SELECT * FROM (
        SELECT (at AT TIME ZONE 'Europe/London')::date AS day, worker, name, purpose, access, said,
          min(at) AS first, max(at) AS last, count(*) AS times FROM view_log
        WHERE authority = $1 AND family = $2 AND ($3::text IS NULL OR worker = $3)
          AND ($4::date IS NULL OR at < $4::date::timestamp AT TIME ZONE 'Europe/London')
        GROUP BY 1, worker, name, purpose, access, said ORDER BY 1 DESC FETCH FIRST ($5::bigint) ROWS WITH TIES) AS looks
      ORDER BY last DESC, worker, purpose, access, said`,
    values: [authority, family, worker, before, most ?? Number.MAX_SAFE_INTEGER],
  });
  return rows;
}

/** Whether somebody has said since a moment what they look at a family for. */
export async function hasSaidPurpose(
  db: Database,
  authority: string,
  {
    family,
    worker,
    since,
  }: { readonly family: string; readonly worker: string; readonly since: Instant },
): Promise<boolean> {
  const { rows } = await db.query({
    name: 'has-said-purpose',
    text: `SELECT FROM view_log WHERE authority = $1 AND family = $2 AND worker = $3 AND at >= $4 AND said IS NOT NULL LIMIT 1`,
    values: [authority, family, worker, since],
  });
  return rows.length > 0;
}
