/**
 * Instants and days, and the only ways to make them (T1).
 *
 * An `Instant` is a moment, written in UTC with milliseconds ("2026-03-02T10:00:00.000Z"), so that comparing two
 * as strings orders them in time. A `Day` is a date of the calendar on the wall in England ("2026-03-02").
 * The local zone is Europe/London throughout. Years run from 1900 to 2199, which keeps both forms of fixed width.
 */
import { daysInMonth } from './day-number.ts';
import { found, type Parsed, problem } from './parsed.ts';

declare const instantBrand: unique symbol;
declare const dayBrand: unique symbol;

export type Instant = string & { readonly [instantBrand]: true };
export type Day = string & { readonly [dayBrand]: true };
/** A time of day on the wall, "HH:MM", 00:00 to 23:59. */
export type LocalTime = `${string}:${string}`;

const zone = 'Europe/London';
const firstYear = 1900;
const lastYear = 2199;
const yearProblem = `The year must be between ${firstYear} and ${lastYear}`;

/** Reads a moment written with its offset ("…Z", "…+01:00"). Anything finer than a millisecond is dropped. */
export function parseInstant(text: string): Parsed<Instant> {
  const wanted = `“${text}” is not a moment in time. Write it like 2026-03-02T10:00:00.000Z`;
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) return problem(wanted);
  try {
    const instant = Temporal.Instant.from(text);
    const written = toInstant(instant);
    const year = Number(written.slice(0, 4));
    return year >= firstYear && year <= lastYear ? found(written) : problem(yearProblem);
  } catch {
    return problem(wanted);
  }
}

/** Reads a date written "YYYY-MM-DD". A date that does not exist is refused with the reason. */
export function parseDay(text: string): Parsed<Day> {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (match === null) return problem(`“${text}” is not a date. Write it like 2026-03-02`);
  return dayFromParts(Number(match[1]), Number(match[2]), Number(match[3]));
}

/** Makes a day from its numbers (months count from 1), or says in plain words why there is no such day. */
export function dayFromParts(year: number, month: number, day: number): Parsed<Day> {
  if (!(year >= firstYear && year <= lastYear)) return problem(yearProblem);
  if (!(month >= 1 && month <= 12))
    return problem(`There is no month ${month}. Months run from 1 to 12`);
  const last = daysInMonth(year, month);
  const name = monthNames[month - 1] ?? '';
  if (!(day >= 1 && day <= last)) {
    return problem(`${day} ${name} ${year} is not a real date. ${name} ${year} has ${last} days`);
  }
  const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  // Checked above to be a real date in the fixed-width form.
  return found(text as Day);
}

/** The local day on which an instant falls. */
export function dayOf(instant: Instant): Day {
  // England has been whole hours from UTC since 1880, so the UTC hour decides the day. Families ask for the same few hours over and over.
  const hour = instant.slice(0, 13);
  const known = dayOfHour.get(hour);
  if (known !== undefined) return known;
  if (dayOfHour.size >= mostHours) dayOfHour.clear();
  // Written by Temporal in the form a Day has.
  const day = local(instant).toPlainDate().toString() as Day;
  dayOfHour.set(hour, day);
  return day;
}

const dayOfHour = new Map<string, Day>();
const mostHours = 20_000;

/** The first moment of a local day. */
export function startOfDay(day: Day): Instant {
  return toInstant(Temporal.PlainDate.from(day).toZonedDateTime(zone));
}

/** T3: 23:59:59 local, the last second of a day. Whether an act in that last second is late is for `isOverdue`. */
export function endOfDay(day: Day): Instant {
  return fromLocal(`${day}T23:59:59`);
}

/** The moment of a wall-clock time on a day; a time that the clock change skips or repeats is read as `parseLocalDateTime` does. */
export function atLocal(day: Day, time: LocalTime): Instant {
  return fromLocal(`${day}T${time}`);
}

/** Reads a time of day "HH:MM" on the 24-hour clock. */
export function parseLocalTime(text: string): Parsed<LocalTime> {
  // The pattern is the form that LocalTime stands for.
  if (/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) return found(text as LocalTime);
  return problem(
    `“${text}” is not a time of day. Write it on the 24-hour clock, like 09:30 or 16:00`,
  );
}

/**
 * Reads "2026-03-02 10:00", with a space or a T, and with or without seconds, as a time on the wall in England.
 * When the clocks go forward, a time in the missing hour is taken one hour later (01:30 becomes 02:30);
 * when they go back, a time that comes twice is taken the first time.
 */
export function parseLocalDateTime(text: string): Parsed<Instant> {
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(?::(\d\d))?$/.exec(text.trim());
  if (match === null)
    return problem(`“${text}” is not a date and time. Write it like 2026-03-02 10:00`);
  const day = parseDay(match[1] ?? '');
  if (!day.ok) return day;
  const time = parseLocalTime(match[2] ?? '');
  if (!time.ok) return time;
  const seconds = match[3] ?? '00';
  if (seconds > '59') return problem(`“${text}” has ${seconds} seconds. Seconds run from 00 to 59`);
  return found(fromLocal(`${day.value}T${time.value}:${seconds}`));
}

/** A date as a person types it: three boxes of a form, or one line such as "2 March 2026", "2/3/2026" or "2nd mar 2026". */
export type TypedDate =
  | string
  | { readonly day: string; readonly month: string; readonly year: string };

/** Reads a date typed by a person: day, then month (number, name or its first three letters), then a year of four figures. */
export function parsePersonDate(typed: TypedDate): Parsed<Day> {
  const boxes = typeof typed === 'string' ? splitDate(typed) : typed;
  const day = boxes.day.trim();
  const month = boxes.month.trim();
  const year = boxes.year.trim();
  const missing = [
    day === '' && 'a day',
    month === '' && 'a month',
    year === '' && 'a year',
  ].filter((part) => part !== false);
  if (missing.length === 3) return problem('Enter a date, for example 27 3 2026');
  if (missing.length > 0) return problem(`The date must include ${missing.join(' and ')}`);
  const dayMatch = /^(\d{1,2})(?:st|nd|rd|th)?$/i.exec(day);
  if (dayMatch === null)
    return problem(`“${day}” is not a day of the month. Enter a number, for example 27`);
  const monthNumber = readMonth(month);
  if (monthNumber === undefined)
    return problem(`“${month}” is not a month. Enter a number or a name, for example 3 or March`);
  if (!/^\d{4}$/.test(year)) return problem('The year must include 4 numbers, for example 2026');
  return dayFromParts(Number(year), monthNumber, Number(dayMatch[1]));
}

/** The wall-clock date and time in England, to the second: "2026-03-02T10:00:00". */
export function formatLocal(instant: Instant): string {
  return local(instant).toPlainDateTime().toString({ smallestUnit: 'second' });
}

/** Milliseconds since 1970, for elapsed arithmetic. */
export function toMilliseconds(instant: Instant): number {
  return Temporal.Instant.from(instant).epochMilliseconds;
}

/** The instant so many milliseconds since 1970. */
export function fromMilliseconds(milliseconds: number): Instant {
  return toInstant(Temporal.Instant.fromEpochMilliseconds(milliseconds));
}

export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

function splitDate(text: string): {
  readonly day: string;
  readonly month: string;
  readonly year: string;
} {
  const [day = '', month = '', ...rest] = text.trim().split(/[\s/.,-]+/);
  return { day, month, year: rest.join(' ') };
}

function readMonth(text: string): number | undefined {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  const letters = text.toLowerCase().replace(/\.$/, '');
  if (letters.length < 3) return undefined;
  const place = monthNames.findIndex((name) => name.toLowerCase().startsWith(letters));
  return place === -1 ? undefined : place + 1;
}

function local(instant: Instant): Temporal.ZonedDateTime {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(zone);
}

function fromLocal(text: string): Instant {
  return toInstant(
    Temporal.PlainDateTime.from(text).toZonedDateTime(zone, { disambiguation: 'compatible' }),
  );
}

function toInstant(moment: { readonly epochMilliseconds: number }): Instant {
  const text = Temporal.Instant.fromEpochMilliseconds(moment.epochMilliseconds).toString({
    fractionalSecondDigits: 3,
  });
  // Written by Temporal in the one form an Instant has: UTC, three decimals.
  return text as Instant;
}
