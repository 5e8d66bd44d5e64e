/** A clock in the few words that stand on a page: its date, how far off that is, and how urgent. */
import { dayNumber } from '../../core/calendar/day-number.ts';
import type { Due } from '../../core/calendar/due.ts';
import { isElapsed } from '../../core/calendar/period.ts';
import { dayOf, type Instant, toMilliseconds } from '../../core/calendar/time.ts';
import { clockInWords, dayInWords, momentInWords } from '../../core/calendar/words.ts';
import { countWorkingDays, type WorkingCalendar } from '../../core/calendar/working-calendar.ts';
import type { ClockView } from '../../core/family/derived.ts';
import type { Stamp } from '../../core/family/family.ts';
import { plural } from '../kit/words.ts';

export interface ClockWords {
  /** "12 March 2026", "12 March 2026 at 10:20am", or what stands in for a date. */
  readonly date: string;
  readonly words: string;
  readonly state: 'overdue' | 'soon' | 'later' | 'stopped';
}

/** Says how a clock stands at `now`. */
export function clockWords(view: ClockView, now: Instant, calendar: WorkingCalendar): ClockWords {
  const { due, stopped } = view;
  if (stopped !== undefined) return stoppedWords(view, stopped);
  if (due === undefined) {
    if (view.problem !== undefined)
      return { date: 'No date can be worked out', words: view.problem, state: 'soon' };
    return {
      date: 'No date is set',
      words: countedWords(view) ?? `Running for ${age(view.started, now)}`,
      state: 'later',
    };
  }
  const date = dateOf(due);
  if (view.strength === 'reminder' && due.at < now)
    return { date, words: 'The date has passed. Nothing ends by itself', state: 'soon' };
  const least = view.notBefore;
  const early =
    least !== undefined && (isElapsed(least.period) ? now < least.at : dayOf(now) < least.day);
  const words = `${clockInWords(due, now, calendar)}${early ? `, not before ${dateOf(least)}` : ''}`;
  if (view.state === 'overdue') return { date, words, state: 'overdue' };
  return { date, words, state: isSoon(due, now, calendar) ? 'soon' : 'later' };
}

/** "1 of 3 so far", for a clock that counts meetings rather than days. */
function countedWords({ counted }: ClockView): string | undefined {
  return counted === undefined ? undefined : `${counted.been} of ${counted.most} so far`;
}

/** The date, with the time of day where the clock runs by the minute. */
export function dateOf(due: Due): string {
  return isElapsed(due.period) ? momentInWords(due.at) : dayInWords(due.day);
}

const DAY = 24 * 60 * 60 * 1000;

/** Within 24 hours by the clock, or within two working days. */
export function isSoon(due: Due, now: Instant, calendar: WorkingCalendar): boolean {
  if (isElapsed(due.period)) return toMilliseconds(due.at) - toMilliseconds(now) <= DAY;
  const today = dayOf(now);
  if (due.day <= today) return true;
  const working = countWorkingDays(calendar, today, due.day);
  return working.ok ? working.value <= 2 : dayNumber(due.day) - dayNumber(today) <= 3;
}

/** How long something has gone on: in days, or in hours and minutes within the first day. */
export function age(since: Stamp, until: Instant): string {
  const days = dayNumber(dayOf(until)) - dayNumber(since.day);
  if (since.dayOnly) return days === 0 ? 'less than a day' : plural(days, 'day');
  return elapsed(since.at, until);
}

/** "38 minutes", "3 hours 5 minutes", "4 days". */
export function elapsed(from: Instant, to: Instant): string {
  const minutes = Math.max(0, Math.floor((toMilliseconds(to) - toMilliseconds(from)) / 60_000));
  if (minutes < 1) return 'less than a minute';
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return plural(minutes, 'minute');
  if (hours >= 24) return plural(dayNumber(dayOf(to)) - dayNumber(dayOf(from)), 'day');
  const rest = minutes % 60;
  return rest === 0 ? plural(hours, 'hour') : `${plural(hours, 'hour')} ${plural(rest, 'minute')}`;
}

function stoppedWords(view: ClockView, stopped: Stamp): ClockWords {
  const { due, state, started, early, notBefore } = view;
  const date = stopped.dayOnly ? dayInWords(stopped.day) : momentInWords(stopped.at);
  if (due === undefined)
    return { date, words: `Done after ${age(started, stopped.at)}`, state: 'stopped' };
  if (early && notBefore !== undefined)
    return { date, words: `Done early: not before ${dateOf(notBefore)}`, state: 'stopped' };
  const words = state === 'stopped-late' ? `Done late: it was due ${dateOf(due)}` : 'Done in time';
  return { date, words, state: 'stopped' };
}
