/** The outcomes of a step as questions: one for all, and where the policy asks, one for each child. */

import type { Family } from '../../core/family/family.ts';
import { fullName, type PersonId } from '../../core/family/people.ts';
import type { Protocol, Step } from '../../core/protocol/protocol.ts';
import type { FieldOption, FieldView, FormValues } from '../kit/field-view.ts';

const EACH = 'each';

/** The questions; none for a step that leads to one place only. */
export function outcomeViews(
  protocol: Protocol,
  family: Family,
  step: Step,
  children: readonly PersonId[],
): readonly FieldView[] {
  if (step.outcomes.length === 0) return [];
  const options = step.outcomes.map((outcome): FieldOption => {
    const needs = outcome.gates.flatMap((gate) => protocol.gates.get(gate)?.title ?? []);
    const hint = [
      outcome.hint,
      needs.length === 0 ? undefined : `Needed for this: ${needs.join('; ')}.`,
    ]
      .filter((part) => part !== undefined)
      .join(' ');
    return { value: outcome.id, label: outcome.title, hint: hint === '' ? undefined : hint };
  });
  const perChild = step.outcomePer === 'child' && children.length > 1;
  const question: FieldView = {
    name: 'act__outcome',
    label: perChild ? 'What is the outcome for the children?' : 'What is the outcome?',
    noun: 'the outcome',
    type: 'choice',
    required: true,
    options: perChild
      ? [...options, { value: EACH, label: 'Not the same for each child' }]
      : options,
  };
  if (!perChild) return [question];
  return [
    question,
    ...children.map((child) => ({
      name: `act__outcome__${child}`,
      label: `Outcome for ${nameOf(family, child)}`,
      noun: `the outcome for ${nameOf(family, child)}`,
      type: 'choice' as const,
      required: true,
      options,
      shownWhen: { field: 'act__outcome', is: [EACH] },
    })),
  ];
}

/** The part of the command that says the outcome. */
export function readOutcome(
  values: FormValues,
  children: readonly PersonId[],
): { readonly outcome?: string; readonly outcomes?: Readonly<Record<string, string>> } {
  const chosen = values.act__outcome;
  if (typeof chosen !== 'string') return {};
  if (chosen !== EACH) return { outcome: chosen };
  return {
    outcomes: Object.fromEntries(
      children.flatMap((child) => {
        const own = values[`act__outcome__${child}`];
        return typeof own === 'string' ? [[child, own]] : [];
      }),
    ),
  };
}

function nameOf(family: Family, child: PersonId): string {
  const person = family.people.find((each) => each.id === child);
  return person === undefined ? child : fullName(person);
}
