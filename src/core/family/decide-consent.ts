/** What a family agrees to, and what is shared without agreement: two different records. */
import {
  type Deciding,
  type Decision,
  decided,
  happenedAt,
  isRefusal,
  ledgerOf,
  refuse,
  say,
  tell,
  unknown,
} from './act.ts';
import type { Command } from './commands.ts';
import type { Family } from './family.ts';
import { openTransfers, recheck } from './recheck.ts';
import { type FieldError, formProblem } from './refusal.ts';

type Of<K extends Command['do']> = Extract<Command, { readonly do: K }>;

/** Records an answer. One that is not “given” makes every open transfer be looked at again. */
export function recordConsent(
  deciding: Deciding,
  family: Family,
  command: Of<'record-consent'>,
): Decision {
  const protocol = deciding.protocols.current(family.authority);
  const scope = protocol.consents.get(command.scope);
  if (scope === undefined)
    return refuse(unknown(`There is nothing called “${command.scope}” to agree to.`));
  const happened = happenedAt(deciding, family, command);
  if (isRefusal(happened)) return refuse(happened);
  const person = family.people.find((each) => each.id === command.given);
  const errors: FieldError[] = [];
  if (command.status !== 'not-sought' && person === undefined) {
    errors.push({ field: 'given', message: 'Select who in the family answered' });
  }
  if (command.status === 'not-sought' && (command.note ?? '').trim() === '') {
    errors.push({ field: 'note', message: 'Enter why consent was not sought' });
  }
  if (
    command.status === 'withdrawn' &&
    !family.consents.some((each) => each.scope === command.scope && each.status === 'given')
  ) {
    errors.push({
      field: 'status',
      message: 'This consent has not been given, so it cannot be withdrawn',
    });
  }
  if (errors.length > 0) return refuse(formProblem(errors));
  const ledger = ledgerOf(deciding, family, happened);
  say(ledger, protocol.key, {
    type: 'ConsentRecorded',
    consent: `k${family.counts.consent + 1}`,
    scope: command.scope,
    status: command.status,
    ...(person === undefined
      ? {}
      : {
          given: person.id,
          relation: person.kind === 'adult' ? person.relation : 'child',
          inHousehold: person.kind === 'adult' ? person.inHousehold : true,
        }),
    signed: command.signed,
    method: command.method,
    ...(command.exclusions === undefined ? {} : { exclusions: command.exclusions }),
    ...(command.note === undefined ? {} : { note: command.note }),
  });
  if (command.status === 'withdrawn' || command.status === 'refused') {
    recheck(ledger, `“${scope.title}” was ${command.status}`, command.scope);
    const first = openTransfers(ledger.family)[0];
    const followed = openTransfers(ledger.family).length > 0 || ledger.family.transfers.length > 0;
    if (command.status === 'withdrawn' && followed)
      tell(ledger, protocol, protocol.withdrawal?.tells ?? [], first?.id);
  }
  return decided(ledger);
}

export function recordDisclosure(
  deciding: Deciding,
  family: Family,
  command: Of<'record-disclosure'>,
): Decision {
  const happened = happenedAt(deciding, family, command);
  if (isRefusal(happened)) return refuse(happened);
  const errors: FieldError[] = [];
  if (command.to.trim() === '')
    errors.push({ field: 'to', message: 'Enter with whom it was shared' });
  if (command.what.trim() === '') errors.push({ field: 'what', message: 'Enter what was shared' });
  if (command.basis.trim() === '')
    errors.push({ field: 'basis', message: 'Enter the lawful basis' });
  if (errors.length > 0) return refuse(formProblem(errors));
  const ledger = ledgerOf(deciding, family, happened);
  say(ledger, deciding.protocols.current(family.authority).key, {
    type: 'DisclosureRecorded',
    disclosure: `d${family.counts.disclosure + 1}`,
    to: command.to,
    what: command.what,
    basis: command.basis,
    ...(command.whyNoConsent === undefined ? {} : { whyNoConsent: command.whyNoConsent }),
    ...(command.consulted === undefined ? {} : { consulted: command.consulted }),
  });
  return decided(ledger);
}
