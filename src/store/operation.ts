/** What an operator must know of the database: is it there, is it of our form, what piles up. */
import type { Instant } from '../core/calendar/time.ts';
import type { Database } from './database/connect.ts';

export interface DatabaseState {
  readonly migrations: readonly string[];
  /** The database's own clock. */
  readonly now: Instant;
}

export async function readDatabaseState(db: Database): Promise<DatabaseState> {
  const { rows } = await db.query<{ migrations: string[]; now: Instant }>({
    name: 'read-database-state',
    text: `SELECT now() AS now, (SELECT array_agg(name ORDER BY name COLLATE "C") FROM migration) AS migrations`,
  });
  return { migrations: rows[0]?.migrations ?? [], now: rows[0]?.now ?? ('' as Instant) };
}

export interface Backlog {
  readonly overdue: number;
  readonly outboxWaiting: number;
  readonly outboxFailed: number;
  /** Of those, what is not tried again until somebody sees to it. */
  readonly outboxGivenUp: number;
  /** In the last day: what was not theirs any more when it was to be sent. */
  readonly outboxNotSent: number;
  /** In the last day: what went to others, because nobody whom it was for could read it. */
  readonly outboxToldInstead: number;
  /** Families that may be the same, and that nobody has compared. */
  readonly toCompare: number;
  /** When the oldest message that has not arrived was written. */
  readonly outboxOldest: Instant | null;
}

export async function readBacklog(db: Database, authority: string, now: Instant): Promise<Backlog> {
  const { rows } = await db.query<Backlog>({
    name: 'read-backlog',
    text: `SELECT
        (SELECT count(DISTINCT (w.family, w.key)) FROM work w WHERE w.authority = $1 AND w.kind = 'clock' AND w.due < $2
          AND w.strength IS DISTINCT FROM 'reminder') AS overdue,
        (SELECT count(*) FROM outbox o WHERE o.authority = $1 AND o.done_at IS NULL) AS "outboxWaiting",
        (SELECT count(*) FROM outbox o WHERE o.authority = $1 AND o.done_at IS NULL AND o.failed IS NOT NULL) AS "outboxFailed",
        (SELECT count(*) FROM outbox o WHERE o.authority = $1 AND o.done_at IS NULL AND o.failed IS NOT NULL AND o.next_try IS NULL) AS "outboxGivenUp",
        (SELECT count(*) FROM outbox o WHERE o.authority = $1 AND o.done_at > $2::timestamptz - interval '1 day' AND o.not_sent IS NOT NULL) AS "outboxNotSent",
        (SELECT count(*) FROM outbox o WHERE o.authority = $1 AND o.done_at > $2::timestamptz - interval '1 day' AND o.told_instead IS NOT NULL) AS "outboxToldInstead",
        (SELECT count(*) FROM (SELECT FROM family_comparison c WHERE c.authority = $1
          GROUP BY c.family, c.other HAVING count(c.finding) = 0) AS open) AS "toCompare",
        (SELECT min(o.created) FROM outbox o WHERE o.authority = $1 AND o.done_at IS NULL) AS "outboxOldest"`,
    values: [authority, now],
  });
  return (
    rows[0] ?? {
      ...{ overdue: 0, outboxWaiting: 0, outboxFailed: 0, outboxGivenUp: 0, outboxNotSent: 0 },
      ...{ outboxToldInstead: 0, toCompare: 0, outboxOldest: null },
    }
  );
}
