import type { Period } from './period.ts';

// A year has eight bank holidays, and councils close for about a week.
const mostDaysOff = 15;

/**
 * The fewest and the most days of the calendar that a period can be, whatever day it starts. Its direction does not
 * matter. Only for comparing two periods with each other: a date is worked out by `dueFrom`.
 */
export function spanInDays(period: Period): { readonly least: number; readonly most: number } {
  if (period.unit === 'same day') return { least: 0, most: 0 };
  const { count } = period;
  switch (period.unit) {
    case 'minutes':
      return { least: count / 1440, most: count / 1440 };
    case 'hours':
      return { least: count / 24, most: count / 24 };
    case 'days':
      return { least: count, most: count };
    case 'weeks':
      return { least: count * 7, most: count * 7 };
    case 'months':
      return { least: count * 28, most: count * 31 };
    case 'working days': {
      const weekends = count / 5;
      return {
        least: count + 2 * Math.floor(weekends),
        most: count + 2 * Math.ceil(weekends) + mostDaysOff,
      };
    }
  }
}
