/** What a form holds before anybody types: answers that are already on file are not asked for twice (design, promise 8). */
import { dayOf, type Instant } from '../../calendar/time.ts';
import type { EvidenceDefinition, Field } from '../../protocol/protocol.ts';
import type { Fields, FieldValue } from '../events.ts';
import type { Family } from '../family.ts';

/** The preset of every field that has one and finds something. */
export function presetFields(definition: EvidenceDefinition, family: Family, now: Instant): Fields {
  return Object.fromEntries(
    definition.fields.flatMap((field) => {
      const value = presetOf(field, family, now);
      return value === undefined ? [] : [[field.id, value]];
    }),
  );
}

function presetOf(field: Field, family: Family, now: Instant): FieldValue | undefined {
  const { preset } = field;
  if (preset === undefined) return undefined;
  if (preset === 'today') return dayOf(now);
  if (preset === 'latest') {
    const newest = field.kinds.flatMap((kind) => family.evidence.get(kind)?.at(-1)?.id ?? []);
    return newest.length === 0 ? undefined : [...new Set(newest)];
  }
  if ('value' in preset) return preset.value;
  const value = family.evidence.get(preset.evidence)?.at(-1)?.fields[preset.field];
  return value === undefined ? undefined : suiting(field, value);
}

/** Rows carried over into a text become lines, one a row. */
function suiting(field: Field, value: FieldValue): FieldValue | undefined {
  if (field.type !== 'text' && field.type !== 'long-text') return value;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if ('name' in value) return value.name;
  return value
    .map((row) => (typeof row === 'string' ? row : Object.values(row).filter(Boolean).join(', ')))
    .join('\n');
}
