/** T7: to which sitting a case goes that is listed at a certain moment, and why. */
import { addDays, dayNumber, placeInWeek, type Weekday, weekdays } from './day-number.ts';
import { found, type Parsed, problem } from './parsed.ts';
import {
  type OnBankHoliday,
  parseWeekday,
  type Rhythm,
  type Sitting,
  type SkippedSitting,
  sittingsBetween,
} from './rhythm.ts';
import { atLocal, type Day, dayOf, type Instant, type LocalTime, parseLocalTime } from './time.ts';
import {
  dayInWords,
  exactTimeInWords,
  fullDayInWords,
  fullMomentInWords,
  timeInWords,
} from './words.ts';
import type { WorkingCalendar } from './working-calendar.ts';

/** The last moment to list for a sitting: the last such weekday and time at or before its start. */
export type CutOff = { readonly weekday: Weekday; readonly time: LocalTime };

export type NextSitting = {
  readonly sitting: Sitting;
  /** Listing at this instant or earlier was in time for the sitting. */
  readonly cutOff: Instant;
  /** Sittings before it that are not held, each on a bank holiday or closure. */
  readonly skipped: readonly SkippedSitting[];
  readonly explanation: string;
};

/** Reads a cut-off, "thursday 16:00". */
export function parseCutOff(text: string): Parsed<CutOff> {
  const [first = '', second = '', ...rest] = text.trim().split(/\s+/);
  if (second === '' || rest.length > 0)
    return problem(
      `“${text}” is not a cut-off. Write a day of the week and a time, like thursday 16:00`,
    );
  const weekday = parseWeekday(first);
  if (!weekday.ok) return weekday;
  const time = parseLocalTime(second);
  return time.ok ? found({ weekday: weekday.value, time: time.value }) : time;
}

/** When listing for a sitting ends. Without a cut-off that is its start. A bank holiday does not move it. */
export function cutOffFor(sitting: Sitting, cutOff: CutOff | undefined): Instant {
  if (cutOff === undefined) return sitting.at;
  const back = (placeInWeek(dayNumber(sitting.day)) - weekdays.indexOf(cutOff.weekday) + 7) % 7;
  const day = addDays(sitting.day, -back);
  const at = atLocal(day, cutOff.time);
  return at <= sitting.at ? at : atLocal(addDays(day, -7), cutOff.time);
}

// Longer than the longest gap between sittings (five weeks) and a run of skipped ones.
const daysAhead = 400;

/**
 * T7: the sitting for a case listed at an instant: the first whose cut-off is that instant or later. A later case
 * waits one more. Refused when the rhythm has no further sitting, or when it would need bank holidays not yet known.
 */
export function nextSitting(asked: {
  readonly rhythm: Rhythm;
  readonly cutOff: CutOff | undefined;
  readonly listedAt: Instant;
  readonly calendar: WorkingCalendar;
  readonly onBankHoliday?: OnBankHoliday;
}): Parsed<NextSitting> {
  const { rhythm, cutOff, listedAt, calendar, onBankHoliday = 'skip' } = asked;
  const listedOn = dayOf(listedAt);
  const skipped: SkippedSitting[] = [];
  let missed: Sitting | undefined;
  for (
    let day = listedOn, last = lastDayToSearch(rhythm, listedOn);
    day <= last;
    day = addDays(day, 1)
  ) {
    const sittings = sittingsBetween({ rhythm, from: day, to: day, calendar, onBankHoliday });
    if (!sittings.ok) return sittings;
    skipped.push(...sittings.value.skipped);
    for (const sitting of sittings.value.held) {
      const until = cutOffFor(sitting, cutOff);
      if (listedAt <= until) {
        const explanation = explain({ listedAt, sitting, missed, skipped, cutOff });
        return found({ sitting, cutOff: until, skipped, explanation });
      }
      missed = sitting;
    }
  }
  return problem(
    `No further meeting is set after ${dayInWords(listedOn)}. Add dates to the rhythm of the meeting`,
  );
}

/** A rhythm may begin only later, so the search goes on from the latest beginning of a span. */
function lastDayToSearch(rhythm: Rhythm, listedOn: Day): Day {
  const latest = rhythm.reduce(
    (day, span) => (span.from !== undefined && span.from > day ? span.from : day),
    listedOn,
  );
  return addDays(latest, daysAhead);
}

function explain(story: {
  readonly listedAt: Instant;
  readonly sitting: Sitting;
  readonly missed: Sitting | undefined;
  readonly skipped: readonly SkippedSitting[];
  readonly cutOff: CutOff | undefined;
}): string {
  const { listedAt, sitting, missed, skipped, cutOff } = story;
  const decisive = cutOffFor(missed ?? sitting, cutOff);
  const listed = `Listed on ${fullDayInWords(dayOf(listedAt))} at ${listingTime(listedAt, decisive)}`;
  const tooLate = missed && `too late for ${meetingWithLimit(missed, cutOff)}`;
  return [
    tooLate === undefined ? `${listed}.` : `${listed}, ${tooLate}.`,
    ...skipped.map(
      ({ day, reason }) => `No meeting is held on ${fullDayInWords(day)} (${reason}).`,
    ),
    `It goes to ${meetingWithLimit(sitting, cutOff)}.`,
  ].join(' ');
}

/** "the meeting on Tuesday 10 March 2026 at 4pm, which takes cases until 4pm on Thursday 5 March 2026". */
function meetingWithLimit(sitting: Sitting, cutOff: CutOff | undefined): string {
  const when = sitting.timeKnown ? fullMomentInWords(sitting.at) : fullDayInWords(sitting.day);
  const meeting = `the meeting on ${when}, which takes cases until`;
  if (cutOff !== undefined) {
    const at = cutOffFor(sitting, cutOff);
    return `${meeting} ${timeInWords(at)} on ${fullDayInWords(dayOf(at))}`;
  }
  return sitting.timeKnown
    ? `${meeting} it begins`
    : `${meeting} the end of the day before, since its time is not known`;
}

/** The time of listing, to the second where the minute alone would not show which side of the limit it is on. */
function listingTime(listedAt: Instant, limit: Instant): string {
  const sameMinute = listedAt.slice(0, 16) === limit.slice(0, 16);
  return sameMinute && listedAt !== limit ? exactTimeInWords(listedAt) : timeInWords(listedAt);
}
