/** Registering a family, its people, and who works with it. */
import { dayOf } from '../../calendar/time.ts';
import type { Protocol, RoleId } from '../../protocol/protocol.ts';
import type { Command, NewPerson } from '../commands.ts';
import type { Recipient } from '../events.ts';
import { evolve } from '../evolve.ts';
import type { Family } from '../family.ts';
import { sameSeat, seatOf } from '../holder.ts';
import { saysSame } from '../last-changes.ts';
import { fullName, type Person, type PersonId, type Practitioner } from '../people.ts';
import { type FieldError, formProblem, type Refusal } from '../refusal.ts';
import {
  type Deciding,
  type Decision,
  decided,
  type Happened,
  happenedAt,
  isRefusal,
  type Ledger,
  ledgerOf,
  refuse,
  say,
  stamped,
  unknown,
} from './act.ts';
import { changedSince } from './changed-since.ts';

type Of<K extends Command['do']> = Extract<Command, { readonly do: K }>;

/** A family needs a child with a name, and a holder from its first moment (promise 2). */
export function registerFamily(deciding: Deciding, command: Of<'register-family'>): Decision {
  const protocol = deciding.protocols.current(command.authority);
  const today = dayOf(deciding.now);
  const knownSince = command.knownSince ?? today;
  const errors: FieldError[] = command.people.flatMap((person) => problemsOf(person, deciding));
  if (!command.people.some((person) => person.kind === 'child')) {
    errors.push({ field: 'people', message: 'Enter at least one child' });
  }
  if (knownSince > today)
    errors.push({
      field: 'knownSince',
      message: 'The day from which the family is known must be today or in the past',
    });
  if (!protocol.roles.has(command.holder))
    errors.push({ field: 'holder', message: 'Select who holds the family' });
  if (errors.length > 0)
    return refuse({ refused: 'form', message: 'The family cannot be registered yet.', errors });
  const happened: Happened = { at: deciding.now, dayOnly: false };
  const event = stamped(deciding, happened, protocol.key, {
    type: 'FamilyRegistered',
    authority: command.authority,
    family: command.family,
    reference: command.reference,
    knownSince,
    people: numbered(command.people),
    ...(command.locality === undefined ? {} : { locality: command.locality }),
  });
  const ledger = ledgerOf(deciding, evolve(undefined, event), happened);
  ledger.events.push(event);
  for (const { role, practitioner } of command.assign) {
    say(ledger, protocol.key, { type: 'PersonAssigned', role, practitioner });
  }
  say(ledger, protocol.key, {
    type: 'HolderChanged',
    to: seatOf(protocol, ledger.family.assigned, command.holder),
    because: 'The family was registered',
  });
  return decided(ledger);
}

export function addPerson(deciding: Deciding, family: Family, command: Of<'add-person'>): Decision {
  const errors = problemsOf(command.person, deciding);
  if (errors.length > 0)
    return refuse({ refused: 'form', message: 'The person cannot be added yet.', errors });
  const ledger = ledgerOf(deciding, family, { at: deciding.now, dayOnly: false });
  const id = `${command.person.kind === 'child' ? 'c' : 'a'}${family.counts[command.person.kind] + 1}`;
  say(ledger, deciding.protocols.current(family.authority).key, {
    type: 'PersonAdded',
    person: personOf(command.person, id),
  });
  return decided(ledger);
}

export function changePerson(
  deciding: Deciding,
  family: Family,
  command: Of<'change-person'>,
): Decision {
  const before = family.people.find((person) => person.id === command.person.id);
  if (before === undefined) return refuse(unknown('There is no such person in this family.'));
  const { born, note, ...rest } = command.person;
  const errors = problemsOf(
    { ...rest, ...(born === undefined ? {} : { born }), ...(note === undefined ? {} : { note }) },
    deciding,
  );
  const { died } = command.person;
  if (died !== undefined && (died > dayOf(deciding.now) || (born !== undefined && died < born)))
    errors.push({
      field: 'died',
      message: 'The date of death must be after the date of birth, and today or in the past',
    });
  if (command.reason.trim() === '')
    errors.push({ field: 'reason', message: 'Enter why it is changed' });
  if (errors.length > 0)
    return refuse({ refused: 'form', message: 'The change cannot be made yet.', errors });
  const changed = changedSince(deciding, family, before.id, command.basedOn);
  if (changed !== undefined && !saysSame(before, command.person)) return refuse(changed);
  const ledger = ledgerOf(deciding, family, { at: deciding.now, dayOnly: false });
  say(ledger, deciding.protocols.current(family.authority).key, {
    type: 'PersonChanged',
    person: command.person,
    reason: command.reason,
  });
  return decided(ledger);
}

/** The day from which the family was known was wrong: evidence from before it could not be recorded. */
export function correctKnownSince(
  deciding: Deciding,
  family: Family,
  command: Of<'correct-known-since'>,
): Decision {
  const errors: FieldError[] = [];
  if (command.knownSince > dayOf(deciding.now)) {
    errors.push({ field: 'knownSince', message: 'The day must be today or in the past' });
  }
  if (command.reason.trim() === '')
    errors.push({ field: 'reason', message: 'Enter why it is corrected' });
  if (errors.length > 0) return refuse(formProblem(errors));
  if (command.knownSince === family.knownSince) {
    return refuse({ refused: 'already', message: 'The family is already known from that day.' });
  }
  const changed = changedSince(deciding, family, 'known-since', command.basedOn);
  if (changed !== undefined) return refuse(changed);
  const ledger = ledgerOf(deciding, family, { at: deciding.now, dayOnly: false });
  say(ledger, deciding.protocols.current(family.authority).key, {
    type: 'KnownSinceCorrected',
    from: family.knownSince,
    to: command.knownSince,
    reason: command.reason,
  });
  return decided(ledger);
}

export function assignPerson(
  deciding: Deciding,
  family: Family,
  command: Of<'assign-person'>,
): Decision {
  const protocol = deciding.protocols.current(family.authority);
  const role = protocol.roles.get(command.role);
  if (role === undefined) return refuse(unknown(`There is no role “${command.role}”.`));
  if (role.held === 'team') {
    return refuse({
      refused: 'already',
      message: `${role.title} is held by a team; nobody is named in it for one family.`,
    });
  }
  if (command.practitioner.name.trim() === '') {
    return refuse({
      refused: 'form',
      message: 'Nobody can be named yet.',
      errors: [{ field: 'name', message: 'Enter a name' }],
    });
  }
  const ledger = ledgerOf(deciding, family, { at: deciding.now, dayOnly: false });
  assign(ledger, protocol, command.role, command.practitioner, command.reason);
  return decided(ledger);
}

/** Names somebody in a role; if that role holds the family, or its manager stands in for it, the holder follows. */
export function assign(
  ledger: Ledger,
  protocol: Protocol,
  role: RoleId,
  practitioner: Practitioner,
  reason?: string,
): void {
  const named = ledger.family.assigned.get(role)?.practitioner;
  if (named !== undefined && samePractitioner(named, practitioner) && reason === undefined) return;
  say(ledger, protocol.key, {
    type: 'PersonAssigned',
    role,
    practitioner,
    ...(reason === undefined ? {} : { reason }),
  });
  const holding = ledger.family.holder.standsInFor ?? ledger.family.holder.role;
  moveHolder(
    ledger,
    protocol,
    holding,
    `${practitioner.name} is ${protocol.roles.get(role)?.title ?? role}`,
  );
}

function samePractitioner(a: Practitioner, b: Practitioner): boolean {
  return (
    a.worker === b.worker && a.name === b.name && a.agency === b.agency && a.contact === b.contact
  );
}

/** Moves the holder to the seat of a role, if that is a change. */
export function moveHolder(
  ledger: Ledger,
  protocol: Protocol,
  role: RoleId,
  because: string,
): void {
  const to = seatOf(protocol, ledger.family.assigned, role);
  if (sameSeat(to, ledger.family.holder)) return;
  say(ledger, protocol.key, { type: 'HolderChanged', from: ledger.family.holder, to, because });
}

/** Somebody was told by hand: by telephone, letter or in person. What was done in the world can always be recorded. */
export function recordTold(
  deciding: Deciding,
  family: Family,
  command: Of<'record-told'>,
): Decision {
  const happened = happenedAt(deciding, family, command);
  if (isRefusal(happened)) return refuse(happened satisfies Refusal);
  if (command.what.trim() === '' || command.to.length === 0) {
    return refuse({
      refused: 'form',
      message: 'This cannot be recorded yet.',
      errors: [{ field: 'what', message: 'Enter who was told, and what' }],
    });
  }
  const ledger = ledgerOf(deciding, family, happened);
  const to: Recipient[] = command.to.map(({ role, name }) => ({
    role,
    ...(name === undefined
      ? {}
      : {
          practitioner: {
            name,
            agency: '',
            employer: 'partner' as const,
            contact: undefined,
            worker: undefined,
          },
        }),
  }));
  say(ledger, deciding.protocols.current(family.authority).key, {
    type: 'PeopleTold',
    to,
    what: command.what,
    how: 'by-hand',
    ...(command.transfer === undefined ? {} : { transfer: command.transfer }),
  });
  return decided(ledger);
}

function problemsOf(person: NewPerson, deciding: Deciding): FieldError[] {
  const errors: FieldError[] = [];
  if (`${person.given}${person.family}`.trim() === '') {
    errors.push({
      field: 'name',
      message:
        person.kind === 'child' ? 'Enter the child’s name, or “Unborn”' : 'Enter the adult’s name',
    });
  }
  if (person.given.length > 200 || person.family.length > 200)
    errors.push({ field: 'name', message: 'A name must be 200 characters or fewer' });
  if (person.born !== undefined && person.kind === 'adult' && person.born > dayOf(deciding.now)) {
    errors.push({ field: 'born', message: 'The date of birth must be in the past' });
  }
  if (person.kind === 'adult' && person.relation.trim() === '') {
    errors.push({ field: 'relation', message: 'Enter how the adult is related to the children' });
  }
  return errors;
}

function numbered(people: readonly NewPerson[]): readonly Person[] {
  const counts = { child: 0, adult: 0 };
  return people.map((person) => {
    counts[person.kind] += 1;
    return personOf(person, `${person.kind === 'child' ? 'c' : 'a'}${counts[person.kind]}`);
  });
}

function personOf(person: NewPerson, id: string): Person {
  const common = {
    // The one place where person ids are made.
    id: id as PersonId,
    given: person.given.trim(),
    family: person.family.trim(),
    born: person.born,
    note: person.note,
  };
  return person.kind === 'child'
    ? { ...common, kind: 'child' }
    : {
        ...common,
        kind: 'adult',
        relation: person.relation.trim(),
        inHousehold: person.inHousehold,
      };
}

/** Names of some of a family's people, for sentences. */
export function namesOf(family: Family, ids: readonly PersonId[]): readonly string[] {
  return family.people.filter((person) => ids.includes(person.id)).map(fullName);
}
