/** What must never happen, proved of the protocol itself before anybody uses it. */

import { periodInWords } from '../calendar/period.ts';
import { kindsIn, kindsThatAre } from './conditions.ts';
import type { Problem } from './problem.ts';
import type {
  Condition,
  Employer,
  EvidenceKind,
  Gate,
  Holds,
  Never,
  Obligation,
  PathwayId,
  Protocol,
  Step,
  StepId,
} from './protocol.ts';
import { type Log, whereIs } from './reading.ts';

/** The nevers that the protocol breaks, each at its own place. */
export function checkNevers(protocol: Protocol, log: Log): readonly Problem[] {
  return protocol.nevers.flatMap((never) => {
    const broken = howBroken(never, protocol);
    if (broken === undefined) return [];
    return [{ ...whereIs(log, never), message: `${broken}. That must never be: "${never.says}"` }];
  });
}

function howBroken(never: Never, protocol: Protocol): string | undefined {
  switch (never.never) {
    case 'gate': {
      const gate = gatesOf(stepOf(protocol, never), protocol).find(
        (each) => blocks(each) && looksFor(each, never.on, protocol),
      );
      return (
        gate &&
        `gate "${gate.id}" looks for evidence "${never.on}" and holds up step "${never.step}"`
      );
    }
    case 'ends-by-time':
      return endsByTime(protocol.obligations.get(never.obligation));
    case 'asks-for':
      return asksFor(never.pathway, never.kind, protocol);
    case 'without-exception':
      return lackingGate(never, protocol, ['block']);
    case 'passes-silently':
      return lackingGate(never, protocol, ['block', 'block-unless-exception']);
    case 'step-by':
      return openTo(never, protocol);
    case 'sets-state': {
      const state = protocol.evidence
        .get(never.kind)
        ?.states.find((each) => each.id === never.state);
      return state?.by.includes(never.role) === true
        ? `state "${never.state}" of evidence "${never.kind}" is open to role "${never.role}"`
        : undefined;
    }
    case 'gates-interrupt':
      return gatedInterrupt(protocol);
  }
}

function stepOf(
  { pathways }: Protocol,
  at: { readonly pathway: PathwayId; readonly step: StepId },
): Step | undefined {
  return pathways.get(at.pathway)?.steps.get(at.step);
}

/** Every gate of a step, from its lists and its outcomes too. */
function gatesOf(step: Step | undefined, protocol: Protocol): readonly Gate[] {
  if (step === undefined) return [];
  return [
    ...ownGates(step, protocol),
    ...step.outcomes.flatMap(({ gates }) => gates.flatMap((id) => protocol.gates.get(id) ?? [])),
  ];
}

/** The gates that stand before a step whatever its outcome. */
function ownGates(step: Step, { gates, gateLists }: Protocol): readonly Gate[] {
  const listed = step.gateLists.flatMap((id) => gateLists.get(id)?.gates ?? []);
  return [...step.gates, ...listed].flatMap((id) => gates.get(id) ?? []);
}

function blocks({ holds }: Gate): boolean {
  return holds === 'block' || holds === 'block-unless-exception';
}

/** Evidence that counts as the kind is the kind. */
function looksFor({ needs, when }: Gate, kind: EvidenceKind, { evidence }: Protocol): boolean {
  const sought = [...kindsIn(needs), ...(when === undefined ? [] : kindsIn(when))];
  const same = kindsThatAre(kind, evidence);
  return sought.some((each) => same.includes(each));
}

/**
 * Clocks change nothing by themselves, so what could end an obligation by time is a limit that is a must with
 * nothing of its own to meet it (a maximum), or an end that is a date.
 */
function endsByTime(obligation: Obligation | undefined): string | undefined {
  if (obligation === undefined) return undefined;
  const limit = [...obligation.clocks.values()].find(
    ({ strength, stops, repeat, due }) =>
      strength === 'must' && stops.length === 0 && repeat === undefined && due.is !== 'undated',
  );
  if (limit !== undefined) {
    const length = limit.due.is === 'period' ? ` (${periodInWords(limit.due.period)})` : '';
    return `clock "${limit.id}"${length} makes a maximum of obligation "${obligation.id}". Make it strength: reminder`;
  }
  const date = obligation.ends.find(({ of }) => of === 'field' || of === 'sitting');
  return date && `obligation "${obligation.id}" ends on a date, by "${date.of}"`;
}

function asksFor(pathway: PathwayId, kind: EvidenceKind, protocol: Protocol): string | undefined {
  const found = protocol.pathways.get(pathway);
  if (found === undefined) return undefined;
  const same = kindsThatAre(kind, protocol.evidence);
  if (protocol.interrupt.pathway === pathway && same.includes(protocol.interrupt.form))
    return `the interrupt asks for "${kind}"`;
  const atStart = found.start.gates
    .flatMap((id) => protocol.gates.get(id) ?? [])
    .find((gate) => looksFor(gate, kind, protocol));
  if (atStart !== undefined)
    return `gate "${atStart.id}" at the start of pathway "${pathway}" asks for "${kind}"`;
  for (const step of found.steps.values()) {
    if (step.form !== undefined && same.includes(step.form))
      return `step "${step.id}" of pathway "${pathway}" asks for "${step.form}"`;
    const gate = gatesOf(step, protocol).find((each) => looksFor(each, kind, protocol));
    if (gate !== undefined) return `gate "${gate.id}" of step "${step.id}" asks for "${kind}"`;
  }
  return undefined;
}

function lackingGate(
  never: Extract<Never, { never: 'without-exception' | 'passes-silently' }>,
  protocol: Protocol,
  wanted: readonly Holds[],
): string | undefined {
  const step = stepOf(protocol, never);
  if (step === undefined) return undefined;
  const everyOutcome =
    step.outcomes.length > 0 && step.outcomes.every(({ gates }) => gates.includes(never.gate));
  const carried = everyOutcome || ownGates(step, protocol).some(({ id }) => id === never.gate);
  if (!carried) return `step "${step.id}" does not carry gate "${never.gate}"`;
  const gate = protocol.gates.get(never.gate);
  return gate && !wanted.includes(gate.holds)
    ? `gate "${gate.id}" holds ${gate.holds}, not ${wanted.join(' or ')}`
    : undefined;
}

function openTo(
  { employer, ...at }: Extract<Never, { never: 'step-by' }>,
  protocol: Protocol,
): string | undefined {
  const step = stepOf(protocol, at);
  if (step === undefined || (step.employer !== undefined && step.employer !== employer))
    return undefined;
  const kept = ownGates(step, protocol).some(
    (gate) => gate.holds === 'block' && gate.when === undefined && needsOther(gate.needs, employer),
  );
  return kept
    ? undefined
    : `step "${step.id}" is open to people of a ${employer}`.replace(
        'a authority',
        'the authority',
      );
}

function needsOther(condition: Condition, employer: Employer): boolean {
  if (condition.is === 'employer') return condition.employer !== employer;
  if (condition.is === 'all') return condition.of.some((each) => needsOther(each, employer));
  if (condition.is === 'any') return condition.of.every((each) => needsOther(each, employer));
  return false;
}

function gatedInterrupt({ interrupt, pathways }: Protocol): string | undefined {
  const gate = pathways.get(interrupt.pathway)?.start.gates[0];
  return gate && `gate "${gate}" stands before the interrupt`;
}
