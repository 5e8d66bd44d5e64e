/** When something is due, by the time rules T1 to T5. `explain-due.ts` puts the answer in words. */
import { addDays, addMonths, dayFromNumber, dayNumber } from './day-number.ts';
import { found, type Parsed } from './parsed.ts';
import type { CountedPeriod, ElapsedPeriod, Period } from './period.ts';
import {
  type Day,
  dayOf,
  endOfDay,
  fromMilliseconds,
  type Instant,
  toMilliseconds,
} from './time.ts';
import { outsideKnownYears, reasonNotWorking, type WorkingCalendar } from './working-calendar.ts';

/** A day left out of the count, with why: "Saturday", "bank holiday: Good Friday", "closed: Christmas closure". */
export type DayNotCounted = { readonly day: Day; readonly reason: string };

/** A date with all that explains it. */
export type Due = {
  /** The last moment in time: 23:59:59 local of `day`, or the exact instant of an elapsed period. */
  readonly at: Instant;
  /** The local day of `at`. */
  readonly day: Day;
  /** The event counted from, or the anchor counted back from. */
  readonly start: Instant;
  readonly period: Period;
  /** Days between start and due that a working-day count passed over, earliest first; empty for other units. */
  readonly notCounted: readonly DayNotCounted[];
  readonly calendarVersion: string;
  /** Agreed between people rather than counted; held to the minute where they agreed a time, else to the end of the day. */
  readonly agreed?: 'minute' | 'day';
};

/**
 * When a period that starts at an instant is due.
 *
 * T1: elapsed minutes and hours run exactly, through nights, weekends and clock changes.
 * T2: the day of the event is day 0; due at the end of the Nth working day after it.
 * T3: "same day" is due at the end of the day of the event.
 * T4: days and weeks are due at the end of the day N or N × 7 days later, whatever day that is; months on the same
 *     day number, or the last day of a shorter month.
 * T5: "N before" is due at the end of the day N before the anchor's day, or N minutes or hours before the anchor.
 *
 * Only working days need bank holidays; they are refused when a counted day lies outside the known years.
 */
export function dueFrom(calendar: WorkingCalendar, start: Instant, period: Period): Parsed<Due> {
  const first = dayOf(start);
  const endingOn = (day: Day, notCounted: readonly DayNotCounted[]): Due => {
    return { at: endOfDay(day), day, start, period, notCounted, calendarVersion: calendar.version };
  };
  switch (period.unit) {
    case 'minutes':
    case 'hours': {
      const at = fromMilliseconds(
        toMilliseconds(start) + sign(period) * elapsedMilliseconds(period),
      );
      return found({
        at,
        day: dayOf(at),
        start,
        period,
        notCounted: [],
        calendarVersion: calendar.version,
      });
    }
    case 'same day':
      return found(endingOn(first, []));
    case 'days':
      return found(endingOn(addDays(first, sign(period) * period.count), []));
    case 'weeks':
      return found(endingOn(addDays(first, sign(period) * period.count * 7), []));
    case 'months':
      return found(endingOn(addMonths(first, sign(period) * period.count), []));
    case 'working days': {
      const counted = countOn(calendar, first, sign(period), period.count);
      return counted.ok ? found(endingOn(counted.value.day, counted.value.notCounted)) : counted;
    }
  }
}

/**
 * Whether the time is past. A period counted in days is in time until the day is over, also in the last second
 * after 23:59:59; an elapsed period is in time up to and including its instant.
 */
export function isOverdue(due: Due, now: Instant): boolean {
  if (due.agreed === 'minute') return now > due.at;
  switch (due.period.unit) {
    case 'minutes':
    case 'hours':
      return now > due.at;
    case 'same day':
    case 'working days':
    case 'days':
    case 'weeks':
    case 'months':
      return dayOf(now) > due.day;
  }
}

function elapsedMilliseconds(period: ElapsedPeriod): number {
  return period.count * (period.unit === 'hours' ? 3_600_000 : 60_000);
}

function sign(period: CountedPeriod): 1 | -1 {
  return period.direction === 'before' ? -1 : 1;
}

function countOn(
  calendar: WorkingCalendar,
  first: Day,
  step: 1 | -1,
  count: number,
): Parsed<{ readonly day: Day; readonly notCounted: readonly DayNotCounted[] }> {
  const notCounted: DayNotCounted[] = [];
  let number = dayNumber(first);
  let left = count;
  while (left > 0) {
    number += step;
    const refusal = outsideKnownYears(calendar, number);
    if (refusal !== undefined) return refusal;
    const reason = reasonNotWorking(calendar, number);
    if (reason === undefined) left -= 1;
    else notCounted.push({ day: dayFromNumber(number), reason });
  }
  return found({
    day: dayFromNumber(number),
    notCounted: step === 1 ? notCounted : notCounted.reverse(),
  });
}
