/** Dates, times and clocks in the words of GOV.UK style: "2 April 2026", "5:30pm", "midday". */
import { dayNumber, weekdayOf, yearOf } from './day-number.ts';
import type { Due } from './due.ts';
import { counted, isElapsed } from './period.ts';
import { type Day, dayOf, formatLocal, type Instant, monthNames, toMilliseconds } from './time.ts';
import { countWorkingDays, type WorkingCalendar } from './working-calendar.ts';

/** "2 April 2026". */
export function dayInWords(day: Day): string {
  return `${dayAndMonth(day)} ${yearOf(day)}`;
}

/** "Thursday 2 April 2026". */
export function fullDayInWords(day: Day): string {
  return `${weekdayInWords(day)} ${dayInWords(day)}`;
}

/** "Thursday 2 April", for where the year is plain. */
export function shortDayInWords(day: Day): string {
  return `${weekdayInWords(day)} ${dayAndMonth(day)}`;
}

/** The local time of an instant to the minute, later seconds dropped: "10am", "5:30pm", "midday", "midnight". */
export function timeInWords(instant: Instant): string {
  const text = formatLocal(instant);
  const hour = Number(text.slice(11, 13));
  const minutes = text.slice(14, 16);
  if (minutes === '00' && hour === 12) return 'midday';
  if (minutes === '00' && hour === 0) return 'midnight';
  return `${hour % 12 === 0 ? 12 : hour % 12}${minutes === '00' ? '' : `:${minutes}`}${hour < 12 ? 'am' : 'pm'}`;
}

/** The local time to the second, for where a second decides: "4:00:01pm". */
export function exactTimeInWords(instant: Instant): string {
  const text = formatLocal(instant);
  const hour = Number(text.slice(11, 13));
  return `${hour % 12 === 0 ? 12 : hour % 12}${text.slice(13, 19)}${hour < 12 ? 'am' : 'pm'}`;
}

/** "4 June 2026 at 9:32am". */
export function momentInWords(instant: Instant): string {
  return `${dayInWords(dayOf(instant))} at ${timeInWords(instant)}`;
}

/** "Thursday 4 June 2026 at 9:32am". */
export function fullMomentInWords(instant: Instant): string {
  return `${fullDayInWords(dayOf(instant))} at ${timeInWords(instant)}`;
}

/**
 * How a clock stands now, in the unit it was set in: "Due today", "Due in 2 working days, by Tuesday 7 April",
 * "Overdue by 3 days", "38 minutes left". Hours and minutes are rounded down, so no more is promised than there is.
 * Working days beyond the known years are told in days of the calendar.
 */
export function clockInWords(due: Due, now: Instant, calendar: WorkingCalendar): string {
  if (isElapsed(due.period)) return elapsedInWords(toMilliseconds(due.at) - toMilliseconds(now));
  const today = dayOf(now);
  if (today === due.day) return 'Due today';
  const date =
    yearOf(due.day) === yearOf(today) ? shortDayInWords(due.day) : fullDayInWords(due.day);
  const overdue = due.day < today;
  const days = Math.abs(dayNumber(due.day) - dayNumber(today));
  if (!overdue && days === 1) return `Due tomorrow, ${date}`;
  const inWorkingDays = due.period.unit === 'working days';
  const working = overdue
    ? countWorkingDays(calendar, due.day, today)
    : countWorkingDays(calendar, today, due.day);
  const amount =
    inWorkingDays && working.ok ? counted(working.value, 'working day') : counted(days, 'day');
  if (!overdue) return `Due in ${amount}, by ${date}`;
  // On the Saturday after a Friday no working day has passed yet, and the clock is overdue all the same.
  return amount === '0 working days' ? `Overdue since the end of ${date}` : `Overdue by ${amount}`;
}

function elapsedInWords(milliseconds: number): string {
  if (milliseconds === 0) return 'Due now';
  const minutes = Math.floor(Math.abs(milliseconds) / 60_000);
  const amount = minutes === 0 ? 'less than a minute' : hoursAndMinutes(minutes);
  if (milliseconds < 0) return `Overdue by ${amount}`;
  return `${amount.charAt(0).toUpperCase()}${amount.slice(1)} left`;
}

/** Minutes matter while few hours are left, and distract afterwards. */
function hoursAndMinutes(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return counted(minutes, 'minute');
  const rest = minutes % 60;
  return hours >= 3 || rest === 0
    ? counted(hours, 'hour')
    : `${counted(hours, 'hour')} ${counted(rest, 'minute')}`;
}

function weekdayInWords(day: Day): string {
  const name = weekdayOf(day);
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function dayAndMonth(day: Day): string {
  return `${Number(day.slice(8, 10))} ${monthNames[Number(day.slice(5, 7)) - 1] ?? ''}`;
}
