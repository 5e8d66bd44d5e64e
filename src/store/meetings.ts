import type { Day, Instant } from '../core/calendar/time.ts';
import type { Doer } from '../core/family/people.ts';
import { type Database, isViolation } from './database/connect.ts';
import { noHash, seal } from './history/chain.ts';

// A sitting of a forum has a history of its own, `meeting:<forum>:<day>`, chained like a family's.

export interface Attendance {
  readonly name: string;
  readonly role: string;
  readonly present: boolean;
}

export type MeetingEvent = {
  readonly at: Instant;
  readonly recorded: Instant;
  readonly by: Doer;
  /** Stands for the form it was sent by, where there was one. */
  readonly request?: string;
} & (
  | { readonly type: 'AttendanceRecorded'; readonly attendance: readonly Attendance[] }
  | { readonly type: 'MinutesSent'; readonly to: readonly string[] }
);

export interface Sitting {
  readonly forum: string;
  readonly sitting: Day;
}

export interface Meeting extends Sitting {
  readonly version: number;
  readonly attendance: readonly Attendance[];
  readonly minutesSent: Instant | undefined;
}

interface Row {
  readonly version: number;
  readonly hash: Buffer;
  readonly attendance: readonly Attendance[];
  readonly minutes_sent: Instant | null;
}

/** The sitting as it is recorded; with nothing in it while nobody has recorded anything. */
export async function getMeeting(
  db: Database,
  authority: string,
  { forum, sitting }: Sitting,
): Promise<Meeting> {
  const row = await findRow(db, authority, { forum, sitting });
  return {
    forum,
    sitting,
    version: row?.version ?? 0,
    attendance: row?.attendance ?? [],
    minutesSent: row?.minutes_sent ?? undefined,
  };
}

/** Adds one event to a sitting, where the form it came by has not added it before; false when somebody else was first. */
export async function appendMeeting(
  db: Database,
  authority: string,
  sitting: Sitting,
  event: MeetingEvent,
): Promise<boolean> {
  const row = await findRow(db, authority, sitting);
  // Looked for only now: what is added after this is refused below.
  if (await isRecorded(db, authority, sitting, event)) return true;
  const last = { version: row?.version ?? 0, hash: row?.hash ?? noHash };
  const [sealed] = seal({ authority, family: streamOf(sitting) }, last, [event]);
  try {
    await db.query({
      name: 'append-meeting',
      text: 'SELECT append_to_sitting($1, $2, $3, $4, $5, $6)',
      values: [authority, sitting.forum, sitting.sitting, last.version, last.hash, sealed?.body],
    });
    return true;
  } catch (error) {
    if (isViolation(error, 'ST001')) return false;
    throw error;
  }
}

/** Works the table of sittings out again from their histories. */
export async function rebuildMeetings(db: Database, authority: string): Promise<void> {
  const { rows } = await db.query<{
    family: string;
    version: number;
    body: string;
    hash: Buffer;
  }>({
    name: 'rebuild-meetings',
    text: `SELECT family, version, body, hash FROM event
      WHERE authority = $1 AND family >= 'meeting:' AND family < 'meeting;' ORDER BY family, version`,
    values: [authority],
  });
  const meetings = new Map<string, Row & { readonly updated: Instant }>();
  for (const { family, version, body, hash } of rows) {
    // Written by `appendMeeting` from a MeetingEvent.
    const { event } = JSON.parse(body) as { readonly event: MeetingEvent };
    const before = meetings.get(family) ?? { attendance: [], minutes_sent: null };
    meetings.set(family, { ...fold(before, event), version, hash, updated: event.recorded });
  }
  for (const [stream, row] of meetings) {
    const [, forum, sitting] = stream.split(':');
    await db.query(
      `INSERT INTO meeting (authority, forum, sitting, version, hash, attendance, minutes_sent, updated)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (authority, forum, sitting) DO UPDATE SET version = excluded.version, hash = excluded.hash,
         attendance = excluded.attendance, minutes_sent = excluded.minutes_sent, updated = excluded.updated`,
      [
        authority,
        forum,
        sitting,
        row.version,
        row.hash,
        JSON.stringify(row.attendance),
        row.minutes_sent,
        row.updated,
      ],
    );
  }
}

function fold(
  before: Pick<Row, 'attendance' | 'minutes_sent'>,
  event: MeetingEvent,
): Pick<Row, 'attendance' | 'minutes_sent'> {
  switch (event.type) {
    case 'AttendanceRecorded':
      return { ...before, attendance: event.attendance };
    case 'MinutesSent':
      return { ...before, minutes_sent: event.at };
  }
}

/** Whether they have recorded something of the sitting by the same form. */
async function isRecorded(
  db: Database,
  authority: string,
  sitting: Sitting,
  { request }: MeetingEvent,
): Promise<boolean> {
  if (request === undefined) return false;
  const { rowCount } = await db.query({
    name: 'find-sitting-request',
    text: `SELECT FROM event WHERE authority = $1 AND family = $2 AND body::jsonb #>> '{event,request}' = $3`,
    values: [authority, streamOf(sitting), request],
  });
  return rowCount !== 0;
}

async function findRow(
  db: Database,
  authority: string,
  { forum, sitting }: Sitting,
): Promise<Row | undefined> {
  const { rows } = await db.query<Row>({
    name: 'find-meeting',
    text: 'SELECT version, hash, attendance, minutes_sent FROM meeting WHERE authority = $1 AND forum = $2 AND sitting = $3',
    values: [authority, forum, sitting],
  });
  return rows[0];
}

function streamOf({ forum, sitting }: Sitting): string {
  return `meeting:${forum}:${sitting}`;
}
