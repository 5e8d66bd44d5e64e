import type { Viewer } from '../access/may-see.ts';
import { addRegistrationSearch, countRegistrationSearches } from '../store/comparisons.ts';
import { type Limit, searchWithin } from './limit-searches.ts';
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
const limit: Limit = {
  most: mostSearches,
  count: countRegistrationSearches,
  add: addRegistrationSearch,
};

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
  if (children.length === 0) return { candidates: [], answered: true };
  const own = seenBy(stile, viewer);
  const look = () => findPossibleDuplicates(own, viewer.authority, children);
  const candidates = await searchWithin(stile, viewer, limit, look, ({ found }) => found.family);
  return { candidates: candidates ?? [], answered: candidates !== undefined };
}
