/** For which children an act is: asked only where there is more than one. */

import type { Family } from '../../core/family/family.ts';
import { fullName, type PersonId } from '../../core/family/people.ts';
import type { FieldView, FormValues } from '../kit/field-view.ts';

/** One question, or none. All are ticked to begin with. */
export function childrenViews(
  family: Family,
  children: readonly PersonId[],
  ticked: readonly PersonId[] = children,
): readonly FieldView[] {
  if (children.length < 2) return [];
  return [
    {
      name: 'act__children',
      label: 'Which children is this for?',
      type: 'choices',
      required: true,
      options: family.people
        .filter((person) => children.includes(person.id))
        .map((person) => ({ value: person.id, label: fullName(person) })),
      value: ticked.length === 0 ? children : ticked,
    },
  ];
}

/** The children chosen; undefined where nobody was asked. */
export function readChildren(
  values: FormValues,
  children: readonly PersonId[],
): readonly PersonId[] | undefined {
  const chosen = values.act__children;
  if (!Array.isArray(chosen)) return undefined;
  return children.filter((child) => chosen.some((each) => each === child));
}
