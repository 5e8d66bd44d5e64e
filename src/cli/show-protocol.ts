/** A protocol in readable text. */

import { periodInWords } from '../core/calendar/period.ts';
import { didYouMean } from '../core/protocol/did-you-mean.ts';
import type {
  Clause,
  Gate,
  Pathway,
  Protocol,
  RoleId,
  Stage,
  Step,
} from '../core/protocol/protocol.ts';
import { BadInput } from './terminal.ts';

/** The whole protocol in outline, or one thing of it by its name. */
export function showProtocol(protocol: Protocol, name: string | undefined): string {
  if (name === undefined) return outline(protocol);
  const shown = showPart(protocol, name);
  if (shown !== undefined) return shown;
  const names = [
    ...protocol.pathways.keys(),
    ...protocol.gates.keys(),
    ...protocol.evidence.keys(),
    ...protocol.forums.keys(),
    ...protocol.clauses.keys(),
  ];
  throw new BadInput(`${protocol.key} has nothing called “${name}”.${didYouMean(name, names)}`);
}

function showPart(protocol: Protocol, name: string): string | undefined {
  const byName = <T>(map: ReadonlyMap<string, T>): T | undefined => map.get(name);
  const pathway = byName(protocol.pathways);
  if (pathway !== undefined) return showPathway(protocol, pathway);
  const gate = byName(protocol.gates);
  if (gate !== undefined) return showGate(protocol, gate);
  const clause = byName(protocol.clauses);
  if (clause !== undefined) return showClause(protocol, clause);
  const evidence = byName(protocol.evidence);
  if (evidence !== undefined) {
    const fields = evidence.fields.map(
      (field) => `  ${field.id}: ${field.label}${field.required ? '' : ' (optional)'}`,
    );
    return [
      evidence.title,
      `Recorded by ${titles(protocol, evidence.by)}`,
      ...fields,
      cited(evidence.clauses),
    ].join('\n');
  }
  const forum = byName(protocol.forums);
  if (forum !== undefined)
    return [
      `${forum.title} (${forum.short})`,
      `Chaired by ${titles(protocol, [forum.chair])}`,
      cited(forum.clauses),
    ].join('\n');
  return undefined;
}

function outline(protocol: Protocol): string {
  const { about } = protocol;
  const list = <T extends { readonly title: string }>(
    what: string,
    map: ReadonlyMap<string, T>,
  ): string =>
    [`\n${what}`, ...[...map].map(([id, { title }]) => `  ${id.padEnd(32)} ${title}`)].join('\n');
  return [
    `${about.authority.name}: ${about.title}`,
    `Version ${about.version}, in force from ${about.effectiveFrom}, ${about.status}`,
    `Source: ${about.source}`,
    list('Pathways', protocol.pathways),
    list('Meetings', protocol.forums),
    list('Roles', protocol.roles),
    list('Gates', protocol.gates),
    `\n${protocol.clauses.size} clauses. Add the name of a pathway, gate or clause to read it.`,
  ].join('\n');
}

function showPathway(protocol: Protocol, pathway: Pathway): string {
  const stages = [...pathway.stages.values()].map((stage) => {
    const holder = heldBy(protocol, stage.holder);
    return `  ${stage.id.padEnd(24)} ${stage.title}; ${stage.kind === 'end' ? 'an end; ' : ''}${holder}`;
  });
  const clocks = [...pathway.clocks.values()].map((clock) => {
    const due =
      clock.due.is === 'period'
        ? periodInWords(clock.due.period)
        : clock.due.is === 'field'
          ? 'on the date agreed'
          : 'as soon as possible';
    return `  ${clock.id.padEnd(24)} ${clock.title}: ${due} (${clock.strength})${inBrackets(clock.clauses)}`;
  });
  return [
    pathway.title,
    pathway.summary,
    `Started by ${titles(protocol, pathway.start.by)}${inBrackets(pathway.start.clauses)}`,
    '\nStages',
    ...stages,
    '\nSteps',
    ...[...pathway.steps.values()].map((step) => showStep(protocol, step)),
    ...(clocks.length === 0 ? [] : ['\nClocks', ...clocks]),
  ].join('\n');
}

function heldBy(protocol: Protocol, holder: Stage['holder']): string {
  if (holder === 'unchanged') return 'the holder does not change';
  return holder === 'as-before' ? 'held as before' : `held by ${titles(protocol, [holder])}`;
}

function showStep(protocol: Protocol, step: Step): string {
  const gates = [
    ...step.gates,
    ...step.gateLists.flatMap((list) => protocol.gateLists.get(list)?.gates ?? []),
  ];
  const where =
    step.outcomes.length > 0
      ? step.outcomes.map((outcome) => `${outcome.title} → ${outcome.to}`).join('; ')
      : step.to;
  return [
    `  ${step.id}: ${step.title}${inBrackets(step.clauses)}`,
    `      from ${step.from.join(', ')} to ${where}`,
    `      by ${titles(protocol, step.by)}`,
    ...gates.map(
      (id) =>
        `      needs ${id}: ${protocol.gates.get(id)?.title ?? ''} (${protocol.gates.get(id)?.holds ?? ''})`,
    ),
  ].join('\n');
}

function showGate(protocol: Protocol, gate: Gate): string {
  const steps = [...protocol.pathways.values()].flatMap((pathway) =>
    [...pathway.steps.values()]
      .filter(
        (step) =>
          step.gates.includes(gate.id) ||
          step.gateLists.some((list) => protocol.gateLists.get(list)?.gates.includes(gate.id)),
      )
      .map((step) => `  ${pathway.id}, ${step.id}: ${step.title}`),
  );
  return [
    `${gate.title} (${gate.holds})`,
    ...(gate.how === undefined ? [] : [gate.how]),
    ...(gate.exception === undefined
      ? []
      : [`An exception may be made by ${titles(protocol, gate.exception.by)}`]),
    ...(gate.written === undefined ? [] : [`As written: “${gate.written}”`]),
    ...(gate.reading === undefined ? [] : [`Read as: ${gate.reading}`]),
    cited(gate.clauses),
    'Stands before',
    ...steps,
  ].join('\n');
}

function showClause(protocol: Protocol, clause: Clause): string {
  const where = protocol.citations.filter((citation) => citation.clause === clause.id);
  return [
    `${clause.id} (${clause.source})`,
    clause.says,
    `${clause.modality}; ${clause.treatment}${clause.because === undefined ? '' : `: ${clause.because}`}`,
    ...(clause.reading === undefined ? [] : [`Read as: ${clause.reading}`]),
    ...where.map((citation) => `  ${citation.place}`),
  ].join('\n');
}

function titles(protocol: Protocol, roles: readonly RoleId[]): string {
  return roles.map((role) => protocol.roles.get(role)?.title ?? role).join(', ');
}

function cited(clauses: readonly string[]): string {
  return clauses.length === 0 ? 'Not from the document' : `Clauses ${clauses.join(', ')}`;
}

function inBrackets(clauses: readonly string[]): string {
  return clauses.length === 0 ? '' : ` [${clauses.join(', ')}]`;
}
