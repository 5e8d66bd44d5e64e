import { comparesFamilies } from '../../access/may-compare.ts';
import type { Viewer } from '../../access/may-see.ts';
import { addDays } from '../../core/calendar/day-number.ts';
import { dayOf, startOfDay } from '../../core/calendar/time.ts';
import {
  type Comparison,
  listComparisons as list,
  listComparisonsOf as listOf,
  listRegistrationSearches,
  type SearchesOfDay,
} from '../../store/comparisons.ts';
import { type Stile, seenBy, seenByStile } from '../stile.ts';

export type { Comparison };

export interface Comparisons {
  /** Nobody has compared them yet; the longest waiting first. */
  readonly open: readonly Comparison[];
  /** Compared in the last 90 days, the latest first. */
  readonly done: readonly Comparison[];
  /** How often people were shown families while registering; for those who compare families for the council. */
  readonly searches: readonly SearchesOfDay[];
  /** The viewer compares families for the council. */
  readonly desk: boolean;
}

const doneDays = 90;

/** Families that may be the same, of which somebody of the council sees both and is to compare them. */
export async function listComparisons(
  stile: Stile,
  viewer: Viewer,
): Promise<Comparisons | undefined> {
  const { authority, actor } = viewer;
  if (actor.employer !== 'authority') return undefined;
  const since = startOfDay(addDays(dayOf(stile.now()), -doneDays));
  const desk = comparesFamilies(stile.protocols.current(authority), actor);
  const [rows, searches] = await Promise.all([
    list(seenBy(stile, viewer), authority, since),
    // Names no family and no child.
    desk ? listRegistrationSearches(seenByStile(stile, authority), authority, since) : [],
  ]);
  const theirs = rows.filter(({ own }) => own || desk);
  return {
    open: theirs.filter(({ found }) => found.length === 0),
    done: theirs
      .filter(({ found }) => found.length > 0)
      .toSorted((a, b) => ((a.found[0]?.at ?? '') > (b.found[0]?.at ?? '') ? -1 : 1)),
    searches,
    desk,
  };
}

/** How many wait for somebody to compare them. */
export async function countComparisons(stile: Stile, viewer: Viewer): Promise<number> {
  const { authority, actor } = viewer;
  if (actor.employer !== 'authority') return 0;
  const desk = comparesFamilies(stile.protocols.current(authority), actor);
  const rows = await list(seenBy(stile, viewer), authority, stile.now());
  return rows.filter(({ own, found }) => found.length === 0 && (own || desk)).length;
}

/** What is known of one family beside others; only those of the council who see both. */
export async function listComparisonsOf(
  stile: Stile,
  viewer: Viewer,
  family: string,
): Promise<readonly Comparison[]> {
  if (viewer.actor.employer !== 'authority') return [];
  return listOf(seenBy(stile, viewer), viewer.authority, family);
}

/** Of two families; undefined where nothing is known of them together, or that is not theirs. */
export async function findComparison(
  stile: Stile,
  viewer: Viewer,
  { family, other }: { readonly family: string; readonly other: string },
): Promise<Comparison | undefined> {
  const known = await listComparisonsOf(stile, viewer, family);
  return known.find((each) => each.family === other || each.other === other);
}
