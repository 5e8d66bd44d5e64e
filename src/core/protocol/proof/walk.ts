/** Walks a pathway in every way its steps allow, with what has been seen on the way, shortest ways first. */
import { firstStages } from '../first-stages.ts';
import type { GateId, Outcome, Pathway, Protocol, StageId, Step } from '../protocol.ts';

/** One way to go on: a step, with one of its outcomes if it has them. */
export interface Edge {
  readonly step: Step;
  readonly outcome: Outcome | undefined;
  readonly from: StageId;
  readonly to: StageId;
}

export interface Spot {
  readonly stage: StageId;
  /** What matters of the way here: gates passed, clocks running, people named. */
  readonly seen: ReadonlySet<string>;
  readonly before: Spot | undefined;
  readonly edge: Edge | undefined;
}

/** Every way on from every stage of a pathway. */
export function edgesOf(pathway: Pathway): readonly Edge[] {
  return [...pathway.steps.values()].flatMap((step) =>
    step.from.flatMap((from): readonly Edge[] => {
      if (step.outcomes.length > 0) {
        return step.outcomes.map((outcome) => ({ step, outcome, from, to: outcome.to }));
      }
      return [{ step, outcome: undefined, from, to: step.to === 'stay' ? from : step.to }];
    }),
  );
}

/**
 * Every spot that can be reached, the nearest first: a stage together with what was seen on the way. `first` is what is
 * seen at the start, or says so for the stage at which a transfer starts; `after` says what is seen once an edge has
 * been taken. Both must depend on their arguments only.
 */
export function spots(
  pathway: Pathway,
  first: ReadonlySet<string> | ((stage: StageId) => ReadonlySet<string>),
  after: (seen: ReadonlySet<string>, edge: Edge) => ReadonlySet<string>,
): readonly Spot[] {
  const edges = edgesOf(pathway);
  const found = firstStages(pathway).map((stage): Spot => {
    const seen = typeof first === 'function' ? first(stage) : first;
    return { stage, seen, before: undefined, edge: undefined };
  });
  const known = new Set(found.map(keyOf));
  for (const spot of found) {
    for (const edge of edges) {
      if (edge.from !== spot.stage) continue;
      const next: Spot = { stage: edge.to, seen: after(spot.seen, edge), before: spot, edge };
      const key = keyOf(next);
      if (known.has(key)) continue;
      known.add(key);
      found.push(next);
    }
  }
  return found;
}

function keyOf(spot: Spot): string {
  return `${spot.stage} ${[...spot.seen].sort().join(' ')}`;
}

/** How a spot is reached, in the titles of steps and outcomes. */
export function wayTo(spot: Spot): readonly string[] {
  const way: string[] = [];
  for (let at: Spot | undefined = spot; at?.edge !== undefined; at = at.before) {
    way.unshift(nameOf(at.edge));
  }
  return way;
}

export function nameOf(edge: Edge): string {
  return edge.outcome === undefined ? edge.step.title : `${edge.step.title}: ${edge.outcome.title}`;
}

/** The gates that an edge cannot pass unmet, save by a recorded exception. */
export function blockingGates(protocol: Protocol, edge: Edge): readonly GateId[] {
  const listed = edge.step.gateLists.flatMap((list) => protocol.gateLists.get(list)?.gates ?? []);
  const all = [...edge.step.gates, ...listed, ...(edge.outcome?.gates ?? [])];
  return all.filter((id) => {
    const holds = protocol.gates.get(id)?.holds;
    return holds === 'block' || holds === 'block-unless-exception';
  });
}
