/** Exactly one holder in every state, and every role that is used can be held by somebody. */
import type { Protocol, Role, RoleId } from '../protocol.ts';
import type { Fault } from './proof.ts';
import { spots, wayTo } from './walk.ts';

export function proveRoles(protocol: Protocol): readonly Fault[] {
  return [...holders(protocol), ...actors(protocol), ...nameable(protocol)];
}

/** Every stage names a role whose seat is never empty: a team, or a person with a team behind. */
function holders(protocol: Protocol): readonly Fault[] {
  return [...protocol.pathways.values()].flatMap((pathway) =>
    spots(pathway, new Set(), (seen) => seen).flatMap((spot): readonly Fault[] => {
      const stage = pathway.stages.get(spot.stage);
      if (stage === undefined || stage.holder === 'as-before') return [];
      const about = `stage ${pathway.id}.${stage.id}`;
      if (stage.holder === 'unchanged') {
        return pathway.direction === 'beside'
          ? []
          : [
              {
                proof: 'one holder',
                says: `Nobody is named as holding the family at “${stage.title}”.`,
                about,
                path: wayTo(spot),
              },
            ];
      }
      const role = protocol.roles.get(stage.holder);
      if (role !== undefined && lastResort(protocol, role) !== undefined) return [];
      return [
        {
          proof: 'one holder',
          says: `At “${stage.title}” nobody would hold the family while no ${role?.title ?? stage.holder} is named.`,
          about,
          path: wayTo(spot),
        },
      ];
    }),
  );
}

/** The nearest team behind a role; undefined where managers end or go round in a circle. */
function lastResort(protocol: Protocol, role: Role): Role | undefined {
  const passed = new Set<RoleId>();
  for (
    let at: Role | undefined = role;
    at !== undefined && !passed.has(at.id);
    at = at.manager === undefined ? undefined : protocol.roles.get(at.manager)
  ) {
    if (at.held === 'team') return at;
    passed.add(at.id);
  }
  return undefined;
}

/** Somebody can take every step, record every form, start every pathway. */
function actors(protocol: Protocol): readonly Fault[] {
  const faults: Fault[] = [];
  const need = (roles: readonly RoleId[], what: string, about: string): void => {
    if (roles.some((role) => protocol.roles.has(role))) return;
    faults.push({ proof: 'roles can be held', says: `Nobody may ${what}.`, about, path: [] });
  };
  for (const pathway of protocol.pathways.values()) {
    need(pathway.start.by, `start “${pathway.title}”`, `pathway ${pathway.id}`);
    for (const step of pathway.steps.values())
      need(step.by, `take “${step.title}”`, `step ${pathway.id}.${step.id}`);
  }
  for (const evidence of protocol.evidence.values()) {
    const about = `evidence ${evidence.id}`;
    need(evidence.by, `record ${evidence.noun}`, about);
    for (const state of evidence.states)
      need(state.by, `record ${evidence.noun} as “${state.title}”`, about);
  }
  return faults;
}

/** A person's role that holds families can be filled: by a step, or at registration by whoever starts. */
function nameable(protocol: Protocol): readonly Fault[] {
  const filled = new Set<RoleId>();
  for (const pathway of protocol.pathways.values()) {
    for (const filling of pathway.start.fills) filled.add(filling.role);
    for (const step of pathway.steps.values()) {
      for (const effects of [step.effects, ...step.outcomes.map((outcome) => outcome.effects)]) {
        for (const filling of effects.fills) filled.add(filling.role);
      }
    }
  }
  const holding = new Set(
    [...protocol.pathways.values()].flatMap((pathway) =>
      [...pathway.stages.values()].map((stage) => stage.holder),
    ),
  );
  return [...protocol.roles.values()]
    .filter((role) => role.held === 'family' && holding.has(role.id) && !filled.has(role.id))
    .map((role) => ({
      proof: 'roles can be held' as const,
      says: `No step names the ${role.title}, who is to hold families.`,
      about: `role ${role.id}`,
      path: [],
    }));
}
