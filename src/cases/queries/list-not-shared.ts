import { actsFor, type Viewer } from '../../access/may-see.ts';
import { addDays } from '../../core/calendar/day-number.ts';
import { dayOf, startOfDay } from '../../core/calendar/time.ts';
import type { FamilyEvent } from '../../core/family/events.ts';
import type { FamilyId } from '../../core/family/people.ts';
import { listHistory } from '../../store/history/history.ts';
import {
  type LosesSight,
  listNotShared as list,
  listLosingSight as listLosing,
  type NotShared,
} from '../../store/not-shared.ts';
import { type Stile, seenBy } from '../stile.ts';

export type { LosesSight, NotShared };

/** The families that a partner is named in, or has recorded something in, and that are not shared with them. */
export async function listNotShared(stile: Stile, viewer: Viewer): Promise<readonly NotShared[]> {
  return viewer.actor.employer === 'authority' ? [] : list(seenBy(stile, viewer));
}

/** In days, before and after: long enough to see the family once more, and to see what went by during leave. */
const fortnight = 14;

/** The partners who soon cease to see a family that somebody of the council holds, or have just ceased to. */
export async function listLosingSight(
  stile: Stile,
  viewer: Viewer,
): Promise<readonly LosesSight[]> {
  const { authority, actor } = viewer;
  if (actor.employer !== 'authority') return [];
  const today = dayOf(stile.now());
  return listLosing(seenBy(stile, viewer), authority, {
    holding: { workers: actsFor(actor), roles: actor.roles },
    from: startOfDay(addDays(today, -fortnight)),
    to: startOfDay(addDays(today, fortnight + 1)),
  });
}

export interface OwnPart extends NotShared {
  /** What they recorded themselves, which stays theirs to see: the database shows them nothing else of it. */
  readonly events: readonly FamilyEvent[];
}

/** What stays of one such family: who holds it, and what they recorded themselves. */
export async function findOwnPart(
  stile: Stile,
  viewer: Viewer,
  family: FamilyId,
): Promise<OwnPart | undefined> {
  const found = (await listNotShared(stile, viewer)).find((each) => each.family === family);
  if (found === undefined) return undefined;
  const entries = await listHistory(seenBy(stile, viewer), viewer.authority, family);
  const { worker } = viewer.actor;
  const events = entries.map(({ event }) => event);
  return { ...found, events: events.filter((event) => event.by.worker === worker) };
}
