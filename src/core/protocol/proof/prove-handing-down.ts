/** No way leads to Early Help holding the family that has not passed the gates the policy demands first. */
import type { Pathway, Protocol } from '../protocol.ts';
import type { Fault } from './proof.ts';
import { blockingGates, type Edge, spots, wayTo } from './walk.ts';

export function proveHandingDown(protocol: Protocol): readonly Fault[] {
  return [...protocol.pathways.values()]
    .filter((pathway) => pathway.direction === 'down')
    .flatMap((pathway) => handing(protocol, pathway));
}

function handing(protocol: Protocol, pathway: Pathway): readonly Fault[] {
  const down = [...pathway.stages.values()].filter((stage) => {
    const role =
      stage.holder === 'unchanged' || stage.holder === 'as-before'
        ? undefined
        : protocol.roles.get(stage.holder);
    return role?.side === 'early-help';
  });
  if (down.length === 0) return [];
  if (pathway.beforeHandingDown.length === 0) {
    return [
      {
        proof: 'agreed before handing down',
        says: `“${pathway.title}” hands families down, but does not say what must have been agreed first. Give it before-handing-down: the gates for the family's agreement and, where the policy asks, a named worker.`,
        about: `pathway ${pathway.id}`,
        path: [],
      },
    ];
  }
  const after = (seen: ReadonlySet<string>, edge: Edge): ReadonlySet<string> => {
    const passed = blockingGates(protocol, edge).filter((gate) =>
      pathway.beforeHandingDown.includes(gate),
    );
    return passed.length === 0 ? seen : new Set([...seen, ...passed]);
  };
  const told = new Set<string>();
  return spots(pathway, new Set(), after).flatMap((spot) => {
    const stage = down.find((each) => each.id === spot.stage);
    if (stage === undefined) return [];
    return pathway.beforeHandingDown
      .filter((gate) => !spot.seen.has(gate) && !told.has(`${gate} ${stage.id}`))
      .map((gate): Fault => {
        told.add(`${gate} ${stage.id}`);
        return {
          proof: 'agreed before handing down',
          says: `Early Help can come to hold the family at “${stage.title}” without “${protocol.gates.get(gate)?.title ?? gate}”.`,
          about: `stage ${pathway.id}.${stage.id}`,
          path: wayTo(spot),
        };
      });
  });
}
