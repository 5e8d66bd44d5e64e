import { maySee, type Viewer } from '../access/may-see.ts';
import { fromMilliseconds, type Instant, toMilliseconds } from '../core/calendar/time.ts';
import type { AuthorityId, FamilyId } from '../core/family/people.ts';
import type { RoleId } from '../core/protocol/protocol.ts';
import { loadFamily } from '../store/history/events.ts';
import type { NoticePayload } from '../store/messages.ts';
import { addNotice, type NewNotice } from '../store/notices.ts';
import {
  addMail,
  claimMessages,
  type Mail,
  messageDone,
  messageFailed,
  type OutboxMessage,
  retryMessage,
} from '../store/outbox.ts';
import { findLastHandOver } from '../store/people/hand-overs.ts';
import { findWorker, listWorkers, type Worker } from '../store/people/people.ts';
import { listCoverers } from '../store/people/roles.ts';
import { actorOf } from './sessions.ts';
import { sendSignInLink } from './sign-in-link.ts';
import { type Stile, seenBy, seenByStile } from './stile.ts';
import { subjectOf, withSight } from './subject-of.ts';

/** A mail on its way. `id` is the same at every attempt, so that a mail server can tell a repeat. */
export interface OutgoingMail extends Mail {
  readonly id: string;
  readonly reference: string | undefined;
  /** What stands in the link of a mail to sign in with. */
  readonly token?: string | undefined;
}

/** Sends one mail, or throws with the reason in its message. */
export type Deliver = (mail: OutgoingMail) => Promise<void>;

export interface Delivered {
  readonly delivered: number;
  readonly failed: number;
}

const batch = 50;
const holdMinutes = 5;
/** Minutes until the next attempt, after the first, second … failure; then by hand only. */
const patience = [1, 5, 15, 60, 240, 720, 1440, 1440, 1440];

/**
 * Delivers what waits in the outbox of one authority. A notice always reaches Stile's own inbox; mail
 * goes out as well where `deliver` is given and the person has an address. What fails is tried
 * again, and stays in the list of failed messages until it has arrived.
 */
export async function deliverOutbox(
  stile: Stile,
  authority: AuthorityId,
  deliver: Deliver | undefined,
): Promise<Delivered> {
  let [delivered, failed] = [0, 0];
  for (;;) {
    const now = stile.now();
    const until = minutesLater(now, holdMinutes);
    const messages = await claimMessages(seenByStile(stile, authority), authority, {
      now,
      until,
      limit: batch,
    });
    if (messages.length === 0) return { delivered, failed };
    for (const message of messages) {
      if (await deliverOne(stile, message, deliver)) delivered += 1;
      else failed += 1;
    }
  }
}

/** Has a failed message tried again by hand, at the next delivery. */
export async function tryMessageAgain(stile: Stile, viewer: Viewer, id: string): Promise<boolean> {
  const { authority } = viewer;
  return retryMessage(seenBy(stile, viewer), { authority, id }, stile.now());
}

async function deliverOne(
  stile: Stile,
  message: OutboxMessage,
  deliver: Deliver | undefined,
): Promise<boolean> {
  try {
    if (message.kind === 'mail') await sendMail(stile, message, deliver);
    else await giveNotice(stile, message, deliver !== undefined);
    return true;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const minutes = error instanceof Unreachable ? undefined : patience[message.attempts - 1];
    const nextTry = minutes === undefined ? undefined : minutesLater(stile.now(), minutes);
    await messageFailed(seenByStile(stile, message.authority), message, said, nextTry);
    return false;
  }
}

/** Trying again would not help: somebody has to tell them another way. */
class Unreachable extends Error {}

async function sendMail(
  stile: Stile,
  message: OutboxMessage,
  deliver: Deliver | undefined,
): Promise<void> {
  if (!deliver) throw new Error('No mail server is set up (SMTP_URL)');
  // Written by `addMail`.
  const mail = message.payload as Mail;
  const send = (token?: string): Promise<void> =>
    deliver({ ...mail, id: message.id, reference: message.reference ?? undefined, token });
  // The name of an authority when the message was written.
  const authority = message.authority as AuthorityId;
  if (mail.link === undefined) await send();
  else await sendSignInLink(stile, authority, mail.link, send);
  await messageDone(seenByStile(stile, message.authority), message, stile.now());
}

async function giveNotice(stile: Stile, message: OutboxMessage, mails: boolean): Promise<void> {
  // Written by `messagesOf`.
  const payload = message.payload as NoticePayload;
  const { to, also, addresses } = await withoutThoseShutOut(
    stile,
    message,
    await findReaders(stile, message.authority, payload),
  );
  const now = stile.now();
  if (to === undefined && also.length === 0 && (addresses.length === 0 || !mails))
    throw new Unreachable(whyNot(payload));
  await messageDone(seenByStile(stile, message.authority), message, now, async (client) => {
    if (to) await addNotice(client, noticeOf(message, payload, to));
    for (const each of also) await addNotice(client, coverNotice(message, payload, each));
    if (!mails) return;
    for (const { address, name } of addresses) {
      await addMail(client, message, { to: address, toName: name, what: payload.what }, now);
    }
  });
}

function noticeOf(message: OutboxMessage, payload: NoticePayload, to: NewNotice['to']): NewNotice {
  return {
    authority: message.authority,
    id: message.id,
    to,
    family: message.family,
    transfer: payload.transfer,
    what: payload.what,
    at: payload.at,
  };
}

/**
 * Of a restricted family nobody is told who may not see it: mail has its reference. Who was to be told and cannot be,
 * must be told another way.
 */
async function withoutThoseShutOut(
  stile: Stile,
  { authority, family }: Pick<OutboxMessage, 'authority' | 'family'>,
  readers: Readers,
): Promise<Readers> {
  if (family === null) return readers;
  const db = seenByStile(stile, authority);
  // Ids of the store were these when they went in.
  const known = await loadFamily(db, authority as AuthorityId, family as FamilyId);
  if (known?.family.restriction === undefined) return readers;
  const subject = subjectOf(stile, known);
  const sees = async (id: string): Promise<boolean> => {
    const worker = await findWorker(db, authority, id, stile.now());
    if (!worker?.active) return false;
    const viewer = { authority: authority as AuthorityId, actor: actorOf(worker) };
    return maySee(await withSight(stile, viewer), subject);
  };
  const addresses: Readers['addresses'][number][] = [];
  for (const each of readers.addresses)
    if (each.worker === undefined || (await sees(each.worker))) addresses.push(each);
  const also: InsteadOf[] = [];
  for (const each of readers.also) if (await sees(each.worker)) also.push(each);
  const { to } = readers;
  if (to === undefined || 'role' in to) return { to, also, addresses };
  if (await sees(to.worker)) return { to, also, addresses };
  if (also.length > 0) return { to: undefined, also, addresses };
  throw new Unreachable(
    'They may not see this restricted family. Put them on its list, or tell them another way',
  );
}

/** Who covers for somebody reads it too, and is told for whom; whoever took over from somebody who has left as well. */
function coverNotice(
  message: OutboxMessage,
  payload: NoticePayload,
  { worker, instead }: InsteadOf,
): NewNotice {
  const notice = noticeOf(message, payload, { worker });
  return { ...notice, id: `${message.id}/${worker}`, what: `${instead}: ${payload.what}` };
}

interface InsteadOf {
  readonly worker: string;
  /** “Covering for Sam Hughes”. */
  readonly instead: string;
}

interface Readers {
  /** Others who do their work now. */
  readonly also: readonly InsteadOf[];
  /** Whose inbox; undefined for somebody who does not sign in. */
  readonly to: NewNotice['to'] | undefined;
  readonly addresses: readonly {
    readonly address: string;
    readonly name: string;
    readonly worker?: string;
  }[];
}

async function findReaders(
  stile: Stile,
  authority: string,
  { to }: NoticePayload,
): Promise<Readers> {
  const { practitioner } = to;
  if (practitioner?.worker !== undefined) {
    const db = seenByStile(stile, authority);
    const worker = await findWorker(db, authority, practitioner.worker, stile.now());
    const instead = await findInstead(stile, authority, worker, practitioner.name);
    const people = [...(worker?.active ? [worker] : []), ...instead.map(({ person }) => person)];
    // An inbox that nobody opens any more is no arrival.
    if (people.length === 0)
      throw new Unreachable(
        `${practitioner.name} has left, and nobody took over. Tell somebody else who works with the family`,
      );
    return {
      to: { worker: practitioner.worker },
      also: instead.map(({ person, words }) => ({ worker: person.id, instead: words })),
      addresses: people.flatMap(({ id, email, name }) =>
        email ? [{ address: email, name, worker: id }] : [],
      ),
    };
  }
  if (practitioner !== undefined) {
    const address = /^\S+@\S+\.\S+$/.exec(practitioner.contact?.trim() ?? '')?.[0];
    return {
      to: undefined,
      also: [],
      addresses: address ? [{ address, name: practitioner.name }] : [],
    };
  }
  // A role's inbox is read by everybody in it: right for a team, not for a role that somebody else
  // holds for each family.
  const role = stile.protocols.current(authority).roles.get(to.role as RoleId);
  if (role?.held === 'family') return { to: undefined, also: [], addresses: [] };
  // Mail to a team stays within the authority: a partner in the same role may have no business with this family.
  const workers = await listWorkers(seenByStile(stile, authority), authority, {
    role: to.role,
    now: stile.now(),
  });
  const addresses = workers.flatMap(({ id, email, name, employer }) =>
    email && employer === 'authority' ? [{ address: email, name, worker: id }] : [],
  );
  return { to: { role: to.role }, also: [], addresses };
}

/** Those who do somebody's work now: while they are away, their cover; when they have left, whoever took over. */
async function findInstead(
  stile: Stile,
  authority: string,
  worker: Worker | undefined,
  name: string,
): Promise<readonly { readonly person: Someone; readonly words: string }[]> {
  if (worker === undefined) return [];
  const db = seenByStile(stile, authority);
  const now = stile.now();
  if (worker.active) {
    const covering = await listCoverers(db, authority, { covers: worker.id, now });
    return covering.map((person) => ({ person, words: `Covering for ${name}` }));
  }
  const last = await findLastHandOver(db, authority, worker.id);
  if (last?.successor == null) return [];
  const person = await findWorker(db, authority, last.successor, now);
  return person?.active ? [{ person, words: `For ${name}, who has left` }] : [];
}

type Someone = Pick<Worker, 'id' | 'name' | 'email'>;

function whyNot({ to }: NoticePayload): string {
  return to.practitioner === undefined
    ? `Nobody is named as ${to.role} for this family yet. Name somebody, and tell them`
    : `${to.practitioner.name} does not sign in to Stile and cannot be reached by mail. Tell them another way`;
}

function minutesLater(now: Instant, minutes: number): Instant {
  return fromMilliseconds(toMilliseconds(now) + minutes * 60_000);
}
