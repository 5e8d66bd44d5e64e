import { comparesFamilies } from '../access/may-compare.ts';
import type { Viewer } from '../access/may-see.ts';
import { addDays } from '../core/calendar/day-number.ts';
import { dayOf, startOfDay } from '../core/calendar/time.ts';
import {
  addFamilySearch,
  countFamilySearches,
  listFamilySearches,
  type SearchesOfPerson,
} from '../store/family-searches.ts';
import type { FoundPerson } from '../store/find-families.ts';
import { type Limit, searchWithin } from './limit-searches.ts';
import { findFamilies, type Search } from './queries/find-families.ts';
import { type Stile, seenByStile } from './stile.ts';

export interface Searched {
  readonly found: readonly FoundPerson[];
  /** False where they have searched too often, and have to wait. */
  readonly answered: boolean;
}

/** More than anybody at work comes to in an hour; too few to go through a school’s roll in a morning. */
export const mostFamilySearches = 120;
const limit: Limit = {
  most: mostFamilySearches,
  count: countFamilySearches,
  add: addFamilySearch,
};
const shownDays = 90;

/** Finds families for somebody, recorded and limited. */
export async function searchFamilies(
  stile: Stile,
  viewer: Viewer,
  search: Search,
): Promise<Searched> {
  const look = () => findFamilies(stile, viewer, search);
  const found = await searchWithin(stile, viewer, limit, look, ({ family }) => family);
  return { found: found ?? [], answered: found !== undefined };
}

/** Who searched how often in the last 90 days; undefined but for those who compare families for the council. */
export async function listSearches(
  stile: Stile,
  viewer: Viewer,
): Promise<readonly SearchesOfPerson[] | undefined> {
  const { authority, actor } = viewer;
  if (!comparesFamilies(stile.protocols.current(authority), actor)) return undefined;
  const since = startOfDay(addDays(dayOf(stile.now()), -shownDays));
  // Names no family and no child.
  return listFamilySearches(seenByStile(stile, authority), authority, since);
}
