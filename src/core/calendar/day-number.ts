/**
 * Days as whole numbers, so that counting days needs no date objects: day 0 is 1 January 1970 (a Thursday)
 * and the next day is always one more, whatever the clocks do.
 *
 * The arithmetic is the usual one on the proleptic Gregorian calendar, with the year taken to begin on 1 March
 * so that the leap day falls last. `Temporal.PlainDate` gives the same answers (the tests compare them) at some
 * thirty times the cost, which matters because every open clock of every family is derived again on reading.
 */
import type { Day } from './time.ts';

/** Days of the week in the order of the week; their place is Monday 0 to Sunday 6. */
export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type Weekday = (typeof weekdays)[number];

/** The number of a day; consecutive days have consecutive numbers. */
export function dayNumber(day: Day): number {
  return numberOf(Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10)));
}

/** The day with this number. Inverse of `dayNumber`. */
export function dayFromNumber(number: number): Day {
  const shifted = number + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return written(year, month, day);
}

/** Place of the day in its week: Monday 0 to Sunday 6. */
export function placeInWeek(number: number): number {
  return (((number + 3) % 7) + 7) % 7;
}

/** Name of the day of the week, in lower case. */
export function weekdayOf(day: Day): Weekday {
  return weekdays[placeInWeek(dayNumber(day))] ?? 'monday';
}

/** The day so many calendar days later (earlier when negative). */
export function addDays(day: Day, count: number): Day {
  return dayFromNumber(dayNumber(day) + count);
}

/** T4: the same day number so many calendar months later (earlier when negative), or that month's last day. */
export function addMonths(day: Day, count: number): Day {
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + count;
  const year = Math.floor(months / 12);
  const month = months - year * 12 + 1;
  return written(year, month, Math.min(Number(day.slice(8, 10)), daysInMonth(year, month)));
}

/** Number of days in a month; months count from 1. */
export function daysInMonth(year: number, month: number): number {
  const nextMonth = month === 12 ? numberOf(year + 1, 1, 1) : numberOf(year, month + 1, 1);
  return nextMonth - numberOf(year, month, 1);
}

/** The year of a day. */
export function yearOf(day: Day): number {
  return Number(day.slice(0, 4));
}

function numberOf(year: number, month: number, day: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function written(year: number, month: number, day: number): Day {
  const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  // Computed from a real day number, so it is a real date; parsing it again would only cost time.
  return text as Day;
}
