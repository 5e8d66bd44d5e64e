/** Compares what a story says of clocks: when they are due, stopped, overdue, reminded of, moved. */
import { dayOf, formatLocal, type Instant } from '../core/calendar/time.ts';
import type { ClockView } from '../core/family/derived.ts';
import type { Protocol } from '../core/protocol/protocol.ts';
import type { After } from './after.ts';
import { known } from './cast.ts';
import { type Difference, sameSet, sameText } from './difference.ts';
import type { Expectation } from './expectation.ts';
import type { Word } from './scenario.ts';

export function checkClocks(expected: Expectation, after: After): readonly Difference[] {
  const { clocks } = after.derived;
  const overdue = clocks.filter((view) => view.state === 'overdue').map((view) => view.id);
  const moved = after.events.flatMap((event) =>
    event.type === 'DatesWorkedOutAgain'
      ? event.changes.map(
          (change) => clocks.find((view) => view.key === change.clock)?.id ?? change.clock,
        )
      : [],
  );
  return [
    ...(expected.due ?? []).flatMap(([clock, due]) => checkDue(clock, due, after)),
    ...(expected.stopped ?? []).flatMap(([clock, at]) => checkStopped(clock, at, after)),
    ...(expected.overdue === undefined ? [] : sameSet('Overdue', expected.overdue, overdue)),
    ...(expected.moved === undefined ? [] : sameSet('Dates that moved', expected.moved, moved)),
    ...(expected.reminders ?? []).flatMap(([clock, count]) => {
      const id = clockId(after.protocol, clock);
      const sent = after.history.filter(
        (event) => event.type === 'ReminderSent' && event.id === id,
      );
      return sameText(`Reminders of ${id}`, count.text, String(sent.length));
    }),
  ];
}

function checkDue(clock: Word, expected: Word, after: After): readonly Difference[] {
  const id = clockId(after.protocol, clock);
  const running = after.derived.clocks.filter(
    (view) => view.id === id && view.stopped === undefined,
  );
  const found = running.map((view) => dueIn(view, expected.text));
  return sameText(
    `Due, ${id}`,
    asMoment(expected.text),
    found.length === 0 ? 'none' : [...new Set(found)].join(' and '),
  );
}

function checkStopped(clock: Word, expected: Word, after: After): readonly Difference[] {
  const id = clockId(after.protocol, clock);
  const views = after.derived.clocks.filter((view) => view.id === id);
  const found = views.map((view) =>
    view.stopped === undefined ? 'still running' : inTheFormOf(expected.text, view.stopped.at),
  );
  return sameText(
    `Stopped, ${id}`,
    asMoment(expected.text),
    found.length === 0 ? 'none' : [...new Set(found)].join(' and '),
  );
}

function dueIn(view: ClockView, expected: string): string {
  if (view.due === undefined) return view.problem ?? 'undated';
  return inTheFormOf(expected, view.due.at);
}

/** A story gives a day where the day is what counts, and a time where the time does. */
function inTheFormOf(expected: string, at: Instant): string {
  if (/^\d{4}-\d\d-\d\d$/.test(expected)) return dayOf(at);
  const local = formatLocal(at);
  return /:\d\d:\d\d$/.test(expected) ? local : local.slice(0, 16);
}

function asMoment(text: string): string {
  return text.replace(/^(\d{4}-\d\d-\d\d) (\d)/, '$1T$2');
}

function clockId(protocol: Protocol, word: Word): string {
  const clocks = [
    ...[...protocol.pathways.values()].flatMap((pathway) => [...pathway.clocks.keys()]),
    ...[...protocol.obligations.values()].flatMap((obligation) => [...obligation.clocks.keys()]),
  ];
  return known('clock', word, clocks);
}
