/** Whom a message reaches at this moment: inboxes in Stile, and addresses. */

import type { Practitioner } from '../core/family/people.ts';
import { practitionersOf } from '../core/family/sharing/sharing.ts';
import type { RoleId } from '../core/protocol/protocol.ts';
import type { NewNotice } from '../store/notices.ts';
import type { NoticePayload } from '../store/outbox.ts';
import { findLastHandOver } from '../store/people/hand-overs.ts';
import { findWorker, listWorkers, type Worker } from '../store/people/people.ts';
import { listCoverers } from '../store/people/roles.ts';
import type { Sighting } from './sighting.ts';
import { type Stile, seenByStile } from './stile.ts';

export interface Inbox {
  readonly to: NewNotice['to'];
  /** Who reads it, as a person is called: a name, or the title of a role. */
  readonly name: string;
  /** Where it is read for somebody else: “Covering for Sam Hughes”. */
  readonly instead?: string | undefined;
}

export interface Addressee {
  readonly address: string;
  readonly name: string;
  /** Undefined for somebody outside, who does not sign in. */
  readonly worker: string | undefined;
}

export interface Readers {
  readonly inboxes: readonly Inbox[];
  readonly addresses: readonly Addressee[];
}

/** Why nobody can be told, and what is to be done of it. */
export interface Missed {
  /** Who they are, with a relative clause: “Jo Lead, who has left”. */
  readonly who: string;
  readonly why: string;
  /** `closed`: it is not theirs, and never sent. `waits`: it may yet be, when somebody sees to it. `role`: nobody is there. */
  readonly ends: 'closed' | 'waits' | 'role';
}

export const nobody: Readers = { inboxes: [], addresses: [] };

export function isMissed(found: Readers | Missed): found is Missed {
  return 'ends' in found;
}

/** Those whom a message is for, who are here and see the family that it is about. */
export async function findReaders(
  stile: Stile,
  sighting: Sighting,
  { to }: NoticePayload,
  mails: boolean,
): Promise<Readers | Missed> {
  const { practitioner } = to;
  if (practitioner?.worker !== undefined) {
    const { readers, known } = await readersFor(stile, sighting, practitioner);
    if (readers.inboxes.length > 0) return readers;
    return known ? doesNotSee(practitioner.name) : hasLeft(practitioner.name);
  }
  if (practitioner !== undefined) return readerOutside(sighting, practitioner);
  const role = stile.protocols.current(sighting.authority).roles.get(to.role as RoleId);
  // A role's inbox is read by everybody in it: right for a team, not for a role that somebody else holds for each family.
  const readers =
    role?.held === 'family' ? nobody : await readersInRole(stile, sighting, to.role, mails);
  if (readers.inboxes.length > 0) return readers;
  const title = role?.title ?? to.role;
  const sees = sighting.family === undefined ? 'is here' : 'sees this family';
  return {
    who: title,
    why:
      role?.held === 'family'
        ? `Nobody is named as ${title} for this family yet`
        : `Nobody who is ${title} today ${sees}`,
    ends: 'role',
  };
}

/** Somebody of the directory, whoever covers for them, or whoever took over: of these, who sees the family. */
export async function readersFor(
  stile: Stile,
  sighting: Sighting,
  { worker: id, name }: Pick<Practitioner, 'worker' | 'name'>,
): Promise<{ readonly readers: Readers; readonly known: boolean }> {
  if (id === undefined) return { readers: nobody, known: false };
  const { authority } = sighting;
  const db = seenByStile(stile, authority);
  const now = stile.now();
  const worker = await findWorker(db, authority, id, now);
  const people: { readonly person: Worker; readonly instead?: string }[] = [];
  if (worker?.active) {
    people.push({ person: worker });
    for (const each of await listCoverers(db, authority, { covers: id, now })) {
      const person = await findWorker(db, authority, each.id, now);
      if (person) people.push({ person, instead: `Covering for ${name}` });
    }
  } else {
    // An inbox that nobody opens any more is no arrival.
    const last = worker && (await findLastHandOver(db, authority, id));
    const person =
      last?.successor == null ? undefined : await findWorker(db, authority, last.successor, now);
    if (person?.active) people.push({ person, instead: `For ${name}, who has left` });
  }
  const seeing: typeof people = [];
  for (const each of people) if (await sighting.sees(each.person)) seeing.push(each);
  return {
    known: people.length > 0,
    readers: {
      inboxes: seeing.map(({ person, instead }) => ({
        to: { worker: person.id },
        name: person.name,
        instead,
      })),
      addresses: seeing.flatMap(({ person }) => addressOf(person)),
    },
  };
}

/**
 * A team's inbox, where somebody of the team sees the family; nobody where nobody does. Everybody's address only where
 * there is mail: for the inbox one who sees it is enough.
 */
export async function readersInRole(
  stile: Stile,
  sighting: Sighting,
  role: string,
  mails: boolean,
): Promise<Readers> {
  const { authority } = sighting;
  const which = { role, now: stile.now() };
  const workers = await listWorkers(seenByStile(stile, authority), authority, which);
  const seeing: Worker[] = [];
  for (const worker of workers) {
    if (await sighting.sees(worker)) seeing.push(worker);
    if (!mails && seeing.length > 0) break;
  }
  if (seeing.length === 0) return nobody;
  const title = stile.protocols.current(authority).roles.get(role as RoleId)?.title ?? role;
  return {
    inboxes: [{ to: { role }, name: title }],
    // Mail to a team stays within the authority: a partner in the same role finds it in Stile.
    addresses: seeing
      .filter(({ employer }) => employer === 'authority')
      .flatMap((worker) => addressOf(worker)),
  };
}

/** Somebody who does not sign in is told by mail, while they work with the family. */
function readerOutside(sighting: Sighting, practitioner: Practitioner): Readers | Missed {
  const { name } = practitioner;
  const address = addressIn(practitioner.contact);
  if (address !== undefined && !worksWith(sighting, address)) return noLongerWorks(name);
  if (address !== undefined)
    return { inboxes: [], addresses: [{ address, name, worker: undefined }] };
  return cannotBeReached(name);
}

export function cannotBeReached(name: string): Missed {
  return {
    who: `${name}, who does not sign in to Stile`,
    why: `${name} does not sign in to Stile and cannot be reached by mail. Tell them another way`,
    ends: 'waits',
  };
}

function hasLeft(name: string): Missed {
  return {
    who: `${name}, who has left`,
    why: `${name} has left, and nobody took over. Tell somebody else who works with the family`,
    ends: 'waits',
  };
}

function doesNotSee(name: string): Missed {
  return {
    who: `${name}, who does not see this family now`,
    why: `${name} does not see this family now`,
    ends: 'closed',
  };
}

function noLongerWorks(name: string): Missed {
  return {
    who: `${name}, who does not work with this family any more`,
    why: `${name} does not work with this family any more`,
    ends: 'closed',
  };
}

/** Why a mail that waits is not for its reader any more; undefined where it is. */
export async function whyNotTheirs(
  stile: Stile,
  sighting: Sighting,
  mail: { readonly to: string; readonly toName: string; readonly worker?: string | undefined },
): Promise<Missed | undefined> {
  const { authority } = sighting;
  const db = seenByStile(stile, authority);
  const now = stile.now();
  const workers =
    mail.worker === undefined
      ? (await listWorkers(db, authority, { now })).filter(({ email }) => email === mail.to)
      : [await findWorker(db, authority, mail.worker, now)];
  const [worker] = workers;
  if (worker !== undefined) {
    if (!worker.active) return { ...hasLeft(worker.name), ends: 'closed' };
    return (await sighting.sees(worker)) ? undefined : doesNotSee(worker.name);
  }
  return worksWith(sighting, mail.to) ? undefined : noLongerWorks(mail.toName);
}

function worksWith({ family }: Sighting, address: string): boolean {
  return (
    family !== undefined &&
    practitionersOf(family).some(({ contact }) => addressIn(contact) === address)
  );
}

function addressIn(contact: string | undefined): string | undefined {
  return /^\S+@\S+\.\S+$/.exec(contact?.trim() ?? '')?.[0];
}

function addressOf({ id, email, name }: Worker): readonly Addressee[] {
  return email ? [{ address: email, name, worker: id }] : [];
}
