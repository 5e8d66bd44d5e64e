/** Every stage can be reached and can end, and in none does a family drift. */
import type { Clock, Moment, Pathway, Protocol, StageId } from '../protocol.ts';
import type { Fault } from './proof.ts';
import { canHold } from './satisfiable.ts';
import { type Edge, edgesOf, type Spot, spots, wayTo } from './walk.ts';

export function proveStages(protocol: Protocol): readonly Fault[] {
  return [...protocol.pathways.values()].flatMap((pathway) => [
    ...reachable(pathway),
    ...routed(protocol, pathway),
    ...drift(protocol, pathway),
  ]);
}

/** Every other place to start at is for families that can be. */
function routed(protocol: Protocol, pathway: Pathway): readonly Fault[] {
  return pathway.start.routes
    .filter((route) => canHold(protocol, route.when) === false)
    .map((route) => ({
      proof: 'stages reachable and able to end' as const,
      says: `“${pathway.title}” never starts by “${route.title}”: what it asks for cannot be.`,
      about: `pathway ${pathway.id}`,
      path: [],
    }));
}

function reachable(pathway: Pathway): readonly Fault[] {
  const found = spots(pathway, new Set(), (seen) => seen);
  const edges = edgesOf(pathway);
  const ends = canEnd(pathway, edges);
  const faults: Fault[] = [];
  for (const stage of pathway.stages.values()) {
    const about = `stage ${pathway.id}.${stage.id}`;
    const spot = found.find((each) => each.stage === stage.id);
    if (spot === undefined) {
      faults.push({
        proof: 'stages reachable and able to end',
        says: `No way leads to “${stage.title}”.`,
        about,
        path: [],
      });
    } else if (!ends.has(stage.id)) {
      faults.push({
        proof: 'stages reachable and able to end',
        says: `From “${stage.title}” no way leads to an end.`,
        about,
        path: wayTo(spot),
      });
    }
  }
  return faults;
}

function canEnd(pathway: Pathway, edges: readonly Edge[]): ReadonlySet<StageId> {
  const ending = new Set(
    [...pathway.stages.values()].filter((stage) => stage.kind === 'end').map((stage) => stage.id),
  );
  for (let grew = true; grew; ) {
    grew = false;
    for (const edge of edges) {
      if (!ending.has(edge.to) || ending.has(edge.from)) continue;
      ending.add(edge.from);
      grew = true;
    }
  }
  return ending;
}

/**
 * Drift: a stage, reached in some way, in which no clock surely runs, no sitting is awaited, and the data does not admit
 * with `untimed` that the document sets no time.
 */
function drift(protocol: Protocol, pathway: Pathway): readonly Fault[] {
  if (pathway.direction === 'beside') return [];
  const clocks = [...pathway.clocks.values()];
  const first = (stage: StageId): ReadonlySet<string> =>
    new Set(clocks.filter((clock) => startsAt(clock, stage)).map((clock) => `clock ${clock.id}`));
  const told = new Set<StageId>();
  return spots(pathway, first, (seen, edge) => afterEdge(clocks, seen, edge)).flatMap(
    (spot): readonly Fault[] => {
      const stage = pathway.stages.get(spot.stage);
      if (
        stage === undefined ||
        stage.kind === 'end' ||
        stage.untimed !== undefined ||
        told.has(stage.id)
      )
        return [];
      if (spot.seen.size > 0 || dutyRuns(protocol, pathway, spot)) return [];
      told.add(stage.id);
      return [
        {
          proof: 'no drift',
          says: `At “${stage.title}” no clock runs, so a family can wait there without anybody being told. If the document sets no time, say so with untimed.`,
          about: `stage ${pathway.id}.${stage.id}`,
          path: wayTo(spot),
        },
      ];
    },
  );
}

function dutyRuns(protocol: Protocol, pathway: Pathway, spot: Spot): boolean {
  return [...protocol.obligations.values()].some(
    (duty) =>
      duty.pathways.includes(pathway.id) &&
      duty.when === undefined &&
      duty.clocks.size > 0 &&
      duty.starts.some(
        (moment) =>
          moment.of === 'started' || (moment.of === 'stage' && moment.stage === spot.stage),
      ),
  );
}

/** What surely runs after an edge: clocks that it starts and does not stop, and a place on an agenda. */
function afterEdge(
  clocks: readonly Clock[],
  seen: ReadonlySet<string>,
  edge: Edge,
): ReadonlySet<string> {
  const next = new Set(seen);
  for (const clock of clocks) {
    const name = `clock ${clock.id}`;
    if (clock.stops.some((moment) => happensAt(moment, edge))) next.delete(name);
    if (
      clock.starts.some((moment) => happensAt(moment, edge)) &&
      !clock.stops.some((moment) => happensAt(moment, edge))
    )
      next.add(name);
  }
  for (const effects of [edge.step.effects, edge.outcome?.effects]) {
    if (effects?.decides !== undefined) next.delete(`agenda ${effects.decides}`);
    if (effects?.lists !== undefined) next.add(`agenda ${effects.lists.forum}`);
  }
  return next;
}

function startsAt(clock: Clock, stage: StageId): boolean {
  return clock.starts.some(
    (moment) => moment.of === 'started' || (moment.of === 'stage' && moment.stage === stage),
  );
}

/** Whether a moment surely occurs when the edge is taken: its step, the stage it enters, the form it records. */
export function happensAt(moment: Moment, edge: Edge): boolean {
  switch (moment.of) {
    case 'step':
      return (
        moment.step === edge.step.id &&
        (moment.outcome === undefined || moment.outcome === edge.outcome?.id)
      );
    case 'stage':
      return moment.stage === edge.to && edge.from !== edge.to;
    case 'evidence':
      // Which of several records it is, nobody knows beforehand.
      return (
        moment.kind === edge.step.form && moment.count === undefined && moment.last === undefined
      );
    case 'field':
      return moment.kind === edge.step.form;
    case 'level':
      return [edge.step.effects, edge.outcome?.effects].some(
        (effects) =>
          effects?.setsLevel !== undefined &&
          'level' in effects.setsLevel &&
          effects.setsLevel.level === moment.level,
      );
    case 'listed':
    case 'sitting':
      return (
        edge.step.effects.lists?.forum === moment.forum ||
        edge.outcome?.effects.lists?.forum === moment.forum
      );
    default:
      return false;
  }
}
