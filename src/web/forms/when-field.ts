/** When something happened: now, or a day with or without its time. */
import {
  atLocal,
  type Instant,
  parseDay,
  parseLocalTime,
  startOfDay,
} from '../../core/calendar/time.ts';
import type { FieldError, FieldView, FormValues } from '../kit/field-view.ts';
import { readTime } from '../kit/read-date.ts';

export interface When {
  readonly at?: Instant;
  readonly dayOnly?: boolean;
}

/** The questions. `timed` is for what is counted in hours: there the time must be told. */
export function whenViews(
  timed: boolean,
  happened?: { readonly date: string; readonly time: string | undefined },
): readonly FieldView[] {
  const earlier = { field: 'act__when', is: ['earlier'] };
  return [
    {
      name: 'act__when',
      label: 'When did this happen?',
      type: 'choice',
      required: true,
      options: [
        { value: 'now', label: 'Now' },
        { value: 'earlier', label: 'Earlier' },
      ],
      value: happened === undefined ? 'now' : 'earlier',
    },
    {
      name: 'act__when__date',
      label: 'Date',
      noun: 'date on which this happened',
      type: 'date',
      required: true,
      time: 'past',
      shownWhen: earlier,
      value: happened?.date,
    },
    {
      name: 'act__when__time',
      label: timed ? 'Time' : 'Time, if you know it',
      noun: 'time at which this happened',
      type: 'text',
      required: timed,
      hint: 'For example, 9:30am or 14:30',
      maxLength: 20,
      shownWhen: earlier,
      value: happened?.time,
    },
  ];
}

/** Reads the answers of `whenViews` out of a form that was read without a fault. */
export function readWhen(values: FormValues): When | { readonly errors: readonly FieldError[] } {
  if (values.act__when !== 'earlier') return {};
  const day = parseDay(String(values.act__when__date ?? ''));
  // `readForm` has read the date; without it there is a message already.
  if (!day.ok) return {};
  if (values.act__when__time === undefined) return { at: startOfDay(day.value), dayOnly: true };
  const time = parseLocalTime(readTime(String(values.act__when__time)) ?? '');
  if (time.ok) return { at: atLocal(day.value, time.value) };
  return {
    errors: [
      {
        field: 'act__when__time',
        message: 'Enter a real time, like 9:30am or 14:30',
        href: '#act__when__time',
      },
    ],
  };
}
