import type { Viewer } from '../../access/may-see.ts';
import type { Day } from '../../core/calendar/time.ts';
import { type FoundPerson, findPeople } from '../../store/find-families.ts';
import { type Stile, seenBy } from '../stile.ts';

export interface Search {
  readonly name?: string | undefined;
  readonly born?: Day | undefined;
  readonly reference?: string | undefined;
}

/**
 * People by a name that sounds alike, narrowed by a date of birth (a year either way), or by the
 * family's reference; the likeliest first, 50 at most, and only of families the viewer may see. People ask by `search-families`, which records it.
 */
export async function findFamilies(
  stile: Stile,
  viewer: Viewer,
  search: Search,
): Promise<readonly FoundPerson[]> {
  return findPeople(seenBy(stile, viewer), viewer.authority, {
    name: search.name?.trim() || undefined,
    born: search.born,
    reference: search.reference?.trim() || undefined,
  });
}
