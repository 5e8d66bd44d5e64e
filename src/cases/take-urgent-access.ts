import { mayTakeUrgentAccess } from '../access/may-guard.ts';
import { accessOf, type Viewer } from '../access/may-see.ts';
import { type Day, fromMilliseconds, toMilliseconds } from '../core/calendar/time.ts';
import type { FamilyId } from '../core/family/people.ts';
import { loadFamily } from '../store/history/events.ts';
import { addTry, countTries, findExactly } from '../store/urgent.ts';
import { carryOut } from './carry-out.ts';
import { type Stile, seenBy, seenByStile } from './stile.ts';
import { subjectOf } from './subject-of.ts';

export type WhichFamily =
  | { readonly reference: string }
  /** The full name of a child, and the date of birth. */
  | { readonly name: string; readonly born: Day };

export interface UrgentRequest {
  readonly which: WhichFamily;
  readonly reason: string;
  readonly requestKey?: string | undefined;
}

export type UrgentOutcome =
  /** Those that they see now, by this or before. */
  | { readonly result: 'sees'; readonly families: readonly FamilyId[]; readonly taken: number }
  /** No such family, or none that they may have access to: the same for both. */
  | { readonly result: 'nothing' }
  | { readonly result: 'too-many' };

/** Enough for a night on duty, and too few to find out by trying who is known. */
export const mostTries = 10;
const triesHours = 1;

/**
 * Access at once to a family that somebody of the council does not see: for a limited time, with a reason, told to its
 * holder and reviewed afterwards. It is looked for as Stile itself, exactly as asked; each try is recorded first.
 */
export async function takeUrgentAccess(
  stile: Stile,
  viewer: Viewer,
  { which, reason, requestKey }: UrgentRequest,
): Promise<UrgentOutcome> {
  const { authority, actor } = viewer;
  if (!mayTakeUrgentAccess(actor)) return { result: 'nothing' };
  const at = stile.now();
  const since = fromMilliseconds(toMilliseconds(at) - triesHours * 3_600_000);
  const own = seenBy(stile, viewer);
  const tries = () => countTries(own, authority, { worker: actor.worker, since });
  if ((await tries()) >= mostTries) return { result: 'too-many' };
  const found = await findExactly(seenByStile(stile, authority), authority, which);
  const open: FamilyId[] = [];
  for (const id of found) {
    // Ids of the store were family ids when they went in.
    const known = await loadFamily(seenByStile(stile, authority), authority, id as FamilyId);
    if (known !== undefined && !isBarred(viewer, subjectOf(stile, known)))
      open.push(id as FamilyId);
  }
  const asked = 'reference' in which ? which.reference : `${which.name}, born ${which.born}`;
  const { worker, name } = actor;
  const tried = { id: stile.newId(), worker, name, at, asked, reason, families: open };
  await addTry(own, authority, tried);
  // Those sent at the same moment count as well.
  if ((await tries()) > mostTries) return { result: 'too-many' };
  const families: FamilyId[] = [];
  let taken = 0;
  for (const family of open) {
    const result = await take(stile, viewer, { family, reason, requestKey });
    if (result === 'refused') continue;
    families.push(family);
    if (result === 'taken') taken += 1;
  }
  return families.length === 0 ? { result: 'nothing' } : { result: 'sees', families, taken };
}

async function take(
  stile: Stile,
  viewer: Viewer,
  asked: {
    readonly family: FamilyId;
    readonly reason: string;
    readonly requestKey: string | undefined;
  },
): Promise<'taken' | 'sees' | 'refused'> {
  const { authority, actor } = viewer;
  const { family, reason, requestKey } = asked;
  const known = await loadFamily(seenByStile(stile, authority), authority, family);
  if (known === undefined) return 'refused';
  const access = accessOf(viewer, subjectOf(stile, known));
  // Whoever sees it already needs none; whoever has urgent access may take it for longer.
  if (access !== undefined && access !== 'urgent') return 'sees';
  const carried = await carryOut(stile, {
    actor,
    authority,
    family,
    command: { do: 'take-urgent-access', reason },
    requestKey: requestKey === undefined ? undefined : `${requestKey}.${family}`,
  });
  return carried.ok ? 'taken' : 'refused';
}

function isBarred({ actor }: Viewer, { people }: ReturnType<typeof subjectOf>): boolean {
  return people.some(({ worker, why }) => worker === actor.worker && why === 'never');
}
