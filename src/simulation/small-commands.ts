/** Commands whose words under `with:` are not fields of a form. */
import { startOfDay } from '../core/calendar/time.ts';
import type { Command, NewPerson } from '../core/family/commands.ts';
import type { Transfer } from '../core/family/family.ts';
import { gatesOf } from '../core/family/gates.ts';
import type { GateId, PathwayId, Protocol } from '../core/protocol/protocol.ts';
import { actorOf, known, memberOf, practitionerOf, roleOf, splitName } from './cast.ts';
import { onlyWords, wordIn, wordsIn } from './fields-of.ts';
import { Mistake, type ScenarioStep, type Word } from './scenario.ts';
import { type Standing, transferOf } from './standing.ts';
import { readDay, readYesNo } from './story-words.ts';

export function consentCommand(
  standing: Standing,
  step: ScenarioStep,
  of: Word,
  when: object,
): Command {
  onlyWords(step.with, 'status', 'given', 'signed', 'method', 'note', 'exclusions');
  const [given, note, exclusions] = ['given', 'note', 'exclusions'].map((name) =>
    wordIn(step.with, name),
  );
  const status = wordIn(step.with, 'status');
  return {
    do: 'record-consent',
    scope: known('consent', of, standing.protocol.consents.keys()),
    status:
      status === undefined
        ? 'given'
        : known('answer', status, ['given', 'refused', 'not-sought', 'withdrawn'] as const),
    ...(given === undefined ? {} : { given: memberOf(standing.family, given) }),
    signed: readYesNo(wordIn(step.with, 'signed')) ?? true,
    method: wordIn(step.with, 'method')?.text ?? 'in person',
    ...(note === undefined ? {} : { note: note.text }),
    ...(exclusions === undefined ? {} : { exclusions: exclusions.text }),
    ...when,
  };
}

export function disclosureCommand(
  standing: Standing,
  step: ScenarioStep,
  to: Word,
  when: object,
): Command {
  onlyWords(step.with, 'what', 'basis', 'why-no-consent', 'consulted');
  const consulted = wordIn(step.with, 'consulted');
  const actor =
    consulted === undefined ? undefined : actorOf(standing.scenario, standing.protocol, consulted);
  const role = actor?.roles[0];
  const why = wordIn(step.with, 'why-no-consent');
  return {
    do: 'record-disclosure',
    to: to.text,
    what: wordIn(step.with, 'what')?.text ?? '',
    basis: wordIn(step.with, 'basis')?.text ?? '',
    ...(why === undefined ? {} : { whyNoConsent: why.text }),
    ...(actor === undefined || role === undefined ? {} : { consulted: { role, name: actor.name } }),
    ...when,
  };
}

export function exceptionCommand(standing: Standing, step: ScenarioStep, of: Word): Command {
  onlyWords(step.with, 'until', 'second');
  const { protocol, scenario } = standing;
  const gate = known('gate', of, protocol.gates.keys());
  const until = readDay(wordIn(step.with, 'until'));
  const word = wordIn(step.with, 'second');
  const second = word === undefined ? undefined : actorOf(scenario, protocol, word);
  const role = second?.roles[0];
  return {
    do: 'grant-exception',
    transfer: transferWithGate(standing, step, gate).id,
    gate,
    reason: step.because,
    ...(until === undefined ? {} : { until }),
    ...(second === undefined || role === undefined
      ? {}
      : { second: { role, name: second.name, worker: second.worker } }),
  };
}

/** Of several open transfers, the one whose pathway has the gate. */
function transferWithGate(standing: Standing, step: ScenarioStep, gate: GateId): Transfer {
  const { protocol, family } = standing;
  const usual = transferOf(standing, step);
  if (step.transfer !== undefined || hasGate(protocol, usual.pathway, gate)) return usual;
  const other = family.transfers.findLast(
    (each) => each.state !== 'ended' && hasGate(protocol, each.pathway, gate),
  );
  return other ?? usual;
}

function hasGate(protocol: Protocol, pathway: PathwayId, gate: GateId): boolean {
  const steps = [...(protocol.pathways.get(pathway)?.steps.values() ?? [])];
  return steps.some((each) =>
    [each, ...each.outcomes].some((part) =>
      gatesOf(protocol, { gates: part.gates, gateLists: each.gateLists }).some(
        ({ id }) => id === gate,
      ),
    ),
  );
}

export function meetingCommand(
  standing: Standing,
  step: ScenarioStep,
  act: 'accept late' | 'roll over',
): Command {
  onlyWords(step.with, ...(act === 'accept late' ? ['sitting'] : []));
  const transfer = transferOf(standing, step).id;
  const listing = standing.family.listings.findLast((each) => each.transfer === transfer);
  if (listing === undefined) throw new Mistake(step.place, 'The transfer is on no agenda');
  const { forum } = listing;
  if (act === 'roll over') return { do: 'roll-over', transfer, forum, reason: step.because };
  const sitting = readDay(wordIn(step.with, 'sitting'));
  if (sitting === undefined)
    throw new Mistake(step.place, '"accept late" needs "with: { sitting: a date }"');
  return { do: 'accept-late', transfer, forum, sitting, reason: step.because };
}

export function planCommand(standing: Standing, step: ScenarioStep): Command {
  onlyWords(step.with, 'what', 'for', 'who');
  const who = wordIn(step.with, 'who');
  const day = readDay(wordIn(step.with, 'for'));
  if (who === undefined || day === undefined)
    throw new Mistake(step.place, '"plan visit" needs "with: { for: a date, who: a person }"');
  return {
    do: 'plan-visit',
    what: wordIn(step.with, 'what')?.text ?? 'visit',
    for: startOfDay(day),
    forDayOnly: true,
    who: practitionerOf(actorOf(standing.scenario, standing.protocol, who)),
  };
}

export function toldCommand(standing: Standing, step: ScenarioStep, when: object): Command {
  onlyWords(step.with, 'who', 'what', 'name');
  const name = wordIn(step.with, 'name')?.text;
  const to = wordsIn(step.with, 'who').map((word) => ({
    role: word.text === 'family' ? ('family' as const) : roleOf(standing.protocol, word),
    ...(name === undefined ? {} : { name }),
  }));
  return { do: 'record-told', to, what: wordIn(step.with, 'what')?.text ?? '', ...when };
}

export function newPerson(step: ScenarioStep, kind: NewPerson['kind']): NewPerson {
  onlyWords(step.with, 'name', 'born', ...(kind === 'adult' ? ['relation', 'in-household'] : []));
  const born = readDay(wordIn(step.with, 'born'));
  const common = {
    ...splitName(wordIn(step.with, 'name')?.text ?? ''),
    ...(born === undefined ? {} : { born }),
  };
  if (kind === 'child') return { kind, ...common };
  const inHousehold = readYesNo(wordIn(step.with, 'in-household')) ?? true;
  return { kind, ...common, relation: wordIn(step.with, 'relation')?.text ?? '', inHousehold };
}
