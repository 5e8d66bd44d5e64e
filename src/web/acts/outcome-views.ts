/** The outcomes of a step as questions: one for all, and where the policy asks, one for each child. */
import type { TransferView } from '../../core/family/derived.ts';
import type { Family } from '../../core/family/family.ts';
import { fullName, type PersonId } from '../../core/family/people.ts';
import type { Step } from '../../core/protocol/protocol.ts';
import type { FieldOption, FieldView, FormValues } from '../kit/field-view.ts';
import { outcomeNeeds, unmetForOutcome } from './outcome-gates.ts';
import type { FamilyScene } from './scene.ts';

const EACH = 'each';

/** The questions; none for a step that leads to one place only. */
export function outcomeViews(
  scene: FamilyScene,
  view: TransferView,
  step: Step,
  children: readonly PersonId[],
): readonly FieldView[] {
  const { family } = scene;
  if (step.outcomes.length === 0) return [];
  const optionsFor = (whom: readonly PersonId[]): readonly FieldOption[] =>
    step.outcomes.map((outcome) => {
      const unmet = unmetForOutcome(scene, view, { step, outcome, children: whom });
      const hint = [outcome.hint, outcomeNeeds(unmet)].filter((part) => part !== undefined);
      return {
        value: outcome.id,
        label: outcome.title,
        hint: hint.length === 0 ? undefined : hint.join(' '),
      };
    });
  const options = optionsFor(children);
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
      options: optionsFor([child]),
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
