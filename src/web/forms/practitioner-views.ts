/** A question for a practitioner: somebody already working with the family, somebody of the directory, or typed. */
import type { FieldValue } from '../../core/family/events.ts';
import type { Practitioner } from '../../core/family/people.ts';
import type { FieldOption, FieldView, Typed } from '../kit/field-view.ts';
import { typedText } from '../kit/field-view.ts';
import {
  type FormContext,
  isPractitioner,
  type OfferedPerson,
  peopleOfDirectory,
  peopleWorkingWith,
  practitionerKey,
} from './context.ts';

const FROM_DIRECTORY = 'directory';
const TYPED = 'other';
const NOBODY = 'nobody';

/** The views that stand for one practitioner field: the choice, and what hangs on it. */
export function practitionerViews(
  base: FieldView,
  context: FormContext,
  value: FieldValue | undefined,
): readonly FieldView[] {
  const near = peopleWorkingWith(context);
  const directory = peopleOfDirectory(context);
  const chosen = isPractitioner(value) ? value : undefined;
  const picked = chosen === undefined ? undefined : practitionerKey(chosen);
  const way = wayOf(picked, near, directory);
  const options: FieldOption[] = [
    ...near.map(optionOf),
    ...(directory.length === 0
      ? []
      : [{ value: FROM_DIRECTORY, label: 'Somebody else who uses Stile' }]),
    {
      value: TYPED,
      label:
        near.length === 0 && directory.length === 0 ? 'Type who it is' : 'Somebody not listed here',
    },
    // A radio button cannot be cleared once it is chosen.
    ...(base.required ? [] : [{ value: NOBODY, label: 'Nobody yet' }]),
  ];
  const name = base.name;
  const only = (is: string) => ({ field: name, is: [is] });
  const noun = base.noun ?? quoted(base.label);
  const typedOf = (text: string | undefined) => (way === TYPED && text !== '' ? text : undefined);
  return [
    { ...base, type: 'choice', options, value: way },
    ...(directory.length === 0
      ? []
      : [
          {
            name: `${name}__directory`,
            label: 'Who?',
            noun: `a name for ${noun}`,
            type: 'person' as const,
            required: true,
            options: directory.map((person) => ({
              value: person.value,
              label: [person.practitioner.name, person.practitioner.agency]
                .filter((part) => part !== '')
                .join(', '),
            })),
            shownWhen: only(FROM_DIRECTORY),
            value: way === FROM_DIRECTORY ? picked : undefined,
          },
        ]),
    {
      name: `${name}__name`,
      label: 'Full name',
      noun: `a name for ${noun}`,
      type: 'text',
      required: true,
      maxLength: 200,
      shownWhen: only(TYPED),
      value: typedOf(chosen?.name),
    },
    {
      name: `${name}__agency`,
      label: 'School, service or agency',
      type: 'text',
      required: false,
      maxLength: 200,
      shownWhen: only(TYPED),
      value: typedOf(chosen?.agency),
    },
    {
      name: `${name}__employer`,
      label: 'Who do they work for?',
      noun: `whom ${noun} works for`,
      type: 'choice',
      required: true,
      options: [
        { value: 'partner', label: 'A partner, such as a school, health or a charity' },
        { value: 'authority', label: 'The council' },
      ],
      shownWhen: only(TYPED),
      value: typedOf(chosen?.employer),
    },
    {
      name: `${name}__contact`,
      label: 'Telephone number or email address',
      type: 'text',
      required: false,
      maxLength: 200,
      shownWhen: only(TYPED),
      value: typedOf(chosen?.contact),
    },
  ];
}

/** The practitioner that was picked or typed; undefined where none was. Call it only after the form was read without a fault. */
export function readPractitioner(
  name: string,
  typed: Typed,
  context: FormContext,
): Practitioner | undefined {
  const way = typedText(typed, name);
  if (way === '') return undefined;
  if (way === TYPED) {
    const contact = typedText(typed, `${name}__contact`).trim();
    return {
      name: typedText(typed, `${name}__name`).trim(),
      agency: typedText(typed, `${name}__agency`).trim(),
      employer: typedText(typed, `${name}__employer`) === 'authority' ? 'authority' : 'partner',
      contact: contact === '' ? undefined : contact,
      worker: undefined,
    };
  }
  const wanted = way === FROM_DIRECTORY ? typedText(typed, `${name}__directory`) : way;
  const all = [...peopleWorkingWith(context), ...peopleOfDirectory(context)];
  return all.find((person) => person.value === wanted)?.practitioner;
}

function wayOf(
  picked: string | undefined,
  near: readonly OfferedPerson[],
  directory: readonly OfferedPerson[],
): string | undefined {
  if (picked === undefined) return undefined;
  if (near.some((person) => person.value === picked)) return picked;
  return directory.some((person) => person.value === picked) ? FROM_DIRECTORY : TYPED;
}

function optionOf({ value, practitioner, as }: OfferedPerson): FieldOption {
  const hint = [as ?? 'Already working with the family', practitioner.agency]
    .filter((part) => part !== '')
    .join(', ');
  return { value, label: practitioner.name, hint };
}

function quoted(label: string): string {
  return `“${label.replace(/[?:.]$/, '')}”`;
}
