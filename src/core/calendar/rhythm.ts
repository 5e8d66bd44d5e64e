/** The recurring meetings of a forum: on which days it sits, as its rhythm changes over the years. */
import {
  addDays,
  dayNumber,
  daysInMonth,
  placeInWeek,
  type Weekday,
  weekdays,
  yearOf,
} from './day-number.ts';
import { found, type Parsed, problem } from './parsed.ts';
import {
  atLocal,
  type Day,
  type Instant,
  type LocalTime,
  parseLocalTime,
  startOfDay,
} from './time.ts';
import { holidayOn, outsideKnownYears, type WorkingCalendar } from './working-calendar.ts';

const ordinals = ['first', 'second', 'third', 'fourth', 'last'] as const;
export type Ordinal = (typeof ordinals)[number];

/** `everyWeeks: 2` counts from the week (Monday to Sunday) of the span's first day. */
export type Pattern =
  | { readonly kind: 'weekly'; readonly on: readonly Weekday[]; readonly everyWeeks: 1 | 2 }
  | { readonly kind: 'monthly'; readonly ordinal: Ordinal; readonly on: Weekday };

/** One stretch of a rhythm, from and to included. Without a time the whole day is the meeting, from its first moment. */
export type RhythmSpan = {
  readonly from: Day | undefined;
  readonly to: Day | undefined;
  readonly pattern: Pattern;
  readonly time: LocalTime | undefined;
};

export type Rhythm = readonly RhythmSpan[];

/** What a bank holiday or closure does to a sitting that falls on it: no sitting, or it is held all the same. */
export type OnBankHoliday = 'skip' | 'hold';

/** `at` is the start; the first moment of the day when the time is not known. */
export type Sitting = { readonly day: Day; readonly at: Instant; readonly timeKnown: boolean };
export type SkippedSitting = { readonly day: Day; readonly reason: string };
export type Sittings = {
  readonly held: readonly Sitting[];
  readonly skipped: readonly SkippedSitting[];
};

/** A span as a policy writes it; `weekly` is a day or several, `monthly` such as "first monday" or "last friday". */
export type RhythmEntry = {
  readonly weekly?: string | readonly string[] | undefined;
  readonly everyWeeks?: number | undefined;
  readonly monthly?: string | undefined;
  readonly time?: string | undefined;
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
};

/** Reads a rhythm. Refuses unknown words, a span that ends before it begins, and every second week without a first day. */
export function parseRhythm(entries: readonly RhythmEntry[]): Parsed<Rhythm> {
  const spans: RhythmSpan[] = [];
  for (const entry of entries) {
    const { from, to } = entry;
    const pattern = parsePattern(entry);
    if (!pattern.ok) return pattern;
    const time = entry.time === undefined ? found(undefined) : parseLocalTime(entry.time);
    if (!time.ok) return time;
    if (from !== undefined && to !== undefined && to < from)
      return problem(`The meetings from ${from} end on ${to}, before they begin`);
    spans.push({ from, to, pattern: pattern.value, time: time.value });
  }
  return spans.length === 0
    ? problem('Say when the meeting is held, for example weekly: tuesday')
    : found(spans);
}

/** Reads the name of a day of the week. */
export function parseWeekday(text: string): Parsed<Weekday> {
  const weekday = weekdays.find((name) => name === text.trim().toLowerCase());
  return weekday === undefined
    ? problem(`“${text}” is not a day of the week. Write monday to sunday`)
    : found(weekday);
}

/**
 * The sittings from one day to another, both included, in order of time, and those left out. A sitting on a bank
 * holiday or an authority's closure is left out unless `onBankHoliday` is `hold`; one on an ordinary weekend is held,
 * since the rhythm names the day. Refused when a sitting could fall on a bank holiday not yet known.
 */
export function sittingsBetween(asked: {
  readonly rhythm: Rhythm;
  readonly from: Day;
  readonly to: Day;
  readonly calendar: WorkingCalendar;
  readonly onBankHoliday?: OnBankHoliday;
}): Parsed<Sittings> {
  const { rhythm, from, to, calendar, onBankHoliday = 'skip' } = asked;
  const held: Sitting[] = [];
  const skipped: SkippedSitting[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) {
    const spans = rhythm.filter((span) => sitsOn(span, day));
    if (spans.length === 0) continue;
    if (onBankHoliday === 'skip') {
      const refusal = outsideKnownYears(calendar, dayNumber(day));
      if (refusal !== undefined) return refusal;
      const reason = holidayOn(calendar, day);
      if (reason !== undefined) {
        skipped.push({ day, reason });
        continue;
      }
    }
    held.push(...sittingsOf(day, spans));
  }
  return found({ held, skipped });
}

/** Whether a span has a sitting on a day, bank holidays aside. */
function sitsOn({ from, to, pattern }: RhythmSpan, day: Day): boolean {
  if ((from !== undefined && day < from) || (to !== undefined && day > to)) return false;
  const number = dayNumber(day);
  const weekday = weekdays[placeInWeek(number)];
  if (pattern.kind === 'weekly') {
    if (!pattern.on.some((name) => name === weekday)) return false;
    return (
      pattern.everyWeeks === 1 ||
      from === undefined ||
      (weekOf(number) - weekOf(dayNumber(from))) % 2 === 0
    );
  }
  if (pattern.on !== weekday) return false;
  const date = Number(day.slice(8));
  if (pattern.ordinal === 'last')
    return date + 7 > daysInMonth(yearOf(day), Number(day.slice(5, 7)));
  return Math.ceil(date / 7) === ordinals.indexOf(pattern.ordinal) + 1;
}

/** A number for the week, Monday to Sunday; consecutive weeks have consecutive numbers. */
function weekOf(number: number): number {
  return Math.floor((number - placeInWeek(number)) / 7);
}

/** The sittings of one day in order; two spans that name the same time make one. */
function sittingsOf(day: Day, spans: readonly RhythmSpan[]): readonly Sitting[] {
  const starts = new Map<Instant, boolean>();
  for (const { time } of spans) {
    const at = time === undefined ? startOfDay(day) : atLocal(day, time);
    starts.set(at, (starts.get(at) ?? false) || time !== undefined);
  }
  return [...starts]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([at, timeKnown]) => ({ day, at, timeKnown }));
}

function parsePattern({ weekly, everyWeeks = 1, monthly, from }: RhythmEntry): Parsed<Pattern> {
  if ((weekly === undefined) === (monthly === undefined))
    return problem('Say when the meeting is held: either weekly or monthly');
  if (monthly !== undefined) return parseMonthly(monthly);
  if (everyWeeks !== 1 && everyWeeks !== 2)
    return problem(`A meeting is held every week or every 2 weeks, not every ${everyWeeks}`);
  if (everyWeeks === 2 && from === undefined)
    return problem('A meeting every 2 weeks needs a first day (from), to tell which weeks');
  const on: Weekday[] = [];
  for (const name of typeof weekly === 'string' ? [weekly] : (weekly ?? [])) {
    const weekday = parseWeekday(name);
    if (!weekday.ok) return weekday;
    on.push(weekday.value);
  }
  return on.length === 0
    ? problem('A weekly meeting needs a day of the week')
    : found({ kind: 'weekly', on, everyWeeks });
}

function parseMonthly(text: string): Parsed<Pattern> {
  const [first = '', second = '', ...rest] = text.trim().toLowerCase().split(/\s+/);
  const ordinal = ordinals.find((name) => name === first);
  const on = weekdays.find((name) => name === second);
  if (ordinal !== undefined && on !== undefined && rest.length === 0)
    return found({ kind: 'monthly', ordinal, on });
  return problem(
    `“${text}” is not a day of the month. Write it like “first monday” or “last friday”`,
  );
}
