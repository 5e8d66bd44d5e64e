import {
  type FieldError,
  type FieldValue,
  type FieldView,
  type FormValues,
  isShown,
  MOST_CHARACTERS,
  PERIOD_UNITS,
  type RowValue,
  rowCount,
  type Typed,
  typedText,
  typedTexts,
} from './field-view.ts';
import { missingMessage, nounOf, subjectOf } from './field-words.ts';
import { readDate } from './read-date.ts';
import { partNames, typedForm } from './typed-form.ts';

export type FormReading =
  | { readonly values: FormValues; readonly typed: Typed }
  | { readonly errors: readonly FieldError[]; readonly typed: Typed };

type Outcome = { readonly value: FieldValue | undefined; readonly errors: readonly FieldError[] };

const NOTHING: Outcome = { value: undefined, errors: [] };

/**
 * Reads a posted form. What was typed comes back right and wrong, so that nothing is lost.
 * A field whose condition does not hold is neither required nor read. `now` is the local time, `YYYY-MM-DDTHH:MM`.
 */
export function readForm(
  fields: readonly FieldView[],
  body: Readonly<Record<string, unknown>>,
  now: string,
): FormReading {
  const typed = typedForm(fields, body);
  const { values, errors } = readFields(fields, typed, now, '');
  return errors.length > 0 ? { errors, typed } : { values, typed };
}

function readFields(
  fields: readonly FieldView[],
  typed: Typed,
  now: string,
  prefix: string,
): { values: Record<string, FieldValue>; errors: FieldError[] } {
  const values: Record<string, FieldValue> = {};
  const errors: FieldError[] = [];
  for (const field of fields) {
    if (!isShown(field, fields, typed, prefix)) continue;
    const outcome = readField(field, prefix + field.name, typed, now);
    errors.push(...outcome.errors);
    if (outcome.value !== undefined) values[field.name] = outcome.value;
    else if (field.required && outcome.errors.length === 0)
      errors.push(fault(field, prefix + field.name, missingMessage(field)));
  }
  return { values, errors };
}

function readField(field: FieldView, name: string, typed: Typed, now: string): Outcome {
  switch (field.type) {
    case 'text':
    case 'long-text':
      return readText(field, name, typed);
    case 'person':
      return field.options === undefined
        ? readText(field, name, typed)
        : readChoice(field, name, typed);
    case 'yes-no':
    case 'choice':
    case 'level':
      return readChoice(field, name, typed);
    case 'choices':
    case 'records':
      return readChoices(field, name, typed);
    case 'date':
    case 'date-time': {
      const read = readDate(field, name, typed, now);
      if (read === undefined) return NOTHING;
      if ('value' in read) return { value: read.value, errors: [] };
      return {
        value: undefined,
        errors: [{ field: name, message: read.message, href: `#${name}-${read.part}` }],
      };
    }
    case 'number':
      return readNumber(field, name, typed);
    case 'period':
      return readPeriod(field, name, typed);
    case 'items':
      return readItems(field, name, typed, now);
  }
}

function readText(field: FieldView, name: string, typed: Typed): Outcome {
  const text = typedText(typed, name).trim();
  const most = field.maxLength ?? MOST_CHARACTERS;
  if (text.length > most)
    return refused(
      field,
      name,
      `${subjectOf(field)} must be ${most.toLocaleString('en-GB')} characters or less`,
    );
  return text === '' ? NOTHING : { value: text, errors: [] };
}

function readChoice(field: FieldView, name: string, typed: Typed): Outcome {
  const chosen = typedText(typed, name);
  if (chosen === '') return NOTHING;
  return isOffered(field, chosen)
    ? { value: chosen, errors: [] }
    : refused(field, name, notOffered(field));
}

function readChoices(field: FieldView, name: string, typed: Typed): Outcome {
  const chosen = [...new Set(typedTexts(typed, name).filter((value) => value !== ''))];
  if (chosen.length === 0) return NOTHING;
  return chosen.every((value) => isOffered(field, value))
    ? { value: chosen, errors: [] }
    : refused(field, name, notOffered(field));
}

function readNumber(field: FieldView, name: string, typed: Typed): Outcome {
  const text = typedText(typed, name).trim().replaceAll(',', '');
  if (text === '') return NOTHING;
  if (!/^-?\d{1,15}(?:\.\d{1,6})?$/.test(text))
    return refused(field, name, `${subjectOf(field)} must be a number, like 30`);
  const number = Number(text);
  if (field.min !== undefined && number < field.min)
    return refused(field, name, `${subjectOf(field)} must be ${field.min} or more`);
  if (field.max !== undefined && number > field.max)
    return refused(field, name, `${subjectOf(field)} must be ${field.max} or less`);
  return { value: number, errors: [] };
}

function readPeriod(field: FieldView, name: string, typed: Typed): Outcome {
  const text = typedText(typed, name).trim();
  const unit = PERIOD_UNITS.find((known) => known === typedText(typed, `${name}-unit`));
  if (text === '') return NOTHING;
  if (!/^\d{1,4}$/.test(text) || Number(text) < 1)
    return refused(field, name, `${subjectOf(field)} must be a whole number, like 6`);
  if (unit === undefined) {
    return {
      value: undefined,
      errors: [
        {
          field: name,
          message: `Select hours, days, weeks or months for ${nounOf(field)}`,
          href: `#${name}-unit`,
        },
      ],
    };
  }
  return { value: `${Number(text)} ${Number(text) === 1 ? unit.slice(0, -1) : unit}`, errors: [] };
}

// A row left empty is no row: that is also how one is taken away.
function readItems(field: FieldView, name: string, typed: Typed, now: string): Outcome {
  const rows: RowValue[] = [];
  const errors: FieldError[] = [];
  const inner = field.items ?? [];
  for (let row = 0; row < rowCount(typed, name); row += 1) {
    const prefix = `${name}-${row}-`;
    if (inner.every((cell) => isEmpty(cell, prefix + cell.name, typed))) continue;
    const read = readFields(inner, typed, now, prefix);
    errors.push(
      ...read.errors.map((error) => ({ ...error, message: `Row ${row + 1}: ${error.message}` })),
    );
    rows.push(onlyCells(read.values));
  }
  return { value: rows.length === 0 || errors.length > 0 ? undefined : rows, errors };
}

// A unit is chosen for the person, so alone it says nothing.
function isEmpty(cell: FieldView, name: string, typed: Typed): boolean {
  const parts = cell.type === 'period' ? [name] : partNames(cell, name);
  return parts.every((part) => typedTexts(typed, part).every((text) => text.trim() === ''));
}

function onlyCells(values: FormValues): RowValue {
  const cells: Record<string, string | number | readonly string[]> = {};
  for (const [name, value] of Object.entries(values)) {
    cells[name] =
      typeof value === 'object' ? value.filter((entry) => typeof entry === 'string') : value;
  }
  return cells;
}

function isOffered(field: FieldView, value: string): boolean {
  if (field.type === 'yes-no') return value === 'yes' || value === 'no';
  return field.options?.some((option) => option.value === value) ?? false;
}

function notOffered(field: FieldView): string {
  return `Select one of the answers listed for ${nounOf(field)}`;
}

function refused(field: FieldView, name: string, message: string): Outcome {
  return { value: undefined, errors: [fault(field, name, message)] };
}

function fault(field: FieldView, name: string, message: string): FieldError {
  const first =
    field.type === 'items' ? firstCell(field, name) : (partNames(field, name)[0] ?? name);
  return { field: name, message, href: `#${first}` };
}

function firstCell(field: FieldView, name: string): string {
  const [cell] = field.items ?? [];
  return cell === undefined ? name : (partNames(cell, `${name}-0-${cell.name}`)[0] ?? name);
}
