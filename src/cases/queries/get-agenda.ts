import type { Viewer } from '../../access/may-see.ts';
import { sightOf } from '../../access/may-see.ts';
import type { Day } from '../../core/calendar/time.ts';
import {
  type AgendaItem,
  listAgenda,
  listSittings,
  type SittingSummary,
} from '../../store/agenda.ts';
import { getMeeting, type Meeting, type Sitting } from '../../store/meetings.ts';
import { type Stile, seenBy } from '../stile.ts';

export interface Agenda {
  readonly meeting: Meeting;
  readonly items: readonly AgendaItem[];
}

/** The cases of one sitting. Partners have no list of families that are not theirs: theirs is empty. */
export async function getAgenda(stile: Stile, viewer: Viewer, sitting: Sitting): Promise<Agenda> {
  const meeting = await getMeeting(seenBy(stile, viewer), viewer.authority, sitting);
  if (sightOf(viewer).sees === 'partner') return { meeting, items: [] };
  return { meeting, items: await listAgenda(seenBy(stile, viewer), viewer.authority, sitting) };
}

/** Sittings with cases, from a day on, and earlier ones where something was left undecided. */
export async function listForumSittings(
  stile: Stile,
  viewer: Viewer,
  from: Day,
): Promise<readonly SittingSummary[]> {
  return listSittings(seenBy(stile, viewer), viewer.authority, from);
}
