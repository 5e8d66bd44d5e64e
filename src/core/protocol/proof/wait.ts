/**
 * The longest lawful wait: with everybody on time, how long a family may wait from one moment of a pathway to another.
 *
 * Along one way through the pathway every clock is a limit between two steps. The most that can lie between the first
 * and the last step is then the shortest chain of limits that spans them; where no limit spans a step, there is none.
 */
import type { Period } from '../../calendar/period.ts';
import type { ClauseId, Clock, Moment, Pathway, Protocol } from '../protocol.ts';
import { happensAt } from './prove-stages.ts';
import { type Edge, edgesOf, nameOf } from './walk.ts';

export interface Limit {
  readonly title: string;
  readonly workingDays: number;
  readonly clauses: readonly ClauseId[];
}

export interface Wait {
  readonly pathway: string;
  /** The way on which the wait is longest, in titles. */
  readonly way: readonly string[];
  /** Undefined where the policy sets no limit: see `unlimited`. */
  readonly workingDays: number | undefined;
  readonly limits: readonly Limit[];
  /** The steps before which nothing limits the wait. */
  readonly unlimited: readonly string[];
}

/** The longest wait on any way, and on each way whether it is limited at all; one answer for each distinct way, the worst first. */
export function waits(protocol: Protocol, pathway: Pathway): readonly Wait[] {
  const { wait } = pathway;
  if (wait === undefined) return [];
  return ways(pathway, wait.from, wait.to)
    .map((way) => waitOn(protocol, pathway, way))
    .toSorted(
      (a, b) =>
        (b.workingDays ?? Number.POSITIVE_INFINITY) - (a.workingDays ?? Number.POSITIVE_INFINITY) ||
        a.way.length - b.way.length,
    );
}

/** Every way from the step where `from` occurs to the step where `to` occurs, visiting no stage twice. */
function ways(pathway: Pathway, from: Moment, to: Moment): readonly (readonly Edge[])[] {
  const edges = edgesOf(pathway);
  const found: Edge[][] = [];
  const follow = (way: readonly Edge[], stages: ReadonlySet<string>): void => {
    const last = way.at(-1);
    if (last === undefined || found.length > mostWays) return;
    if (way.length > 1 && happensAt(to, last)) {
      found.push([...way]);
      return;
    }
    for (const edge of edges) {
      if (edge.from !== last.to) continue;
      const arrives = happensAt(to, edge);
      if (
        !arrives &&
        (edge.from === edge.to ||
          stages.has(edge.to) ||
          pathway.stages.get(edge.to)?.kind === 'end')
      )
        continue;
      follow([...way, edge], new Set([...stages, edge.to]));
    }
  };
  for (const edge of edges)
    if (happensAt(from, edge)) follow([edge], new Set([edge.from, edge.to]));
  return found;
}

// More ways than anybody would read; the policies seen have fewer than a hundred.
const mostWays = 2000;

interface Bound extends Limit {
  readonly from: number;
  readonly to: number;
}

function waitOn(protocol: Protocol, pathway: Pathway, way: readonly Edge[]): Wait {
  const bounds = [...clockBounds(pathway, way), ...forumBounds(protocol, way)];
  const last = way.length - 1;
  const chain = shortest(bounds, last);
  const unlimited = way
    .slice(1)
    .flatMap((edge, index) =>
      bounds.some((bound) => bound.from <= index && bound.to >= index + 1) ? [] : [nameOf(edge)],
    );
  return {
    pathway: pathway.title,
    way: way.map(nameOf),
    workingDays: chain?.reduce((sum, bound) => sum + bound.workingDays, 0),
    limits: chain ?? bounds,
    unlimited,
  };
}

function clockBounds(pathway: Pathway, way: readonly Edge[]): readonly Bound[] {
  return [...pathway.clocks.values()].flatMap((clock) => {
    const length = limitOf(clock);
    const from = way.findLastIndex((edge) =>
      clock.starts.some((moment) => happensAt(moment, edge)),
    );
    const to = way.findIndex(
      (edge, index) => index > from && clock.stops.some((moment) => happensAt(moment, edge)),
    );
    if (length === undefined || from < 0 || to < 0) return [];
    return [{ from, to, title: clock.title, workingDays: length, clauses: clock.clauses }];
  });
}

/** From being listed to being decided at most the longest gap between sittings passes. */
function forumBounds(protocol: Protocol, way: readonly Edge[]): readonly Bound[] {
  return way.flatMap((edge, from): readonly Bound[] => {
    const listed = edge.outcome?.effects.lists ?? edge.step.effects.lists;
    const forum = listed === undefined ? undefined : protocol.forums.get(listed.forum);
    if (forum === undefined) return [];
    const to = way.findIndex(
      (next, index) =>
        index > from &&
        (next.step.effects.decides === forum.id || next.outcome?.effects.decides === forum.id),
    );
    if (to < 0) return [];
    const gap = forum.rhythm.reduce(
      (most, span) =>
        Math.max(
          most,
          span.pattern.kind === 'monthly'
            ? 25
            : span.pattern.on.length > 1
              ? 5 - span.pattern.on.length + 1
              : 5 * span.pattern.everyWeeks,
        ),
      0,
    );
    return [{ from, to, title: forum.title, workingDays: gap, clauses: forum.clauses }];
  });
}

/** Steps cannot come before those before them, so a limit to a later step also limits every earlier one. */
function shortest(bounds: readonly Bound[], last: number): readonly Bound[] | undefined {
  const best: (readonly Bound[] | undefined)[] = [[]];
  for (let at = 1; at <= last; at += 1) {
    let chosen: readonly Bound[] | undefined;
    for (const bound of bounds) {
      if (bound.to < at || bound.from >= at) continue;
      const before = best[bound.from];
      if (before === undefined) continue;
      const chain = [...before, bound];
      if (chosen === undefined || total(chain) < total(chosen)) chosen = chain;
    }
    best[at] = chosen;
  }
  return best[last];
}

function total(chain: readonly Bound[]): number {
  return chain.reduce((sum, bound) => sum + bound.workingDays, 0);
}

/** A hard or best-practice limit in working days; a reminder limits nothing. */
function limitOf(clock: Clock): number | undefined {
  if (clock.strength === 'reminder') return undefined;
  if (clock.due.is === 'period') return workingDaysOf(clock.due.period);
  return clock.due.is === 'field' && clock.due.limit !== undefined
    ? workingDaysOf(clock.due.limit)
    : undefined;
}

/** Periods in working days, rounded up: a week is five, a month at most twenty-three, an hour none. */
function workingDaysOf(period: Period): number | undefined {
  if (period.unit === 'same day') return 0;
  if (period.direction === 'before') return undefined;
  switch (period.unit) {
    case 'minutes':
      return 0;
    case 'hours':
      return Math.floor(period.count / 24);
    case 'working days':
      return period.count;
    case 'days':
      return Math.ceil((period.count * 5) / 7);
    case 'weeks':
      return period.count * 5;
    case 'months':
      return period.count * 23;
  }
}
