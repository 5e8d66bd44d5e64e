/** What a step waits for can come about before it, and those who take it may record its form. */
import { leavesIn } from '../conditions.ts';
import type { Clock, Gate, Pathway, Protocol, Step } from '../protocol.ts';
import type { Fault } from './proof.ts';
import { reachableFrom } from './prove-clocks.ts';
import { happensAt } from './prove-stages.ts';
import { blockingGates, type Edge, edgesOf, nameOf, spots, wayTo } from './walk.ts';

export function proveSteps(protocol: Protocol): readonly Fault[] {
  return [...protocol.pathways.values()].flatMap((pathway) => [
    ...waitsInVain(protocol, pathway),
    ...[...pathway.steps.values()].flatMap((step) => formsNotTheirs(protocol, pathway, step)),
  ]);
}

/** A gate that waits for the least of a clock that nothing before the step can start. */
function waitsInVain(protocol: Protocol, pathway: Pathway): readonly Fault[] {
  const told = new Set<string>();
  return edgesOf(pathway).flatMap((edge) =>
    blockingGates(protocol, edge)
      .flatMap((id) => protocol.gates.get(id) ?? [])
      .flatMap((gate) => clocksAwaited(gate, pathway))
      .filter((clock) => !startsBefore(pathway, clock, edge))
      .flatMap((clock): readonly Fault[] => {
        const name = nameOf(edge);
        if (told.has(`${name} ${clock.id}`)) return [];
        told.add(`${name} ${clock.id}`);
        const spot = spots(pathway, new Set(), (seen) => seen).find(
          ({ stage }) => stage === edge.from,
        );
        return [
          {
            proof: 'steps can be taken',
            says: `“${name}” can never be done: it waits for “${clock.title}”, which nothing before it starts.`,
            about: `step ${pathway.id}.${edge.step.id}`,
            path: spot === undefined ? [] : [...wayTo(spot), name],
          },
        ];
      }),
  );
}

/** Only what surely must be: not what is one of several ways, or is to be absent. */
function clocksAwaited({ needs, when }: Gate, pathway: Pathway): readonly Clock[] {
  if (when !== undefined) return [];
  const all = needs.is === 'all' ? needs.of : [needs];
  return all
    .filter((part) => part.is === 'not-before')
    .flatMap(leavesIn)
    .flatMap((leaf) => (leaf.is === 'not-before' ? (pathway.clocks.get(leaf.clock) ?? []) : []));
}

function startsBefore(pathway: Pathway, clock: Clock, edge: Edge): boolean {
  return clock.starts.some((moment) => {
    if (moment.of !== 'step' && moment.of !== 'stage') return true;
    if (moment.of === 'stage' && moment.stage === edge.from) return true;
    return edgesOf(pathway).some(
      (each) => happensAt(moment, each) && reachableFrom(pathway, each.to).has(edge.from),
    );
  });
}

function formsNotTheirs(protocol: Protocol, pathway: Pathway, step: Step): readonly Fault[] {
  const form = step.form === undefined ? undefined : protocol.evidence.get(step.form);
  if (form === undefined || form.states.length === 0) return [];
  if (form.by.some((role) => step.by.includes(role))) return [];
  return [
    {
      proof: 'steps can be taken',
      says: `“${step.title}” can never be done: nobody who takes it may record ${form.noun} in any state.`,
      about: `step ${pathway.id}.${step.id}`,
      path: [],
    },
  ];
}
