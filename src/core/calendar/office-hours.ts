/** When an office can be rung: a weekly pattern of opening hours, in local time. */
import { type Weekday, weekdayOf, weekdays } from './day-number.ts';
import { found, type Parsed, problem } from './parsed.ts';
import { dayOf, formatLocal, type Instant, type LocalTime, parseLocalTime } from './time.ts';
import { holidayOn, type WorkingCalendar } from './working-calendar.ts';

/** Open from `opens`, that minute included, to `closes`, that minute not included: at 17:00:00 sharp it is shut. */
export type OpenSpan = { readonly opens: LocalTime; readonly closes: LocalTime };
/** `closed` all day, or `unknown` where the policy does not say. */
export type DayHours = readonly OpenSpan[] | 'closed' | 'unknown';
export type OfficeHours = Readonly<Record<Weekday, DayHours>>;
export type OpenState = 'open' | 'closed' | 'unknown';

/**
 * Reads a week as a policy writes it: { monday: "08:30-17:00", friday: "09:00-12:00, 13:00-16:30", saturday: "closed" }.
 * A day left out is unknown. Spans of a day must be in order and not overlap.
 */
export function parseOfficeHours(week: Readonly<Record<string, string>>): Parsed<OfficeHours> {
  const read: Record<Weekday, DayHours> = {
    monday: 'unknown',
    tuesday: 'unknown',
    wednesday: 'unknown',
    thursday: 'unknown',
    friday: 'unknown',
    saturday: 'unknown',
    sunday: 'unknown',
  };
  for (const [name, text] of Object.entries(week)) {
    const weekday = weekdays.find((known) => known === name);
    if (weekday === undefined)
      return problem(`“${name}” is not a day of the week. Write monday to sunday`);
    const hours = parseDayHours(text);
    if (!hours.ok) return problem(`The hours of ${weekday} are wrong. ${hours.problem}`);
    read[weekday] = hours.value;
  }
  return found(read);
}

/**
 * Whether an office is open at an instant. It is closed on bank holidays and on the authority's closures.
 *
 * People ask this when a child may be in danger, so it never refuses: beyond the years whose bank holidays are known
 * the weekday's hours stand. Where the hours of the weekday are unknown the answer is `unknown`, on a bank
 * holiday too, and every number should be shown.
 */
export function isOpen(hours: OfficeHours, calendar: WorkingCalendar, instant: Instant): OpenState {
  const day = dayOf(instant);
  const today = hours[weekdayOf(day)];
  if (today === 'unknown') return 'unknown';
  if (today === 'closed' || holidayOn(calendar, day) !== undefined) return 'closed';
  const time = formatLocal(instant).slice(11, 16);
  return today.some(({ opens, closes }) => time >= opens && time < closes) ? 'open' : 'closed';
}

function parseDayHours(text: string): Parsed<DayHours> {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === 'closed' || trimmed === 'unknown') return found(trimmed);
  const spans: OpenSpan[] = [];
  for (const part of trimmed.split(',')) {
    const [from = '', to = '', ...rest] = part.trim().split(/\s*-\s*/);
    if (to === '' || rest.length > 0)
      return problem(
        `“${text}” is not opening hours. Write them like 08:30-17:00, or closed, or unknown`,
      );
    const opens = parseLocalTime(from);
    if (!opens.ok) return opens;
    // Midnight at the end of the day; no time of the day itself.
    const closes = to === '24:00' ? found<LocalTime>('24:00') : parseLocalTime(to);
    if (!closes.ok) return closes;
    if (closes.value <= opens.value)
      return problem(
        `“${part.trim()}” closes before it opens. Write hours past midnight on the next day`,
      );
    const before = spans.at(-1);
    if (before !== undefined && opens.value < before.closes)
      return problem(`“${text}” has hours that overlap or are out of order`);
    spans.push({ opens: opens.value, closes: closes.value });
  }
  return found(spans);
}
