import { comparesFamilies } from '../access/may-compare.ts';
import type { Viewer } from '../access/may-see.ts';
import { addDays } from '../core/calendar/day-number.ts';
import { dayOf, fromMilliseconds, startOfDay, toMilliseconds } from '../core/calendar/time.ts';
import {
  addFamilySearch,
  countFamilySearches,
  listFamilySearches,
  type SearchesOfPerson,
} from '../store/family-searches.ts';
import type { FoundPerson } from '../store/find-families.ts';
import { findFamilies, type Search } from './queries/find-families.ts';
import { type Stile, seenBy, seenByStile } from './stile.ts';

export interface Searched {
  readonly found: readonly FoundPerson[];
  /** False where they have searched too often, and have to wait. */
  readonly answered: boolean;
}

/** More than anybody at work comes to in an hour; too few to go through a school’s roll in a morning. */
export const mostFamilySearches = 120;
const searchesHours = 1;
const shownDays = 90;

/** Finds families for somebody, which is recorded before anything is shown: who, when and how many families; and limited. */
export async function searchFamilies(
  stile: Stile,
  viewer: Viewer,
  search: Search,
): Promise<Searched> {
  const { authority, actor } = viewer;
  const own = seenBy(stile, viewer);
  const at = stile.now();
  const { worker, name } = actor;
  const since = fromMilliseconds(toMilliseconds(at) - searchesHours * 3_600_000);
  const searches = () => countFamilySearches(own, authority, { worker, since });
  if ((await searches()) >= mostFamilySearches) return { found: [], answered: false };
  const found = await findFamilies(stile, viewer, search);
  const answers = new Set(found.map(({ family }) => family)).size;
  await addFamilySearch(own, authority, { id: stile.newId(), worker, name, at, answers });
  // Those sent at the same moment count as well.
  return (await searches()) > mostFamilySearches
    ? { found: [], answered: false }
    : { found, answered: true };
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
