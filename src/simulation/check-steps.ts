/** Compares what a story says of steps: their gates, who may take them, and what is needed next. */
import type { Next, StepView } from '../core/family/derived.ts';
import { type After, currentView } from './after.ts';
import { known, roleOf } from './cast.ts';
import { type Difference, sameSet, sameText } from './difference.ts';
import type { Expectation, ExpectedGates } from './expectation.ts';
import type { Word } from './scenario.ts';

export function checkSteps(expected: Expectation, after: After): readonly Difference[] {
  return [
    ...(expected.gates ?? []).flatMap(([step, gates]) => checkGates(step, gates, after)),
    ...(expected.available ?? []).flatMap(([role, steps]) => checkAvailable(role, steps, after)),
    ...(expected.next === undefined ? [] : checkNext(expected.next, after)),
  ];
}

function checkGates(step: Word, expected: ExpectedGates, after: After): readonly Difference[] {
  const view = stepsOf(after).find((each) => each.step.id === step.text);
  if (view === undefined) {
    const all = [...after.protocol.pathways.values()].flatMap((pathway) => [
      ...pathway.steps.keys(),
    ]);
    known('step', step, all);
    return [
      { expected: `Gates of ${step.text}`, happened: 'The step cannot be taken at this stage' },
    ];
  }
  const having = (...statuses: readonly string[]): readonly string[] =>
    view.gates.filter((gate) => statuses.includes(gate.status)).map((gate) => gate.gate);
  return [
    ...(expected.unmet === undefined
      ? []
      : sameSet(`Gates of ${step.text} unmet`, expected.unmet, having('unmet'))),
    ...(expected.exceptions === undefined
      ? []
      : sameSet(
          `Gates of ${step.text} passed by exception`,
          expected.exceptions,
          having('exception'),
        )),
    ...(expected.notNeeded === undefined
      ? []
      : sameSet(`Gates of ${step.text} not needed`, expected.notNeeded, having('not-needed'))),
  ];
}

/** Steps that a role may take now: at the stage, and with nothing in the way but what the step's own form answers. */
function checkAvailable(
  role: Word,
  expected: readonly Word[],
  after: After,
): readonly Difference[] {
  const id = roleOf(after.protocol, role);
  const found = stepsOf(after)
    .filter((view) => view.open && view.by.includes(id))
    .map((view) => view.step.id);
  return sameSet(`Steps open to ${id}`, expected, found);
}

/** As many of the next things as the story names, in order. */
function checkNext(expected: readonly Word[], after: After): readonly Difference[] {
  const found = after.derived.next.slice(0, expected.length).map((next) => nameOf(next, after));
  return sameText('Next', expected.map((word) => word.text).join(', '), found.join(', '));
}

function nameOf(next: Next, { derived }: After): string {
  if (next.step !== undefined) return next.step;
  return (
    derived.clocks.find((view) => view.key === next.clock)?.id ??
    derived.obligations.find((view) => view.title === next.what)?.id ??
    next.what
  );
}

function stepsOf(after: After): readonly StepView[] {
  const current = currentView(after);
  const others = after.derived.transfers.filter((view) => view !== current);
  return [...(current === undefined ? [] : [current]), ...others].flatMap((view) =>
    view.stages.flatMap((stage) => stage.steps),
  );
}
