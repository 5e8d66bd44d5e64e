import type { Viewer } from '../access/may-see.ts';
import {
  type Attendance,
  appendMeeting,
  getMeeting,
  type Meeting,
  type MeetingEvent,
  type Sitting,
} from '../store/meetings.ts';
import { idOnce } from './once.ts';
import { type Stile, seenBy } from './stile.ts';

/** Of which sitting something is recorded; sent again with the same key, it is recorded once. */
type Sent = Sitting & { readonly requestKey?: string | undefined };

/** Who came to a sitting of a forum; recorded again, the later list stands. */
export async function recordAttendance(
  stile: Stile,
  viewer: Viewer,
  { attendance, requestKey, ...sitting }: Sent & { readonly attendance: readonly Attendance[] },
): Promise<Meeting> {
  const saying = { type: 'AttendanceRecorded', attendance } as const;
  return record(stile, viewer, sitting, { saying, requestKey });
}

/** The minutes of a sitting have gone out, and to whom. */
export async function recordMinutesSent(
  stile: Stile,
  viewer: Viewer,
  { to, requestKey, ...sitting }: Sent & { readonly to: readonly string[] },
): Promise<Meeting> {
  return record(stile, viewer, sitting, { saying: { type: 'MinutesSent', to }, requestKey });
}

export async function getSitting(stile: Stile, viewer: Viewer, sitting: Sitting): Promise<Meeting> {
  return getMeeting(seenBy(stile, viewer), viewer.authority, sitting);
}

type Saying = MeetingEvent extends infer E
  ? E extends MeetingEvent
    ? Omit<E, 'at' | 'recorded' | 'by' | 'request'>
    : never
  : never;

async function record(
  stile: Stile,
  viewer: Viewer,
  sitting: Sitting,
  { saying, requestKey }: { readonly saying: Saying; readonly requestKey: string | undefined },
): Promise<Meeting> {
  const { worker, name, roles } = viewer.actor;
  const db = seenBy(stile, viewer);
  const sent = requestKey === undefined ? {} : { request: idOnce(stile, viewer, requestKey) };
  // What is recorded here can always be added to: whoever was second simply comes after.
  for (let tried = 0; tried < 10; tried++) {
    const now = stile.now();
    const by = { worker, name, roles };
    const event: MeetingEvent = { ...saying, at: now, recorded: now, by, ...sent };
    if (await appendMeeting(db, viewer.authority, sitting, event)) break;
    if (tried === 9) throw new Error('The sitting is being changed by too many at once');
  }
  return getMeeting(db, viewer.authority, sitting);
}
