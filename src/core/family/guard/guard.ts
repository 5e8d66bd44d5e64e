/** Who may see a family beyond its work: the restriction and the urgent accesses that its history tells of. */
import { dayOf, type Instant } from '../../calendar/time.ts';
import type { Protocol, RoleId } from '../../protocol/protocol.ts';
import type { EventOf } from '../events.ts';
import type { Family, Stamp } from '../family.ts';
import type { Doer } from '../people.ts';
import type { GuardEvent, ListedWorker, ReviewFinding } from './guard-events.ts';

export interface Restriction {
  readonly since: Stamp;
  readonly reason: string;
  readonly by: Doer;
  readonly people: readonly ListedWorker[];
  readonly never: readonly ListedWorker[];
}

export interface UrgentAccess {
  readonly id: string;
  readonly at: Instant;
  readonly by: Doer;
  readonly reason: string;
  readonly until: Instant;
  readonly reviewBy: Instant;
  readonly review:
    | {
        readonly at: Instant;
        readonly by: Doer;
        readonly finding: ReviewFinding;
        readonly note: string;
      }
    | undefined;
}

type GuardType = GuardEvent['type'];

/** What one of these events changes of the family. */
export function guardChange(
  family: Family,
  event: EventOf<GuardType>,
): Partial<Pick<Family, 'restriction' | 'urgentAccesses'>> {
  switch (event.type) {
    case 'AccessRestricted': {
      const { reason, by, people, never, at } = event;
      const since = { at, day: dayOf(at), dayOnly: false };
      return { restriction: { since, reason, by, people, never } };
    }
    case 'AccessListChanged':
      return family.restriction === undefined
        ? {}
        : { restriction: { ...family.restriction, people: event.people, never: event.never } };
    case 'RestrictionLifted':
      return { restriction: undefined };
    case 'UrgentAccessTaken': {
      const { urgent, at, by, reason, until, reviewBy } = event;
      const taken = { id: urgent, at, by, reason, until, reviewBy, review: undefined };
      return { urgentAccesses: [...family.urgentAccesses, taken] };
    }
    case 'UrgentAccessReviewed': {
      const { at, by, finding, note } = event;
      return {
        urgentAccesses: family.urgentAccesses.map((each) =>
          each.id === event.urgent ? { ...each, review: { at, by, finding, note } } : each,
        ),
      };
    }
  }
}

/** In every council's words somebody answers for the work of others under one of these. */
const seniorRoles: ReadonlySet<string> = new Set([
  'statutory-manager',
  'senior-manager',
  'early-help-manager',
  'front-door-manager',
  'duty-manager',
]);

/**
 * The roles that restrict a family and review urgent access to it: every manager of the council, and whoever manages
 * the role that holds the family, up the line.
 */
export function guardingRoles(
  protocol: Protocol,
  family: Pick<Family, 'holder'>,
): readonly RoleId[] {
  const line = new Set<RoleId>();
  let above = protocol.roles.get(family.holder.standsInFor ?? family.holder.role)?.manager;
  // A line of managers that came back to itself would end here.
  while (above !== undefined && !line.has(above)) {
    line.add(above);
    above = protocol.roles.get(above)?.manager;
  }
  return [...new Set([...managingRoles(protocol), ...line])];
}

/** Every manager of the council, whoever holds the family: the roles that restrict any. */
export function managingRoles(protocol: Protocol): readonly RoleId[] {
  return [...protocol.roles.values()]
    .filter(({ generic }) => seniorRoles.has(generic))
    .map(({ id }) => id);
}

/** Whether somebody must not see the family, whatever their role would let them. */
export function isNever(family: Pick<Family, 'restriction'>, worker: string): boolean {
  return family.restriction?.never.some((each) => each.worker === worker) === true;
}

/** Those who hold the family, are named in it or visit it: they see it without being on a list. */
export function workersOf(family: Family): readonly string[] {
  const practitioners = [
    family.holder.practitioner,
    ...[...family.assigned.values()].map(({ practitioner }) => practitioner),
    ...family.visits.filter((visit) => !visit.cancelled).map((visit) => visit.who),
  ];
  return practitioners.flatMap((practitioner) => practitioner?.worker ?? []);
}
