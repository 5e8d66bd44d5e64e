/** The gates of a step, for the children that would take it. */
import { dayOf } from '../calendar/time.ts';
import type {
  Gate,
  GateId,
  Outcome,
  Pathway,
  Protocol,
  RoleId,
  Step,
} from '../protocol/protocol.ts';
import { couldHold, holds } from './conditions.ts';
import { explain } from './explain-condition.ts';
import type { Exception } from './family.ts';
import type { Scene } from './moments.ts';
import { fullName, type PersonId } from './people.ts';
import type { GateFinding } from './refusal.ts';

/** Every gate that stands before a step (and one of its outcomes), each once, in the order written. */
export function gatesOf(
  protocol: Protocol,
  step: Pick<Step, 'gates' | 'gateLists'>,
  outcome?: Outcome,
): readonly Gate[] {
  const ids = new Set<GateId>(step.gates);
  for (const list of step.gateLists)
    for (const gate of protocol.gateLists.get(list)?.gates ?? []) ids.add(gate);
  for (const gate of outcome?.gates ?? []) ids.add(gate);
  return [...ids].flatMap((id) => protocol.gates.get(id) ?? []);
}

/** Looks at gates for each child, and joins what is the same for all. Quick where all is met: words are made only for what is not. */
export function findGates(
  gates: readonly Gate[],
  scene: Scene,
  children: readonly PersonId[],
  takenBy: readonly RoleId[] = [],
): readonly GateFinding[] {
  return gates.map((gate) => {
    const found = findGate(gate, scene, children);
    // Where no evidence would help, those who take the step are the ones to look into it.
    return found.who.length > 0 ? found : { ...found, who: takenBy };
  });
}

/** Whether a finding stops the act: unmet, and blocking. */
export function stops(finding: GateFinding): boolean {
  return (
    finding.status === 'unmet' &&
    (finding.holds === 'block' || finding.holds === 'block-unless-exception')
  );
}

/** Whether the step's own form, rightly answered, would meet the gate for every child. */
export function formCouldMeet(
  gate: Gate,
  step: Step,
  scene: Scene,
  children: readonly PersonId[],
): boolean {
  const { form } = step;
  if (form === undefined) return false;
  return children.every((child) => couldHold(gate.needs, { ...scene, child }, form));
}

function findGate(gate: Gate, scene: Scene, children: readonly PersonId[]): GateFinding {
  const scenes = children.length === 0 ? [scene] : children.map((child) => ({ ...scene, child }));
  const applying = scenes.filter((each) => gate.when === undefined || holds(gate.when, each));
  if (applying.length === 0) return finding(gate, 'not-needed');
  const unmet = applying.filter((each) => !holds(gate.needs, each));
  const first = unmet[0];
  if (first === undefined) return finding(gate, 'met');
  if (exceptionFor(gate.id, scene) !== undefined) return finding(gate, 'exception');
  const words = explain(gate.needs, first);
  return {
    ...finding(gate, 'unmet'),
    found: words.found,
    wouldMeet: gate.how ?? words.wouldMeet,
    asks: words.asks,
    children: unmet.length === scenes.length ? [] : unmet.flatMap((each) => nameOf(each)),
  };
}

/** The exception in force for a gate of the scene's transfer; one with an end date is in force to the end of that day. */
export function exceptionFor(gate: GateId, scene: Scene): Exception | undefined {
  return scene.family.exceptions.find(
    (exception) =>
      exception.gate === gate &&
      exception.transfer === scene.transfer?.id &&
      (exception.until === undefined || dayOf(scene.at) <= exception.until),
  );
}

function finding(gate: Gate, status: GateFinding['status']): GateFinding {
  return {
    gate: gate.id,
    title: gate.title,
    holds: gate.holds,
    status,
    clauses: gate.clauses,
    found: '',
    wouldMeet: '',
    who: gate.meetBy,
    exceptionBy: gate.exception?.by ?? [],
    children: [],
    written: gate.written,
    reading: gate.reading,
    asks: [],
  };
}

function nameOf(scene: Scene): readonly string[] {
  const person = scene.family.people.find((each) => each.id === scene.child);
  return person === undefined ? [] : [fullName(person)];
}

/** The step of a pathway, or undefined. */
export function stepOf(pathway: Pathway, id: string): Step | undefined {
  return [...pathway.steps.values()].find((step) => step.id === id);
}
