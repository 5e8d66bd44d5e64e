/** Every gate can be met and can fail, somebody can record what it looks for, and every step can be taken. */

import { kindsThatAre } from '../conditions.ts';
import type {
  Condition,
  EvidenceKind,
  Gate,
  Pathway,
  Protocol,
  RoleId,
  Step,
} from '../protocol.ts';
import type { Fault } from './proof.ts';
import { canHold } from './satisfiable.ts';
import { blockingGates, edgesOf, nameOf, spots, wayTo } from './walk.ts';

export function proveGates(protocol: Protocol): readonly Fault[] {
  return [
    ...[...protocol.gates.values()].flatMap((gate) => meetable(protocol, gate)),
    ...[...protocol.pathways.values()].flatMap((pathway) => takeable(protocol, pathway)),
  ];
}

function meetable(protocol: Protocol, gate: Gate): readonly Fault[] {
  const about = `gate ${gate.id}`;
  const given = gate.when === undefined ? [] : [gate.when];
  const faults: Fault[] = [];
  const fault = (says: string): void => {
    faults.push({ proof: 'gates can be met and can fail', says, about, path: [] });
  };
  if (gate.when !== undefined && canHold(protocol, gate.when) === false)
    fault(`“${gate.title}” never applies: what it applies to cannot be.`);
  else if (canHold(protocol, gate.needs, given) === false)
    fault(`“${gate.title}” can never be met.`);
  else if (canHold(protocol, { is: 'not', of: gate.needs }, given) === false)
    fault(`“${gate.title}” can never fail, so it holds nothing.`);
  for (const { kind, by } of recordings(gate.needs)) {
    const able = recorders(protocol, kind);
    if (able.size === 0)
      fault(
        `“${gate.title}” looks for ${protocol.evidence.get(kind)?.noun ?? kind}, which nobody may record.`,
      );
    else if (by.length > 0 && !by.some((role) => able.has(role))) {
      const titles = by.map((role) => protocol.roles.get(role)?.title ?? role).join(' or ');
      fault(
        `“${gate.title}” looks for ${protocol.evidence.get(kind)?.noun ?? kind} recorded by ${titles}, who may not record it.`,
      );
    }
  }
  if (gate.exception !== undefined && !gate.exception.by.some((role) => protocol.roles.has(role))) {
    fault(`Nobody may record an exception from “${gate.title}”.`);
  }
  const second = gate.exception?.second ?? [];
  const by = gate.exception?.by ?? [];
  if (second.length > 0 && !second.some((role) => protocol.roles.has(role)))
    fault(`Nobody can be the second person for an exception from “${gate.title}”.`);
  const [onlySecond, ...otherSeconds] = second;
  const [onlyBy, ...otherBy] = by;
  const onePerson =
    onlySecond !== undefined &&
    onlySecond === onlyBy &&
    otherSeconds.length + otherBy.length === 0 &&
    protocol.roles.get(onlySecond)?.held === 'family';
  if (onePerson) {
    fault(
      `An exception from “${gate.title}” needs two people of a role that only one person has for a family.`,
    );
  }
  return faults;
}

/** What the condition must find on file; what it must not find is nobody's to record. */
function recordings(
  condition: Condition,
): readonly { readonly kind: EvidenceKind; readonly by: readonly RoleId[] }[] {
  switch (condition.is) {
    case 'evidence':
      return [{ kind: condition.kind, by: condition.by }];
    case 'all':
      return condition.of.flatMap(recordings);
    case 'any': {
      const [only, ...more] = condition.of;
      return more.length === 0 && only !== undefined ? recordings(only) : [];
    }
    default:
      return [];
  }
}

/** The roles that can put a kind on file: by recording it, something that counts as it, or a step whose form it is. */
function recorders(protocol: Protocol, kind: EvidenceKind): ReadonlySet<RoleId> {
  const kinds = kindsThatAre(kind, protocol.evidence);
  const roles = new Set(kinds.flatMap((each) => protocol.evidence.get(each)?.by ?? []));
  for (const pathway of protocol.pathways.values()) {
    for (const step of pathway.steps.values()) {
      if (step.form !== undefined && kinds.includes(step.form))
        for (const role of step.by) roles.add(role);
    }
  }
  return roles;
}

/** All blocking gates of a step and outcome can be met at once. */
function takeable(protocol: Protocol, pathway: Pathway): readonly Fault[] {
  const reached = new Map(
    spots(pathway, new Set(), (seen) => seen).map((spot) => [spot.stage, spot]),
  );
  const told = new Set<string>();
  return edgesOf(pathway).flatMap((edge): readonly Fault[] => {
    const name = nameOf(edge);
    if (told.has(name)) return [];
    told.add(name);
    const gates = blockingGates(protocol, edge).flatMap((id) => protocol.gates.get(id) ?? []);
    const clash = firstClash(protocol, gates);
    if (clash === undefined && !sameStepClash(protocol, edge.step, gates)) return [];
    const spot = reached.get(edge.from);
    const says =
      clash === undefined
        ? `“${name}” asks two different answers of the same form.`
        : `“${name}” can never be done: “${clash[0].title}” and “${clash[1].title}” cannot both be met.`;
    return [
      {
        proof: 'steps can be taken',
        says,
        about: `step ${pathway.id}.${edge.step.id}`,
        path: spot === undefined ? [] : [...wayTo(spot), name],
      },
    ];
  });
}

function firstClash(protocol: Protocol, gates: readonly Gate[]): readonly [Gate, Gate] | undefined {
  for (const [index, one] of gates.entries()) {
    for (const other of gates.slice(index + 1)) {
      if (one.when !== undefined || other.when !== undefined) continue;
      if (canHold(protocol, one.needs, [other.needs]) === false) return [one, other];
    }
  }
  return undefined;
}

/** Two gates that look at the step's own form for different answers, though not at the newest record only. */
function sameStepClash(protocol: Protocol, step: Step, gates: readonly Gate[]): boolean {
  const { form } = step;
  if (form === undefined) return false;
  const onForm = gates.flatMap((gate) =>
    gate.when === undefined &&
    gate.needs.is === 'evidence' &&
    gate.needs.kind === form &&
    gate.needs.last === 1
      ? [gate.needs]
      : [],
  );
  return onForm.some((one, index) =>
    onForm.slice(index + 1).some((other) => canHold(protocol, one, [other]) === false),
  );
}
