/**
 * Which days are working days: Monday to Friday, less the bank holidays of England and Wales and the authority's
 * own closures (T2). Bank holidays are known for whole years only; outside them every answer that depends on
 * a bank holiday is refused rather than guessed, because one-off holidays are announced late.
 */
import { dayNumber, placeInWeek } from './day-number.ts';
import type { BankHolidays } from './load.ts';
import type { OfficeHours } from './office-hours.ts';
import { found, type Parsed, type Problem, problem } from './parsed.ts';
import type { Day } from './time.ts';

/** Days on which an authority's offices are shut, first and last included. */
export type Closure = { readonly from: Day; readonly to: Day; readonly reason: string };

export type WorkingCalendar = {
  /** Version of the list of bank holidays, shown with every date computed from it. */
  readonly version: string;
  /** First and last year, both included, whose bank holidays are known. */
  readonly covers: { readonly from: number; readonly to: number };
  /** The authority's usual hours; unknown when its policy gives none. */
  readonly officeHours: OfficeHours | undefined;
  /** Why a day other than a weekend is no working day, by the number of the day. */
  readonly holidays: ReadonlyMap<number, string>;
  /** Numbers of the first and the last day of the known years. */
  readonly firstKnown: number;
  readonly lastKnown: number;
};

const longestClosure = 366;

/** Joins bank holidays and closures. Refuses a closure that ends before it begins, lasts over a year or has no reason. */
export function makeCalendar(parts: {
  readonly bankHolidays: BankHolidays;
  readonly closures?: readonly Closure[];
  readonly officeHours?: OfficeHours | undefined;
}): Parsed<WorkingCalendar> {
  const { bankHolidays, closures = [], officeHours } = parts;
  const holidays = new Map<number, string>();
  for (const { from, to, reason } of closures) {
    const refusal = closureProblem(from, to, reason);
    if (refusal !== undefined) return refusal;
    for (let number = dayNumber(from); number <= dayNumber(to); number += 1)
      holidays.set(number, `closed: ${reason.trim()}`);
  }
  // After the closures, so that Christmas Day within a closure is still called Christmas Day.
  for (const { day, title, notes } of bankHolidays.events) {
    const note = notes === '' ? '' : `, ${notes.charAt(0).toLowerCase()}${notes.slice(1)}`;
    holidays.set(dayNumber(day), `bank holiday: ${title}${note}`);
  }
  const { from, to } = bankHolidays.covers;
  // Four-figure years, checked when the list was read.
  const firstKnown = dayNumber(`${from}-01-01` as Day);
  const lastKnown = dayNumber(`${to}-12-31` as Day);
  return found({
    version: bankHolidays.version,
    covers: { from, to },
    officeHours,
    holidays,
    firstKnown,
    lastKnown,
  });
}

/** Whether a day is a working day. Refused outside the known years. */
export function isWorkingDay(calendar: WorkingCalendar, day: Day): Parsed<boolean> {
  const why = whyNotWorking(calendar, day);
  return why.ok ? found(why.value === null) : why;
}

/**
 * Why a day is no working day: "Saturday", "bank holiday: Good Friday", "closed: Christmas closure"; null for
 * a working day. Refused outside the known years.
 */
export function whyNotWorking(calendar: WorkingCalendar, day: Day): Parsed<string | null> {
  const number = dayNumber(day);
  return outsideKnownYears(calendar, number) ?? found(reasonNotWorking(calendar, number) ?? null);
}

/**
 * Why the authority's offices are shut on a day which may be a weekend: the bank holiday or the closure, and
 * undefined when there is none or, outside the known years, none is known.
 */
export function holidayOn(calendar: WorkingCalendar, day: Day): string | undefined {
  return calendar.holidays.get(dayNumber(day));
}

/** As `whyNotWorking`, by the number of a day already known to be within the known years. */
export function reasonNotWorking(calendar: WorkingCalendar, number: number): string | undefined {
  const place = placeInWeek(number);
  if (place >= 5) return place === 5 ? 'Saturday' : 'Sunday';
  return calendar.holidays.get(number);
}

/** The refusal for a day, by its number, whose bank holidays are not known; undefined when they are. */
export function outsideKnownYears(calendar: WorkingCalendar, number: number): Problem | undefined {
  const remedy = 'Load a newer list with: stile calendar update FILE';
  if (number > calendar.lastKnown)
    return problem(`Bank holidays are known only to the end of ${calendar.covers.to}. ${remedy}`);
  if (number < calendar.firstKnown)
    return problem(`Bank holidays are known only from the start of ${calendar.covers.from}`);
  return undefined;
}

/**
 * The number of working days after `from`, up to and including `to`: 0 when they are the same day.
 * `from` must not be later than `to`. Refused outside the known years.
 */
export function countWorkingDays(calendar: WorkingCalendar, from: Day, to: Day): Parsed<number> {
  const last = dayNumber(to);
  let count = 0;
  for (let number = dayNumber(from) + 1; number <= last; number += 1) {
    const refusal = outsideKnownYears(calendar, number);
    if (refusal !== undefined) return refusal;
    if (reasonNotWorking(calendar, number) === undefined) count += 1;
  }
  return found(count);
}

function closureProblem(from: Day, to: Day, reason: string): Problem | undefined {
  if (to < from) return problem(`The closure from ${from} ends on ${to}, before it begins`);
  if (dayNumber(to) - dayNumber(from) >= longestClosure)
    return problem(`The closure from ${from} to ${to} lasts more than a year`);
  if (reason.trim() === '')
    return problem(
      `The closure from ${from} to ${to} has no reason. Say why, for example “Christmas closure”`,
    );
  return undefined;
}
