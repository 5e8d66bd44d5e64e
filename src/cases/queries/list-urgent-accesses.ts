import { mayGuard } from '../../access/may-guard.ts';
import type { Viewer } from '../../access/may-see.ts';
import { addDays } from '../../core/calendar/day-number.ts';
import { dayOf, startOfDay } from '../../core/calendar/time.ts';
import { guardingRoles, type UrgentAccess } from '../../core/family/guard/guard.ts';
import type { FamilyId } from '../../core/family/people.ts';
import { loadFamily } from '../../store/history/events.ts';
import { listUrgentEvents, listVainTries, type VainTries } from '../../store/urgent.ts';
import { type Stile, seenBy, seenByStile } from '../stile.ts';

export interface UrgentToReview {
  readonly family: FamilyId;
  readonly reference: string;
  readonly familyName: string;
  readonly taken: UrgentAccess;
  readonly overdue: boolean;
  /** It is their own: somebody else reviews it. */
  readonly own: boolean;
}

export interface UrgentAccesses {
  /** The longest waiting first. */
  readonly waiting: readonly UrgentToReview[];
  readonly reviewed: readonly UrgentToReview[];
  /** Searches that found nothing: many by one person say something. */
  readonly vain: readonly VainTries[];
}

/** So far back is shown what has been reviewed; what has not, a year. */
const reviewedDays = 90;
const waitingDays = 365;

/** Whether somebody reviews urgent access to any family at all. */
export function reviewsUrgentAccess(stile: Stile, { authority, actor }: Viewer): boolean {
  const protocol = stile.protocols.current(authority);
  if (actor.employer !== 'authority') return false;
  return [...protocol.roles.keys()].some((role) =>
    guardingRoles(protocol, { holder: { role } }).some((each) => actor.roles.includes(each)),
  );
}

/** The urgent accesses that somebody reviews, of the families that they see; undefined where that is not theirs. */
export async function listUrgentAccesses(
  stile: Stile,
  viewer: Viewer,
): Promise<UrgentAccesses | undefined> {
  if (!reviewsUrgentAccess(stile, viewer)) return undefined;
  const { authority, actor } = viewer;
  const protocol = stile.protocols.current(authority);
  const now = stile.now();
  const daysAgo = (days: number) => startOfDay(addDays(dayOf(now), -days));
  const since = daysAgo(reviewedDays);
  const [events, vain] = await Promise.all([
    listUrgentEvents(seenBy(stile, viewer), authority, daysAgo(waitingDays)),
    listVainTries(seenByStile(stile, authority), authority, since),
  ]);
  const names = [...new Map(events.map((each) => [each.family, each])).values()];
  const loaded = await Promise.all(
    names.map(async ({ family, reference, name }) => ({
      reference,
      name,
      // Ids of the store were family ids when they went in.
      known: await loadFamily(seenBy(stile, viewer), authority, family as FamilyId),
    })),
  );
  const all: UrgentToReview[] = [];
  for (const { reference, name, known } of loaded) {
    if (known === undefined || !mayGuard(protocol, actor, known.family)) continue;
    for (const taken of known.family.urgentAccesses) {
      const overdue = taken.review === undefined && taken.reviewBy < now;
      const own = taken.by.worker === actor.worker;
      all.push({ family: known.family.id, reference, familyName: name, taken, overdue, own });
    }
  }
  const byTime = all.toSorted((a, b) => (a.taken.at < b.taken.at ? -1 : 1));
  return {
    waiting: byTime.filter(({ taken }) => taken.review === undefined),
    reviewed: byTime.filter(({ taken }) => (taken.review?.at ?? '') > since).toReversed(),
    vain,
  };
}
