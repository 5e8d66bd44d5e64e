/** The command that a step of a story stands for. */
import type { Command } from '../core/family/commands.ts';
import type { PersonId, Practitioner } from '../core/family/people.ts';
import type { EvidenceDefinition, EvidenceKind, Protocol } from '../core/protocol/protocol.ts';
import { actorOf, known, memberOf, practitionerOf } from './cast.ts';
import { fieldsOf, onlyWords, practitionerFrom } from './fields-of.ts';
import { type Act, Mistake, type ScenarioStep, type Word } from './scenario.ts';
import {
  consentCommand,
  disclosureCommand,
  exceptionCommand,
  meetingCommand,
  newPerson,
  planCommand,
  toldCommand,
} from './small-commands.ts';
import { type Standing, transferOf } from './standing.ts';

/** `bank holiday added` is no command: time and calendar are the story's own affair. */
export function commandOf(standing: Standing, step: ScenarioStep, act: Act): Command {
  const { family, protocol } = standing;
  const when =
    step.happened === undefined ? {} : { at: step.happened.at, dayOnly: step.happened.dayOnly };
  const children =
    step.children === undefined
      ? {}
      : { children: step.children.map((word) => memberOf(family, word)) };
  switch (act.is) {
    case 'step':
      return stepCommand(standing, step, act.step, { ...when, ...children });
    case 'start': {
      const pathway = known('pathway', act.of, protocol.pathways.keys());
      return { do: 'start-transfer', pathway, ...children, ...when };
    }
    case 'record': {
      const kind = known('evidence', act.of, protocol.evidence.keys());
      const fields = fieldsOf(standing, protocol.evidence.get(kind), step.with);
      const transfer = step.transfer === undefined ? undefined : transferOf(standing, step).id;
      const of = transfer === undefined ? {} : { transfer };
      return { do: 'record-evidence', kind, fields, ...of, ...children, ...when };
    }
    case 'correct': {
      const evidence = newest(standing, act.of);
      const fields = fieldsOf(standing, evidence.definition, step.with);
      const all = { ...evidence.fields, ...fields };
      return {
        do: 'correct-evidence',
        evidence: evidence.id,
        fields: all,
        reason: step.because,
        ...children,
        ...when,
      };
    }
    case 'strike out':
      return {
        do: 'strike-out-evidence',
        evidence: newest(standing, act.of).id,
        reason: step.because,
      };
    case 'consent':
      return consentCommand(standing, step, act.of, when);
    case 'disclose':
      return disclosureCommand(standing, step, act.of, when);
    case 'except':
      return exceptionCommand(standing, step, act.of);
    case 'end obligation': {
      const obligation = known('obligation', act.of, protocol.obligations.keys());
      const view =
        standing.derived.obligations.find(
          (each) => each.id === obligation && each.ended === undefined,
        ) ?? standing.derived.obligations.findLast((each) => each.id === obligation);
      const transfer = view?.transfer ?? transferOf(standing, step).id;
      const form = protocol.obligations.get(obligation)?.endBy?.form;
      const fields = fieldsOf(standing, definitionOf(protocol, form), step.with);
      const agreedBy = step.agreedBy.map((word) => {
        const { roles, name } = actorOf(standing.scenario, protocol, word);
        return roles.map((role) => ({ role, name }));
      });
      return {
        do: 'end-obligation',
        obligation,
        transfer,
        reason: step.because,
        agreedBy: agreedBy.flat(),
        fields,
        ...when,
      };
    }
    case 'assign': {
      const practitioner = namedIn(standing, step, act.of);
      const role = known(
        'role',
        { ...act.of, text: standing.scenario.people.get(act.of.text)?.role?.text ?? act.of.text },
        protocol.roles.keys(),
      );
      const reason = step.because === '' ? {} : { reason: step.because };
      return { do: 'assign-person', role, practitioner, ...reason };
    }
    case 'raise concern': {
      const fields = fieldsOf(standing, protocol.evidence.get(protocol.interrupt.form), step.with);
      return { do: 'raise-concern', fields, ...children, ...when };
    }
    case 'resume':
      return {
        do: 'resume-transfer',
        transfer: transferOf(standing, step, 'suspended').id,
        reason: step.because,
      };
    case 'end':
      return { do: 'end-transfer', transfer: transferOf(standing, step).id, reason: step.because };
    case 'accept late':
    case 'roll over':
      return meetingCommand(standing, step, act.is);
    case 'plan visit':
      return planCommand(standing, step);
    case 'cancel visit': {
      const visit = family.visits.findLast((each) => !each.cancelled) ?? family.visits.at(-1);
      return { do: 'cancel-visit', visit: visit?.id ?? '', reason: step.because };
    }
    case 'told':
      return toldCommand(standing, step, when);
    case 'add child':
    case 'add adult':
      return {
        do: 'add-person',
        person: newPerson(step, act.is === 'add child' ? 'child' : 'adult'),
      };
    case 'bank holiday added':
      throw new Mistake(step.place, 'A bank holiday is no act of a person');
  }
}

function stepCommand(
  standing: Standing,
  step: ScenarioStep,
  word: Word,
  given: { readonly children?: readonly PersonId[] },
): Command {
  const { family, protocol } = standing;
  const having = family.transfers.filter((transfer) =>
    [...(protocol.pathways.get(transfer.pathway)?.steps.keys() ?? [])].some(
      (id) => id === word.text,
    ),
  );
  const all = [...protocol.pathways.values()].flatMap((pathway) => [...pathway.steps.keys()]);
  const name = known('step', word, all);
  const open = having.filter((transfer) => transfer.state !== 'ended');
  const transfer =
    step.transfer !== undefined
      ? transferOf(standing, step)
      : (open.find((each) => each.id === standing.current) ??
        (open.length > 1 ? undefined : (open[0] ?? having.at(-1))));
  if (transfer === undefined) {
    const why = open.length > 1 ? 'Several open transfers have' : 'No transfer of the family has';
    throw new Mistake(word.at, `${why} the step "${name}". Say which with "transfer"`);
  }
  const definition = protocol.pathways.get(transfer.pathway)?.steps.get(name);
  const form = definitionOf(protocol, definition?.form);
  if (form === undefined) onlyWords(step.with);
  const outcomes = step.outcomes.map(
    ([child, outcome]) => [memberOf(family, child), outcome.text] as const,
  );
  return {
    do: 'take-step',
    transfer: transfer.id,
    step: name,
    fields: fieldsOf(standing, form, step.with),
    ...given,
    ...(step.outcome === undefined ? {} : { outcome: step.outcome.text }),
    ...(outcomes.length === 0 ? {} : { outcomes: Object.fromEntries(outcomes) }),
  };
}

/** Whom `assign` names: described under `with`, else the person of the story who has that word. */
function namedIn(standing: Standing, step: ScenarioStep, of: Word): Practitioner {
  if (step.with.length === 0)
    return practitionerOf(actorOf(standing.scenario, standing.protocol, of));
  onlyWords(step.with, 'name', 'agency', 'employer', 'contact');
  const entries = step.with.map(([key, value]) => ({ key: key.text, keyAt: key.at, value }));
  return practitionerFrom({ is: 'map', entries, at: step.place });
}

function newest(standing: Standing, of: Word) {
  const kind = known('evidence', of, standing.protocol.evidence.keys());
  const evidence = standing.family.evidence.get(kind)?.at(-1);
  if (evidence === undefined) throw new Mistake(of.at, `No ${of.text} is on file here`);
  return { ...evidence, definition: standing.protocol.evidence.get(kind) };
}

function definitionOf(
  protocol: Protocol,
  kind: EvidenceKind | undefined,
): EvidenceDefinition | undefined {
  return kind === undefined ? undefined : protocol.evidence.get(kind);
}
