/** Recording what has happened, correcting it, and planning visits. */
import { dayOf } from '../../calendar/time.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import type { Command } from '../commands.ts';
import { allEvidence, childrenOf } from '../evolve.ts';
import type { Evidence, Family } from '../family.ts';
import { saysSame } from '../last-changes.ts';
import { formProblem } from '../refusal.ts';
import { cannotRecord, notAllowed } from '../states.ts';
import {
  type Deciding,
  type Decision,
  decided,
  fileEvidence,
  happenedAt,
  isRefusal,
  ledgerOf,
  mayAct,
  notYours,
  refuse,
  say,
  transferOf,
  unknown,
} from './act.ts';
import { changedSince } from './changed-since.ts';
import { readAnswers } from './check-fields.ts';
import { recheck } from './recheck.ts';

type Of<K extends Command['do']> = Extract<Command, { readonly do: K }>;

/** What has happened in the world can always be recorded (promise 3): no stage and no gate stands before it, only who may record it and that the form is readable. */
export function recordEvidence(
  deciding: Deciding,
  family: Family,
  command: Of<'record-evidence'>,
): Decision {
  const protocol = protocolFor(deciding, family, command.transfer);
  const definition = protocol.evidence.get(command.kind);
  if (definition === undefined)
    return refuse(unknown(`Nothing called “${command.kind}” is recorded under this policy.`));
  if (!mayAct(deciding.actor, definition.by)) {
    return refuse(
      notYours(protocol, `Recording ${definition.noun}`, definition.by, definition.clauses),
    );
  }
  const happened = happenedAt(deciding, family, command);
  if (isRefusal(happened)) return refuse(happened);
  const strangers = (command.children ?? []).filter((child) => !childrenOf(family).includes(child));
  if (strangers.length > 0) return refuse(unknown('One of the children is not in this family.'));
  const checking = { protocol, family, now: deciding.now };
  const { fields, errors } = readAnswers(definition, command.fields, checking);
  if (errors.length > 0) return refuse(formProblem(errors));
  const version = { protocol, definition, actor: deciding.actor };
  const barred = cannotRecord(version, fields, { family, children: command.children ?? [] });
  if (barred !== undefined) return refuse(barred);
  const ledger = ledgerOf(deciding, family, happened);
  fileEvidence(ledger, protocol, definition, {
    fields,
    children: command.children ?? [],
    ...(command.transfer === undefined ? {} : { transfer: command.transfer }),
  });
  return decided(ledger);
}

/** A correction is a new event; what was first recorded stays in the history (promise 5). */
export function correctEvidence(
  deciding: Deciding,
  family: Family,
  command: Of<'correct-evidence'>,
): Decision {
  const evidence = allEvidence(family).find((each) => each.id === command.evidence);
  if (evidence === undefined) return refuse(unknown('There is no such record for this family.'));
  const protocol = protocolFor(deciding, family, evidence.transfer);
  const definition = protocol.evidence.get(evidence.kind);
  if (definition === undefined)
    return refuse(unknown(`Nothing called “${evidence.kind}” is recorded under this policy.`));
  if (!mayAct(deciding.actor, definition.by)) {
    return refuse(
      notYours(protocol, `Correcting ${definition.noun}`, definition.by, definition.clauses),
    );
  }
  if (command.reason.trim() === '') return missingReason('Enter why it is corrected');
  const happened = happenedAt(deciding, family, {
    at: command.at ?? evidence.at,
    dayOnly: command.dayOnly ?? evidence.dayOnly,
  });
  if (isRefusal(happened)) return refuse(happened);
  const checking = { protocol, family, now: deciding.now };
  const { fields, errors } = readAnswers(definition, command.fields, checking);
  if (errors.length > 0) return refuse(formProblem(errors));
  const version = { protocol, definition, actor: deciding.actor };
  const barred = notAllowed(version, evidence.fields) ?? notAllowed(version, fields);
  if (barred !== undefined) return refuse(barred);
  const children = command.children ?? evidence.children;
  const changed = changedSince(deciding, family, evidence.id, command.basedOn);
  if (changed !== undefined && !isRecordedSo(evidence, { ...happened, fields, children }))
    return refuse(changed);
  const ledger = ledgerOf(deciding, family, { at: deciding.now, dayOnly: false });
  say(ledger, protocol.key, {
    type: 'EvidenceCorrected',
    evidence: evidence.id,
    fields,
    children,
    reason: command.reason,
    happened: happened.at,
    ...(happened.dayOnly ? { happenedDayOnly: true as const } : {}),
  });
  recheck(ledger, `${definition.title} was corrected`);
  return decided(ledger);
}

export function strikeOutEvidence(
  deciding: Deciding,
  family: Family,
  command: Of<'strike-out-evidence'>,
): Decision {
  const evidence = allEvidence(family).find((each) => each.id === command.evidence);
  if (evidence === undefined) return refuse(unknown('There is no such record for this family.'));
  const protocol = protocolFor(deciding, family, evidence.transfer);
  const definition = protocol.evidence.get(evidence.kind);
  if (definition !== undefined && !mayAct(deciding.actor, definition.by)) {
    return refuse(
      notYours(protocol, `Striking out ${definition.noun}`, definition.by, definition.clauses),
    );
  }
  const barred =
    definition && notAllowed({ protocol, definition, actor: deciding.actor }, evidence.fields);
  if (barred !== undefined) return refuse(barred);
  if (command.reason.trim() === '') return missingReason('Enter why it is struck out');
  const ledger = ledgerOf(deciding, family, { at: deciding.now, dayOnly: false });
  say(ledger, protocol.key, {
    type: 'EvidenceStruckOut',
    evidence: evidence.id,
    reason: command.reason,
  });
  recheck(ledger, `${definition?.title ?? evidence.kind} was struck out`);
  return decided(ledger);
}

export function planVisit(deciding: Deciding, family: Family, command: Of<'plan-visit'>): Decision {
  if (dayOf(command.for) < dayOf(deciding.now)) {
    return refuse({
      refused: 'time',
      message:
        'A planned visit must be today or later. Record a visit that has been made as evidence.',
    });
  }
  if (command.who.name.trim() === '') return missingReason('Enter who will visit');
  const ledger = ledgerOf(deciding, family, { at: deciding.now, dayOnly: false });
  say(ledger, deciding.protocols.current(family.authority).key, {
    type: 'VisitPlanned',
    visit: `v${family.counts.visit + 1}`,
    what: command.what,
    for: command.for,
    ...(command.forDayOnly === true ? { forDayOnly: true as const } : {}),
    who: command.who,
  });
  return decided(ledger);
}

export function cancelVisit(
  deciding: Deciding,
  family: Family,
  command: Of<'cancel-visit'>,
): Decision {
  const visit = family.visits.find((each) => each.id === command.visit);
  if (visit === undefined) return refuse(unknown('There is no such planned visit.'));
  if (visit.cancelled)
    return refuse({ refused: 'already', message: 'This visit has already been cancelled.' });
  if (command.reason.trim() === '') return missingReason('Enter why the visit is cancelled');
  const ledger = ledgerOf(deciding, family, { at: deciding.now, dayOnly: false });
  say(ledger, deciding.protocols.current(family.authority).key, {
    type: 'VisitCancelled',
    visit: visit.id,
    reason: command.reason,
  });
  return decided(ledger);
}

/** The protocol of the transfer that the evidence belongs to; without one, the authority's current protocol. */
export function protocolFor(
  deciding: Deciding,
  family: Family,
  transfer: Family['transfers'][number]['id'] | undefined,
): Protocol {
  const bound = transfer === undefined ? undefined : transferOf(family, transfer);
  return (
    (bound === undefined ? undefined : deciding.protocols.get(bound.protocol)) ??
    deciding.protocols.current(family.authority)
  );
}

function isRecordedSo(
  { at, dayOnly, fields, children }: Evidence,
  corrected: Pick<Evidence, 'at' | 'dayOnly' | 'fields' | 'children'>,
): boolean {
  return saysSame({ at, dayOnly, fields, children }, corrected);
}

function missingReason(message: string): Decision {
  return refuse(formProblem([{ field: 'reason', message }]));
}
