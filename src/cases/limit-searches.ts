import type { Viewer } from '../access/may-see.ts';
import { fromMilliseconds, type Instant, toMilliseconds } from '../core/calendar/time.ts';
import type { Database } from '../store/database/connect.ts';
import { type Stile, seenBy } from './stile.ts';

/** How searches of one kind are recorded and limited. */
export interface Limit {
  /** For one person in an hour. */
  readonly most: number;
  readonly count: (
    db: Database,
    authority: string,
    of: { readonly worker: string; readonly since: Instant },
  ) => Promise<number>;
  readonly add: (
    db: Database,
    authority: string,
    search: {
      readonly id: string;
      readonly worker: string;
      readonly name: string;
      readonly at: Instant;
      /** Families shown. */
      readonly answers: number;
    },
  ) => Promise<void>;
}

const hour = 3_600_000;

/**
 * Searches for somebody; undefined where they have searched too often. It is recorded before anything is shown: who, when
 * and how many families, and neither what was typed nor which they were.
 */
export async function searchWithin<T>(
  stile: Stile,
  viewer: Viewer,
  { most, count, add }: Limit,
  search: () => Promise<readonly T[]>,
  familyOf: (found: T) => string,
): Promise<readonly T[] | undefined> {
  const { authority, actor } = viewer;
  const { worker, name } = actor;
  const own = seenBy(stile, viewer);
  const at = stile.now();
  const since = fromMilliseconds(toMilliseconds(at) - hour);
  const searches = () => count(own, authority, { worker, since });
  if ((await searches()) >= most) return undefined;
  const found = await search();
  const answers = new Set(found.map(familyOf)).size;
  await add(own, authority, { id: stile.newId(), worker, name, at, answers });
  // Those sent at the same moment count as well.
  return (await searches()) > most ? undefined : found;
}
