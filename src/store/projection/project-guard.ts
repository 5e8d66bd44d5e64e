import type { Instant } from '../../core/calendar/time.ts';
import { pathwayOf, protocolOf } from '../../core/family/derive.ts';
import type { Family } from '../../core/family/family.ts';
import { seatOf } from '../../core/family/holder.ts';
import type { RoleId, Stage } from '../../core/protocol/protocol.ts';
import type { AccessRow, Scene } from './projection.ts';

/** Who sees a family because a manager or they themselves said so, who never does, and the roles that a concern waits for. */
export function guardRows(scene: Pick<Scene, 'protocols'>, family: Family): readonly AccessRow[] {
  const { restriction } = family;
  const listed = (restriction?.people ?? []).map(({ worker }): AccessRow => {
    return { worker, why: 'listed', sees: 'whole', until: null };
  });
  const never = (restriction?.never ?? []).map(({ worker }): AccessRow => {
    return { worker, why: 'never', sees: 'none', until: null };
  });
  const concern = rolesOfConcern(scene, family).map((role): AccessRow => {
    return { worker: `role:${role}`, why: 'concern', sees: 'whole', until: null };
  });
  const urgent = new Map<string, Instant>();
  for (const { by, until } of family.urgentAccesses)
    if ((urgent.get(by.worker) ?? '') < until) urgent.set(by.worker, until);
  const taken = [...urgent].map(([worker, until]): AccessRow => {
    return { worker, why: 'urgent', sees: 'whole', until };
  });
  return [...listed, ...never, ...concern, ...taken];
}

/**
 * Of a restricted family, the roles that an open concern waits for: whoever is on duty in them sees it until the
 * concern has gone on (promise 1: a concern always reaches somebody). They are the teams that the concern tells, the
 * holder of its stage, and whoever decides there; a step that is open to everybody reaches nobody in particular.
 */
function rolesOfConcern(scene: Pick<Scene, 'protocols'>, family: Family): readonly RoleId[] {
  if (family.restriction === undefined) return [];
  const roles = new Set<RoleId>();
  for (const transfer of family.transfers.filter(({ state }) => state === 'open')) {
    const protocol = protocolOf(scene.protocols, transfer);
    const { interrupt } = protocol;
    if (transfer.pathway !== interrupt.pathway) continue;
    const { stages, steps, start } = pathwayOf(protocol, transfer);
    const present = new Set([...transfer.places.values()].map(({ stage }) => stage));
    const open = [...present].flatMap((id) => stages.get(id) ?? []).filter(isUnderWay);
    if (open.length === 0) continue;
    const deciding = [...steps.values()]
      .filter((step) => step.from.some((stage) => open.some(({ id }) => id === stage)))
      .filter((step) => !start.by.every((role) => step.by.includes(role)))
      .flatMap((step) => step.by);
    const told = interrupt.tells.flatMap(({ who }) => who);
    for (const name of [...open.map(({ holder }) => holder), ...deciding, ...told]) {
      const role = [...protocol.roles.values()].find(({ id }) => id === name);
      if (role === undefined) continue;
      const seat = seatOf(protocol, family.assigned, role.id);
      // Whoever is named in it sees the family by that.
      if (seat.practitioner === undefined) roles.add(seat.role);
    }
  }
  return [...roles];
}

function isUnderWay({ kind }: Stage): boolean {
  return kind !== 'end';
}
