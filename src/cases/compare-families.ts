import { comparingRoles } from '../access/may-compare.ts';
import type { AuthorityId, FamilyId } from '../core/family/people.ts';
import {
  addAlike,
  forgetDisposed,
  listComparisonsOf,
  listToCompare,
  markCompared,
  type Pair,
  pairOf,
} from '../store/comparisons.ts';
import { loadFamily } from '../store/history/events.ts';
import type { NoticePayload } from '../store/messages.ts';
import { addMessage } from '../store/outbox.ts';
import { listWorkers } from '../store/people/people.ts';
import { describeFaultBriefly } from './describe-fault.ts';
import { findPossibleDuplicates } from './queries/find-possible-duplicates.ts';
import { type Sighting, sightingOf } from './sighting.ts';
import { type Stile, seenByStile } from './stile.ts';

const batch = 50;

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
  let after = '';
  for (;;) {
    const families = await listToCompare(db, authority, { after, limit: batch });
    const last = families.at(-1);
    if (last === undefined) return problems;
    for (const family of families) {
      try {
        // Ids of the store were family ids when they went in.
        await compareOne(stile, authority, family as FamilyId);
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

async function compareOne(stile: Stile, authority: AuthorityId, family: FamilyId): Promise<void> {
  const db = seenByStile(stile, authority);
  const known = await loadFamily(db, authority, family);
  const children = (known?.family.people ?? []).filter(({ kind }) => kind === 'child');
  const alike = await findPossibleDuplicates(db, authority, children);
  const others = new Set(alike.map(({ found }) => found.family).filter((id) => id !== family));
  for (const other of others) {
    const pair = pairOf(family, other);
    await addAlike(db, authority, pair, stile.now());
    const before = await listComparisonsOf(db, authority, family);
    const same = before.find((each) => each.family === pair.family && each.other === pair.other);
    if (same !== undefined && same.found.length === 0)
      await tellOf(stile, authority, { pair, family, other });
  }
  await markCompared(db, authority, { family, compared: true });
}

/**
 * The notice hangs on the family that was there before, or on the one of the two that is restricted: it is read only by
 * those who see that one, and says nothing of the other.
 */
async function tellOf(
  stile: Stile,
  authority: AuthorityId,
  { pair, family, other }: { readonly pair: Pair; readonly family: string; readonly other: string },
): Promise<void> {
  const [mine, theirs] = await Promise.all([
    sightingOf(stile, { authority, family }),
    sightingOf(stile, { authority, family: other }),
  ]);
  const onNew = mine.family?.restriction !== undefined && theirs.family?.restriction === undefined;
  const [about, apart] = onNew ? [mine, theirs] : [theirs, mine];
  const role = await findRole(stile, about, apart);
  const [first] = comparingRoles(stile.protocols.current(authority));
  const to = role ?? first;
  if (to === undefined || about.family === undefined) return;
  const what =
    role === undefined && apart.family?.restriction === undefined
      ? `Another family may be the same as this one. To compare them take urgent access to it by its reference, ${apart.family?.reference ?? ''}`
      : 'Another family may be the same as this one. Compare them under My work, Families that may be the same';
  const payload: NoticePayload = { to: { role: to }, what, transfer: null, at: stile.now() };
  const id = `alike/${pair.family}/${pair.other}`;
  const message = { authority, id, family: about.family.id, payload };
  await addMessage(seenByStile(stile, authority), message, stile.now());
}

/** The first of the roles that compare in which somebody of the council sees both. */
async function findRole(
  stile: Stile,
  about: Sighting,
  apart: Sighting,
): Promise<NoticePayload['to']['role'] | undefined> {
  const { authority } = about;
  const db = seenByStile(stile, authority);
  for (const role of comparingRoles(stile.protocols.current(authority))) {
    for (const worker of await listWorkers(db, authority, { role, now: stile.now() })) {
      if (worker.employer !== 'authority') continue;
      if ((await about.sees(worker)) && (await apart.sees(worker))) return role;
    }
  }
  return undefined;
}
