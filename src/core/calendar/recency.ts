/**
 * How recent evidence is (T6) and how long something has lasted (T5), in days of the calendar. Bank holidays play
 * no part, so these always answer. `asCalendarPeriod` makes the period from what a policy says.
 */
import { addDays, addMonths } from './day-number.ts';
import type { CalendarPeriod } from './period.ts';
import type { Day } from './time.ts';

/**
 * T6: the earliest day that still lies within the last N of a reference day: "the last 4 weeks" reach back to
 * the reference day less 28 days, that day included.
 */
export function earliestWithin(reference: Day, period: CalendarPeriod): Day {
  return shift(reference, period, -1);
}

/**
 * T6: whether evidence of a day lies within the last N of a reference day, both ends included. Evidence dated
 * after the reference day does not.
 */
export function isWithinLast(evidence: Day, reference: Day, period: CalendarPeriod): boolean {
  return evidence >= earliestWithin(reference, period) && evidence <= reference;
}

/**
 * T5, "Y at least N after X": the earliest day Y on which N has passed since the day X, that day included.
 * Months end on the same day number, or the last day of a shorter month.
 */
export function satisfiedFrom(start: Day, period: CalendarPeriod): Day {
  return shift(start, period, 1);
}

function shift(day: Day, period: CalendarPeriod, sign: 1 | -1): Day {
  switch (period.unit) {
    case 'days':
      return addDays(day, sign * period.count);
    case 'weeks':
      return addDays(day, sign * period.count * 7);
    case 'months':
      return addMonths(day, sign * period.count);
  }
}
