/** Every date explains itself: its start, its unit, the days not counted and the version of the calendar. */
import type { DayNotCounted, Due } from './due.ts';
import { counted, isElapsed, lengthInWords, type Period } from './period.ts';
import { dayOf } from './time.ts';
import { fullDayInWords, fullMomentInWords, shortDayInWords } from './words.ts';

/** The explanation in sentences, each ready to be shown on a line of its own. */
export type DueExplanation = {
  /** "5 working days from Thursday 2 April 2026, which is day 0." */
  readonly count: string;
  /** The days left out, with their reasons; empty when none were. */
  readonly notCounted: readonly string[];
  /** "Due by the end of Monday 13 April 2026." */
  readonly due: string;
  /** "Bank holidays: version 2026-11."; undefined when they have no part in the date. */
  readonly calendar: string | undefined;
};

// More days than this are too many to read in a sentence, so weekends are then told as a number.
const mostDaysListed = 8;

/** The explanation as one paragraph. */
export function explainDue(due: Due): string {
  const { count, notCounted, due: end, calendar } = explainDueParts(due);
  const left = notCounted.length === 0 ? undefined : `Not counted: ${notCounted.join(', ')}.`;
  return [count, left, end, calendar].filter((sentence) => sentence !== undefined).join(' ');
}

/** The least of a clock in a sentence: "Not before Monday 13 April 2026: 6 weeks from Monday 2 March 2026, which is day 0. …" */
export function explainLeast(least: Due): string {
  const { count, notCounted, calendar } = explainDueParts(least);
  const from = isElapsed(least.period) ? fullMomentInWords(least.at) : fullDayInWords(least.day);
  const left = notCounted.length === 0 ? undefined : `Not counted: ${notCounted.join(', ')}.`;
  return [`Not before ${from}: ${count}`, left, calendar]
    .filter((sentence) => sentence !== undefined)
    .join(' ');
}

/** The explanation in parts, for display as a list. */
export function explainDueParts(due: Due): DueExplanation {
  if (due.agreed !== undefined) return agreedParts(due);
  return {
    count: howCounted(due),
    notCounted: daysInWords(due.notCounted),
    due: whenDue(due),
    calendar:
      due.period.unit === 'working days'
        ? `Bank holidays: version ${due.calendarVersion}.`
        : undefined,
  };
}

function agreedParts({ agreed, day, at }: Due): DueExplanation {
  const when = agreed === 'minute' ? fullMomentInWords(at) : `the end of ${fullDayInWords(day)}`;
  return {
    count: 'The people concerned agreed this date.',
    notCounted: [],
    due: `Due by ${when}.`,
    calendar: undefined,
  };
}

function howCounted({ period, start }: Due): string {
  const day = fullDayInWords(dayOf(start));
  switch (period.unit) {
    case 'same day':
      return `The same day, ${day}.`;
    case 'minutes':
    case 'hours':
      return `${lengthInWords(period)} ${fromOrBefore(period)} ${fullMomentInWords(start)}, by the clock: nights, weekends and bank holidays count.`;
    case 'working days':
      return `${lengthInWords(period)} ${fromOrBefore(period)} ${day}, which is day 0.`;
    case 'days':
    case 'weeks':
      return `${lengthInWords(period)} ${fromOrBefore(period)} ${day}, which is day 0. Weekends and bank holidays count.`;
    case 'months':
      return `${lengthInWords(period)} ${fromOrBefore(period)} ${day}, to the same day of the month. Weekends and bank holidays count.`;
  }
}

function whenDue({ period, start, day, at }: Due): string {
  switch (period.unit) {
    case 'minutes':
    case 'hours':
      return `Due at ${fullMomentInWords(at).replace(/^(.*) at (.*)$/, '$2 on $1')}.`;
    case 'months': {
      const sameNumber = day.slice(8) === dayOf(start).slice(8);
      const clamped = sameNumber ? '' : ', the last day of a shorter month';
      return `Due by the end of ${fullDayInWords(day)}${clamped}.`;
    }
    case 'same day':
    case 'working days':
    case 'days':
    case 'weeks':
      return `Due by the end of ${fullDayInWords(day)}.`;
  }
}

function fromOrBefore(period: Exclude<Period, { readonly unit: 'same day' }>): string {
  return period.direction === 'before' ? 'before' : 'from';
}

function daysInWords(days: readonly DayNotCounted[]): readonly string[] {
  const weekend = days.filter(isWeekend);
  if (days.length <= mostDaysListed || weekend.length === 0) return days.map(dayWithReason);
  return [
    counted(weekend.length, 'weekend day'),
    ...days.filter((entry) => !isWeekend(entry)).map(dayWithReason),
  ];
}

function isWeekend({ reason }: DayNotCounted): boolean {
  return reason === 'Saturday' || reason === 'Sunday';
}

/** "Saturday 4 April", "Friday 3 April (bank holiday: Good Friday)". */
function dayWithReason(entry: DayNotCounted): string {
  const day = shortDayInWords(entry.day);
  return isWeekend(entry) ? day : `${day} (${entry.reason})`;
}
