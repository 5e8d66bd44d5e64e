import { addDays } from '../calendar/day-number.ts';
import { type Due, dueFrom } from '../calendar/due.ts';
import { fromMilliseconds, type Instant, startOfDay, toMilliseconds } from '../calendar/time.ts';
import type { WorkingCalendar } from '../calendar/working-calendar.ts';
import type { Clock } from '../protocol/protocol.ts';
import type { ClockView } from './derived.ts';
import type { Family } from './family.ts';

/**
 * The first moment at which time alone has something to say about a clock: that it is overdue, or
 * that a reminder is to go out. Undefined when everything has been said.
 */
export function nextLook(
  calendar: WorkingCalendar,
  family: Pick<Family, 'marked'>,
  view: ClockView,
  clock: Clock | undefined,
): Instant | undefined {
  if (view.due === undefined || view.stopped !== undefined) return undefined;
  const sent = remindersSent(family, view);
  if (view.strength === 'reminder') return reminderTime(calendar, view.due, clock, sent);
  const overdue = family.marked.has(view.key) ? undefined : firstMomentAfter(view.due);
  const before =
    sent === 0 && clock?.remindBefore !== undefined
      ? dueFrom(calendar, view.due.at, clock.remindBefore)
      : undefined;
  const reminder = before?.ok ? justAfter(before.value.at) : undefined;
  if (reminder === undefined || overdue === undefined) return overdue ?? reminder;
  return reminder < overdue ? reminder : overdue;
}

/** The number of the last reminder; those that nobody could send in time are passed over. */
function remindersSent(family: Pick<Family, 'marked'>, view: ClockView): number {
  let sent = 0;
  for (const mark of family.marked) {
    if (mark.startsWith(`${view.key}#`))
      sent = Math.max(sent, Number(mark.slice(view.key.length + 1)));
  }
  return sent;
}

/** The first reminder goes out when it is due, the others one `repeat` after the one before. */
function reminderTime(
  calendar: WorkingCalendar,
  due: Due,
  clock: Clock | undefined,
  sent: number,
): Instant | undefined {
  let { at } = due;
  for (let number = 0; number < sent; number++) {
    if (clock?.repeat === undefined) return undefined;
    const next = dueFrom(calendar, at, clock.repeat);
    if (!next.ok) return undefined;
    at = next.value.at;
  }
  return justAfter(at);
}

/** Hours and minutes are over at their instant; everything else when its day is. */
function firstMomentAfter(due: Due): Instant {
  const elapsed = due.period.unit === 'hours' || due.period.unit === 'minutes';
  return elapsed ? justAfter(due.at) : startOfDay(addDays(due.day, 1));
}

function justAfter(instant: Instant): Instant {
  return fromMilliseconds(toMilliseconds(instant) + 1);
}
