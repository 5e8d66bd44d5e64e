/** The questions about one person of a family, and the person that the answers make. */
import { type Day, parseDay } from '../../core/calendar/time.ts';
import { dayInWords } from '../../core/calendar/words.ts';
import type { NewPerson } from '../../core/family/commands.ts';
import type { Person } from '../../core/family/people.ts';
import type { FieldError, FieldView, FormValues } from '../kit/field-view.ts';

export type PersonKind = 'child' | 'adult';

const MOST = 200;
const UNBORN = 'Unborn baby';

/** The questions, with what is known of the person so far. */
export function personFields(kind: PersonKind, person?: NewPerson | Person): readonly FieldView[] {
  const given: FieldView = {
    name: 'given',
    label: 'First name',
    type: 'text',
    required: kind === 'adult',
    hint: kind === 'child' ? 'Leave it empty for a baby who is not born yet' : undefined,
    maxLength: MOST,
    value: person?.given,
  };
  const family: FieldView = {
    name: 'family',
    label: 'Family name',
    type: 'text',
    required: true,
    maxLength: MOST,
    value: person?.family,
  };
  const note: FieldView = {
    name: 'note',
    label: 'Anything to know about them',
    noun: 'what to know about them',
    type: 'text',
    required: false,
    hint: 'For example, a name they prefer, or an interpreter they need',
    maxLength: 500,
    value: person?.note,
  };
  return kind === 'child'
    ? [given, family, ...birthOfChild(person), note]
    : [given, family, ...adultOnly(person), note];
}

function birthOfChild(person: NewPerson | Person | undefined): readonly FieldView[] {
  const unborn = person?.given === UNBORN && person.born === undefined;
  return [
    {
      name: 'unborn',
      label: 'Has the child been born?',
      noun: 'whether the child has been born',
      type: 'choice',
      required: true,
      options: [
        { value: 'born', label: 'Yes' },
        { value: 'unborn', label: 'Not yet' },
      ],
      value: person === undefined ? undefined : unborn ? 'unborn' : 'born',
    },
    {
      name: 'born',
      label: 'Date of birth',
      noun: 'the date of birth',
      type: 'date',
      time: 'past',
      required: false,
      hint: 'Leave it empty if you do not know it yet. For example, 27 3 2017',
      shownWhen: { field: 'unborn', is: ['born'] },
      value: person?.born,
    },
    {
      name: 'expected',
      label: 'When is the baby expected?',
      noun: 'the date when the baby is expected',
      type: 'date',
      time: 'any',
      required: false,
      shownWhen: { field: 'unborn', is: ['unborn'] },
    },
  ];
}

function adultOnly(person: NewPerson | Person | undefined): readonly FieldView[] {
  const adult = person?.kind === 'adult' ? person : undefined;
  return [
    {
      name: 'relation',
      label: 'Relation to the children',
      noun: 'the relation to the children',
      type: 'text',
      required: true,
      hint: 'For example, mother, stepfather or grandmother',
      maxLength: 100,
      value: adult?.relation,
    },
    {
      name: 'household',
      label: 'Do they live in the household?',
      noun: 'whether they live in the household',
      type: 'yes-no',
      required: true,
      value: adult === undefined ? undefined : adult.inHousehold ? 'yes' : 'no',
    },
    {
      name: 'born',
      label: 'Date of birth',
      noun: 'the date of birth',
      type: 'date',
      time: 'past',
      required: false,
      value: adult?.born,
    },
  ];
}

/** The person, once the form was read without a fault. */
export function personFrom(
  kind: PersonKind,
  values: FormValues,
): { readonly person: NewPerson } | { readonly errors: readonly FieldError[] } {
  const text = (name: string): string => {
    const value = values[name];
    return typeof value === 'string' ? value : '';
  };
  const born = dayFrom(text('born'));
  const expected = dayFrom(text('expected'));
  const unborn = kind === 'child' && text('unborn') === 'unborn';
  if (kind === 'child' && !unborn && text('given') === '')
    return {
      errors: [{ field: 'given', message: 'Enter the first name of the child', href: '#given' }],
    };
  const note = [expected === undefined ? '' : `Expected ${dayInWords(expected)}`, text('note')]
    .filter((part) => part !== '')
    .join('. ');
  const common = {
    given: text('given') === '' ? UNBORN : text('given'),
    family: text('family'),
    ...(born === undefined ? {} : { born }),
    ...(note === '' ? {} : { note }),
  };
  if (kind === 'child') return { person: { kind, ...common } };
  return {
    person: {
      kind,
      ...common,
      relation: text('relation'),
      inHousehold: text('household') === 'yes',
    },
  };
}

function dayFrom(text: string): Day | undefined {
  const day = parseDay(text);
  return day.ok ? day.value : undefined;
}
