import type { Viewer } from '../../access/may-see.ts';
import type { FamilyEvent } from '../../core/family/events.ts';
import type { FamilyId } from '../../core/family/people.ts';
import { listHistory } from '../../store/history/history.ts';
import { listNotShared as list, type NotShared } from '../../store/not-shared.ts';
import { type Stile, seenBy } from '../stile.ts';

export type { NotShared };

/** The families that a partner is named in, or has recorded something in, and that are not shared with them. */
export async function listNotShared(stile: Stile, viewer: Viewer): Promise<readonly NotShared[]> {
  return viewer.actor.employer === 'authority' ? [] : list(seenBy(stile, viewer));
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
