import type { Instant } from '../core/calendar/time.ts';
import { type Database, isViolation } from './database/connect.ts';

/** A file of a protocol, by its path in the folder. */
export type Files = Readonly<Record<string, string>>;

export interface PublishedProtocol {
  readonly authority: string;
  readonly version: string;
  readonly sha256: string;
  readonly files: Files;
  readonly published: Instant;
  /** What was given when it was published, by the id that the policy asks for it with. */
  readonly records: Readonly<Record<string, string>>;
}

/** Every protocol that was ever published here: transfers may be bound to any of them. */
export async function listPublishedProtocols(db: Database): Promise<readonly PublishedProtocol[]> {
  const { rows } = await db.query<PublishedProtocol>(
    'SELECT authority, version, sha256, files, published, records FROM protocol_published ORDER BY authority, published, version',
  );
  return rows;
}

export async function findPublishedProtocol(
  db: Database,
  authority: string,
  version: string,
): Promise<PublishedProtocol | undefined> {
  const { rows } = await db.query<PublishedProtocol>(
    'SELECT authority, version, sha256, files, published, records FROM protocol_published WHERE authority = $1 AND version = $2',
    [authority, version],
  );
  return rows[0];
}

/** Adds a protocol; false when there is one of that authority and version. None is ever changed. */
export async function addPublishedProtocol(
  db: Database,
  protocol: PublishedProtocol,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `INSERT INTO protocol_published (authority, version, sha256, files, published, records) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (authority, version) DO NOTHING`,
    [
      protocol.authority,
      protocol.version,
      protocol.sha256,
      JSON.stringify(protocol.files),
      protocol.published,
      JSON.stringify(protocol.records),
    ],
  );
  return rowCount === 1;
}

export interface PublishedCalendar {
  readonly number: number;
  readonly version: string;
  readonly body: string;
}

/** The calendar in force: the one published last. */
export async function findCalendar(db: Database): Promise<PublishedCalendar | undefined> {
  const { rows } = await db.query<PublishedCalendar>(
    'SELECT number, version, body FROM calendar_published ORDER BY number DESC LIMIT 1',
  );
  return rows[0];
}

export async function findCalendarOf(
  db: Database,
  version: string,
): Promise<PublishedCalendar | undefined> {
  const { rows } = await db.query<PublishedCalendar>(
    'SELECT number, version, body FROM calendar_published WHERE version = $1',
    [version],
  );
  return rows[0];
}

/** Says in one number whether anything was published since: protocols and calendars only ever grow. */
export async function countPublished(db: Database): Promise<number> {
  const { rows } = await db.query<{ count: number }>({
    name: 'count-published',
    text: `SELECT (SELECT count(*) FROM protocol_published) + (SELECT count(*) FROM calendar_published) AS count`,
  });
  return rows[0]?.count ?? 0;
}

/** Adds a calendar after the one numbered `after`; false when another came first or has its version. */
export async function addCalendar(
  db: Database,
  calendar: {
    readonly after: number;
    readonly version: string;
    readonly body: string;
    readonly now: Instant;
  },
): Promise<boolean> {
  try {
    await db.query(
      'INSERT INTO calendar_published (number, version, body, published) VALUES ($1, $2, $3, $4)',
      [calendar.after + 1, calendar.version, calendar.body, calendar.now],
    );
    return true;
  } catch (error) {
    if (isViolation(error, '23505')) return false;
    throw error;
  }
}

/** Every version of an authority's policy that was published here, the newest publication first. */
export async function listVersionsOf(
  db: Database,
  authority: string,
): Promise<readonly Pick<PublishedProtocol, 'version' | 'published' | 'records'>[]> {
  const { rows } = await db.query<Pick<PublishedProtocol, 'version' | 'published' | 'records'>>(
    'SELECT version, published, records FROM protocol_published WHERE authority = $1 ORDER BY published DESC, version DESC',
    [authority],
  );
  return rows;
}
