/** What belongs to no family goes after its term (docs/decisions/0014). What belongs to one goes with it, by the policy. */
import { addDays } from '../core/calendar/day-number.ts';
import { type Day, dayOf, type Instant, startOfDay } from '../core/calendar/time.ts';
import type { AuthorityId } from '../core/family/people.ts';
import {
  type Batch,
  clearDrafts,
  clearLinks,
  clearSessions,
  clearSignIns,
  clearVainTries,
} from '../store/terms.ts';
import { type Stile, seenByStile } from './stile.ts';

/** Days for which each is kept, the day itself not counted; kept to the end of the last. */
export const termOf = {
  /** A form that nobody has touched: longer than a holiday. */
  draft: 30,
  /** What an urgent search that found nothing was for: as long as those who review are shown it. */
  vainTry: 90,
  /** A session that is over, by which a form that comes late finds its writer. */
  session: 30,
  link: 1,
  /** Who came in, went out or was refused. */
  signIn: 730,
} as const;

/** So much at once, so that nobody waits for it. */
const most = 500;

/** The last day on which a form is kept that was changed last at this moment. */
export function draftKeptUntil(updated: Instant): Day {
  return addDays(dayOf(updated), termOf.draft);
}

/** Clears what has run out, batch by batch, each by itself; what is left when it is stopped goes the next time. */
export async function clearWhatRanOut(
  stile: Stile,
  authority: AuthorityId,
  signal?: AbortSignal,
): Promise<void> {
  const db = seenByStile(stile, authority);
  const today = dayOf(stile.now());
  const clear = async (days: number, batch: (from: Batch) => Promise<number>): Promise<void> => {
    const before = startOfDay(addDays(today, -days));
    while (!signal?.aborted && (await batch({ before, most })) === most);
  };
  await clear(termOf.draft, (batch) => clearDrafts(db, batch));
  await clear(termOf.vainTry, (batch) => clearVainTries(db, batch));
  await clear(termOf.session, (batch) => clearSessions(db, authority, batch));
  await clear(termOf.link, (batch) => clearLinks(db, authority, batch));
  await clear(termOf.signIn, (batch) => clearSignIns(db, batch));
}
