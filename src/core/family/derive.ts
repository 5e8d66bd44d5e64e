/** The family as it stands at a moment: stages, what may be done, what stops it, clocks, duties, and what is needed next. */
import { dayOf, type Instant } from '../calendar/time.ts';
import type { WorkingCalendar } from '../calendar/working-calendar.ts';
import type { Pathway, Protocol, StageId, Step } from '../protocol/protocol.ts';
import type { Protocols } from '../protocol/protocols.ts';
import { byUrgency, clockViews } from './clocks.ts';
import type {
  ClockView,
  Derived,
  Next,
  ObligationView,
  StageView,
  StepView,
  TransferView,
} from './derived.ts';
import type { Family, Transfer } from './family.ts';
import { findGates, formCouldMeet, gatesOf, stops } from './gates.ts';
import type { Scene } from './moments.ts';
import { dutyClocks, obligationView } from './obligations.ts';
import type { PersonId } from './people.ts';

export interface Present {
  readonly protocols: Protocols;
  readonly calendar: WorkingCalendar;
  readonly now: Instant;
}

/** Everything that follows from a family's history at `now`. Throws when a transfer is bound to a protocol that is not loaded: a fault. */
export function derive(present: Present, family: Family): Derived {
  const transfers = family.transfers.map((transfer) => transferView(present, family, transfer));
  const obligations = family.transfers.flatMap((transfer) =>
    obligationsOf(present, family, transfer),
  );
  const clocks = [
    ...transfers.flatMap((view) => view.clocks),
    ...obligations.flatMap((view) => view.clocks),
  ].toSorted(byUrgency);
  return {
    now: present.now,
    today: dayOf(present.now),
    holder: family.holder,
    transfers,
    obligations,
    clocks,
    next: nextOf(transfers, obligations, clocks),
  };
}

/** Only the clocks: what the worker and the index of due dates need. Those of duties that time has still to bring are among them. */
export function deriveClocks(present: Present, family: Family): readonly ClockView[] {
  return family.transfers
    .flatMap((transfer) => [
      ...clocksOf(sceneOf(present, family, transfer), transfer),
      ...dutyClocksOf(present, family, transfer),
    ])
    .toSorted(byUrgency);
}

export function protocolOf(protocols: Protocols, transfer: Transfer): Protocol {
  const protocol = protocols.get(transfer.protocol);
  if (protocol === undefined) throw new Error(`The protocol ${transfer.protocol} is not loaded`);
  return protocol;
}

export function pathwayOf(protocol: Protocol, transfer: Transfer): Pathway {
  const pathway = protocol.pathways.get(transfer.pathway);
  if (pathway === undefined)
    throw new Error(`${protocol.key} has no pathway “${transfer.pathway}”`);
  return pathway;
}

function sceneOf(present: Present, family: Family, transfer: Transfer): Scene {
  return {
    protocol: protocolOf(present.protocols, transfer),
    calendar: present.calendar,
    family,
    transfer,
    at: present.now,
  };
}

function transferView(present: Present, family: Family, transfer: Transfer): TransferView {
  const scene = sceneOf(present, family, transfer);
  const pathway = pathwayOf(scene.protocol, transfer);
  const stages = [...childrenByStage(transfer)].flatMap(([id, children]) => {
    const stage = pathway.stages.get(id);
    const since = children
      .map((child) => transfer.places.get(child))
      .find((place) => place !== undefined);
    if (stage === undefined || since === undefined) return [];
    const steps = transfer.state === 'open' ? stepsAt(scene, pathway, id, children) : [];
    const view: StageView = { stage, since, children, steps };
    return [view];
  });
  const listing = family.listings.findLast((each) => each.transfer === transfer.id);
  return {
    transfer,
    pathway,
    protocol: scene.protocol,
    stages,
    clocks: clocksOf(scene, transfer).toSorted(byUrgency),
    listing,
    forum: listing === undefined ? undefined : scene.protocol.forums.get(listing.forum),
  };
}

function childrenByStage(transfer: Transfer): ReadonlyMap<StageId, readonly PersonId[]> {
  const stages = new Map<StageId, PersonId[]>();
  for (const [child, place] of transfer.places)
    stages.set(place.stage, [...(stages.get(place.stage) ?? []), child]);
  return stages;
}

function stepsAt(
  scene: Scene,
  pathway: Pathway,
  stage: StageId,
  children: readonly PersonId[],
): readonly StepView[] {
  return [...pathway.steps.values()]
    .filter((step) => step.from.includes(stage))
    .map((step) => stepView(scene, step, children));
}

function stepView(scene: Scene, step: Step, children: readonly PersonId[]): StepView {
  const gates = gatesOf(scene.protocol, step);
  const findings = findGates(gates, scene, children, step.by);
  // What the step's own form will answer does not stop anybody from opening that form.
  const open = new Set(
    gates.filter((gate) => formCouldMeet(gate, step, scene, children)).map((gate) => gate.id),
  );
  const blockedBy = findings.filter((finding) => stops(finding) && !open.has(finding.gate));
  return {
    step,
    children,
    by: step.by,
    employer: step.employer,
    gates: findings,
    open: blockedBy.length === 0,
    blockedBy,
  };
}

function clocksOf(scene: Scene, transfer: Transfer): readonly ClockView[] {
  const pathway = pathwayOf(scene.protocol, transfer);
  const children = [...transfer.places.keys()];
  return [...pathway.clocks.values()].flatMap((clock) => clockViews(clock, scene, children));
}

function obligationsOf(
  present: Present,
  family: Family,
  transfer: Transfer,
): readonly ObligationView[] {
  const scene = sceneOf(present, family, transfer);
  return [...scene.protocol.obligations.values()].flatMap(
    (obligation) => obligationView(obligation, scene) ?? [],
  );
}

function dutyClocksOf(present: Present, family: Family, transfer: Transfer): readonly ClockView[] {
  const scene = sceneOf(present, family, transfer);
  return [...scene.protocol.obligations.values()].flatMap((duty) => dutyClocks(duty, scene));
}

function nextOf(
  transfers: readonly TransferView[],
  obligations: readonly ObligationView[],
  clocks: readonly ClockView[],
): readonly Next[] {
  const dated: Next[] = clocks
    .filter((clock) => clock.stopped === undefined)
    .map((clock) => ({
      what: clock.title,
      who: clock.by,
      due: clock.due,
      overdue: clock.state === 'overdue',
      transfer: clock.transfer,
      step: undefined,
      clock: clock.key,
    }));
  const steps: Next[] = transfers
    .filter((view) => view.transfer.state === 'open')
    .flatMap((view) =>
      view.stages.flatMap((stage) =>
        stage.steps
          .filter((step) => step.step.kind === 'forward')
          .map((step) => ({
            what: step.step.title,
            who: step.by,
            due: undefined,
            overdue: false,
            transfer: view.transfer.id,
            step: step.step.id,
            clock: undefined,
          })),
      ),
    );
  const duties: Next[] = obligations
    .filter((duty) => duty.ended === undefined)
    .map((duty) => ({
      what: duty.title,
      who: [duty.by],
      due: undefined,
      overdue: false,
      transfer: duty.transfer,
      step: undefined,
      clock: undefined,
    }));
  return [...dated, ...steps, ...duties];
}
