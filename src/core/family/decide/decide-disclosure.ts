/** What is shared on another lawful basis than agreement, or once on the ground of a consent. */
import { dayOf } from '../../calendar/time.ts';
import type { Protocol, ScopeId } from '../../protocol/protocol.ts';
import type { Command } from '../commands.ts';
import type { Family } from '../family.ts';
import { type FieldError, formProblem } from '../refusal.ts';
import { sharingConsents, stateOfConsent, stateOfDisclosure } from '../sharing/consent-state.ts';
import { disclosureTerms } from '../sharing/consent-terms.ts';
import { sameAgency } from '../sharing/sharing.ts';
import { tellWhoLostSight } from '../sharing/tell-lost-sight.ts';
import {
  type Deciding,
  type Decision,
  decided,
  happenedAt,
  isRefusal,
  ledgerOf,
  refuse,
  say,
  unknown,
} from './act.ts';

type Of<K extends Command['do']> = Extract<Command, { readonly do: K }>;

/** Records what is shared, with whom, and why that is lawful; it may open the family to a partner while it lasts. */
export function recordDisclosure(
  deciding: Deciding,
  family: Family,
  command: Of<'record-disclosure'>,
): Decision {
  const happened = happenedAt(deciding, family, command);
  if (isRefusal(happened)) return refuse(happened);
  const protocol = deciding.protocols.current(family.authority);
  if (command.opens === true && !mayOpen(deciding, family))
    return refuse({
      refused: 'role',
      message: 'Opening a family to a partner is for the council’s staff and for whoever holds it.',
      who: [family.holder.role],
      clauses: [],
    });
  const errors = [
    ...wordFaults(command),
    ...basisFaults(command),
    ...consentFaults(deciding, protocol, family, command),
    ...openingFaults(deciding, command),
  ];
  if (errors.length > 0) return refuse(formProblem(errors));
  const ledger = ledgerOf(deciding, family, happened);
  say(ledger, protocol.key, {
    type: 'DisclosureRecorded',
    disclosure: `d${family.counts.disclosure + 1}`,
    to: command.to,
    what: command.what,
    basis: command.basis,
    ...(command.whyNoConsent === undefined ? {} : { whyNoConsent: command.whyNoConsent }),
    ...(command.consulted === undefined ? {} : { consulted: command.consulted }),
    ...disclosureTerms(command),
  });
  return decided(ledger);
}

/** Ends a disclosure that opens the family to somebody. */
export function endDisclosure(
  deciding: Deciding,
  family: Family,
  command: Of<'end-disclosure'>,
): Decision {
  const disclosure = family.disclosures.find(({ id }) => id === command.disclosure);
  if (disclosure === undefined) return refuse(unknown('There is no such record.'));
  if (stateOfDisclosure(disclosure, dayOf(deciding.now)) !== 'in-force')
    return refuse({ refused: 'already', message: 'This has ended, or was shared only once.' });
  if (command.reason.trim() === '')
    return refuse(formProblem([{ field: 'reason', message: 'Enter why it ends' }]));
  const protocol = deciding.protocols.current(family.authority);
  const ledger = ledgerOf(deciding, family, { at: deciding.now, dayOnly: false });
  const { reason } = command;
  say(ledger, protocol.key, { type: 'DisclosureEnded', disclosure: disclosure.id, reason });
  tellWhoLostSight(ledger, protocol, family, 'what was shared with them has ended');
  return decided(ledger);
}

function mayOpen({ actor }: Deciding, family: Family): boolean {
  return actor.employer === 'authority' || family.holder.practitioner?.worker === actor.worker;
}

function wordFaults(command: Of<'record-disclosure'>): readonly FieldError[] {
  return [
    ...(command.to.trim() === ''
      ? [{ field: 'to', message: 'Enter with whom it was shared' }]
      : []),
    ...(command.what.trim() === '' ? [{ field: 'what', message: 'Enter what was shared' }] : []),
    ...(command.basis.trim() === '' ? [{ field: 'basis', message: 'Enter the lawful basis' }] : []),
  ];
}

/** Paragraph 18 has three cases, and somebody decides which; Schedule 8 is for competent authorities alone. */
function basisFaults({
  lawful,
  consent,
  why,
  decidedBy,
}: Of<'record-disclosure'>): readonly FieldError[] {
  if (lawful === undefined) return [];
  if (lawful.basis === 'law-enforcement')
    return lawful.competentAuthority.trim() === ''
      ? [{ field: 'competentAuthority', message: 'Enter which competent authority shares it' }]
      : [];
  if (lawful.condition !== 'safeguarding' || consent !== undefined) return [];
  return [
    ...(why === undefined ? [{ field: 'why', message: 'Select why there is no consent' }] : []),
    ...((decidedBy ?? '').trim() === ''
      ? [{ field: 'decidedBy', message: 'Enter who decided to share without consent' }]
      : []),
  ];
}

/** What rests on a consent must find it in force, and the recipient not left out of it. */
function consentFaults(
  deciding: Deciding,
  protocol: Protocol,
  family: Family,
  { consent, recipient, to }: Of<'record-disclosure'>,
): readonly FieldError[] {
  if (consent === undefined) return [];
  const today = dayOf(deciding.now);
  // A name that is in no protocol finds no consent.
  const inForce = sharingConsents(family, consent as ScopeId).filter(
    (each) => stateOfConsent(each, today) === 'given',
  );
  const title = protocol.consents.get(consent as ScopeId)?.title ?? consent;
  if (inForce.length === 0)
    return [{ field: 'basis', message: `There is no consent to “${title}” in force` }];
  const agency = recipient?.agency ?? to;
  const excluded = inForce.some(({ terms }) =>
    terms.excludes?.agencies.some((each) => sameAgency(each, agency)),
  );
  return excluded
    ? [{ field: 'basis', message: `The family has left ${agency} out of “${title}”` }]
    : [];
}

function openingFaults(
  deciding: Deciding,
  { opens, recipient, lawful, until }: Of<'record-disclosure'>,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (until !== undefined && until < dayOf(deciding.now))
    errors.push({ field: 'until', message: 'The last day must be today or later' });
  if (opens !== true) return errors;
  if (recipient === undefined || recipient.agency.trim() === '')
    errors.push({ field: 'to', message: 'Select who is to see the family' });
  if (lawful === undefined) errors.push({ field: 'basis', message: 'Select what makes it lawful' });
  return errors;
}
