/** Checks what was typed in a form against its definition, in the words of its labels. */
import { parsePeriod } from '../../calendar/period.ts';
import { dayOf, type Instant, parseDay, parseLocalDateTime } from '../../calendar/time.ts';
import type { EvidenceDefinition, Field, Protocol } from '../../protocol/protocol.ts';
import type { Fields, FieldValue } from '../events.ts';
import { allEvidence } from '../evolve.ts';
import type { Family } from '../family.ts';
import { isGiven } from '../moments.ts';
import type { FieldError } from '../refusal.ts';

/** Longest text of one field, in characters. */
export const longestText = 20_000;

export interface Checking {
  readonly protocol: Protocol;
  readonly family: Family;
  readonly now: Instant;
}

/** What is kept of the answers to a form, and its problems, in the order of its fields; none when it can be recorded. */
export function readAnswers(
  definition: EvidenceDefinition,
  given: Fields,
  checking: Checking,
): { readonly fields: Fields; readonly errors: readonly FieldError[] } {
  const fields = shownFields(definition, given);
  return { fields, errors: checkFields(definition, { ...given, ...fields }, checking) };
}

function checkFields(
  definition: EvidenceDefinition,
  fields: Fields,
  checking: Checking,
): readonly FieldError[] {
  const unknown = Object.keys(fields).filter(
    (name) => !definition.fields.some((field) => field.id === name),
  );
  return [
    ...unknown.map((name) => ({
      field: name,
      message: `“${definition.title}” has no field “${name}”`,
    })),
    ...definition.fields.flatMap((field) => checkField(field, fields, checking)),
  ];
}

/** Only the fields that are shown, given what the others say: an answer to a question that was not asked is not kept. */
function shownFields(definition: EvidenceDefinition, fields: Fields): Fields {
  return Object.fromEntries(
    definition.fields
      .filter((field) => isShown(field, fields))
      .flatMap((field) => {
        const value = fields[field.id];
        return value === undefined || !isGiven(value) ? [] : [[field.id, value]];
      }),
  );
}

export function isShown(field: Field, fields: Fields): boolean {
  if (field.shownWhen === undefined) return true;
  const value = fields[field.shownWhen.field];
  const values = Array.isArray(value) ? value : [value];
  return values.some((each) => typeof each === 'string' && field.shownWhen?.is.includes(each));
}

function checkField(field: Field, fields: Fields, checking: Checking): readonly FieldError[] {
  if (!isShown(field, fields)) return [];
  const value = fields[field.id];
  if (value === undefined || !isGiven(value)) {
    return field.required ? [{ field: field.id, message: missing(field) }] : [];
  }
  const wrong = problemWith(field, value, checking);
  return wrong === undefined ? [] : [{ field: field.id, message: wrong }];
}

function missing(field: Field): string {
  const label = field.label.replace(/\?$/, '');
  switch (field.type) {
    case 'yes-no':
    case 'choice':
    case 'choices':
    case 'adult':
    case 'level':
    case 'service':
    case 'evidence':
      return `Select an answer to “${field.label}”`;
    default:
      return `Enter “${label}”`;
  }
}

function problemWith(field: Field, value: FieldValue, checking: Checking): string | undefined {
  const { protocol, family } = checking;
  switch (field.type) {
    case 'text':
    case 'long-text':
      if (typeof value !== 'string') return `“${field.label}” must be text`;
      return value.length > longestText
        ? `“${field.label}” must be ${longestText.toLocaleString('en-GB')} characters or fewer. It has ${value.length.toLocaleString('en-GB')}`
        : undefined;
    case 'yes-no':
      return value === 'yes' || value === 'no'
        ? undefined
        : `Select yes or no for “${field.label}”`;
    case 'choice':
      return field.options.some((option) => option.value === value) ? undefined : notAChoice(field);
    case 'choices':
      return Array.isArray(value) &&
        value.every((each) => field.options.some((option) => option.value === each))
        ? undefined
        : notAChoice(field);
    case 'date':
    case 'date-time':
      return problemWithDate(field, value, checking);
    case 'number':
      return Number.isFinite(Number(value)) ? undefined : `“${field.label}” must be a number`;
    case 'adult':
      return family.people.some((person) => person.id === value)
        ? undefined
        : `Select somebody of the family for “${field.label}”`;
    case 'practitioner':
      return typeof value === 'object' && 'name' in value
        ? undefined
        : `Enter the name of “${field.label}”`;
    case 'level':
      return protocol.levels.some((level) => level.id === value) ? undefined : notAChoice(field);
    case 'service':
      return typeof value === 'string' && protocol.services.has(value)
        ? undefined
        : notAChoice(field);
    case 'period': {
      const period = typeof value === 'string' ? parsePeriod(value) : undefined;
      return period?.ok === true
        ? undefined
        : `“${field.label}” must be a length of time, such as 6 weeks`;
    }
    case 'items':
      return problemWithRows(field, value, checking);
    case 'evidence': {
      const known = new Set<string>(allEvidence(family).map((evidence) => evidence.id));
      return Array.isArray(value) &&
        value.every((each) => typeof each === 'string' && known.has(each))
        ? undefined
        : `“${field.label}” names something that is not on file`;
    }
  }
}

function problemWithDate(field: Field, value: FieldValue, { now }: Checking): string | undefined {
  const text = typeof value === 'string' ? value : '';
  if (field.type === 'date') {
    const day = parseDay(text);
    if (!day.ok) return `“${field.label}” must be a real date`;
    if (field.time === 'past' && day.value > dayOf(now))
      return `“${field.label}” must be today or in the past`;
    if (field.time === 'future' && day.value < dayOf(now))
      return `“${field.label}” must be today or in the future`;
    return undefined;
  }
  const moment = parseLocalDateTime(text);
  if (!moment.ok) return `“${field.label}” must be a real date and time`;
  if (field.time === 'past' && moment.value > now) return `“${field.label}” must be in the past`;
  if (field.time === 'future' && moment.value < now)
    return `“${field.label}” must be in the future`;
  return undefined;
}

function problemWithRows(field: Field, value: FieldValue, checking: Checking): string | undefined {
  if (!Array.isArray(value)) return `“${field.label}” must be a list`;
  for (const [index, row] of value.entries()) {
    if (typeof row !== 'object' || row === null) return `“${field.label}” must be a list`;
    for (const column of field.items) {
      // Rows of an items field hold one text for each column.
      const [problem] = checkField(column, row as Fields, checking);
      if (problem !== undefined) return `${field.label}, row ${index + 1}: ${problem.message}`;
    }
  }
  return undefined;
}

function notAChoice(field: Field): string {
  return `Select one of the answers offered for “${field.label}”`;
}
