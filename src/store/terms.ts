/** What is kept for a term and belongs to no family: cleared a few rows at a time, by Stile itself. */
import type { Instant } from '../core/calendar/time.ts';
import type { Database } from './database/connect.ts';

/** What is from before a moment, and how much of it at once. */
export interface Batch {
  readonly before: Instant;
  readonly most: number;
}

/** Forms that nobody has touched since. */
export async function clearDrafts(db: Database, { before, most }: Batch): Promise<number> {
  const { rows } = await db.query<{ readonly cleared: number }>({
    name: 'clear-drafts',
    text: 'SELECT clear_drafts($1, $2) AS cleared',
    values: [before, most],
  });
  return rows[0]?.cleared ?? 0;
}

/** The words of urgent searches that found nothing; that there was one stays. */
export async function clearVainTries(db: Database, { before, most }: Batch): Promise<number> {
  const { rows } = await db.query<{ readonly cleared: number }>({
    name: 'clear-vain-tries',
    text: 'SELECT clear_vain_tries($1, $2) AS cleared',
    values: [before, most],
  });
  return rows[0]?.cleared ?? 0;
}

export async function clearSignIns(db: Database, { before, most }: Batch): Promise<number> {
  const { rows } = await db.query<{ readonly cleared: number }>({
    name: 'clear-sign-ins',
    text: 'SELECT clear_sign_ins($1, $2) AS cleared',
    values: [before, most],
  });
  return rows[0]?.cleared ?? 0;
}

/** Sessions that were over by then. */
export async function clearSessions(
  db: Database,
  authority: string,
  { before, most }: Batch,
): Promise<number> {
  const { rowCount } = await db.query({
    name: 'clear-sessions',
    text: `DELETE FROM session WHERE authority = $1 AND id IN (
        SELECT s.id FROM session s WHERE s.authority = $1 AND coalesce(s.ended, s.expires) < $2 LIMIT $3)`,
    values: [authority, before, most],
  });
  return rowCount ?? 0;
}

/** Links that had run out by then, used or not. */
export async function clearLinks(
  db: Database,
  authority: string,
  { before, most }: Batch,
): Promise<number> {
  const { rowCount } = await db.query({
    name: 'clear-links',
    text: `DELETE FROM sign_in_link WHERE authority = $1 AND id IN (
        SELECT l.id FROM sign_in_link l WHERE l.authority = $1 AND l.expires < $2 LIMIT $3)`,
    values: [authority, before, most],
  });
  return rowCount ?? 0;
}
