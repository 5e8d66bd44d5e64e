/** What was typed beside a concern, taken as it is: nothing that is missing, odd or impossible is refused. */
import { parseDay } from '../../core/calendar/time.ts';
import type { NewPerson } from '../../core/family/commands.ts';
import type { Fields } from '../../core/family/events.ts';
import { type FieldView, typedText, typedTexts } from '../kit/field-view.ts';
import { readDate } from '../kit/read-date.ts';
import { partNames, typedForm } from '../kit/typed-form.ts';

type Body = Readonly<Record<string, unknown>>;

/** The questions of a concern with nothing required and every date allowed. */
export function unrequired(views: readonly FieldView[]): readonly FieldView[] {
  return views.map((view) => ({
    ...view,
    required: false,
    time: 'any',
    maxLength: undefined,
    items: view.items === undefined ? undefined : unrequired(view.items),
  }));
}

/** Every answer: a date that is one as a date, one that is not as the words that were typed. */
export function concernFields(views: readonly FieldView[], body: Body, now: string): Fields {
  const typed = typedForm(views, body);
  const fields: Record<string, string | readonly string[]> = {};
  for (const view of views) {
    const texts = (name: string) =>
      typedTexts(typed, name).flatMap((text) => (text.trim() === '' ? [] : [wellFormed(text)]));
    switch (view.type) {
      case 'date':
      case 'date-time': {
        const read = readDate(view, view.name, typed, now);
        const written = partNames(view, view.name)
          .map((part) => wellFormed(typedText(typed, part)))
          .filter((part) => part !== '')
          .join(' ');
        if (written !== '')
          fields[view.name] = read !== undefined && 'value' in read ? read.value : written;
        break;
      }
      case 'choices':
      case 'records': {
        const chosen = texts(view.name);
        if (chosen.length > 0) fields[view.name] = chosen;
        break;
      }
      case 'items': {
        const rows = Object.keys(typed)
          .filter((name) => name.startsWith(`${view.name}-`) && name !== `${view.name}-rows`)
          .flatMap(texts);
        if (rows.length > 0) fields[view.name] = rows.join('\n');
        break;
      }
      case 'text':
      case 'long-text':
      case 'yes-no':
      case 'choice':
      case 'number':
      case 'person':
      case 'level':
      case 'period': {
        const text = partNames(view, view.name).flatMap(texts).join(' ');
        // A length of time whose number was left out is only a unit, which is chosen beforehand.
        if (text !== '' && (view.type !== 'period' || texts(view.name).length > 0))
          fields[view.name] = text;
        break;
      }
    }
  }
  return fields;
}

/** The questions about a child whom Stile does not know. */
export const UNKNOWN_CHILD: readonly FieldView[] = [
  { name: 'act__child-given', label: 'Child’s first name', type: 'text', required: false },
  { name: 'act__child-family', label: 'Child’s last name', type: 'text', required: false },
  { name: 'act__child-born', label: 'Date of birth', type: 'date', required: false },
  {
    name: 'act__child-note',
    label: 'Anything else that says who the child is',
    type: 'long-text',
    required: false,
    hint: 'For example address, school, brothers and sisters, or age if the date of birth is not known.',
  },
];

/** The child as far as anything was typed. */
export function unknownChild(body: Body, now: string): NewPerson {
  const typed = typedForm(UNKNOWN_CHILD, body);
  const said = concernFields(UNKNOWN_CHILD, body, now);
  const text = (name: string) => (typeof said[name] === 'string' ? said[name].trim() : '');
  const born = parseDay(text('act__child-born'));
  const odd =
    born.ok || text('act__child-born') === ''
      ? []
      : [`Date of birth as typed: ${text('act__child-born')}`];
  const long = [text('act__child-given'), text('act__child-family')].filter(
    (name) => name.length > 200,
  );
  const note = [...odd, ...long, wellFormed(typedText(typed, 'act__child-note')).trim()]
    .filter((part) => part !== '')
    .join('\n');
  return {
    kind: 'child',
    given: text('act__child-given').slice(0, 200),
    family: text('act__child-family').slice(0, 200),
    ...(born.ok ? { born: born.value } : {}),
    ...(note === '' ? {} : { note }),
  };
}

// Half a character cannot be stored; browsers never send one, others might.
function wellFormed(text: string): string {
  return text.toWellFormed();
}
