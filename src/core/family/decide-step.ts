/** Taking a step of a pathway, and passing a gate by exception. */
import { nextSitting } from '../calendar/next-sitting.ts';
import { dayOf } from '../calendar/time.ts';
import type { Effects, Outcome, Pathway, Protocol, RoleId, Step } from '../protocol/protocol.ts';
import {
  type Deciding,
  type Decision,
  decided,
  fileEvidence,
  type Happened,
  happenedAt,
  isRefusal,
  type Ledger,
  ledgerOf,
  mayAct,
  notYours,
  pendingEvidence,
  refuse,
  say,
  tell,
  transferOf,
  unknown,
} from './act.ts';
import { checkFields, shownFields } from './check-fields.ts';
import type { Command } from './commands.ts';
import { setLevel } from './decide-level.ts';
import { assign } from './decide-people.ts';
import { actorAsPractitioner, begin, settleHolder } from './decide-transfer.ts';
import { pathwayOf, protocolOf } from './derive.ts';
import type { EventOf, EvidenceId, Fields } from './events.ts';
import { notBefore } from './evolve.ts';
import type { Evidence, Family, Transfer } from './family.ts';
import { exceptionFor, findGates, gatesOf, stops } from './gates.ts';
import type { PersonId, Practitioner } from './people.ts';
import type { GateFinding, Refusal } from './refusal.ts';
import { cannotRecord } from './states.ts';

type Of<K extends Command['do']> = Extract<Command, { readonly do: K }>;
type Move = EventOf<'StepTaken'>['moves'][number];

interface Taking {
  readonly deciding: Deciding;
  readonly family: Family;
  readonly transfer: Transfer;
  readonly protocol: Protocol;
  readonly pathway: Pathway;
  readonly step: Step;
  readonly happened: Happened;
  readonly moves: readonly Move[];
  readonly pending: Evidence | undefined;
}

/** Checks, in this order: the transfer, the person, the children and their stage, the time, the form, the gates. */
export function takeStep(deciding: Deciding, family: Family, command: Of<'take-step'>): Decision {
  const transfer = transferOf(family, command.transfer);
  if (transfer === undefined) return refuse(unknown('There is no such transfer.'));
  const protocol = protocolOf(deciding.protocols, transfer);
  const pathway = pathwayOf(protocol, transfer);
  const step = pathway.steps.get(command.step);
  if (step === undefined)
    return refuse(unknown(`“${pathway.title}” has no step “${command.step}”.`));
  const refusal = cannotTake(deciding, protocol, pathway, transfer, step);
  if (refusal !== undefined) return refuse(refusal);
  const moves = movesOf(pathway, transfer, step, command);
  if (isRefusal(moves)) return refuse(moves);
  const happened = happenedAt(deciding, family, command);
  if (isRefusal(happened)) return refuse(happened);
  const early = tooEarly(pathway, transfer, moves, happened);
  if (early !== undefined) return refuse(early);
  const form = formOf(deciding, family, protocol, step, command.fields ?? {}, happened, moves);
  if (form !== undefined && isRefusal(form)) return refuse(form);
  const taking: Taking = {
    deciding,
    family,
    transfer,
    protocol,
    pathway,
    step,
    happened,
    moves,
    pending: form,
  };
  const findings = gatesBefore(taking);
  const stopping = findings.filter(stops);
  if (stopping.length > 0) {
    return refuse({
      refused: 'gates',
      message: `“${step.title}” cannot be done yet.`,
      gates: stopping,
    });
  }
  return decided(take(taking, findings));
}

function cannotTake(
  deciding: Deciding,
  protocol: Protocol,
  pathway: Pathway,
  transfer: Transfer,
  step: Step,
): Refusal | undefined {
  if (transfer.state === 'ended')
    return { refused: 'stage', message: `“${pathway.title}” has ended.` };
  if (transfer.state === 'suspended') {
    return {
      refused: 'suspended',
      message: `“${pathway.title}” is suspended because of a safeguarding concern. It goes on when somebody decides to resume it.`,
    };
  }
  if (!mayAct(deciding.actor, step.by))
    return notYours(protocol, `“${step.title}”`, step.by, step.clauses);
  if (step.employer !== undefined && step.employer !== deciding.actor.employer) {
    const who =
      step.employer === 'partner'
        ? 'people who work for a partner agency'
        : 'people who work for the local authority';
    return {
      refused: 'role',
      message: `“${step.title}” is for ${who}.`,
      who: step.by,
      clauses: step.clauses,
    };
  }
  return needsAnother(deciding, pathway, transfer, step);
}

/** Four eyes: refused to whoever last took one of the steps that somebody else must have taken. */
function needsAnother(
  deciding: Deciding,
  pathway: Pathway,
  transfer: Transfer,
  step: Step,
): Refusal | undefined {
  const own = step.otherThan.find(
    (id) =>
      transfer.steps.findLast((done) => done.step === id)?.by.worker === deciding.actor.worker,
  );
  if (own === undefined) return undefined;
  return {
    refused: 'role',
    message: `“${step.title}” needs somebody other than the person who did “${pathway.steps.get(own)?.title ?? own}”.`,
    who: step.by,
    clauses: step.clauses,
  };
}

/** Which children move, from where to where. */
function movesOf(
  pathway: Pathway,
  transfer: Transfer,
  step: Step,
  command: Of<'take-step'>,
): readonly Move[] | Refusal {
  const standing = [...transfer.places]
    .filter(([, place]) => step.from.includes(place.stage))
    .map(([child]) => child);
  const children = command.children ?? standing;
  const elsewhere = children.filter((child) => !standing.includes(child));
  if (children.length === 0 || elsewhere.length > 0)
    return wrongStage(pathway, transfer, step, elsewhere[0]);
  const moves: Move[] = [];
  for (const child of children) {
    const from = transfer.places.get(child)?.stage;
    if (from === undefined) return unknown('One of the children is not in this transfer.');
    if (step.outcomes.length === 0) {
      moves.push({ child, from, to: step.to === 'stay' ? from : step.to });
      continue;
    }
    const chosen =
      step.outcomePer === 'child'
        ? (command.outcomes?.[child] ?? command.outcome)
        : command.outcome;
    const outcome = step.outcomes.find((each) => each.id === chosen);
    if (outcome === undefined) {
      const message =
        step.outcomePer === 'child' ? 'Select an outcome for each child' : 'Select an outcome';
      return {
        refused: 'form',
        message: 'There is a problem with the form.',
        errors: [{ field: 'outcome', message }],
      };
    }
    moves.push({ child, from, to: outcome.to, outcome: outcome.id });
  }
  return moves;
}

function wrongStage(
  pathway: Pathway,
  transfer: Transfer,
  step: Step,
  child: PersonId | undefined,
): Refusal {
  const place = child === undefined ? [...transfer.places.values()][0] : transfer.places.get(child);
  const now = place === undefined ? undefined : pathway.stages.get(place.stage)?.title;
  const last = transfer.steps.at(-1);
  const lately =
    last === undefined
      ? ''
      : ` The last step was “${pathway.steps.get(last.step)?.title ?? last.step}”, by ${last.by.name}.`;
  return {
    refused: 'stage',
    message: `“${step.title}” cannot be done at the stage “${now ?? 'unknown'}”.${lately}`,
  };
}

function tooEarly(
  pathway: Pathway,
  transfer: Transfer,
  moves: readonly Move[],
  happened: Happened,
): Refusal | undefined {
  const at = { at: happened.at, day: dayOf(happened.at), dayOnly: happened.dayOnly };
  const before = moves
    .map((move) => transfer.places.get(move.child))
    .find((place) => place !== undefined && !notBefore(at, place));
  if (before === undefined) return undefined;
  const stage = pathway.stages.get(before.stage)?.title ?? before.stage;
  return {
    refused: 'time',
    message: `This is dated before the stage “${stage}” began. Check the date.`,
  };
}

function formOf(
  deciding: Deciding,
  family: Family,
  protocol: Protocol,
  step: Step,
  given: Fields,
  happened: Happened,
  moves: readonly Move[],
): Evidence | Refusal | undefined {
  if (step.form === undefined) return undefined;
  const definition = protocol.evidence.get(step.form);
  if (definition === undefined) return unknown(`There is no form “${step.form}”.`);
  const fields = shownFields(definition, given);
  const errors = checkFields(
    definition,
    { ...given, ...fields },
    { protocol, family, now: deciding.now },
  );
  if (errors.length > 0)
    return { refused: 'form', message: 'There is a problem with the form.', errors };
  const children = moves.map((move) => move.child);
  const version = { protocol, definition, actor: deciding.actor };
  return (
    cannotRecord(version, fields, { family, children }) ??
    pendingEvidence(deciding, happened, definition, fields, children)
  );
}

/** The gates of the step for every child, and those of each child's outcome for that child. */
function gatesBefore(taking: Taking): readonly GateFinding[] {
  const { deciding, family, transfer, protocol, step, happened, moves, pending } = taking;
  const scene = {
    protocol,
    calendar: deciding.calendar,
    family,
    transfer,
    actor: deciding.actor,
    at: happened.at,
    pending,
  };
  const all = findGates(
    gatesOf(protocol, step),
    scene,
    moves.map((move) => move.child),
    step.by,
  );
  const perOutcome = step.outcomes.flatMap((outcome) => {
    const children = moves.filter((move) => move.outcome === outcome.id).map((move) => move.child);
    if (children.length === 0 || outcome.gates.length === 0) return [];
    return findGates(
      gatesOf(protocol, { gates: outcome.gates, gateLists: [] }),
      scene,
      children,
      step.by,
    );
  });
  return [...all, ...perOutcome];
}

function take(taking: Taking, findings: readonly GateFinding[]): Ledger {
  const { deciding, family, transfer, protocol, pathway, step, happened, moves, pending } = taking;
  const ledger = ledgerOf(deciding, family, happened);
  const definition = step.form === undefined ? undefined : protocol.evidence.get(step.form);
  const evidence =
    definition === undefined || pending === undefined
      ? undefined
      : fileEvidence(ledger, protocol, definition, {
          fields: pending.fields,
          children: pending.children,
          transfer: transfer.id,
        });
  say(ledger, transfer.protocol, {
    type: 'StepTaken',
    transfer: transfer.id,
    step: step.id,
    moves,
    // Made by fileEvidence just above.
    ...(evidence === undefined ? {} : { evidence: evidence as EvidenceId }),
    notes: findings
      .filter((finding) => finding.status === 'unmet')
      .map((finding) => ({ gate: finding.gate, why: finding.found })),
    exceptions: findings
      .filter((finding) => finding.status === 'exception')
      .flatMap(
        (finding) =>
          exceptionFor(finding.gate, {
            protocol,
            calendar: deciding.calendar,
            family,
            transfer,
            at: happened.at,
          })?.id ?? [],
      ),
  });
  const everyone = moves.map((move) => move.child);
  apply(taking, ledger, step.effects, everyone, '');
  for (const outcome of chosen(step, moves)) {
    const children = moves.filter((move) => move.outcome === outcome.id).map((move) => move.child);
    apply(taking, ledger, outcome.effects, children, outcome.title);
  }
  finish(ledger, protocol, pathway, transfer);
  settleHolder(ledger, protocol, transfer.id, step.title);
  return ledger;
}

function chosen(step: Step, moves: readonly Move[]): readonly Outcome[] {
  return step.outcomes.filter((outcome) => moves.some((move) => move.outcome === outcome.id));
}

function apply(
  taking: Taking,
  ledger: Ledger,
  effects: Effects,
  children: readonly PersonId[],
  outcome: string,
): void {
  const { deciding, protocol, transfer, step, pending, happened } = taking;
  // Empties come first: a step may release whoever was named and name somebody else, or nobody, from its form.
  for (const role of effects.empties) {
    const named = ledger.family.assigned.get(role);
    if (named === undefined || stillHolds(taking, ledger, role)) continue;
    say(ledger, protocol.key, {
      type: 'PersonReleased',
      role,
      practitioner: named.practitioner,
      reason: step.title,
    });
  }
  for (const filling of effects.fills) {
    const practitioner =
      'actor' in filling.from
        ? actorAsPractitioner(deciding)
        : practitionerIn(pending, filling.from.field);
    if (practitioner !== undefined) assign(ledger, protocol, filling.role, practitioner);
  }
  if (effects.decides !== undefined) {
    const listing = ledger.family.listings.find(
      (each) =>
        each.transfer === transfer.id &&
        each.forum === effects.decides &&
        each.decided === undefined,
    );
    if (listing !== undefined) {
      say(ledger, transfer.protocol, {
        type: 'CaseDecided',
        transfer: transfer.id,
        forum: effects.decides,
        sitting: listing.sitting,
        children,
        outcome: outcome === '' ? step.title : outcome,
      });
    }
  }
  setLevel(ledger, effects.setsLevel, { transfer, children, fields: pending?.fields ?? {} });
  if (effects.lists !== undefined) list(taking, ledger, effects.lists, children, happened);
  for (const pathway of effects.ends) {
    for (const other of ledger.family.transfers.filter(
      (each) => each.pathway === pathway && each.state !== 'ended' && each.id !== transfer.id,
    )) {
      say(ledger, transfer.protocol, {
        type: 'TransferEnded',
        transfer: other.id,
        reason: step.title,
      });
    }
  }
  if (effects.handsTo !== undefined)
    begin(ledger, protocol, effects.handsTo, children, { from: transfer.id });
  tell(ledger, protocol, effects.tells, transfer.id);
}

/** Whether a sibling still stands where this role holds: then nobody is released from it. */
function stillHolds(taking: Taking, ledger: Ledger, role: RoleId): boolean {
  const { deciding, transfer } = taking;
  return ledger.family.transfers
    .filter((each) => each.id === transfer.id || each.state !== 'ended')
    .some((each) => {
      const pathway = pathwayOf(protocolOf(deciding.protocols, each), each);
      return [...each.places.values()].some(
        (place) => pathway.stages.get(place.stage)?.holder === role,
      );
    });
}

function list(
  taking: Taking,
  ledger: Ledger,
  lists: NonNullable<Effects['lists']>,
  children: readonly PersonId[],
  happened: Happened,
): void {
  const forum = taking.protocol.forums.get(lists.forum);
  const part = forum?.parts.find((each) => each.id === lists.part);
  if (forum === undefined) return;
  const next = nextSitting({
    rhythm: forum.rhythm,
    cutOff: part?.cutOff,
    listedAt: happened.at,
    calendar: taking.deciding.calendar,
  });
  // The calendar may not reach that far; the case is then listed for the day itself, and the reason says so.
  const sitting = next.ok ? next.value.sitting.day : dayOf(happened.at);
  say(ledger, taking.transfer.protocol, {
    type: 'CaseListed',
    transfer: taking.transfer.id,
    forum: forum.id,
    part: lists.part,
    sitting,
    children,
    why: next.ok ? next.value.explanation : next.problem,
  });
}

function practitionerIn(pending: Evidence | undefined, field: string): Practitioner | undefined {
  const value = pending?.fields[field];
  return typeof value === 'object' && 'name' in value ? value : undefined;
}

/** A transfer whose children have all reached an end is over. */
function finish(ledger: Ledger, protocol: Protocol, pathway: Pathway, before: Transfer): void {
  const transfer = transferOf(ledger.family, before.id);
  if (transfer === undefined || transfer.state === 'ended') return;
  const stages = [...transfer.places.values()].map((place) => pathway.stages.get(place.stage));
  if (!stages.every((stage) => stage?.kind === 'end')) return;
  const titles = [...new Set(stages.map((stage) => stage?.title ?? ''))];
  say(ledger, protocol.key, {
    type: 'TransferEnded',
    transfer: transfer.id,
    reason: titles.join('; '),
  });
}

/** Passes a gate with authority: the right role, a reason, and a second person and an end date where the data asks for them. */
export function grantException(
  deciding: Deciding,
  family: Family,
  command: Of<'grant-exception'>,
): Decision {
  const transfer = transferOf(family, command.transfer);
  if (transfer === undefined || transfer.state === 'ended')
    return refuse(unknown('There is no such open transfer.'));
  const protocol = protocolOf(deciding.protocols, transfer);
  const gate = protocol.gates.get(command.gate);
  if (gate === undefined) return refuse(unknown(`There is no gate “${command.gate}”.`));
  const rule = gate.exception;
  if (gate.holds !== 'block-unless-exception' || rule === undefined) {
    return refuse({
      refused: 'role',
      message: `The policy allows no exception from “${gate.title}”.`,
      who: [],
      clauses: gate.clauses,
    });
  }
  const role = rule.by.find((each) => deciding.actor.roles.includes(each));
  if (role === undefined)
    return refuse(notYours(protocol, `An exception from “${gate.title}”`, rule.by, rule.clauses));
  const errors: { field: string; message: string }[] = [];
  if (command.reason.trim() === '')
    errors.push({ field: 'reason', message: 'Enter the reason for the exception' });
  if (rule.until === 'required' && command.until === undefined)
    errors.push({ field: 'until', message: 'Enter until when the exception holds' });
  if (command.until !== undefined && command.until < dayOf(deciding.now)) {
    errors.push({
      field: 'until',
      message: 'The end of the exception must be today or in the future',
    });
  }
  if (rule.second.length > 0) {
    const second = command.second;
    if (second === undefined || !rule.second.includes(second.role)) {
      errors.push({ field: 'second', message: 'Select who else agrees to the exception' });
    } else if (second.worker === deciding.actor.worker) {
      errors.push({ field: 'second', message: 'The second person must be somebody else' });
    }
  }
  if (errors.length > 0)
    return refuse({ refused: 'form', message: 'The exception cannot be recorded yet.', errors });
  const ledger = ledgerOf(deciding, family, { at: deciding.now, dayOnly: false });
  say(ledger, transfer.protocol, {
    type: 'ExceptionGranted',
    exception: `x${family.counts.exception + 1}`,
    transfer: transfer.id,
    gate: gate.id,
    reason: command.reason,
    role,
    ...(command.second === undefined ? {} : { second: command.second }),
    ...(command.until === undefined ? {} : { until: command.until }),
  });
  return decided(ledger);
}
