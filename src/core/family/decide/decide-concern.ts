/** A safeguarding concern: one act, by anyone, from anywhere, with nothing before it (design, promise 1). */

import type { Command } from '../commands.ts';
import { contactsNow } from '../contacts.ts';
import { pathwayOf, protocolOf } from '../derive.ts';
import type { Fields } from '../events.ts';
import { childrenOf } from '../evolve.ts';
import type { Family } from '../family.ts';
import {
  type Deciding,
  type Decision,
  decided,
  fileEvidence,
  type Happened,
  happenedAt,
  isRefusal,
  ledgerOf,
  refuse,
  say,
  tell,
  unknown,
} from './act.ts';
import { begin } from './decide-transfer.ts';

type Of<K extends Command['do']> = Extract<Command, { readonly do: K }>;

/**
 * Looks at no role, no gate and no required field. A date that cannot be (in the future, before the family was known)
 * becomes now rather than a refusal, and everything typed is kept as it is.
 */
export function raiseConcern(
  deciding: Deciding,
  family: Family,
  command: Of<'raise-concern'>,
): Decision {
  const protocol = deciding.protocols.current(family.authority);
  const { interrupt } = protocol;
  const definition = protocol.evidence.get(interrupt.form);
  const known = childrenOf(family);
  const named = (command.children ?? []).filter((child) => known.includes(child));
  const children = named.length > 0 ? named : known;
  if (children.length === 0 || definition === undefined)
    return refuse(unknown('The family has no child.'));
  const asked = happenedAt(deciding, family, command);
  const happened: Happened = isRefusal(asked) ? { at: deciding.now, dayOnly: false } : asked;
  const ledger = ledgerOf(deciding, family, happened);
  const open = family.transfers.filter(
    (transfer) => transfer.state === 'open' && transfer.pathway !== interrupt.pathway,
  );
  const id = begin(ledger, protocol, interrupt.pathway, children);
  const contacts = contactsNow(protocol, deciding.calendar, happened.at);
  say(ledger, protocol.key, {
    type: 'ConcernRaised',
    transfer: id,
    contact: contacts.map((contact) => contact.title).join(' or '),
    phone: contacts.flatMap((contact) => contact.phone ?? []).join(' or '),
    children,
  });
  fileEvidence(ledger, protocol, definition, {
    fields: answered(command.fields),
    children,
    transfer: id,
  });
  for (const transfer of open) {
    const own = protocolOf(deciding.protocols, transfer);
    switch (pathwayOf(own, transfer).onInterrupt) {
      case 'suspends':
        say(ledger, transfer.protocol, {
          type: 'TransferSuspended',
          transfer: transfer.id,
          because: id,
        });
        break;
      case 'ends':
        say(ledger, transfer.protocol, {
          type: 'TransferEnded',
          transfer: transfer.id,
          reason: interrupt.title,
        });
        break;
      case 'continues':
        break;
    }
  }
  tell(ledger, protocol, interrupt.tells, id);
  return decided(ledger);
}

function answered(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}
