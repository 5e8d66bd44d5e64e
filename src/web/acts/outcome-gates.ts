/** What stands in the way of each outcome of a step, found out before anybody chooses one. */
import type { TransferView } from '../../core/family/derived.ts';
import { findGates, formCouldMeet, gatesOf } from '../../core/family/gates.ts';
import type { PersonId } from '../../core/family/people.ts';
import type { GateFinding } from '../../core/family/refusal.ts';
import type { Outcome, Step } from '../../core/protocol/protocol.ts';
import type { FamilyScene } from './scene.ts';

/** The outcome's own gates that are not met for these children; what the step's form will answer is left out. */
export function unmetForOutcome(
  scene: FamilyScene,
  view: TransferView,
  choice: {
    readonly step: Step;
    readonly outcome: Outcome;
    readonly children: readonly PersonId[];
  },
): readonly GateFinding[] {
  const { step, outcome, children } = choice;
  const looked = {
    protocol: view.protocol,
    calendar: scene.web.stile.calendarOf(scene.visitor.authority),
    family: scene.family,
    transfer: view.transfer,
    at: scene.derived.now,
  };
  const gates = gatesOf(view.protocol, { gates: outcome.gates, gateLists: [] }).filter(
    (gate) => !formCouldMeet(gate, step, looked, children),
  );
  return findGates(gates, looked, children, step.by).filter(({ status }) => status === 'unmet');
}

/** "Not done yet, and needed for this: a visit to the family." */
export function outcomeNeeds(unmet: readonly GateFinding[]): string | undefined {
  const needed = unmet.filter(
    ({ holds }) => holds === 'block' || holds === 'block-unless-exception',
  );
  const advised = unmet.filter(({ holds }) => holds === 'warn');
  const words = [
    needed.length === 0
      ? undefined
      : `Not done yet, and needed first: ${needed.map(titleOf).join('; ')}.`,
    advised.length === 0
      ? undefined
      : `Not done yet, and should be: ${advised.map(titleOf).join('; ')}.`,
  ].filter((part) => part !== undefined);
  return words.length === 0 ? undefined : words.join(' ');
}

function titleOf({ title, holds }: GateFinding): string {
  return holds === 'block-unless-exception' ? `${title} (or an exception)` : title;
}
