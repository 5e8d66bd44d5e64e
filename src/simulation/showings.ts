/**
 * What a story really showed of a policy's rules: found met, stopped, taken, refused, overdue, told. Not what its header
 * says. One file because it is one walk over a story, with a paragraph for each kind of rule that the walk can meet.
 */
import { dayFromNumber, dayNumber } from '../core/calendar/day-number.ts';
import { nextSitting } from '../core/calendar/next-sitting.ts';
import { dayOf, startOfDay, toMilliseconds } from '../core/calendar/time.ts';
import { reasonNotWorking, type WorkingCalendar } from '../core/calendar/working-calendar.ts';
import { derive, pathwayOf, protocolOf } from '../core/family/derive.ts';
import type { ClockView, Derived } from '../core/family/derived.ts';
import type { EventOf, FamilyEvent, Fields, TransferId } from '../core/family/events.ts';
import { allEvidence } from '../core/family/evolve.ts';
import type { Family, Transfer } from '../core/family/family.ts';
import { findGates, gatesOf } from '../core/family/gates.ts';
import { isGiven } from '../core/family/moments.ts';
import type { GateFinding, Refusal } from '../core/family/refusal.ts';
import type {
  Condition,
  EvidenceDefinition,
  Field,
  Gate,
  Pathway,
  Protocol,
  Step,
} from '../core/protocol/protocol.ts';
import { keys } from './rules.ts';
import type { Happening } from './run-scenario.ts';

/**
 * `held`: the rule was kept, or did what it does. `refused`: somebody was stopped by it, or it was seen to be broken.
 * `left`: it was not kept, and nothing was stopped. `dated`: the story says when a clock is due, and days that are no
 * working days or a change of the clocks lie on the way; `date`: it says when, but nothing lies on the way.
 */
export type Way = 'held' | 'refused' | 'left' | 'dated' | 'date';

export interface Showing {
  readonly key: string;
  readonly way: Way;
  /** The step of the story, counted from 1. */
  readonly step: number;
}

type Shown = Omit<Showing, 'step'>;

/** Everything that a story showed, each once: with the first step that did. */
export function showingsOf(
  protocol: Protocol,
  happenings: readonly Happening[],
): readonly Showing[] {
  const seen = new Map<string, Showing>();
  const add = (step: number, all: readonly Shown[]): void => {
    for (const shown of all) {
      const known = `${shown.way} ${shown.key}`;
      if (!seen.has(known)) seen.set(known, { ...shown, step });
    }
  };
  for (const happening of happenings) add(happening.step.number, ofHappening(protocol, happening));
  const last = happenings.at(-1);
  if (last !== undefined) add(last.step.number, leftUndone(protocol, last));
  return [...seen.values()];
}

const held = (key: string): Shown => ({ key, way: 'held' });
const refused = (key: string): Shown => ({ key, way: 'refused' });
const left = (key: string): Shown => ({ key, way: 'left' });

function ofHappening(protocol: Protocol, happening: Happening): readonly Shown[] {
  const { act, after, passed, present } = happening;
  const derived = derive({ ...present, now: happening.now }, after);
  const decided = act?.decision.ok === true ? act.decision.events : [];
  return [
    ...[...passed, ...decided].flatMap((event) => ofEvent(protocol, happening, event)),
    ...(act === undefined || act.decision.ok
      ? []
      : ofRefusal(protocol, happening, act.decision.refusal)),
    ...ofClocks(happening, derived),
    ...ofDuties(after, derived),
    ...ofExpectedGates(happening, derived),
    ...(happening.step.expected?.contact === undefined ? [] : contactsShown(protocol, happening)),
    ...ofNevers(protocol, happening, derived),
  ];
}

// ---- what was done

function ofEvent(protocol: Protocol, happening: Happening, event: FamilyEvent): readonly Shown[] {
  switch (event.type) {
    case 'EvidenceRecorded':
      return recorded(protocol, event);
    case 'EvidenceCorrected':
      return allEvidence(happening.after)
        .filter(({ id }) => id === event.evidence)
        .flatMap(({ kind }) => answers(protocol.evidence.get(kind), event.fields));
    case 'ConsentRecorded': {
      const consent = `consent ${event.scope}`;
      if (event.status === 'given') return [held(consent)];
      const withdrawn = event.status === 'withdrawn' ? [held('withdrawal')] : [];
      return [refused(consent), left(consent), ...withdrawn];
    }
    case 'DisclosureRecorded':
      return ['role', 'contact', 'service', 'forum'].map((kind) => held(`${kind} ${event.to}`));
    case 'TransferStarted':
      return started(protocol, happening, event);
    case 'StepTaken':
      return taken(protocol, happening, event);
    case 'PeopleTold':
      return [held(keys.tells(event.what)), ...event.to.map(({ role }) => held(`role ${role}`))];
    case 'HolderChanged':
      return [
        held(`role ${event.to.role}`),
        ...(event.to.standsInFor === undefined ? [] : [refused(`role ${event.to.standsInFor}`)]),
      ];
    case 'PersonAssigned':
      return [held(`role ${event.role}`)];
    case 'CaseListed':
      return [
        held(`forum ${event.forum}`),
        held(`part ${event.forum}.${event.part}`),
        ...(missed(protocol, happening, event)
          ? [refused(`part ${event.forum}.${event.part}`)]
          : []),
      ];
    case 'CaseDecided':
      return [held(`forum ${event.forum}`)];
    case 'CaseAcceptedLate':
    case 'CaseRolledOver':
      return [refused(`forum ${event.forum}`), left(`forum ${event.forum}`)];
    case 'ConcernRaised':
      return [
        held('interrupt'),
        ...[...protocol.contacts.values()]
          .filter(({ title }) => event.contact.split(' or ').includes(title))
          .map(({ id }) => held(`contact ${id}`)),
      ];
    case 'ExceptionGranted':
      return [held(`exception ${event.gate}`)];
    case 'TransferReexamined':
      return event.unmet.map(({ gate }) => refused(`gate ${gate}`));
    case 'ObligationEnded':
      return [held(`duty end ${event.obligation}`)];
    case 'LevelChanged':
      return [held(`level ${event.level}`)];
    default:
      return [];
  }
}

/** Listed after the cut-off: it waits for a later sitting than the first there is. */
function missed(protocol: Protocol, { present }: Happening, event: EventOf<'CaseListed'>): boolean {
  const forum = protocol.forums.get(event.forum);
  if (forum === undefined) return false;
  const first = nextSitting({
    rhythm: forum.rhythm,
    cutOff: undefined,
    listedAt: event.at,
    calendar: present.calendar,
  });
  return first.ok && first.value.sitting.day < event.sitting;
}

function recorded(protocol: Protocol, event: EventOf<'EvidenceRecorded'>): readonly Shown[] {
  const definition = protocol.evidence.get(event.kind);
  return [
    ...[event.kind, ...event.countsAs].map((kind) => held(`form ${kind}`)),
    ...answers(definition, event.fields),
    ...event.by.roles.map((role) => held(`role ${role}`)),
  ];
}

function answers(definition: EvidenceDefinition | undefined, fields: Fields): readonly Shown[] {
  return (definition?.fields ?? []).flatMap((field) =>
    answered(`${definition?.id}.${field.id}`, field, fields),
  );
}

function answered(key: string, field: Field, fields: Fields): readonly Shown[] {
  const value = fields[field.id];
  if (!isGiven(value)) return [left(`field ${key}`)];
  const rows = Array.isArray(value)
    ? // Rows of an `items` field are records of text; what else is a list is text.
      (value as readonly unknown[]).filter((row): row is Fields => typeof row === 'object')
    : [];
  const chosen = Array.isArray(value) ? [] : [String(value)];
  return [
    held(`field ${key}`),
    ...(field.type === 'service' ? chosen.map((id) => held(`service ${id}`)) : []),
    ...(field.type === 'level' ? chosen.map((id) => held(`level ${id}`)) : []),
    ...rows.flatMap((row) =>
      field.items.flatMap((item) => answered(`${key}.${item.id}`, item, row)),
    ),
  ];
}

function started(
  protocol: Protocol,
  happening: Happening,
  event: EventOf<'TransferStarted'>,
): readonly Shown[] {
  const pathway = protocol.pathways.get(event.pathway);
  if (pathway === undefined) return [];
  const gates = gatesOf(protocol, { gates: pathway.start.gates, gateLists: [] });
  const scene = {
    protocol,
    calendar: happening.present.calendar,
    family: happening.before,
    actor: happening.act?.actor,
    at: event.at,
  };
  return [
    held(`pathway ${pathway.id}`),
    held(`start ${pathway.id}`),
    held(`stage ${pathway.id}.${event.stage}`),
    ...holderOf(protocol, pathway, event.stage),
    ...pathway.start.routes
      .filter(({ to }) => to === event.stage)
      .map(({ title }) => held(`route ${pathway.id}: ${title}`)),
    ...event.by.roles.map((role) => held(`role ${role}`)),
    // Handed over within the policy, nothing was asked at the start.
    ...(event.from === undefined ? passed(findGates(gates, scene, event.children)) : []),
  ];
}

function taken(
  protocol: Protocol,
  happening: Happening,
  event: EventOf<'StepTaken'>,
): readonly Shown[] {
  const transfer = happening.before.transfers.find(({ id }) => id === event.transfer);
  const pathway = transfer && protocol.pathways.get(transfer.pathway);
  const step = pathway?.steps.get(event.step);
  if (transfer === undefined || pathway === undefined || step === undefined) return [];
  const chosen = new Set(event.moves.flatMap(({ outcome }) => outcome ?? []));
  const findings = findingsOf(protocol, happening, { event, transfer, step });
  const lists = step.gateLists.filter((list) =>
    protocol.gateLists
      .get(list)
      ?.gates.every((gate) => findings.some((each) => each.gate === gate && isMet(each))),
  );
  return [
    held(`step ${pathway.id}.${step.id}`),
    ...event.by.roles.map((role) => held(`role ${role}`)),
    ...event.moves.flatMap(({ to }) => [
      held(`stage ${pathway.id}.${to}`),
      ...holderOf(protocol, pathway, to),
    ]),
    ...step.outcomes.map(({ id }) => {
      const key = keys.outcome(pathway.id, step.id, id);
      return chosen.has(id) ? held(key) : left(key);
    }),
    ...passed(findings),
    ...lists.map((list) => held(`gate list ${list}`)),
  ];
}

function findingsOf(
  protocol: Protocol,
  { present, before, after, act }: Happening,
  { event, transfer, step }: { event: EventOf<'StepTaken'>; transfer: Transfer; step: Step },
): readonly GateFinding[] {
  const find = (gates: readonly Gate[], moves: typeof event.moves): readonly GateFinding[] =>
    findGates(
      gates,
      {
        protocol,
        calendar: present.calendar,
        family: before,
        transfer,
        actor: act?.actor,
        at: event.at,
        pending: allEvidence(after).find(({ id }) => id === event.evidence),
      },
      moves.map(({ child }) => child),
    );
  return [
    ...find(gatesOf(protocol, step), event.moves),
    ...step.outcomes.flatMap((outcome) => {
      const moves = event.moves.filter((move) => move.outcome === outcome.id);
      return moves.length === 0
        ? []
        : find(gatesOf(protocol, { gates: outcome.gates, gateLists: [] }), moves);
    }),
  ];
}

/** Gates that let an act pass: found met, or passed although they are not. */
function passed(findings: readonly GateFinding[]): readonly Shown[] {
  return findings.flatMap((finding): readonly Shown[] => {
    const key = `gate ${finding.gate}`;
    switch (finding.status) {
      case 'met':
        return [held(key)];
      case 'not-needed':
        return [left(key)];
      case 'unmet':
      case 'exception':
        return [refused(key), left(key)];
    }
  });
}

function isMet({ status }: GateFinding): boolean {
  return status === 'met' || status === 'not-needed';
}

function holderOf(protocol: Protocol, pathway: Pathway, stage: string): readonly Shown[] {
  const holder = [...pathway.stages.values()].find(({ id }) => id === stage)?.holder;
  return holder === undefined || ![...protocol.roles.keys()].some((role) => role === holder)
    ? []
    : [held(`role ${holder}`)];
}

// ---- what was refused

function ofRefusal(protocol: Protocol, happening: Happening, refusal: Refusal): readonly Shown[] {
  return [
    ...asked(protocol, happening).map(refused),
    ...(refusal.refused === 'gates'
      ? refusal.gates.flatMap(({ gate }) => [
          refused(`gate ${gate}`),
          ...[...protocol.gateLists.values()]
            .filter(({ gates }) => gates.includes(gate))
            .map(({ id }) => refused(`gate list ${id}`)),
        ])
      : []),
    ...(refusal.refused === 'role' ? refusal.who.map((role) => refused(`role ${role}`)) : []),
    ...(refusal.refused === 'form'
      ? formsAsked(protocol, happening).flatMap((form) =>
          refusal.errors.flatMap(({ field }) => unanswered(protocol, form, field)),
        )
      : []),
  ];
}

/** A question left open: the field, and the gates that look for its answer, which the form has kept from being asked. */
function unanswered(protocol: Protocol, form: string, field: string): readonly Shown[] {
  const [first = field] = field.split('.');
  const looking = [...protocol.gates.values()].filter(({ needs }) => looksFor(needs, form, first));
  return [
    refused(`field ${form}.${field.replace(/\.\d+\./, '.')}`),
    ...looking.map(({ id }) => refused(`gate ${id}`)),
  ];
}

function looksFor(condition: Condition, form: string, field: string): boolean {
  switch (condition.is) {
    case 'evidence':
      return condition.kind === form && condition.with.some((test) => test.field === field);
    case 'all':
      return condition.of.some((each) => looksFor(each, form, field));
    default:
      return false;
  }
}

/** The rules by which somebody asked to do something. */
function asked(protocol: Protocol, { act, before }: Happening): readonly string[] {
  const command = act?.command;
  switch (command?.do) {
    case 'take-step': {
      const pathway = transferIn(before, command.transfer)?.pathway ?? '';
      const step = `step ${pathway}.${command.step}`;
      const outcomes = [command.outcome ?? [], Object.values(command.outcomes ?? {})].flat();
      const form = [...protocol.pathways.values()]
        .find(({ id }) => id === pathway)
        ?.steps.get(command.step)?.form;
      return [
        step,
        ...outcomes.map((outcome) => keys.outcome(pathway, command.step, outcome)),
        ...(form === undefined ? [] : [`form ${form}`]),
      ];
    }
    case 'record-evidence':
      return [`form ${command.kind}`];
    case 'correct-evidence':
    case 'strike-out-evidence':
      return allEvidence(before)
        .filter(({ id }) => id === command.evidence)
        .map(({ kind }) => `form ${kind}`);
    case 'start-transfer':
      return [`start ${command.pathway}`, `pathway ${command.pathway}`];
    case 'record-consent':
      return [`consent ${command.scope}`];
    case 'grant-exception':
      return [`gate ${command.gate}`, `exception ${command.gate}`];
    case 'end-obligation':
      return [`duty end ${command.obligation}`, `duty ${command.obligation}`];
    case 'accept-late':
    case 'roll-over':
      return [`forum ${command.forum}`];
    case 'end-transfer':
    case 'resume-transfer':
      return [`pathway ${transferIn(before, command.transfer)?.pathway}`];
    default:
      return [];
  }
}

function formsAsked(protocol: Protocol, happening: Happening): readonly string[] {
  const command = happening.act?.command;
  if (command?.do === 'end-obligation') {
    const form = protocol.obligations.get(command.obligation)?.endBy?.form;
    return form === undefined ? [] : [form];
  }
  return asked(protocol, happening).flatMap((key) =>
    key.startsWith('form ') ? [key.slice('form '.length)] : [],
  );
}

// ---- what time brought

function ofClocks(
  { step, present, after, passed: marked }: Happening,
  derived: Derived,
): readonly Shown[] {
  const said = new Set(
    marked.flatMap((event) =>
      event.type === 'ClockOverdue' || event.type === 'ReminderSent' ? [event.clock] : [],
    ),
  );
  const named = new Set(
    [
      ...(step.expected?.due ?? []).map(([clock]) => clock.text),
      ...(step.expected?.overdue ?? []).map(({ text }) => text),
    ].flatMap((text) => text.split('.').at(-1) ?? []),
  );
  return derived.clocks.flatMap((view): readonly Shown[] => {
    const key = keys.clock(view.obligation ?? pathwayIn(after, view.transfer), view.id);
    const late = view.state === 'overdue' || view.state === 'stopped-late' || view.early;
    const flagged = late || said.has(view.key);
    const dated = named.has(view.id) && view.due !== undefined;
    return [
      ...(late ? [] : [held(key)]),
      ...(flagged ? [refused(key), left(key)] : []),
      ...(dated
        ? [{ key, way: liesAcross(present.calendar, view) ? 'dated' : 'date' } as const]
        : []),
    ];
  });
}

/** Whether a weekend, a bank holiday, a closure or a change of the clocks lies between the start and the date. */
function liesAcross(calendar: WorkingCalendar, { due }: ClockView): boolean {
  if (due === undefined) return false;
  const ends = [dayNumber(dayOf(due.start)), dayNumber(due.day)];
  const [first, last] = [Math.min(...ends), Math.max(...ends)];
  // The day of the event is day 0, unless hours or that same day are what counts.
  const from = first === last || due.agreed !== undefined ? first : first + 1;
  for (let number = first; number <= last; number += 1) {
    if (number >= from && reasonNotWorking(calendar, number) !== undefined) return true;
    if (hoursOf(number) !== 24) return true;
  }
  return false;
}

function hoursOf(number: number): number {
  const [start, end] = [number, number + 1].map((each) =>
    toMilliseconds(startOfDay(dayFromNumber(each))),
  );
  return ((end ?? 0) - (start ?? 0)) / 3_600_000;
}

function ofDuties(family: Family, { obligations }: Derived): readonly Shown[] {
  return obligations.flatMap((view): readonly Shown[] => {
    const key = `duty ${view.id}`;
    const late = view.clocks.some(({ state }) => state === 'overdue');
    const over = transferIn(family, view.transfer)?.state === 'ended';
    return [
      held(key),
      held(`role ${view.by}`),
      ...(late ? [refused(key), left(key)] : []),
      ...(over && view.ended === undefined ? [left(key)] : []),
    ];
  });
}

// ---- what the story looked at

function ofExpectedGates({ step }: Happening, derived: Derived): readonly Shown[] {
  const named = new Set((step.expected?.gates ?? []).map(([name]) => name.text));
  return derived.transfers
    .flatMap(({ stages }) => stages)
    .flatMap(({ steps }) => steps)
    .filter((view) => named.has(view.step.id))
    .flatMap(({ gates }) =>
      gates.flatMap(({ gate, status }): readonly Shown[] => {
        if (status === 'met') return [held(`gate ${gate}`)];
        return status === 'unmet' ? [refused(`gate ${gate}`)] : [left(`gate ${gate}`)];
      }),
    );
}

function contactsShown(protocol: Protocol, { step }: Happening): readonly Shown[] {
  const words = step.expected?.contact?.text ?? '';
  return [...protocol.contacts.values()]
    .filter(({ id, title, phone }) => [id, title, phone ?? id].some((each) => words.includes(each)))
    .map(({ id }) => held(`contact ${id}`));
}

// ---- what must never happen

function ofNevers(protocol: Protocol, happening: Happening, derived: Derived): readonly Shown[] {
  return protocol.nevers.flatMap((never, index): readonly Shown[] => {
    const key = keys.never(index);
    switch (never.never) {
      case 'gate': {
        const without = (happening.before.evidence.get(never.on) ?? []).length === 0;
        return without && took(happening, never.pathway, never.step) ? [held(key)] : [];
      }
      case 'ends-by-time': {
        const late = derived.obligations.some(
          ({ id, ended, clocks }) =>
            id === never.obligation &&
            ended === undefined &&
            clocks.some(
              ({ due, state }) => state === 'overdue' || (due && due.at <= happening.now),
            ),
        );
        return late ? [held(key)] : [];
      }
      case 'asks-for': {
        const without = (happening.after.evidence.get(never.kind) ?? []).length === 0;
        const went = happening.after.transfers.some(
          ({ pathway, steps }) => pathway === never.pathway && steps.length > 0,
        );
        return without && went ? [held(key)] : [];
      }
      case 'without-exception':
      case 'passes-silently': {
        const command = happening.act?.command;
        const tried = command?.do === 'grant-exception' && command.gate === never.gate;
        const stopped = refusedBy(happening, never.gate);
        if (tried && isRefused(happening)) return [held(key), refused(key)];
        return stopped ? [held(key), refused(key)] : [];
      }
      case 'step-by': {
        const { act } = happening;
        const them = act?.actor.employer === never.employer;
        if (them && triedStep(happening, never.pathway, never.step) && isRefused(happening))
          return [held(key), refused(key)];
        return took(happening, never.pathway, never.step) ? [held(key)] : [];
      }
      case 'sets-state': {
        const barred = happening.act?.command.do === 'record-evidence' && isRefused(happening);
        return barred ? [held(key), refused(key)] : [];
      }
      case 'gates-interrupt':
        return happening.act?.command.do === 'raise-concern' && !isRefused(happening)
          ? [held(key)]
          : [];
    }
  });
}

function isRefused({ act }: Happening): boolean {
  return act?.decision.ok === false;
}

function refusedBy({ act }: Happening, gate: string): boolean {
  if (act === undefined || act.decision.ok || act.decision.refusal.refused !== 'gates')
    return false;
  return act.decision.refusal.gates.some((each) => each.gate === gate);
}

function triedStep({ act, before }: Happening, pathway: string, step: string): boolean {
  const command = act?.command;
  if (command?.do !== 'take-step' || command.step !== step) return false;
  return transferIn(before, command.transfer)?.pathway === pathway;
}

function took(happening: Happening, pathway: string, step: string): boolean {
  return triedStep(happening, pathway, step) && !isRefused(happening);
}

// ---- what was left undone

/** Once a transfer is over, the steps that it could have taken and did not, and what its pathway asks for and is not on file. */
function leftUndone(protocol: Protocol, { after, present }: Happening): readonly Shown[] {
  return after.transfers
    .filter((transfer) => hasCome(transfer, pathwayIn_(present, transfer)))
    .flatMap((transfer) => {
      const pathway = pathwayIn_(present, transfer);
      const been = new Set(transfer.entered.map(({ stage }) => stage));
      const open = [...pathway.steps.values()].filter(({ from }) =>
        from.some((stage) => been.has(stage)),
      );
      const not = open.filter(({ id }) => !transfer.steps.some(({ step }) => step === id));
      return [
        ...not.map(({ id }) => left(`step ${pathway.id}.${id}`)),
        ...[...protocol.evidence.keys()]
          .filter((kind) => (after.evidence.get(kind) ?? []).length === 0)
          .map((kind) => left(`form ${kind}`)),
      ];
    });
}

/** It is over, or nothing but duties is left of it. */
function hasCome(transfer: Transfer, pathway: Pathway): boolean {
  const atEnd = [...transfer.places.values()].every(
    ({ stage }) => pathway.stages.get(stage)?.kind === 'end',
  );
  return transfer.state === 'ended' || atEnd;
}

function pathwayIn_({ protocols }: Happening['present'], transfer: Transfer): Pathway {
  return pathwayOf(protocolOf(protocols, transfer), transfer);
}

function transferIn(family: Family, id: TransferId | undefined): Transfer | undefined {
  return family.transfers.find((transfer) => transfer.id === id);
}

function pathwayIn(family: Family, id: TransferId | undefined): string {
  return transferIn(family, id)?.pathway ?? '';
}
