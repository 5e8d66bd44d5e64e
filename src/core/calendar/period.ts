/**
 * Lengths of time as a policy writes them. The unit sits on each rule and is never converted: "24 hours" runs
 * through the night and "1 working day" does not, and "4 weeks" is not "1 month".
 */
import { found, type Parsed, problem } from './parsed.ts';

/** `before` counts back from the anchor: "2 weeks before" the review. */
export type Direction = 'after' | 'before';

type Counted<Unit extends string> = {
  readonly unit: Unit;
  readonly count: number;
  readonly direction: Direction;
};

/** Runs by the clock, through nights, weekends and clock changes (T1). */
export type ElapsedPeriod = Counted<'minutes'> | Counted<'hours'>;
/** Days that skip weekends, bank holidays and closures (T2). */
export type WorkingDaysPeriod = Counted<'working days'>;
/** Until the end of the day of the event (T3). */
export type SameDayPeriod = { readonly unit: 'same day' };
/** Days of the calendar, every day counted (T4). */
export type CalendarPeriod = Counted<'days'> | Counted<'weeks'> | Counted<'months'>;

export type Period = ElapsedPeriod | WorkingDaysPeriod | SameDayPeriod | CalendarPeriod;
export type CountedPeriod = Exclude<Period, SameDayPeriod>;

const singular = {
  minutes: 'minute',
  hours: 'hour',
  'working days': 'working day',
  days: 'day',
  weeks: 'week',
  months: 'month',
} as const satisfies Record<CountedPeriod['unit'], string>;

const largestCount = 9999;

/**
 * Reads a length of time: "30 minutes", "24 hours", "same day", "5 working days", "10 days", "2 weeks", "3 months",
 * each but "same day" also followed by "before". Capitals and spare spaces do not matter.
 */
export function parsePeriod(text: string): Parsed<Period> {
  const words = text.trim().toLowerCase().replace(/\s+/g, ' ');
  if (words === 'same day') return found({ unit: 'same day' });
  const match = /^(\d+) (minute|hour|working day|day|week|month)s?( before)?$/.exec(words);
  if (match === null) return problem(whatCanBeWritten(text));
  const count = Number(match[1]);
  if (count < 1)
    return problem(`“${text.trim()}” is no time at all. Write 1 or more, or “same day”`);
  if (count > largestCount)
    return problem(`“${text.trim()}” is too long. The largest number is ${largestCount}`);
  const unit = `${match[2]}s`;
  // The pattern admits only these six units.
  return found({
    unit: unit as CountedPeriod['unit'],
    count,
    direction: match[3] === undefined ? 'after' : 'before',
  });
}

/** The period in words, which `parsePeriod` reads back to the same period: "1 working day", "2 weeks before". */
export function periodInWords(period: Period): string {
  if (period.unit === 'same day') return 'same day';
  return `${lengthInWords(period)}${period.direction === 'before' ? ' before' : ''}`;
}

/** The length alone, without its direction: "1 working day", "2 weeks". */
export function lengthInWords(period: CountedPeriod): string {
  return counted(period.count, singular[period.unit]);
}

/** A number with its noun: "1 day", "2 days". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Whether the period runs by the clock rather than by days. */
export function isElapsed(period: Period): period is ElapsedPeriod {
  return period.unit === 'minutes' || period.unit === 'hours';
}

/**
 * For rules on how recent or how old something is (T5, T6), which are counted in days, weeks or months of the
 * calendar. Refuses any other period, so that a policy's mistake is found when it is loaded and not when it is used.
 */
export function asCalendarPeriod(period: Period): Parsed<CalendarPeriod> {
  switch (period.unit) {
    case 'days':
    case 'weeks':
    case 'months':
      if (period.direction === 'after') return found(period);
      return problem(
        `“${periodInWords(period)}” counts back from a date. Write the length alone, for example “${lengthInWords(period)}”`,
      );
    case 'minutes':
    case 'hours':
    case 'working days':
    case 'same day':
      return problem(
        `“${periodInWords(period)}” cannot be used here. Write a number of days, weeks or months, for example “4 weeks”`,
      );
  }
}

function whatCanBeWritten(text: string): string {
  return (
    `“${text.trim()}” is not a length of time that can be counted. Write a whole number and a unit, for example ` +
    '“30 minutes”, “24 hours”, “5 working days”, “10 days”, “2 weeks” or “3 months”, or “same day”. ' +
    'To count back from a date, add “before”: “2 weeks before”'
  );
}
