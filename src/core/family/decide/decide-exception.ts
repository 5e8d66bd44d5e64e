/** Passing a gate by exception. */
import { dayOf } from '../../calendar/time.ts';
import type { Command } from '../commands.ts';
import { protocolOf } from '../derive.ts';
import type { Family } from '../family.ts';
import {
  type Deciding,
  type Decision,
  decided,
  ledgerOf,
  notYours,
  refuse,
  say,
  transferOf,
  unknown,
} from './act.ts';

type Of<K extends Command['do']> = Extract<Command, { readonly do: K }>;

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
