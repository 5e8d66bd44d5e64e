/** Ending a duty by people's decision. */

import type { Command } from '../commands.ts';
import { protocolOf } from '../derive.ts';
import type { EvidenceId } from '../events.ts';
import type { Family } from '../family.ts';
import { obligationView } from '../obligations.ts';
import { type FieldError, formProblem } from '../refusal.ts';
import { cannotRecord } from '../states.ts';
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
import { readAnswers } from './check-fields.ts';

type EndObligation = Extract<Command, { readonly do: 'end-obligation' }>;

/** Needs a role that may, a reason, everybody's agreement that the data asks for, and the form if there is one. */
export function endObligation(
  deciding: Deciding,
  family: Family,
  command: EndObligation,
): Decision {
  const transfer = transferOf(family, command.transfer);
  if (transfer === undefined) return refuse(unknown('There is no such transfer.'));
  const protocol = protocolOf(deciding.protocols, transfer);
  const obligation = protocol.obligations.get(command.obligation);
  if (obligation === undefined) return refuse(unknown(`There is no duty “${command.obligation}”.`));
  const view = obligationView(obligation, {
    protocol,
    calendar: deciding.calendar,
    family,
    transfer,
    at: deciding.now,
  });
  if (view === undefined)
    return refuse({ refused: 'stage', message: `“${obligation.title}” has not begun.` });
  if (view.ended !== undefined)
    return refuse({ refused: 'already', message: `“${obligation.title}” has already ended.` });
  const rule = obligation.endBy;
  if (rule === undefined) {
    return refuse({
      refused: 'stage',
      message: `“${obligation.title}” ends when what it is for is done; nobody ends it by hand.`,
    });
  }
  if (!mayAct(deciding.actor, rule.by))
    return refuse(notYours(protocol, `“${rule.title}”`, rule.by, rule.clauses));
  const happened = happenedAt(deciding, family, command);
  if (isRefusal(happened)) return refuse(happened);
  const errors: FieldError[] = [];
  if (command.reason.trim() === '') errors.push({ field: 'reason', message: 'Enter the reason' });
  for (const role of rule.agreedBy) {
    const agreed = command.agreedBy.some((each) => each.role === role && each.name.trim() !== '');
    if (!agreed)
      errors.push({
        field: 'agreedBy',
        message: `Enter the ${protocol.roles.get(role)?.title ?? role} who agrees`,
      });
  }
  const definition = rule.form === undefined ? undefined : protocol.evidence.get(rule.form);
  const checking = { protocol, family, now: deciding.now };
  const { fields, errors: wrong } =
    definition === undefined
      ? { fields: {}, errors: [] }
      : readAnswers(definition, command.fields ?? {}, checking);
  errors.push(...wrong);
  if (errors.length > 0) return refuse(formProblem(errors));
  const children = [...transfer.places.keys()];
  const barred =
    definition &&
    cannotRecord({ protocol, definition, actor: deciding.actor }, fields, { family, children });
  if (barred !== undefined) return refuse(barred);
  const ledger = ledgerOf(deciding, family, happened);
  const evidence =
    definition === undefined
      ? undefined
      : fileEvidence(ledger, protocol, definition, {
          fields,
          children,
          transfer: transfer.id,
        });
  say(ledger, transfer.protocol, {
    type: 'ObligationEnded',
    obligation: obligation.id,
    transfer: transfer.id,
    reason: command.reason,
    agreedBy: command.agreedBy,
    // Made by fileEvidence just above.
    ...(evidence === undefined ? {} : { evidence: evidence as EvidenceId }),
  });
  return decided(ledger);
}
