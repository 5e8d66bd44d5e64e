import { type FieldView, type Typed, typedText } from './field-view.ts';
import { subjectOf } from './field-words.ts';
import { list } from './words.ts';

type Read =
  | { readonly value: string }
  | { readonly message: string; readonly part: string }
  | undefined;

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** Reads the parts of a date, and its time if the field has one. Undefined where nothing was typed. `now` is local, `YYYY-MM-DDTHH:MM`. */
export function readDate(field: FieldView, name: string, typed: Typed, now: string): Read {
  const parts =
    field.type === 'date-time' ? ['day', 'month', 'year', 'time'] : ['day', 'month', 'year'];
  const written = Object.fromEntries(
    parts.map((part) => [part, typedText(typed, `${name}-${part}`).trim()]),
  );
  const missing = parts.filter((part) => written[part] === '');
  if (missing.length === parts.length) return undefined;
  const subject = subjectOf(field);
  const refuse = (message: string, part = 'day'): Read => ({
    message: `${subject} ${message}`,
    part,
  });
  if (missing.length > 0) return refuse(`must include a ${list(missing)}`, missing[0]);

  const day = wholeNumber(written.day ?? '', 2);
  const month = monthNumber(written.month ?? '');
  const year = written.year ?? '';
  if (!/^\d{4}$/.test(year)) {
    return /^\d+$/.test(year)
      ? {
          message: `Year of ${subject.charAt(0).toLowerCase()}${subject.slice(1)} must include 4 numbers`,
          part: 'year',
        }
      : refuse('must be a real date', 'year');
  }
  if (month === undefined) return refuse('must be a real date', 'month');
  if (day === undefined || day < 1 || day > daysIn(Number(year), month))
    return refuse('must be a real date');
  const date = `${year}-${twoDigits(month)}-${twoDigits(day)}`;
  if (Number(year) < 1900 || Number(year) > 2199) return refuse('must be a real date', 'year');
  if (field.type === 'date') return inTime(field, date, now.slice(0, 10)) ?? { value: date };

  const time = readTime(written.time ?? '');
  if (time === undefined) return refuse('must have a real time, like 9:30am or 14:30', 'time');
  return inTime(field, `${date}T${time}`, now) ?? { value: `${date}T${time}` };
}

/** "9:30am", "9.30", "14:30", "5pm", "midday" as HH:MM. */
export function readTime(text: string): string | undefined {
  const words = text.toLowerCase().replace(/\s+/g, '');
  if (words === 'midday' || words === 'noon') return '12:00';
  if (words === 'midnight') return '00:00';
  const [, hours, minutes = '00', half] = /^(\d{1,2})(?:[:.]?(\d\d))?(am|pm)?$/.exec(words) ?? [];
  // "9" alone may be either half of the day, and "930" is more often a slip than a time.
  if (hours === undefined || (half === undefined && !/[:.]/.test(words) && words.length !== 4))
    return undefined;
  const hour = Number(hours);
  if (Number(minutes) > 59) return undefined;
  if (half === undefined) return hour > 23 ? undefined : `${twoDigits(hour)}:${minutes}`;
  if (hour < 1 || hour > 12) return undefined;
  return `${twoDigits((hour % 12) + (half === 'pm' ? 12 : 0))}:${minutes}`;
}

function inTime(field: FieldView, value: string, now: string): Read {
  const words = field.type === 'date' ? 'today or in' : 'in';
  if (field.time === 'past' && value > now)
    return { message: `${subjectOf(field)} must be ${words} the past`, part: 'day' };
  if (field.time === 'future' && value < now)
    return { message: `${subjectOf(field)} must be ${words} the future`, part: 'day' };
  return undefined;
}

function monthNumber(text: string): number | undefined {
  const words = text.toLowerCase().replace(/\.$/, '');
  const named =
    words.length < 3
      ? -1
      : MONTHS.findIndex(
          (month) => month.startsWith(words) || (words === 'sept' && month === 'september'),
        );
  if (named >= 0) return named + 1;
  const number = wholeNumber(words, 2);
  return number !== undefined && number >= 1 && number <= 12 ? number : undefined;
}

function wholeNumber(text: string, digits: number): number | undefined {
  return /^\d+$/.test(text) && text.length <= digits ? Number(text) : undefined;
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
