/** When the steps of a demonstration story happened, counted back from now. */
import { addDays } from '../core/calendar/day-number.ts';
import {
  atLocal,
  type Day,
  dayOf,
  fromMilliseconds,
  type Instant,
  toMilliseconds,
} from '../core/calendar/time.ts';
import { isWorkingDay, type WorkingCalendar } from '../core/calendar/working-calendar.ts';
import { known } from './cast.ts';
import type { Chance } from './chance.ts';
import type { Ago, Ending, Story, StoryStep } from './recipe.ts';

export interface TimedStep {
  readonly step: StoryStep;
  readonly at: Instant;
}

const minute = 60_000;

/** The steps as far as the family has come, each with its time: working days apart, in the order of the story, the last as long ago as the ending says. */
export function timesOf(
  story: Story,
  ending: Ending,
  around: { readonly calendar: WorkingCalendar; readonly now: Instant; readonly chance: Chance },
): readonly TimedStep[] {
  const steps = upTo(story, ending);
  const last = steps.at(-1);
  if (last === undefined) return [];
  const end = lastTime(ending.ago, last, around);
  const days = workingDaysBack(around.calendar, dayOf(end), last.day);
  const timed: TimedStep[] = [];
  let before = toMilliseconds(end) + minute;
  for (const { step, day } of steps.toReversed()) {
    const wanted = atLocal(days(last.day - day), step.time);
    const jittered = toMilliseconds(wanted) + around.chance.between(0, 9) * minute;
    const at = timed.length === 0 ? toMilliseconds(end) : Math.min(jittered, before - minute);
    before = at;
    timed.push({ step, at: fromMilliseconds(at) });
  }
  return timed.reverse();
}

interface Placed {
  readonly step: StoryStep;
  readonly day: number;
}

/** Repeated steps one by one, in order of day and time, as far as the marked one. */
function upTo(story: Story, { to }: Ending): readonly Placed[] {
  const all = story.steps
    .flatMap((step) =>
      Array.from({ length: step.times }, (_, time) => ({
        step,
        day: step.day + time * step.every,
      })),
    )
    .toSorted(
      (one, other) =>
        one.day - other.day ||
        (one.step.time < other.step.time ? -1 : one.step.time > other.step.time ? 1 : 0),
    );
  if (to === undefined) return all;
  const mark = known(
    'mark',
    to,
    story.steps.flatMap((step) => step.mark ?? []),
  );
  return all.slice(0, all.findLastIndex(({ step }) => step.mark === mark) + 1);
}

function lastTime(
  ago: Ago,
  last: Placed,
  { calendar, now }: { readonly calendar: WorkingCalendar; readonly now: Instant },
): Instant {
  if (ago.unit === 'minutes') return fromMilliseconds(toMilliseconds(now) - ago.count * minute);
  const day = workingDaysBack(calendar, dayOf(now), ago.count)(ago.count);
  const at = atLocal(day, last.step.time);
  return at < now ? at : fromMilliseconds(toMilliseconds(now) - minute);
}

/** The day so many working days before a day; where bank holidays are not known, weekends alone are left out. */
function workingDaysBack(
  calendar: WorkingCalendar,
  from: Day,
  most: number,
): (count: number) => Day {
  const days: Day[] = [from];
  for (let day = from; days.length <= most; ) {
    day = addDays(day, -1);
    const working = isWorkingDay(calendar, day);
    if (!working.ok || working.value) days.push(day);
  }
  return (count) => days[Math.min(count, days.length - 1)] ?? from;
}
