/** Asks once: what an earlier record already says is carried into a form, with its date and author. */

import { parseDay } from '../../core/calendar/time.ts';
import { dayInWords } from '../../core/calendar/words.ts';
import type { FieldValue, Row } from '../../core/family/events.ts';
import type { Evidence } from '../../core/family/family.ts';
import type { EvidenceKind, Field } from '../../core/protocol/protocol.ts';
import { type FormContext, isPractitioner } from './context.ts';

export interface Preset {
  readonly value: FieldValue | undefined;
  /** "Carried over from the assessment of 2 March 2026, by Rukhsana Kaur. Change it if it is no longer right." */
  readonly note: string | undefined;
}

const NONE: Preset = { value: undefined, note: undefined };

/** What a field begins with. */
export function presetOf(field: Field, context: FormContext): Preset {
  const { preset } = field;
  if (preset === undefined) return NONE;
  if (preset === 'today') return { value: context.today, note: undefined };
  if (preset === 'latest') return { value: latestOfEach(field.kinds, context), note: undefined };
  if ('value' in preset) return { value: preset.value, note: undefined };
  const earlier = latest(preset.evidence, context);
  const said = earlier?.fields[preset.field];
  const value = said === undefined ? undefined : fitted(said, field);
  if (earlier === undefined || value === undefined) return NONE;
  const title = context.protocol.evidence.get(earlier.kind)?.title ?? earlier.kind;
  return {
    value,
    note: `Carried over from “${title}”, ${dayInWords(earlier.day)}, by ${earlier.by.name}. Change it if it is no longer right.`,
  };
}

/** The newest record of a kind. */
export function latest(kind: EvidenceKind, { family }: FormContext): Evidence | undefined {
  return family.evidence.get(kind)?.at(-1);
}

function latestOfEach(kinds: readonly EvidenceKind[], context: FormContext): readonly string[] {
  return [...new Set(kinds.flatMap((kind) => latest(kind, context)?.id ?? []))];
}

/** The earlier answer in the shape of the field that takes it over; undefined where it does not fit. */
function fitted(value: FieldValue, field: Field): FieldValue | undefined {
  switch (field.type) {
    case 'text':
    case 'long-text':
      return inText(value);
    case 'choice':
      return field.options.some((option) => option.value === value) ? value : undefined;
    case 'practitioner':
      return isPractitioner(value) ? value : undefined;
    case 'number':
      return typeof value === 'number' ? value : undefined;
    case 'choices':
    case 'items':
    case 'evidence':
      return Array.isArray(value) ? value : undefined;
    case 'yes-no':
    case 'date':
    case 'date-time':
    case 'adult':
    case 'level':
    case 'service':
    case 'period':
      return typeof value === 'string' ? value : undefined;
  }
}

/** Anything recorded, as text: a list becomes a line for each row. */
export function inText(value: FieldValue): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (isPractitioner(value))
    return [value.name, value.agency, value.contact].filter((part) => part).join(', ');
  if (!Array.isArray(value)) return '';
  return value
    .map((entry: string | Row) => (typeof entry === 'string' ? entry : rowInText(entry)))
    .join('\n');
}

function rowInText(row: Row): string {
  return Object.values(row)
    .filter((cell) => cell !== '')
    .map((cell) => {
      const day = parseDay(cell);
      return day.ok ? dayInWords(day.value) : cell;
    })
    .join(', ');
}
