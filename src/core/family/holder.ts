/** Who holds the family: always exactly one (design, promise 2). */
import type { Protocol, RoleId } from '../protocol/protocol.ts';
import type { HolderSeat } from './events.ts';
import type { Family, Transfer } from './family.ts';
import type { Practitioner } from './people.ts';

type Assigned = ReadonlyMap<RoleId, { readonly practitioner: Practitioner }>;

/** The seat of a role: the person named in it; a team; or, while nobody is named, its manager's seat. */
export function seatOf(
  protocol: Protocol,
  assigned: Assigned,
  role: RoleId,
  standsInFor?: RoleId,
): HolderSeat {
  const definition = protocol.roles.get(role);
  const inFor = standsInFor === undefined ? {} : { standsInFor };
  const named = assigned.get(role);
  if (definition?.held === 'family' && named !== undefined)
    return { role, practitioner: named.practitioner, ...inFor };
  if (definition?.held === 'family' && definition.manager !== undefined) {
    return seatOf(protocol, assigned, definition.manager, standsInFor ?? role);
  }
  const team = definition?.team ?? definition?.title;
  return { role, ...(team === undefined ? {} : { team }), ...inFor };
}

/**
 * The role that holds the family once `acting` stands as it does. Of all children's stages the statutory holder comes
 * first; of several statutory ones the present holder stays; else the transfer that acted decides.
 */
export function holdingRole(
  protocolOf: (transfer: Transfer) => Protocol,
  family: Pick<Family, 'transfers' | 'holder'>,
  acting: Transfer,
): RoleId {
  const own = candidates(protocolOf(acting), acting);
  const others = family.transfers
    .filter(
      (transfer) =>
        transfer.id !== acting.id &&
        transfer.state !== 'ended' &&
        !isOver(protocolOf(transfer), transfer),
    )
    .flatMap((transfer) => candidates(protocolOf(transfer), transfer));
  const present = family.holder.standsInFor ?? family.holder.role;
  const all = [...own, ...others];
  const statutory = all.filter((role) => protocolOf(acting).roles.get(role)?.side === 'statutory');
  if (others.length > 0 && statutory.includes(present)) return present;
  return statutory[0] ?? own[0] ?? present;
}

/** Whether every child of a transfer has reached an end. */
export function isOver(protocol: Protocol, transfer: Transfer): boolean {
  const pathway = protocol.pathways.get(transfer.pathway);
  return [...transfer.places.values()].every(
    (place) => pathway?.stages.get(place.stage)?.kind === 'end',
  );
}

function candidates(protocol: Protocol, transfer: Transfer): readonly RoleId[] {
  const pathway = protocol.pathways.get(transfer.pathway);
  const roles = [...transfer.places.values()].flatMap((place) => {
    const holder = pathway?.stages.get(place.stage)?.holder;
    if (holder === undefined || holder === 'unchanged') return [];
    return [holder === 'as-before' ? transfer.heldBefore : holder];
  });
  return [...new Set(roles)];
}

export function sameSeat(a: HolderSeat, b: HolderSeat): boolean {
  return (
    a.role === b.role &&
    a.standsInFor === b.standsInFor &&
    a.practitioner?.name === b.practitioner?.name &&
    a.practitioner?.worker === b.practitioner?.worker &&
    a.team === b.team
  );
}
