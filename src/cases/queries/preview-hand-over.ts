/** Before families are handed over: which they are, by reference alone, and who could take them. */
import { type Day, dayOf, startOfDay } from '../../core/calendar/time.ts';
import { rolesOn } from '../../core/family/dated-roles.ts';
import { type PartOf, partOf } from '../../core/family/decide/hand-over.ts';
import type { AuthorityId, FamilyId, WorkerId } from '../../core/family/people.ts';
import type { Protocol, RoleId } from '../../core/protocol/protocol.ts';
import { loadFamily } from '../../store/history/events.ts';
import { listFamiliesOf } from '../../store/people/directory.ts';
import { listWaitingHandOvers } from '../../store/people/hand-overs.ts';
import { listWorkers, type Worker } from '../../store/people/people.ts';
import { listHoldings } from '../../store/people/roles.ts';
import { titleOf } from '../administer.ts';
import { mayStandIn, notWithin } from '../change-roles.ts';
import { type Stile, seenByStile } from '../stile.ts';

/** What somebody has in a family. Nothing else of the family is shown to an administrator. */
export interface HeldFamily extends PartOf {
  readonly family: FamilyId;
  readonly reference: string;
  /** Only people named see it. */
  readonly restricted: boolean;
  /** Who must never see it, and so cannot take it over. */
  readonly shutOut: readonly string[];
}

export interface Successor {
  readonly worker: Worker;
  /** Their own roles on the day. */
  readonly roles: readonly string[];
  readonly leaves: boolean;
}

/**
 * The families in which somebody has a part now, in the order of their references. Asked as Stile itself: an
 * administrator must see that there are families, and sees none of them.
 */
export async function familiesOf(
  stile: Stile,
  authority: AuthorityId,
  { worker, role }: { readonly worker: string; readonly role?: string | null },
): Promise<readonly HeldFamily[]> {
  const db = seenByStile(stile, authority);
  const found: HeldFamily[] = [];
  for (const id of await listFamiliesOf(db, authority, worker)) {
    // Ids in the store were ids when they went in.
    const loaded = await loadFamily(db, authority, id as FamilyId);
    if (loaded === undefined) continue;
    const { family } = loaded;
    const of = [worker as WorkerId, role as RoleId | null | undefined] as const;
    const part = partOf(family, of[0], dayOf(stile.now()), of[1] ?? undefined);
    if (part === undefined) continue;
    const { restriction } = family;
    found.push({
      ...part,
      family: family.id,
      reference: family.reference,
      restricted: restriction !== undefined,
      shutOut: (restriction?.never ?? []).map((each) => each.worker),
    });
  }
  return found.toSorted((one, other) => (one.reference < other.reference ? -1 : 1));
}

/** Who is there to take over on a day: everybody active but the person, with the roles they hold themselves then. */
export async function findSuccessors(
  stile: Stile,
  authority: AuthorityId,
  { worker, on }: { readonly worker: Pick<Worker, 'id'>; readonly on: Day },
): Promise<readonly Successor[]> {
  const db = seenByStile(stile, authority);
  const [people, holdings, waiting] = await Promise.all([
    listWorkers(db, authority, { now: startOfDay(on) }),
    listHoldings(db, authority, { from: on }),
    listWaitingHandOvers(db, authority),
  ]);
  const leaving = new Set(waiting.filter(({ why }) => why === 'leaves').map((each) => each.worker));
  return people
    .filter(({ id }) => id !== worker.id)
    .map((each) => ({
      worker: each,
      roles: rolesOn(holdings, each.id, on),
      leaves: leaving.has(each.id),
    }));
}

/**
 * Why somebody cannot take over what another has in a family; undefined where they can. They must hold each role that
 * they would be named in and the other held too, or they could not act in it.
 */
export function whyNotAble(
  people: readonly Successor[],
  {
    id,
    worker,
    family,
    role: ending,
    protocol,
  }: {
    readonly id: string | null;
    readonly worker: Worker;
    readonly family: HeldFamily;
    /** The role that is given up. */
    readonly role?: string | null;
    readonly protocol: Protocol;
  },
): string | undefined {
  if (id === null) return 'nobody is named to take over';
  const found = people.find((each) => each.worker.id === id);
  if (found === undefined) return 'whoever was to take over has left';
  const { name } = found.worker;
  if (found.leaves) return `${name} leaves too`;
  if (family.shutOut.includes(id)) return `${name} must not see this family`;
  if (!mayStandIn(found.worker, worker)) return notWithin(found.worker, worker);
  const missing = family.roles.find(
    (role) => !found.roles.includes(role) && (role === ending || worker.roles.includes(role)),
  );
  return missing === undefined
    ? undefined
    : `${name} is not ${titleOf(protocol, missing)} on that day; give the role first`;
}
