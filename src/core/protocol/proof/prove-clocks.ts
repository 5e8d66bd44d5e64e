/** Every clock can start and can stop, and no deadline is past before it is known. */
import type { Period } from '../../calendar/period.ts';
import { kindsThatAre } from '../conditions.ts';
import { firstStages } from '../first-stages.ts';
import type { Clock, Forum, Moment, Obligation, Pathway, Protocol } from '../protocol.ts';
import type { Fault } from './proof.ts';
import { happensAt } from './prove-stages.ts';
import { edgesOf, spots, wayTo } from './walk.ts';

export function proveClocks(protocol: Protocol): readonly Fault[] {
  const inPathways = [...protocol.pathways.values()].flatMap((pathway) =>
    [...pathway.clocks.values()].flatMap((clock) => [
      ...runs(protocol, clock, [pathway], `clock ${clock.id}`),
      ...stopsSomewhere(pathway, clock),
      ...inTime(protocol, clock),
    ]),
  );
  const inDuties = [...protocol.obligations.values()].flatMap((duty) =>
    [...duty.clocks.values()].flatMap((clock) => [
      ...runs(protocol, clock, pathwaysOf(protocol, duty), `clock ${clock.id}`),
      ...inTime(protocol, clock),
    ]),
  );
  return [...inPathways, ...inDuties];
}

function pathwaysOf(protocol: Protocol, duty: Obligation): readonly Pathway[] {
  return duty.pathways.flatMap((id) => protocol.pathways.get(id) ?? []);
}

function runs(
  protocol: Protocol,
  clock: Clock,
  pathways: readonly Pathway[],
  about: string,
): readonly Fault[] {
  const faults: Fault[] = [];
  const fault = (says: string): void => {
    faults.push({ proof: 'clocks start and stop', says, about, path: [] });
  };
  if (!clock.starts.some((moment) => canOccur(protocol, moment, pathways)))
    fault(`“${clock.title}” can never start.`);
  const never =
    clock.stops.length > 0 && !clock.stops.some((moment) => canOccur(protocol, moment, pathways));
  if (never) fault(`“${clock.title}” can never stop.`);
  return faults;
}

/** Whether a moment can occur: its step leads out of a stage that is reached, somebody may record its evidence, and so on. */
export function canOccur(
  protocol: Protocol,
  moment: Moment,
  pathways: readonly Pathway[],
): boolean {
  switch (moment.of) {
    case 'step':
    case 'stage':
    case 'listed':
    case 'sitting':
      return pathways.some((pathway) => {
        const reached = new Set(
          spots(pathway, new Set(), (seen) => seen).map((spot) => spot.stage),
        );
        if (moment.of === 'stage' && firstStages(pathway).includes(moment.stage)) return true;
        return edgesOf(pathway).some((edge) => reached.has(edge.from) && happensAt(moment, edge));
      });
    case 'evidence':
    case 'field': {
      const kinds = kindsThatAre(moment.kind, protocol.evidence);
      const recorded = kinds.some((kind) => (protocol.evidence.get(kind)?.by.length ?? 0) > 0);
      const byStep = [...protocol.pathways.values()].some((pathway) =>
        [...pathway.steps.values()].some(
          (step) => step.form !== undefined && kinds.includes(step.form),
        ),
      );
      return recorded || byStep;
    }
    case 'passed':
      return canOccur(protocol, moment.since, pathways);
    case 'level':
      return [...protocol.pathways.values()].some((pathway) =>
        edgesOf(pathway).some(({ step, outcome }) =>
          [step.effects, outcome?.effects].some(
            (effects) =>
              effects?.setsLevel !== undefined &&
              ('field' in effects.setsLevel || effects.setsLevel.level === moment.level),
          ),
        ),
      );
    case 'consent':
    case 'assigned':
    case 'started':
    case 'ended':
    case 'obligation-started':
      return true;
  }
}

/** A clock that steps start and only steps stop must be stopped on some way onward from each start. */
function stopsSomewhere(pathway: Pathway, clock: Clock): readonly Fault[] {
  const bySteps =
    clock.stops.length > 0 &&
    clock.stops.every((moment) => moment.of === 'step' || moment.of === 'stage');
  if (!bySteps) return [];
  const edges = edgesOf(pathway);
  const found = spots(pathway, new Set(), (seen) => seen);
  return edges
    .filter((edge) => clock.starts.some((moment) => happensAt(moment, edge)))
    .flatMap((edge): readonly Fault[] => {
      const onward = reachableFrom(pathway, edge.to);
      const stopped = edges.some(
        (next) => onward.has(next.from) && clock.stops.some((moment) => happensAt(moment, next)),
      );
      if (stopped) return [];
      const spot = found.find((each) => each.stage === edge.from);
      return [
        {
          proof: 'clocks start and stop',
          says: `Once “${clock.title}” has been started by “${edge.step.title}”, nothing that can follow stops it.`,
          about: `clock ${clock.id}`,
          path: spot === undefined ? [] : [...wayTo(spot), edge.step.title],
        },
      ];
    })
    .slice(0, 1);
}

export function reachableFrom(pathway: Pathway, stage: string): ReadonlySet<string> {
  const reached = new Set([stage]);
  for (const at of reached)
    for (const edge of edgesOf(pathway)) if (edge.from === at) reached.add(edge.to);
  return reached;
}

/** A deadline that counts back from a sitting must leave room: a case is never listed longer before it than the rhythm allows. */
function inTime(protocol: Protocol, clock: Clock): readonly Fault[] {
  if (clock.due.is !== 'period' || !isBefore(clock.due.period)) return [];
  const back = daysOf(clock.due.period);
  return clock.starts.flatMap((moment): readonly Fault[] => {
    const forum = moment.of === 'sitting' ? protocol.forums.get(moment.forum) : undefined;
    if (forum === undefined) return [];
    const room = mostDaysAhead(forum);
    if (back <= room) return [];
    return [
      {
        proof: 'deadlines can be met',
        says: `“${clock.title}” is due ${back} days before the ${forum.short}, but a case is listed at most ${room} days before it.`,
        about: `clock ${clock.id}`,
        path: [],
      },
    ];
  });
}

function isBefore(period: Period): boolean {
  return period.unit !== 'same day' && period.direction === 'before';
}

/** Days of the calendar that a period spans at least. */
function daysOf(period: Period): number {
  switch (period.unit) {
    case 'same day':
      return 0;
    case 'minutes':
    case 'hours':
      return 1;
    case 'days':
      return period.count;
    case 'weeks':
      return period.count * 7;
    case 'months':
      return period.count * 30;
    case 'working days':
      return period.count + Math.floor(period.count / 5) * 2;
  }
}

/** The longest time between a cut-off and the sitting after the one just missed. */
function mostDaysAhead(forum: Forum): number {
  const gaps = forum.rhythm.map((span) => {
    if (span.pattern.kind === 'monthly') return 35;
    if (span.pattern.on.length <= 1) return 7 * span.pattern.everyWeeks;
    return 7;
  });
  const lead = forum.parts.some((part) => part.cutOff !== undefined) ? 6 : 0;
  return Math.max(...gaps, 0) + lead;
}
