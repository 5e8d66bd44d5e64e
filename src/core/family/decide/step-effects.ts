/** What follows from a step that may be taken: evidence, moves, people named and released, cases listed, people told. */
import { nextSitting } from '../../calendar/next-sitting.ts';
import { dayOf } from '../../calendar/time.ts';
import type { Effects, Outcome, Pathway, Protocol, RoleId, Step } from '../../protocol/protocol.ts';
import { pathwayOf, protocolOf } from '../derive.ts';
import type { EventOf, EvidenceId } from '../events.ts';
import type { Evidence, Family, Transfer } from '../family.ts';
import { exceptionFor } from '../gates.ts';
import type { PersonId, Practitioner } from '../people.ts';
import type { GateFinding } from '../refusal.ts';
import {
  type Deciding,
  fileEvidence,
  type Happened,
  type Ledger,
  ledgerOf,
  say,
  tell,
  transferOf,
} from './act.ts';
import { setLevel } from './decide-level.ts';
import { assign } from './decide-people.ts';
import { actorAsPractitioner, begin, settleHolder } from './decide-transfer.ts';

export type Move = EventOf<'StepTaken'>['moves'][number];

/** A step about to be taken: everything has been checked but the gates. */
export interface Taking {
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

/** The events of the step, with the gates found before it. */
export function take(taking: Taking, findings: readonly GateFinding[]): Ledger {
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
