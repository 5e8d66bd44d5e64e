import type { Instant } from '../../core/calendar/time.ts';
import { deriveClocks, pathwayOf, protocolOf } from '../../core/family/derive.ts';
import type { ClockView, ObligationView } from '../../core/family/derived.ts';
import type { Family, Transfer } from '../../core/family/family.ts';
import { seatOf } from '../../core/family/holder.ts';
import { nextLook } from '../../core/family/next-look.ts';
import { obligationView } from '../../core/family/obligations.ts';
import type { Protocol, RoleId } from '../../core/protocol/protocol.ts';
import type { Scene } from './projection.ts';

export interface WorkRow {
  readonly key: string;
  readonly role: string;
  readonly kind: 'clock' | 'stage' | 'obligation';
  readonly title: string;
  readonly worker: string | null;
  readonly name: string | null;
  readonly transfer: string | null;
  readonly stage: string | null;
  readonly strength: string | null;
  readonly since: Instant;
  readonly due: Instant | null;
  readonly overdue: boolean;
  readonly next_look: Instant | null;
}

type Item = Omit<WorkRow, 'role' | 'worker' | 'name'>;

/**
 * What is due and what is waiting for a family, a row for each role that is waited for. A role in
 * which nobody is named is waited for in its manager's place, as for the holder. `overdue` is what
 * the history has marked; a list looks at `due` as well.
 */
export function workRows(scene: Scene, family: Family, recorded: Instant): readonly WorkRow[] {
  const clocks = deriveClocks({ ...scene, now: recorded }, family).filter(
    (clock) => clock.stopped === undefined,
  );
  const rows = new Map<string, WorkRow>();
  const add = (protocol: Protocol, item: Item, roles: readonly RoleId[]) => {
    const waitedFor = roles.length > 0 ? roles : [family.holder.role];
    let nextLookAt = item.next_look;
    for (const role of waitedFor) {
      const seat = seatOf(protocol, family.assigned, role);
      const key = `${item.key}\n${seat.role}`;
      const known = rows.get(key);
      // The same clock of two children may be due on two dates: the row shows the first.
      if (known && (known.due ?? '9999') <= (item.due ?? '9999')) continue;
      const worker = seat.practitioner?.worker ?? null;
      const name = seat.practitioner?.name ?? null;
      rows.set(key, { ...item, role: seat.role, worker, name, next_look: nextLookAt });
      // One row of a clock is enough for the sweep to find it.
      nextLookAt = null;
    }
  };
  for (const clock of clocks) addClock(scene, family, clock, add);
  for (const transfer of family.transfers) {
    const protocol = protocolOf(scene.protocols, transfer);
    if (transfer.state === 'open') {
      for (const [item, roles] of stageItems(protocol, transfer)) add(protocol, item, roles);
    }
    for (const duty of openObligations(scene, protocol, family, transfer, recorded)) {
      const due = clocks.find(
        (clock) => clock.obligation === duty.id && clock.transfer === transfer.id,
      )?.due;
      add(protocol, obligationItem(duty, due?.at ?? null), [duty.by]);
    }
  }
  return [...rows.values()];
}

function addClock(
  scene: Scene,
  family: Family,
  clock: ClockView,
  add: (protocol: Protocol, item: Item, roles: readonly RoleId[]) => void,
): void {
  const transfer = family.transfers.find((each) => each.id === clock.transfer);
  const protocol =
    transfer === undefined
      ? scene.protocols.current(family.authority)
      : protocolOf(scene.protocols, transfer);
  const definition =
    clock.obligation === undefined
      ? transfer && pathwayOf(protocol, transfer).clocks.get(clock.id)
      : protocol.obligations.get(clock.obligation)?.clocks.get(clock.id);
  const item: Item = {
    key: clock.key,
    kind: 'clock',
    title: clock.title,
    transfer: clock.transfer ?? null,
    stage: null,
    strength: clock.strength,
    since: clock.started.at,
    due: clock.due?.at ?? null,
    overdue: family.marked.has(clock.key),
    next_look: nextLook(scene.calendar, family, clock, definition) ?? null,
  };
  add(protocol, item, clock.by);
}

/** The open stages of a transfer, and who can take a step there; forward steps first. */
function stageItems(
  protocol: Protocol,
  transfer: Transfer,
): readonly (readonly [Item, readonly RoleId[]])[] {
  const pathway = pathwayOf(protocol, transfer);
  const places = new Map([...transfer.places.values()].map((place) => [place.stage, place]));
  return [...places.values()].flatMap((place) => {
    const stage = pathway.stages.get(place.stage);
    if (stage === undefined || stage.kind === 'end') return [];
    const steps = [...pathway.steps.values()].filter((step) => step.from.includes(place.stage));
    const forward = steps.filter((step) => step.kind === 'forward');
    const roles = (forward.length > 0 ? forward : steps).flatMap((step) => step.by);
    const item: Item = {
      key: `${transfer.id}/stage/${stage.id}`,
      kind: 'stage',
      title: stage.title,
      transfer: transfer.id,
      stage: stage.id,
      strength: null,
      since: place.at,
      due: null,
      overdue: false,
      next_look: null,
    };
    return [[item, [...new Set(roles)]] as const];
  });
}

function openObligations(
  scene: Scene,
  protocol: Protocol,
  family: Family,
  transfer: Transfer,
  at: Instant,
): readonly ObligationView[] {
  const looked = { protocol, calendar: scene.calendar, family, transfer, at };
  return [...protocol.obligations.values()]
    .map((obligation) => obligationView(obligation, looked))
    .filter((view) => view !== undefined)
    .filter((view) => view.ended === undefined);
}

function obligationItem(duty: ObligationView, due: Instant | null): Item {
  return {
    key: `${duty.transfer}/obligation/${duty.id}`,
    kind: 'obligation',
    title: duty.title,
    transfer: duty.transfer,
    stage: null,
    strength: null,
    since: duty.started.at,
    due,
    overdue: false,
    next_look: null,
  };
}
