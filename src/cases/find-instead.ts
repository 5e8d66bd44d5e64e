/** Who is told where those whom a message is for are not told: somebody always is, or it stands among what did not arrive. */
import type { Family } from '../core/family/family.ts';
import { guardingRoles } from '../core/family/guard/guard.ts';
import type { Protocol, RoleId } from '../core/protocol/protocol.ts';
import { listWorkers } from '../store/people/people.ts';
import { nobody, type Readers, readersFor, readersInRole } from './find-readers.ts';
import type { Sighting } from './sighting.ts';
import { type Stile, seenByStile } from './stile.ts';

export interface Instead extends Readers {
  /** Nobody who is here sees the family: they are told that something waits, and how to come to it. */
  readonly blind: boolean;
}

/**
 * In this order, and the first of whom somebody is here and sees the family: whoever holds it; the line above the role
 * that the message was for; those on the list of a restricted family; those who may restrict it. Last of all those who
 * may restrict it and do not see it, but for the barred.
 */
export async function findInstead(
  stile: Stile,
  sighting: Sighting,
  missed: { readonly role?: string | undefined; readonly worker?: string | undefined },
): Promise<Instead> {
  const { authority, family } = sighting;
  const protocol = stile.protocols.current(authority);
  const without = ({ inboxes, addresses }: Readers): Readers => ({
    inboxes: inboxes.filter(({ to }) => !('worker' in to) || to.worker !== missed.worker),
    addresses: addresses.filter(({ worker }) => worker === undefined || worker !== missed.worker),
  });
  const rungs: (() => Promise<Readers>)[] = [
    ...(family === undefined ? [] : [() => holderOf(stile, sighting, family)]),
    ...lineAbove(protocol, missed.role).map((role) => () => inSeat(stile, sighting, role)),
    ...(family === undefined
      ? []
      : [
          () => listed(stile, sighting, family),
          ...guardingRoles(protocol, family).map((role) => () => inSeat(stile, sighting, role)),
        ]),
  ];
  for (const rung of rungs) {
    const found = without(await rung());
    if (found.inboxes.length > 0) return { ...found, blind: false };
  }
  if (family === undefined) return { ...nobody, blind: false };
  return { ...(await guardsWhoDoNotSee(stile, sighting, family)), blind: true };
}

async function holderOf(stile: Stile, sighting: Sighting, { holder }: Family): Promise<Readers> {
  return holder.practitioner === undefined
    ? readersInRole(stile, sighting, holder.role)
    : (await readersFor(stile, sighting, holder.practitioner)).readers;
}

/** The managers of a role, and theirs. */
function lineAbove(protocol: Protocol, role: string | undefined): readonly RoleId[] {
  const line = new Set<RoleId>();
  let above = protocol.roles.get(role as RoleId)?.manager;
  // A line of managers that came back to itself would end here.
  while (above !== undefined && !line.has(above)) {
    line.add(above);
    above = protocol.roles.get(above)?.manager;
  }
  return [...line];
}

/** Whoever is named in a role for this family; of a team, the team. */
async function inSeat(stile: Stile, sighting: Sighting, role: RoleId): Promise<Readers> {
  const { authority, family } = sighting;
  if (stile.protocols.current(authority).roles.get(role)?.held !== 'family')
    return readersInRole(stile, sighting, role);
  const named = family?.assigned.get(role)?.practitioner;
  return named === undefined ? nobody : (await readersFor(stile, sighting, named)).readers;
}

async function listed(stile: Stile, sighting: Sighting, family: Family): Promise<Readers> {
  return joined(
    await Promise.all(
      (family.restriction?.people ?? []).map(
        async (each) => (await readersFor(stile, sighting, each)).readers,
      ),
    ),
  );
}

async function guardsWhoDoNotSee(
  stile: Stile,
  sighting: Sighting,
  family: Family,
): Promise<Readers> {
  const { authority } = sighting;
  const db = seenByStile(stile, authority);
  const now = stile.now();
  for (const role of guardingRoles(stile.protocols.current(authority), family)) {
    const workers = await listWorkers(db, authority, { role, now });
    const may = workers.filter(
      ({ id, employer }) => employer === 'authority' && !sighting.isBarred(id),
    );
    if (may.length === 0) continue;
    return {
      inboxes: may.map(({ id, name }) => ({ to: { worker: id }, name })),
      addresses: may.flatMap(({ id, email, name }) =>
        email ? [{ address: email, name, worker: id }] : [],
      ),
    };
  }
  return nobody;
}

function joined(all: readonly Readers[]): Readers {
  return {
    inboxes: all.flatMap(({ inboxes }) => inboxes),
    addresses: all.flatMap(({ addresses }) => addresses),
  };
}
