import { comparingRoles } from '../access/may-compare.ts';
import { maySee, type Viewer } from '../access/may-see.ts';
import type { AuthorityId, FamilyId } from '../core/family/people.ts';
import type { RoleId } from '../core/protocol/protocol.ts';
import {
  addAlike,
  forgetDisposed,
  listComparedWith,
  listToCompare,
  listWithReference,
  markCompared,
  pairOf,
} from '../store/comparisons.ts';
import { loadFamily } from '../store/history/events.ts';
import type { Known } from '../store/history/family-cache.ts';
import type { NoticePayload } from '../store/outbox.ts';
import { listWorkers, type Worker } from '../store/people/people.ts';
import { describeFaultBriefly } from './describe-fault.ts';
import {
  findPossibleDuplicates,
  type PossibleDuplicate,
} from './queries/find-possible-duplicates.ts';
import { actorOf } from './sessions.ts';
import { type Stile, seenByStile } from './stile.ts';
import { subjectOf, withSight } from './subject-of.ts';

const batch = 50;
/** One reference first, then the most alike; more than these is a name or a reference that says nothing. */
const mostAlike = 10;

/**
 * Compares each newly registered family of an authority with all others, as Stile itself, and has those told who see
 * both where two look alike. Whoever registered it is told nothing by this: not at once, and not by how long it takes.
 * Asked again it tells nobody twice; the problems are those families that could not be looked at.
 */
export async function compareFamilies(
  stile: Stile,
  authority: AuthorityId,
): Promise<readonly string[]> {
  const db = seenByStile(stile, authority);
  await forgetDisposed(db, authority);
  const problems: string[] = [];
  let comparers: readonly Comparer[] | undefined;
  let after = '';
  for (;;) {
    const families = await listToCompare(db, authority, { after, limit: batch });
    const last = families.at(-1);
    if (last === undefined) return problems;
    comparers ??= await listComparers(stile, authority);
    for (const family of families) {
      try {
        // Ids of the store were family ids when they went in.
        await compareOne(stile, authority, family as FamilyId, comparers);
      } catch (error) {
        // One family that cannot be looked at does not keep the others waiting.
        problems.push(`family ${family}: ${describeFaultBriefly(error)}`);
      }
    }
    after = last;
  }
}

/** A child has come to a family: it is compared again. */
export async function haveCompared(
  stile: Stile,
  authority: AuthorityId,
  family: FamilyId,
): Promise<void> {
  await markCompared(seenByStile(stile, authority), authority, { family, compared: false });
}

/** The council's own, of each role that compares, with how far they see. */
interface Comparer {
  readonly role: RoleId;
  readonly viewers: readonly Viewer[];
}

async function listComparers(stile: Stile, authority: AuthorityId): Promise<readonly Comparer[]> {
  const now = stile.now();
  const workers = await listWorkers(seenByStile(stile, authority), authority, { now });
  const staff = workers.filter(({ employer }) => employer === 'authority');
  const sights = new Map<string, Promise<Viewer>>();
  const viewerOf = (worker: Worker): Promise<Viewer> => {
    const viewer = sights.get(worker.id) ?? withSight(stile, { authority, actor: actorOf(worker) });
    sights.set(worker.id, viewer);
    return viewer;
  };
  const comparers: Comparer[] = [];
  for (const role of comparingRoles(stile.protocols.current(authority))) {
    const those = staff.filter(({ roles }) => roles.includes(role));
    comparers.push({ role, viewers: await Promise.all(those.map(viewerOf)) });
  }
  return comparers;
}

async function compareOne(
  stile: Stile,
  authority: AuthorityId,
  family: FamilyId,
  comparers: readonly Comparer[],
): Promise<void> {
  const db = seenByStile(stile, authority);
  const known = await loadFamily(db, authority, family);
  const children = (known?.family.people ?? []).filter(({ kind }) => kind === 'child');
  const alike = (await findPossibleDuplicates(db, authority, children)).filter(saysSomething);
  const before = new Set(await listComparedWith(db, authority, family));
  const same = known && (await listWithReference(db, authority, known.family.reference));
  const others = [...new Set([...(same ?? []), ...alike.map(({ found }) => found.family)])]
    .filter((id) => id !== family)
    .slice(0, mostAlike)
    .filter((id) => !before.has(id));
  const told = new Set<RoleId>();
  for (const other of others) {
    const second = await loadFamily(db, authority, other as FamilyId);
    if (known === undefined || second === undefined) continue;
    const pair = pairOf(family, other);
    const message = messageOf(stile, { known, second, comparers, told });
    const id = `alike/${pair.family}/${pair.other}`;
    await addAlike(db, authority, pair, { ...message, id, at: stile.now() });
  }
  await markCompared(db, authority, { family, compared: true });
}

/** Without a date of birth a name must be a name: every unborn baby and every child not named yet would be like the others. */
function saysSomething({ child, found, agrees }: PossibleDuplicate): boolean {
  if (child.born !== undefined && found.born !== null) return true;
  const words = `${child.given} ${child.family}`.toLowerCase();
  return agrees.length > 0 && !/^(unborn|baby|child)\b|not known/.test(words);
}

/**
 * The notice hangs on the family that was there before, or on the one of the two that is restricted: it is read only by
 * those who see that one, and says nothing of the other.
 */
function messageOf(
  stile: Stile,
  {
    known,
    second,
    comparers,
    told,
  }: {
    readonly known: Known;
    readonly second: Known;
    readonly comparers: readonly Comparer[];
    /** Who has a notice already of this family and others that are not restricted: they find them all in one place. */
    readonly told: Set<RoleId>;
  },
): { readonly family: string | null; readonly payload: NoticePayload } {
  const onNew = known.family.restriction !== undefined && second.family.restriction === undefined;
  const [about, apart] = onNew ? [known, second] : [second, known];
  const subjects = [subjectOf(stile, about), subjectOf(stile, apart)];
  const seesBoth = (viewer: Viewer) => subjects.every((subject) => maySee(viewer, subject));
  const role = comparers.find(({ viewers }) => viewers.some(seesBoth))?.role;
  const to = role ?? comparers[0]?.role;
  const open = [known, second].every((each) => each.family.restriction === undefined);
  const again = open && role !== undefined && told.has(role);
  if (open && role !== undefined) told.add(role);
  const what =
    role === undefined && apart.family.restriction === undefined
      ? `Another family may be the same as this one. To compare them take urgent access to it by its reference, ${apart.family.reference}`
      : 'Another family may be the same as this one. Compare them under My work, Families that may be the same';
  return {
    // Where a policy has neither a front door nor a manager there is nobody to tell: the pair waits, and is counted.
    family: to === undefined || again ? null : about.family.id,
    payload: {
      to: { role: to ?? about.family.holder.role },
      what,
      transfer: null,
      at: stile.now(),
    },
  };
}
