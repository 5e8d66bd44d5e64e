/** What a family agrees to. What is shared without agreement is another record: `decide-disclosure.ts`. */
import { dayOf } from '../../calendar/time.ts';
import type { ConsentScope, Protocol } from '../../protocol/protocol.ts';
import type { Command } from '../commands.ts';
import type { Family } from '../family.ts';
import { type FieldError, formProblem } from '../refusal.ts';
import { consentTerms } from '../sharing/consent-terms.ts';
import { tellWhoLostSight } from '../sharing/tell-lost-sight.ts';
import {
  type Deciding,
  type Decision,
  decided,
  type Happened,
  happenedAt,
  isRefusal,
  ledgerOf,
  refuse,
  say,
  tell,
  unknown,
} from './act.ts';
import { openTransfers, recheck } from './recheck.ts';

type RecordConsent = Extract<Command, { readonly do: 'record-consent' }>;

/** Records an answer. One that is not “given” makes every open transfer be looked at again. */
export function recordConsent(
  deciding: Deciding,
  family: Family,
  command: RecordConsent,
): Decision {
  const protocol = deciding.protocols.current(family.authority);
  const scope = protocol.consents.get(command.scope);
  if (scope === undefined)
    return refuse(unknown(`There is nothing called “${command.scope}” to agree to.`));
  const happened = happenedAt(deciding, family, command);
  if (isRefusal(happened)) return refuse(happened);
  const person = family.people.find((each) => each.id === command.given);
  const errors = [
    ...answerFaults(family, command),
    ...termFaults(protocol, command, happened, person?.kind),
  ];
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
    ...consentTerms(command),
  });
  if (command.status === 'withdrawn' || command.status === 'refused') {
    recheck(ledger, `“${scope.title}” was ${command.status}`, command.scope);
    const first = openTransfers(ledger.family)[0];
    const followed = openTransfers(ledger.family).length > 0 || ledger.family.transfers.length > 0;
    if (command.status === 'withdrawn' && followed)
      tell(ledger, protocol, protocol.withdrawal?.tells ?? [], first?.id);
  }
  tellWhoLostSight(ledger, protocol, family, becauseOf(scope, command));
  return decided(ledger);
}

// Told by e-mail too, so nobody of the family is named.
function becauseOf(scope: ConsentScope, { status }: RecordConsent): string {
  switch (status) {
    case 'withdrawn':
    case 'refused':
      return `“${scope.title}” was ${status}`;
    case 'given':
    case 'not-sought':
      return `the answer on “${scope.title}” has changed`;
  }
}

function answerFaults(family: Family, command: RecordConsent): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (command.status !== 'not-sought' && !family.people.some(({ id }) => id === command.given))
    errors.push({ field: 'given', message: 'Select who in the family answered' });
  if (command.status === 'not-sought' && (command.note ?? '').trim() === '')
    errors.push({ field: 'note', message: 'Enter why consent was not sought' });
  if (
    command.status === 'withdrawn' &&
    !family.consents.some((each) => each.scope === command.scope && each.status === 'given')
  )
    errors.push({
      field: 'status',
      message: 'This consent has not been given, so it cannot be withdrawn',
    });
  return errors;
}

function termFaults(
  protocol: Protocol,
  command: RecordConsent,
  happened: Happened,
  giver: 'child' | 'adult' | undefined,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (command.until !== undefined && command.until < dayOf(happened.at))
    errors.push({
      field: 'until',
      message: 'The last day must be the day of the answer or after it',
    });
  if (command.excludes?.kinds.some((kind) => !protocol.evidence.has(kind)))
    errors.push({ field: 'excludes', message: 'Select kinds of record from the list' });
  if (command.competence !== undefined && giver !== 'child')
    errors.push({
      field: 'competence',
      message: 'Only of a young person is it said that they answer for themselves',
    });
  if (command.competence === 'judged-able' && (command.judgedBy ?? '').trim() === '')
    errors.push({
      field: 'judgedBy',
      message: 'Enter who judged that the young person is able to decide this',
    });
  return errors;
}
