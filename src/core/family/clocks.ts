/** The clocks that run for a family, worked out afresh from the history, the protocol and the calendar (design §8). */
import { type Due, dueFrom, isOverdue } from '../calendar/due.ts';
import { isElapsed, parsePeriod } from '../calendar/period.ts';
import { dayOf, endOfDay } from '../calendar/time.ts';
import type { WorkingCalendar } from '../calendar/working-calendar.ts';
import type { Clock, Moment, ObligationId } from '../protocol/protocol.ts';
import type { ClockView } from './derived.ts';
import type { ClockKey } from './events.ts';
import { notBefore } from './evolve.ts';
import type { Stamp, Transfer } from './family.ts';
import { evidenceOf, fieldStamp, inTransfer, occurrences, type Scene } from './moments.ts';
import type { PersonId } from './people.ts';

/**
 * The instance of a clock for each of the children, joined where it is the same. None while nothing has started it, and
 * none when its transfer has ended before it was stopped, unless it outlives the transfer.
 */
export function clockViews(
  clock: Clock,
  scene: Scene,
  children: readonly PersonId[],
  obligation?: ObligationId,
): readonly ClockView[] {
  const views = new Map<string, ClockView>();
  for (const child of children) {
    const view = clockView(clock, { ...scene, child }, obligation);
    if (view === undefined) continue;
    const same = `${view.key} ${view.stopped?.at ?? ''} ${view.due?.at ?? ''}`;
    const known = views.get(same);
    views.set(
      same,
      known === undefined ? view : { ...known, children: [...known.children, child] },
    );
  }
  return [...views.values()];
}

function clockView(
  clock: Clock,
  scene: Scene,
  obligation: ObligationId | undefined,
): ClockView | undefined {
  const started = newest(clock.starts, scene);
  if (started === undefined) return undefined;
  const stopped = firstAfter(clock.stops, countsBack(clock) ? undefined : started, scene);
  const over = isOver(scene) && !clock.outlives && obligation === undefined;
  if (stopped === undefined && over) return undefined;
  const { due, problem } = dueOf(clock, started, scene);
  const least = leastOf(clock, started, scene);
  const late =
    due !== undefined && clock.strength !== 'reminder' && isOverdue(due, stopped?.at ?? scene.at);
  return {
    key: keyOf(clock, scene.transfer, started, obligation),
    id: clock.id,
    title: clock.title,
    transfer: scene.transfer?.id,
    obligation,
    children: scene.child === undefined ? [] : [scene.child],
    started,
    due,
    problem,
    notBefore: least,
    early: least !== undefined && stopped !== undefined && !hasCome(least, stopped),
    counted: countedSoFar(clock, started, scene),
    stopped,
    state:
      stopped === undefined ? (late ? 'overdue' : 'running') : late ? 'stopped-late' : 'stopped',
    strength: clock.strength,
    by: clock.by,
    tellsWhenOverdue: clock.tellsWhenOverdue,
    stopHint: clock.stopHint,
    clauses: clock.clauses,
    written: clock.written,
    reading: clock.reading,
  };
}

/** The earliest that what stops the clock may happen; undefined where it has no least, or has not started. */
export function earliest(clock: Clock, scene: Scene): Due | undefined {
  const started = newest(clock.starts, scene);
  return started === undefined ? undefined : leastOf(clock, started, scene);
}

/** Whether the least has passed: its day has come, or its hour where it runs by the clock. */
export function hasCome(least: Due, at: Pick<Stamp, 'at'>): boolean {
  return isElapsed(least.period) ? at.at >= least.at : dayOf(at.at) >= least.day;
}

/** When the clock started; undefined while nothing has started it. */
export function clockStart(clock: Clock, scene: Scene): Stamp | undefined {
  return newest(clock.starts, scene);
}

function leastOf(clock: Clock, started: Stamp, scene: Scene): Due | undefined {
  if (clock.notBefore === undefined) return undefined;
  const least = dueFrom(scene.calendar, started.at, clock.notBefore);
  return least.ok ? least.value : undefined;
}

/** How many of the occurrences that a clock counts have been; undefined for one that counts time. */
function countedSoFar(clock: Clock, started: Stamp, scene: Scene): ClockView['counted'] {
  if (clock.due.is !== 'count') return undefined;
  const been = since(clock.due.moment, started, scene).length;
  return { been: Math.min(been, clock.due.count), most: clock.due.count };
}

function since(moment: Moment, started: Stamp, scene: Scene): readonly Stamp[] {
  return relevant(moment, scene).filter(
    (stamp) => notBefore(stamp, started) && stamp.at !== started.at,
  );
}

/** Soonest first; undated ones after the dated; stopped ones last. */
export function byUrgency(a: ClockView, b: ClockView): number {
  const stopped = Number(a.stopped !== undefined) - Number(b.stopped !== undefined);
  if (stopped !== 0) return stopped;
  const [first, second] = [a.due?.at ?? '9999', b.due?.at ?? '9999'];
  return first < second ? -1 : first > second ? 1 : a.title < b.title ? -1 : 1;
}

/**
 * How many reminders have come due by an instant: one when the clock is due, then one each `repeat`. A clock that is
 * no reminder has one at most, `remindBefore` its due time.
 */
export function remindersDue(
  clock: Clock,
  view: ClockView,
  calendar: WorkingCalendar,
  now: string,
): number {
  if (view.due === undefined || view.stopped !== undefined) return 0;
  if (clock.strength !== 'reminder') {
    if (clock.remindBefore === undefined) return 0;
    const before = dueFrom(calendar, view.due.at, clock.remindBefore);
    return before.ok && before.value.at < now ? 1 : 0;
  }
  let count = 0;
  let at = view.due.at;
  // A reminder repeats for as long as nobody decides; a thousand is more than any family will see.
  while (at < now && count < 1000) {
    count += 1;
    if (clock.repeat === undefined) break;
    const next = dueFrom(calendar, at, clock.repeat);
    if (!next.ok) break;
    at = next.value.at;
  }
  return count;
}

function dueOf(
  clock: Clock,
  started: Stamp,
  scene: Scene,
): { readonly due: Due | undefined; readonly problem: string | undefined } {
  switch (clock.due.is) {
    case 'undated':
      return { due: undefined, problem: undefined };
    case 'count': {
      const nth = since(clock.due.moment, started, scene)[clock.due.count - 1];
      const due = nth && dueFrom(scene.calendar, nth.at, { unit: 'same day' });
      return { due: due?.ok ? due.value : undefined, problem: undefined };
    }
    case 'period': {
      const due = dueFrom(scene.calendar, started.at, clock.due.period);
      return due.ok
        ? { due: due.value, problem: undefined }
        : { due: undefined, problem: due.problem };
    }
    case 'field': {
      const limit =
        clock.due.limit === undefined
          ? undefined
          : dueFrom(scene.calendar, started.at, clock.due.limit);
      if (limit !== undefined && !limit.ok) return { due: undefined, problem: limit.problem };
      const agreed = agreedDue(clock.due.kind, clock.due.field, started, scene);
      if (agreed === undefined) return { due: limit?.value, problem: undefined };
      if (limit !== undefined && agreed.at > limit.value.at) {
        return {
          due: limit.value,
          problem: 'The agreed date is later than the limit, so the limit stands.',
        };
      }
      return { due: agreed, problem: undefined };
    }
  }
}

function agreedDue(
  kind: Parameters<typeof evidenceOf>[0],
  field: string,
  started: Stamp,
  scene: Scene,
): Due | undefined {
  const value = evidenceOf(kind, scene).at(-1)?.fields[field];
  const date = fieldStamp(value);
  if (date !== undefined) {
    return {
      at: date.dayOnly ? endOfDay(date.day) : date.at,
      day: date.day,
      start: started.at,
      period: { unit: 'same day' },
      notCounted: [],
      calendarVersion: scene.calendar.version,
      agreed: date.dayOnly ? 'day' : 'minute',
    };
  }
  const period = typeof value === 'string' ? parsePeriod(value) : undefined;
  if (period?.ok !== true) return undefined;
  const due = dueFrom(scene.calendar, started.at, period.value);
  return due.ok ? due.value : undefined;
}

function newest(moments: readonly Moment[], scene: Scene): Stamp | undefined {
  let found: Stamp | undefined;
  for (const moment of moments) {
    for (const stamp of relevant(moment, scene))
      if (found === undefined || notBefore(stamp, found)) found = stamp;
  }
  return found === undefined ? undefined : { at: found.at, day: found.day, dayOnly: found.dayOnly };
}

/** Whether the transfer has ended, or the scene's child has come to an end of it while a sibling goes on. */
function isOver({ protocol, transfer, child }: Scene): boolean {
  if (transfer === undefined || transfer.state === 'ended') return transfer !== undefined;
  const place = child === undefined ? undefined : transfer.places.get(child);
  const stages = protocol.pathways.get(transfer.pathway)?.stages;
  return place !== undefined && stages?.get(place.stage)?.kind === 'end';
}

/** A clock that counts back from its start is met before it: what it asks for comes first. */
function countsBack({ due }: Clock): boolean {
  return due.is === 'period' && 'direction' in due.period && due.period.direction === 'before';
}

function firstAfter(
  moments: readonly Moment[],
  start: Stamp | undefined,
  scene: Scene,
): Stamp | undefined {
  let found: Stamp | undefined;
  for (const moment of moments) {
    const stamp = relevant(moment, scene).find(
      (each) => start === undefined || notBefore(each, start),
    );
    if (stamp !== undefined && (found === undefined || stamp.at < found.at)) found = stamp;
  }
  return found === undefined ? undefined : { at: found.at, day: found.day, dayOnly: found.dayOnly };
}

/** A date on a form may lie before or after the transfer; everything else counts only from the transfer's start. */
export function relevant(moment: Moment, scene: Scene): readonly Stamp[] {
  const stamps = occurrences(moment, scene);
  return moment.of === 'field' ? stamps : inTransfer(stamps, scene);
}

function keyOf(
  clock: Clock,
  transfer: Transfer | undefined,
  started: Stamp,
  obligation: ObligationId | undefined,
): ClockKey {
  // The one place where a clock key is made.
  return `${transfer?.id ?? 'family'}/${obligation === undefined ? '' : `${obligation}/`}${clock.id}@${started.at}` as ClockKey;
}
