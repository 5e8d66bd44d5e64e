/** What every decision needs at hand, and the growing list of events that it decides. */
import { dayOf, type Instant } from '../../calendar/time.ts';
import { dayInWords } from '../../calendar/words.ts';
import type { WorkingCalendar } from '../../calendar/working-calendar.ts';
import type {
  EvidenceDefinition,
  Protocol,
  ProtocolKey,
  RoleId,
  Tell,
} from '../../protocol/protocol.ts';
import type { Protocols } from '../../protocol/protocols.ts';
import type { EventType, FamilyEvent, Fields, Recipient, TransferId } from '../events.ts';
import { evolve } from '../evolve.ts';
import type { Evidence, Family, Transfer } from '../family.ts';
import { seatOf } from '../holder.ts';
import type { Actor, Doer, PersonId, Practitioner } from '../people.ts';
import type { Refusal } from '../refusal.ts';

export interface Deciding {
  readonly protocols: Protocols;
  readonly calendar: WorkingCalendar;
  readonly actor: Actor;
  readonly now: Instant;
}

export type Decision =
  | { readonly ok: true; readonly events: readonly FamilyEvent[] }
  | { readonly ok: false; readonly refusal: Refusal };

/** When the act happened: asked for by the command, or now. */
export interface Happened {
  readonly at: Instant;
  readonly dayOnly: boolean;
}

/** The family as it becomes while a decision adds events to it. */
export interface Ledger {
  readonly deciding: Deciding;
  readonly happened: Happened;
  readonly events: FamilyEvent[];
  family: Family;
}

type Stamps = 'at' | 'dayOnly' | 'recorded' | 'by' | 'protocol';
/** The part of an event that is its own; the ledger adds when, by whom and under which protocol. */
export type Saying<T extends EventType = EventType> = T extends EventType
  ? Omit<Extract<FamilyEvent, { readonly type: T }>, Stamps>
  : never;

export function ledgerOf(deciding: Deciding, family: Family, happened: Happened): Ledger {
  return { deciding, happened, events: [], family };
}

/** Adds an event, and lets the family become what it then is. */
export function say(ledger: Ledger, protocol: ProtocolKey, saying: Saying): void {
  const event = stamped(ledger.deciding, ledger.happened, protocol, saying);
  ledger.events.push(event);
  ledger.family = evolve(ledger.family, event);
}

export function stamped(
  deciding: Deciding,
  happened: Happened,
  protocol: ProtocolKey,
  saying: Saying,
): FamilyEvent {
  const stamps = {
    at: happened.at,
    ...(happened.dayOnly ? { dayOnly: true } : {}),
    recorded: deciding.now,
    by: doerOf(deciding.actor),
    protocol,
  };
  // A saying is an event without its stamps; together they are that event.
  return { ...saying, ...stamps } as FamilyEvent;
}

export function doerOf(actor: Actor): Doer {
  return { worker: actor.worker, name: actor.name, roles: actor.roles };
}

export function decided(ledger: Ledger): Decision {
  return { ok: true, events: ledger.events };
}

export function refuse(refusal: Refusal): Decision {
  return { ok: false, refusal };
}

/**
 * When the act happened, or why that cannot be: nothing can be recorded as done in the future, nor before the day from
 * which the family was known.
 */
export function happenedAt(
  deciding: Deciding,
  family: Family,
  when: { readonly at?: Instant; readonly dayOnly?: boolean },
): Happened | Refusal {
  const dayOnly = when.dayOnly === true;
  const at = when.at ?? deciding.now;
  const [day, today] = [dayOf(at), dayOf(deciding.now)];
  if (dayOnly ? day > today : at > deciding.now) {
    return {
      refused: 'time',
      message:
        'This date is in the future. Record what has happened; what is planned can be recorded as a planned visit.',
    };
  }
  if (day < family.knownSince) {
    return {
      refused: 'time',
      message: `This date is before ${dayInWords(family.knownSince)}, when the family became known. Check the date, or correct the day from which the family was known.`,
    };
  }
  return { at, dayOnly };
}

export function isRefusal(value: object): value is Refusal {
  return 'refused' in value;
}

export function mayAct(actor: Actor, roles: readonly RoleId[]): boolean {
  return roles.some((role) => actor.roles.includes(role));
}

/** Refusal for somebody who has none of the roles. */
export function notYours(
  protocol: Protocol,
  what: string,
  roles: readonly RoleId[],
  clauses: readonly string[],
): Refusal {
  const titles = roles.map((role) => protocol.roles.get(role)?.title ?? role);
  return {
    refused: 'role',
    message: `${what} is for ${titles.length === 0 ? 'nobody at this stage' : titles.join(' or ')}.`,
    who: roles,
    // Clause ids of the protocol that is being applied.
    clauses: clauses as never,
  };
}

export function transferOf(family: Family, id: TransferId): Transfer | undefined {
  return family.transfers.find((transfer) => transfer.id === id);
}

export function unknown(message: string): Refusal {
  return { refused: 'unknown', message };
}

/** The evidence that a form would become, for gates to look at before it is on file. */
export function pendingEvidence(
  deciding: Deciding,
  happened: Happened,
  definition: EvidenceDefinition,
  fields: Fields,
  children: readonly PersonId[],
): Evidence {
  return {
    at: happened.at,
    day: dayOf(happened.at),
    dayOnly: happened.dayOnly,
    // Never stored: the real id is given when the evidence is recorded.
    id: 'pending' as Evidence['id'],
    kind: definition.id,
    fields,
    children,
    by: doerOf(deciding.actor),
    recorded: deciding.now,
    transfer: undefined,
    corrected: false,
  };
}

/** Records evidence, and tells whom its definition says. */
export function fileEvidence(
  ledger: Ledger,
  protocol: Protocol,
  definition: EvidenceDefinition,
  filing: {
    readonly fields: Fields;
    readonly children: readonly PersonId[];
    readonly transfer?: TransferId;
  },
): string {
  const id = `e${ledger.family.counts.evidence + 1}`;
  say(ledger, protocol.key, {
    type: 'EvidenceRecorded',
    // The one place where evidence ids are made.
    evidence: id as Evidence['id'],
    kind: definition.id,
    countsAs: definition.countsAs,
    fields: filing.fields,
    children: filing.children,
    ...(filing.transfer === undefined ? {} : { transfer: filing.transfer }),
  });
  tell(ledger, protocol, definition.tells, filing.transfer);
  return id;
}

/**
 * Tells people: the person named in a role, else whoever stands in for it; the family is told by hand. Nobody is told of
 * what they did themselves.
 */
export function tell(
  ledger: Ledger,
  protocol: Protocol,
  tells: readonly Tell[],
  transfer?: TransferId,
): void {
  const actor = ledger.deciding.actor.worker;
  for (const each of tells) {
    const to = each.who
      .flatMap((who) => recipients(ledger, protocol, who, transfer))
      .filter((recipient) => recipient.practitioner?.worker !== actor)
      .filter(isFirst);
    for (const how of ['stile', 'to-do'] as const) {
      const those = to.filter((recipient) => isReached(recipient) === (how === 'stile'));
      if (those.length === 0) continue;
      say(ledger, protocol.key, {
        type: 'PeopleTold',
        to: those,
        what: each.what,
        ...(transfer === undefined ? {} : { transfer }),
        how,
      });
    }
  }
}

function recipients(
  ledger: Ledger,
  protocol: Protocol,
  who: Tell['who'][number],
  transfer: TransferId | undefined,
): readonly Recipient[] {
  switch (who) {
    case 'family':
      return [{ role: 'family' }];
    case 'planned-visitors':
      return ledger.family.visits
        .filter((visit) => !visit.cancelled && visit.for.day >= dayOf(ledger.deciding.now))
        .map((visit) => ({ role: 'planned-visitor' as const, practitioner: visit.who }));
    case 'holder': {
      const { role, practitioner } = ledger.family.holder;
      return [{ role, ...(practitioner === undefined ? {} : { practitioner }) }];
    }
    case 'starter': {
      const doer = ledger.family.transfers.find((each) => each.id === transfer)?.startedBy;
      return doer === undefined ? [] : [{ role: 'starter', practitioner: asPractitioner(doer) }];
    }
    default: {
      const seat = seatOf(protocol, ledger.family.assigned, who);
      return [
        {
          role: seat.role,
          ...(seat.practitioner === undefined ? {} : { practitioner: seat.practitioner }),
        },
      ];
    }
  }
}

/** Stile reaches teams and those who sign in or have left an address; the family and everybody else, a person must tell. */
function isReached({ role, practitioner }: Recipient): boolean {
  if (role === 'family') return false;
  if (practitioner === undefined) return true;
  return practitioner.worker !== undefined || practitioner.contact?.includes('@') === true;
}

/** Nobody is told the same thing twice because they have two parts in it. */
function isFirst(recipient: Recipient, index: number, all: readonly Recipient[]): boolean {
  const known = (each: Recipient): string =>
    each.practitioner?.worker ?? `${each.role} ${each.practitioner?.name ?? ''}`;
  return all.findIndex((each) => known(each) === known(recipient)) === index;
}

function asPractitioner(doer: Doer): Practitioner {
  return {
    name: doer.name,
    worker: doer.worker,
    agency: '',
    employer: 'partner',
    contact: undefined,
  };
}
