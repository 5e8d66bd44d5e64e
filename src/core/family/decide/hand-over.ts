/** Handing over: what somebody has in a family goes to somebody else, in one act, so that nobody is in between. */
import { type Day, dayOf } from '../../calendar/time.ts';
import type { RoleId } from '../../protocol/protocol.ts';
import type { Command } from '../commands.ts';
import type { Family, PlannedVisit } from '../family.ts';
import type { Practitioner, WorkerId } from '../people.ts';
import {
  type Deciding,
  type Decision,
  decided,
  type Ledger,
  ledgerOf,
  refuse,
  say,
} from './act.ts';
import { moveHolder } from './decide-people.ts';

type HandOver = Extract<Command, { readonly do: 'hand-over' }>;

/** What somebody has in a family. */
export interface PartOf {
  readonly holds: boolean;
  readonly roles: readonly RoleId[];
  /** Of today and later. */
  readonly visits: readonly PlannedVisit[];
}

/** With `role`, only what they have in that role; a planned visit belongs to none. Undefined for nothing. */
export function partOf(
  family: Family,
  worker: WorkerId,
  today: Day,
  role?: RoleId,
): PartOf | undefined {
  const roles = [...family.assigned]
    .filter(([id, { practitioner }]) => practitioner.worker === worker && (role ?? id) === id)
    .map(([id]) => id);
  const { holder } = family;
  const holds =
    holder.practitioner?.worker === worker && (role === undefined || holder.role === role);
  const visits =
    role === undefined
      ? family.visits.filter(
          (visit) => !visit.cancelled && visit.who.worker === worker && visit.for.day >= today,
        )
      : [];
  return holds || roles.length > 0 || visits.length > 0 ? { holds, roles, visits } : undefined;
}

/**
 * Nothing is decided where they have nothing in the family: asked again, it is done once. Who may ask is for the use
 * case: to administer is no role of a policy.
 */
export function handOver(deciding: Deciding, family: Family, command: HandOver): Decision {
  const { from, to, reason } = command;
  if (to.worker === from || to.name.trim() === '' || reason.trim() === '')
    return refuse({
      refused: 'form',
      message: 'The family cannot be handed over yet.',
      errors: [{ field: 'successor', message: 'Select somebody else, and say why' }],
    });
  const ledger = ledgerOf(deciding, family, { at: deciding.now, dayOnly: false });
  const part = partOf(family, from, dayOf(deciding.now), command.role);
  if (part === undefined) return decided(ledger);
  const protocol = deciding.protocols.current(family.authority);
  for (const role of part.roles)
    say(ledger, protocol.key, { type: 'PersonAssigned', role, practitioner: to, reason });
  for (const visit of part.visits) passOn(ledger, visit, command);
  const { holder } = ledger.family;
  moveHolder(ledger, protocol, holder.standsInFor ?? holder.role, reason);
  // A holder that no role names any more, as histories of older versions may have it.
  const left = ledger.family.holder;
  if (part.holds && left.practitioner?.worker === from)
    say(ledger, protocol.key, {
      type: 'HolderChanged',
      from: left,
      to: { ...left, practitioner: to },
      because: reason,
    });
  tellBoth(ledger, part, command);
  return decided(ledger);
}

function passOn(ledger: Ledger, visit: PlannedVisit, { to, reason }: HandOver): void {
  const protocol = ledger.deciding.protocols.current(ledger.family.authority).key;
  say(ledger, protocol, { type: 'VisitCancelled', visit: visit.id, reason });
  say(ledger, protocol, {
    type: 'VisitPlanned',
    visit: `v${ledger.family.counts.visit + 1}`,
    what: visit.what,
    for: visit.for.at,
    ...(visit.for.dayOnly ? { forDayOnly: true as const } : {}),
    who: to,
  });
}

/** Whoever takes over is told; so is the holder, where it is another. */
function tellBoth(ledger: Ledger, part: PartOf, { to, reason }: HandOver): void {
  const { family, deciding } = ledger;
  const protocol = deciding.protocols.current(family.authority).key;
  const [role] = part.roles;
  say(ledger, protocol, {
    type: 'PeopleTold',
    to: [{ role: role ?? 'planned-visitor', practitioner: to }],
    what: `You take over this family. ${reason}`,
    how: reaches(to) ? 'stile' : 'to-do',
  });
  const holder = family.holder;
  if (holder.practitioner === undefined || holder.practitioner.worker === to.worker) return;
  say(ledger, protocol, {
    type: 'PeopleTold',
    to: [{ role: holder.role, practitioner: holder.practitioner }],
    what: `${to.name} takes over a part in this family. ${reason}`,
    how: reaches(holder.practitioner) ? 'stile' : 'to-do',
  });
}

function reaches({ worker, contact }: Practitioner): boolean {
  return worker !== undefined || contact?.includes('@') === true;
}
