/** The fields of a protocol's form as the questions of a page. */
import { dayInWords } from '../../core/calendar/words.ts';
import type { Fields, FieldValue } from '../../core/family/events.ts';
import { allEvidence } from '../../core/family/evolve.ts';
import type { Evidence, Family } from '../../core/family/family.ts';
import { fullName, type Person } from '../../core/family/people.ts';
import type { Field, FieldType } from '../../core/protocol/protocol.ts';
import type { FieldKind, FieldOption, FieldView, FieldValue as Shown } from '../kit/field-view.ts';
import { list } from '../kit/words.ts';
import { type FormContext, isPractitioner } from './context.ts';
import { practitionerViews } from './practitioner-views.ts';
import { presetOf } from './preset.ts';

const KINDS = {
  text: 'text',
  'long-text': 'long-text',
  'yes-no': 'yes-no',
  choice: 'choice',
  choices: 'choices',
  date: 'date',
  'date-time': 'date-time',
  number: 'number',
  adult: 'choice',
  practitioner: 'choice',
  level: 'level',
  service: 'choice',
  period: 'period',
  items: 'items',
  evidence: 'records',
} as const satisfies Record<FieldType, FieldKind>;

/** The questions of a form. `recorded` is what an earlier version of the same record says; without it, presets begin. */
export function fieldViews(
  fields: readonly Field[],
  context: FormContext,
  recorded?: Fields,
): readonly FieldView[] {
  return fields.flatMap((field) => {
    const preset = recorded === undefined ? presetOf(field, context) : undefined;
    const value = recorded === undefined ? preset?.value : recorded[field.id];
    const view = plainView(field, context, preset?.note);
    if (field.type === 'practitioner') return practitionerViews(view, context, value);
    return [{ ...view, value: value === undefined ? undefined : shownValue(value) }];
  });
}

function plainView(field: Field, context: FormContext, note: string | undefined): FieldView {
  const hint = [
    field.hint,
    note,
    field.reading === undefined ? undefined : `How we read the policy here: ${field.reading}`,
  ]
    .filter((part) => part !== undefined)
    .join(' ');
  return {
    name: field.id,
    label: field.label,
    type: KINDS[field.type],
    required: field.required,
    hint: hint === '' ? undefined : hint,
    options: optionsOf(field, context),
    shownWhen: field.shownWhen,
    time: field.time,
    // Rows are kept as words, so nobody is picked from the directory inside one.
    items: field.items.map((cell) =>
      cell.type === 'practitioner'
        ? { ...plainView(cell, context, undefined), type: 'text' as const }
        : plainView(cell, context, undefined),
    ),
  };
}

function optionsOf(field: Field, context: FormContext): readonly FieldOption[] | undefined {
  const { family, protocol } = context;
  switch (field.type) {
    case 'choice':
    case 'choices':
      return field.options;
    case 'level':
      return protocol.levels.map(({ id, title, hint }) => ({ value: id, label: title, hint }));
    case 'service':
      return [...protocol.services.values()].map(({ id, title }) => ({ value: id, label: title }));
    case 'adult':
      return peopleOptions(family);
    case 'evidence':
      return recordOptions(field, context);
    default:
      return undefined;
  }
}

/** Adults first; each with the relation and, where it matters, that they do not live in the household. */
export function peopleOptions(family: Family): readonly FieldOption[] {
  const adults = family.people.filter((person) => person.kind === 'adult');
  const children = family.people.filter((person) => person.kind === 'child');
  return [...adults, ...children].map((person) => ({
    value: person.id,
    label: fullName(person),
    hint: relationInWords(person),
  }));
}

/** "mother, lives in the household". */
export function relationInWords(person: Person): string {
  if (person.kind === 'child') return 'child';
  const where = person.inHousehold ? 'lives in the household' : 'does not live in the household';
  return `${person.relation}, ${where}`;
}

function recordOptions(field: Field, context: FormContext): readonly FieldOption[] {
  return allEvidence(context.family)
    .filter((evidence) => field.kinds.includes(evidence.kind))
    .map((evidence) => ({
      value: evidence.id,
      label: recordLabel(evidence, context),
      hint: recordHint(evidence, context),
    }));
}

/** "Screening tool, 2 March 2026". */
export function recordLabel(
  evidence: Evidence,
  { protocol }: Pick<FormContext, 'protocol'>,
): string {
  const title = protocol.evidence.get(evidence.kind)?.title ?? evidence.kind;
  return `${title}, ${dayInWords(evidence.day)}`;
}

/** Who recorded it, and for a document whether it speaks of more than one person: then it is handed over for each separately. */
function recordHint(evidence: Evidence, { family, protocol }: FormContext): string {
  const definition = protocol.evidence.get(evidence.kind);
  const own = (definition?.fields ?? [])
    .filter((field) => field.type === 'text' && typeof evidence.fields[field.id] === 'string')
    .map((field) => String(evidence.fields[field.id]))
    .slice(0, 1);
  const children = family.people.filter((person) => evidence.children.includes(person.id));
  const several =
    children.length > 1 ? [`Concerns more than one person: ${list(children.map(fullName))}`] : [];
  const flags = (definition?.group === 'document' ? definition.fields : [])
    .filter((field) => field.type === 'yes-no' && evidence.fields[field.id] === 'yes')
    .map((field) => `${field.label} Yes${field.hint === undefined ? '' : `. ${field.hint}`}`);
  return [...own, `Recorded by ${evidence.by.name}`, ...several, ...flags].join('. ');
}

function shownValue(value: FieldValue): Shown | undefined {
  return isPractitioner(value) ? undefined : value;
}
