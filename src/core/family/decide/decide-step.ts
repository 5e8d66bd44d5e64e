/** Taking a step of a pathway: who may, when, with what form, and which gates stand before it. */
import { dayOf } from '../../calendar/time.ts';
import type { Pathway, Protocol, Step } from '../../protocol/protocol.ts';
import type { Command } from '../commands.ts';
import { pathwayOf, protocolOf } from '../derive.ts';
import type { Fields } from '../events.ts';
import { notBefore } from '../evolve.ts';
import type { Evidence, Family, Transfer } from '../family.ts';
import { findGates, gatesOf, stops } from '../gates.ts';
import type { PersonId } from '../people.ts';
import { formProblem, type GateFinding, type Refusal } from '../refusal.ts';
import { cannotRecord } from '../states.ts';
import {
  type Deciding,
  type Decision,
  decided,
  type Happened,
  happenedAt,
  isRefusal,
  mayAct,
  notYours,
  pendingEvidence,
  refuse,
  transferOf,
  unknown,
} from './act.ts';
import { readAnswers } from './check-fields.ts';
import { type Move, type Taking, take } from './step-effects.ts';

type Of<K extends Command['do']> = Extract<Command, { readonly do: K }>;

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
      return formProblem([{ field: 'outcome', message }]);
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
  const checking = { protocol, family, now: deciding.now };
  const { fields, errors } = readAnswers(definition, given, checking);
  if (errors.length > 0) return formProblem(errors);
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
