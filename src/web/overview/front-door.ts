/** Which cases wait at somebody's front door, most urgent first: by roles, stages and clocks alone. */
import type { listFrontDoor } from '../../cases/queries/list-front-door.ts';
import { isElapsed } from '../../core/calendar/period.ts';
import type { Instant } from '../../core/calendar/time.ts';
import type {
  ClockView,
  Derived,
  StageView,
  StepView,
  TransferView,
} from '../../core/family/derived.ts';
import type { FamilyId } from '../../core/family/people.ts';
import type { Protocol, RoleId } from '../../core/protocol/protocol.ts';

type WorkItem = Awaited<ReturnType<typeof listFrontDoor>>[number];

export interface Waiting {
  readonly family: FamilyId;
  readonly familyName: string;
  readonly reference: string;
  readonly view: TransferView;
  readonly stage: StageView;
  /** Running clocks that these roles must stop; the most urgent first. */
  readonly clocks: readonly ClockView[];
  /** What these roles can do here. */
  readonly steps: readonly StepView[];
  /** Somebody has raised a safeguarding concern. */
  readonly concern: boolean;
}

/** The cases that stand where these roles hold or work. */
export function waitingFor(
  items: readonly WorkItem[],
  standing: ReadonlyMap<FamilyId, Derived>,
  { roles, protocol }: { readonly roles: readonly RoleId[]; readonly protocol: Protocol },
): readonly Waiting[] {
  const named = new Map(items.map((item) => [item.family, item]));
  const found: Waiting[] = [];
  for (const [family, derived] of standing) {
    const item = named.get(family);
    if (item === undefined) continue;
    for (const view of derived.transfers) {
      if (view.transfer.state !== 'open') continue;
      for (const stage of view.stages) {
        const clocks = clocksFor(view, stage, roles);
        const steps = stepsFor(stage, roles, protocol);
        if (stage.stage.kind === 'end' || !concerns(stage, steps, clocks, roles)) continue;
        found.push({
          family,
          familyName: item.familyName,
          reference: item.reference,
          view,
          stage,
          clocks,
          steps,
          concern: view.pathway.id === protocol.interrupt.pathway,
        });
      }
    }
  }
  return found.toSorted(byUrgency);
}

/** Soonest due first, also what is overdue; what has no date by how long it has waited. */
function byUrgency(one: Waiting, other: Waiting): number {
  const [first, second] = [dueOf(one), dueOf(other)];
  if (first !== second) return first < second ? -1 : 1;
  const [since, later] = [one.stage.since.at, other.stage.since.at];
  return since < later ? -1 : since > later ? 1 : one.familyName < other.familyName ? -1 : 1;
}

function dueOf({ clocks }: Waiting): string {
  return clocks[0]?.due?.at ?? '9999';
}

function concerns(
  { stage }: StageView,
  steps: readonly StepView[],
  clocks: readonly ClockView[],
  roles: readonly RoleId[],
): boolean {
  return (
    roles.some((role) => role === stage.holder) ||
    steps.length > 0 ||
    clocks.some(({ due }) => due !== undefined)
  );
}

function clocksFor(
  view: TransferView,
  stage: StageView,
  roles: readonly RoleId[],
): readonly ClockView[] {
  return view.clocks
    .filter(
      ({ stopped, by, children }) =>
        stopped === undefined &&
        by.some((role) => roles.includes(role)) &&
        children.some((child) => stage.children.includes(child)),
    )
    .toSorted((one, other) => ((one.due?.at ?? '9999') < (other.due?.at ?? '9999') ? -1 : 1));
}

/** A step that most roles may take is nobody's in particular: it does not make a case theirs. */
function stepsFor(
  { steps }: StageView,
  roles: readonly RoleId[],
  protocol: Protocol,
): readonly StepView[] {
  return steps.filter(
    ({ by }) => by.some((role) => roles.includes(role)) && by.length * 2 <= protocol.roles.size,
  );
}

/** Whether a clock runs by the minute, so that the time of day by which it is due matters. */
export function runsByMinute({ due }: ClockView): boolean {
  return due !== undefined && isElapsed(due.period);
}

/** The instant from which something waits. */
export function waitsSince({ stage }: Waiting): Instant {
  return stage.since.at;
}
