/** What was answered to a question of a form, in words. */
import { parseDay, parseLocalDateTime } from '../../core/calendar/time.ts';
import { dayInWords, momentInWords } from '../../core/calendar/words.ts';
import type { FieldValue, Row } from '../../core/family/events.ts';
import { fullName, type Person, type Practitioner } from '../../core/family/people.ts';
import type { Field, Protocol } from '../../core/protocol/protocol.ts';
import { list, plural } from '../kit/words.ts';

export interface AnswerScene {
  readonly protocol: Protocol;
  readonly people: readonly Person[];
  /** The title and date of a record that an answer points to. */
  readonly record?: ((id: string) => string | undefined) | undefined;
}

/** One answer as a line of text; several answers and rows are joined, never lost. */
export function answerInWords(field: Field, value: FieldValue, scene: AnswerScene): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return textInWords(field, value, scene);
  if (!isList(value)) return practitionerInWords(value);
  const entries: readonly (string | Row)[] = value;
  if (field.type === 'items') return plural(entries.length, 'row');
  return list(
    entries.flatMap((entry) => (typeof entry === 'string' ? textInWords(field, entry, scene) : [])),
  );
}

/** The rows of a table answer, each as its questions and answers. */
export function rowsOf(
  field: Field,
  value: FieldValue,
  scene: AnswerScene,
): readonly (readonly { readonly label: string; readonly answer: string }[])[] {
  if (field.type !== 'items' || typeof value !== 'object' || !isList(value)) return [];
  const entries: readonly (string | Row)[] = value;
  return entries.flatMap((row) => {
    if (typeof row === 'string') return [];
    const cells = field.items.flatMap((item) => {
      const cell = row[item.id];
      if (cell === undefined || cell === '') return [];
      return [{ label: item.label, answer: answerInWords(item, cell, scene) }];
    });
    return cells.length === 0 ? [] : [cells];
  });
}

function textInWords(field: Field, value: string, scene: AnswerScene): string {
  switch (field.type) {
    case 'yes-no':
      return value === 'yes' ? 'Yes' : value === 'no' ? 'No' : value;
    case 'choice':
    case 'choices':
      return field.options.find((option) => option.value === value)?.label ?? value;
    case 'level':
      return scene.protocol.levels.find((level) => level.id === value)?.title ?? value;
    case 'service':
      return scene.protocol.services.get(value)?.title ?? value;
    case 'date': {
      const day = parseDay(value);
      return day.ok ? dayInWords(day.value) : value;
    }
    case 'date-time': {
      const moment = parseLocalDateTime(value);
      return moment.ok ? momentInWords(moment.value) : value;
    }
    case 'adult': {
      const person = scene.people.find((each) => each.id === value);
      return person === undefined ? value : fullName(person);
    }
    case 'evidence':
      return scene.record?.(value) ?? value;
    case 'text':
    case 'long-text':
    case 'number':
    case 'practitioner':
    case 'period':
    case 'items':
      return value;
  }
}

function practitionerInWords(person: Practitioner): string {
  return person.agency === '' ? person.name : `${person.name}, ${person.agency}`;
}

// Array.isArray does not see through readonly arrays.
function isList(
  value: readonly string[] | readonly Row[] | Practitioner,
): value is readonly string[] | readonly Row[] {
  return Array.isArray(value);
}
