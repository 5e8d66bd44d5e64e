import type { Viewer } from '../access/may-see.ts';
import {
  type Attendance,
  appendMeeting,
  getMeeting,
  type Meeting,
  type MeetingEvent,
  type Sitting,
} from '../store/meetings.ts';
import { type Stile, seenBy } from './stile.ts';

/** Who came to a sitting of a forum; recorded again, the later list stands. */
export async function recordAttendance(
  stile: Stile,
  viewer: Viewer,
  { attendance, ...sitting }: Sitting & { readonly attendance: readonly Attendance[] },
): Promise<Meeting> {
  return record(stile, viewer, sitting, { type: 'AttendanceRecorded', attendance });
}

/** The minutes of a sitting have gone out, and to whom. */
export async function recordMinutesSent(
  stile: Stile,
  viewer: Viewer,
  { to, ...sitting }: Sitting & { readonly to: readonly string[] },
): Promise<Meeting> {
  return record(stile, viewer, sitting, { type: 'MinutesSent', to });
}

export async function getSitting(stile: Stile, viewer: Viewer, sitting: Sitting): Promise<Meeting> {
  return getMeeting(seenBy(stile, viewer), viewer.authority, sitting);
}

type Saying = MeetingEvent extends infer E
  ? E extends MeetingEvent
    ? Omit<E, 'at' | 'recorded' | 'by'>
    : never
  : never;

async function record(
  stile: Stile,
  viewer: Viewer,
  sitting: Sitting,
  saying: Saying,
): Promise<Meeting> {
  const { worker, name, roles } = viewer.actor;
  // What is recorded here can always be added to: whoever was second simply comes after.
  for (let tried = 0; tried < 10; tried++) {
    const now = stile.now();
    const event: MeetingEvent = { ...saying, at: now, recorded: now, by: { worker, name, roles } };
    if (await appendMeeting(seenBy(stile, viewer), viewer.authority, sitting, event)) break;
    if (tried === 9) throw new Error('The sitting is being changed by too many at once');
  }
  return getMeeting(seenBy(stile, viewer), viewer.authority, sitting);
}
