import type { Viewer } from '../access/may-see.ts';
import { fromMilliseconds, toMilliseconds } from '../core/calendar/time.ts';
import { addRegistrationSearch, countRegistrationSearches } from '../store/comparisons.ts';
import {
  findPossibleDuplicates,
  type NewChild,
  type PossibleDuplicate,
} from './queries/find-possible-duplicates.ts';
import { type Stile, seenBy } from './stile.ts';

export interface Duplicates {
  readonly candidates: readonly PossibleDuplicate[];
  /** False where they have searched too often: Stile compares afterwards, and tells those who may know. */
  readonly answered: boolean;
}

/** More than anybody registers in an hour, each twice; too few to go through a school’s roll. */
export const mostSearches = 30;
const searchesHours = 1;

/**
 * Families that look like the one about to be registered: those that the viewer sees, and not a word of any other.
 * Whether there are others is found out by Stile itself when the family is registered (`compare-families`), and told to
 * those who see both. Each answer is recorded, who, when and how many families; and limited.
 */
export async function lookBeforeRegistering(
  stile: Stile,
  viewer: Viewer,
  children: readonly NewChild[],
): Promise<Duplicates> {
  const { authority, actor } = viewer;
  if (children.length === 0) return { candidates: [], answered: true };
  const own = seenBy(stile, viewer);
  const at = stile.now();
  const { worker, name } = actor;
  const since = fromMilliseconds(toMilliseconds(at) - searchesHours * 3_600_000);
  const searches = () => countRegistrationSearches(own, authority, { worker, since });
  if ((await searches()) >= mostSearches) return { candidates: [], answered: false };
  const candidates = await findPossibleDuplicates(own, authority, children);
  const answers = new Set(candidates.map(({ found }) => found.family)).size;
  const search = { id: stile.newId(), worker, name, at, answers };
  await addRegistrationSearch(own, authority, search);
  // Those sent at the same moment count as well.
  return (await searches()) > mostSearches
    ? { candidates: [], answered: false }
    : { candidates, answered: true };
}
