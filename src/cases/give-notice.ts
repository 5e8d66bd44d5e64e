/** Turns a message of the outbox into notices and mail for those who may have it now. */
import type { Family } from '../core/family/family.ts';
import type { Runner } from '../store/database/connect.ts';
import { addNotice, findNotice } from '../store/notices.ts';
import {
  addMail,
  type Mail,
  messageDone,
  messageNotSent,
  messageToldInstead,
  type NoticePayload,
  type OutboxMessage,
} from '../store/outbox.ts';
import { findInstead, type Instead } from './find-instead.ts';
import {
  cannotBeReached,
  findReaders,
  isMissed,
  type Missed,
  type Readers,
  whyNotTheirs,
} from './find-readers.ts';
import { type Sighting, sightingOf } from './sighting.ts';
import { type Stile, seenByStile } from './stile.ts';

/** Trying again would not help: somebody has to see to it. */
export class Unreachable extends Error {}

/**
 * Looks whom the message is for at this moment. Where nobody of them may have it, whoever looks after the family is
 * told that it did not arrive; only what reaches nobody at all fails.
 */
export async function giveNotice(
  stile: Stile,
  message: OutboxMessage,
  mails: boolean,
): Promise<void> {
  // Written by `append_to_family`, or by a use case that tells somebody something.
  const payload = message.payload as NoticePayload;
  const sighting = await sightingOf(stile, message);
  const found = reached(await findReaders(stile, sighting, payload, mails), mails);
  const writing = { message, payload, sighting, mails };
  if (isMissed(found)) return miss(stile, found, writing);
  const db = seenByStile(stile, message.authority);
  await messageDone(db, message, stile.now(), (client) =>
    write(stile, client, { ...writing, readers: found }),
  );
}

async function miss(
  stile: Stile,
  missed: Missed,
  writing: Writing & { readonly payload: NoticePayload },
): Promise<void> {
  const { message, sighting, payload, mails } = writing;
  const { practitioner, role } = payload.to;
  const missing = { role, worker: practitioner?.worker, mails };
  const instead = await findInstead(stile, sighting, missing);
  if (instead.inboxes.length === 0) throw new Unreachable(missed.why);
  const db = seenByStile(stile, message.authority);
  const now = stile.now();
  const tell = (client: Runner) => tellInstead(stile, client, { ...writing, missed, instead });
  switch (missed.ends) {
    case 'role':
      return messageToldInstead(db, message, { whom: whomOf(missed, instead), now }, tell);
    case 'closed':
      return messageNotSent(db, message, { why: missed.why, now }, tell);
    case 'waits':
      // The same notices at every attempt: they are given once.
      await tell(db);
      throw new Unreachable(missed.why);
  }
}

/** Whether a mail still goes to its reader; where not, it is recorded, and told where they have not read it in Stile. */
export async function mayStillGo(
  stile: Stile,
  message: OutboxMessage,
  mail: Mail,
): Promise<boolean> {
  if (message.family === null) return true;
  const sighting = await sightingOf(stile, message);
  const missed = await whyNotTheirs(stile, sighting, mail);
  if (missed === undefined) return true;
  const db = seenByStile(stile, message.authority);
  const now = stile.now();
  const notice =
    mail.notice === undefined ? undefined : await findNotice(db, message.authority, mail.notice);
  const unread = notice !== undefined && notice.readAt === null;
  const payload = { what: notice?.what ?? '', transfer: null, at: now };
  const instead = unread
    ? await findInstead(stile, sighting, { worker: mail.worker, mails: true })
    : { inboxes: [], addresses: [], blind: false };
  await messageNotSent(db, message, { why: missed.why, now }, (client) =>
    tellInstead(stile, client, { message, payload, sighting, missed, instead, mails: true }),
  );
  return false;
}

/** Somebody outside has no inbox: without a mail server they are not told. */
function reached(found: Readers | Missed, mails: boolean): Readers | Missed {
  if (isMissed(found) || found.inboxes.length > 0 || mails) return found;
  return cannotBeReached(found.addresses[0]?.name ?? '');
}

interface Writing {
  readonly message: OutboxMessage;
  readonly payload: Pick<NoticePayload, 'what' | 'transfer' | 'at'>;
  readonly sighting: Sighting;
  readonly mails: boolean;
}

async function write(
  stile: Stile,
  client: Runner,
  { message, payload, sighting, mails, readers }: Writing & { readonly readers: Readers },
): Promise<void> {
  const { authority, family, id } = message;
  const { what, transfer, at } = payload;
  const notices = new Map<string, string>();
  for (const { to, instead } of readers.inboxes) {
    const own = { id, what };
    const other = 'worker' in to && { id: `${id}/${to.worker}`, what: `${instead}: ${what}` };
    const said = instead === undefined || !other ? own : other;
    await addNotice(client, { authority, to, family, transfer, at, ...said });
    if ('worker' in to) notices.set(to.worker, said.id);
  }
  if (!mails) return;
  const urgent = isConcern(stile, sighting.family, transfer);
  for (const { address, name, worker } of readers.addresses) {
    const notice = worker === undefined ? undefined : notices.get(worker);
    const mail = { to: address, toName: name, worker, urgent, notice };
    await addMail(client, message, mail, stile.now());
  }
}

/** Others are told what did not arrive with whom. Who does not see the family is told how to come to it, and nothing of it. */
async function tellInstead(
  stile: Stile,
  client: Runner,
  writing: Writing & { readonly missed: Missed; readonly instead: Instead },
): Promise<void> {
  const { message, payload, sighting, missed, instead, mails } = writing;
  const { authority, id } = message;
  const { transfer, at } = payload;
  const urgent = isConcern(stile, sighting.family, transfer);
  const family = instead.blind ? null : message.family;
  const what = instead.blind
    ? blindly(sighting.family, urgent)
    : missed.ends === 'role'
      ? `${sentence(payload.what)} You are told instead, because ${lowerFirst(missed.why)}`
      : `${sentence(payload.what)} Not told: ${missed.who}. Tell them another way if they should know, and record it`;
  for (const { to } of instead.inboxes) {
    const key = 'worker' in to ? to.worker : `role:${to.role}`;
    const notice = { id: `${id}/instead/${key}`, to, family, what, at };
    await addNotice(client, { ...notice, authority, transfer: instead.blind ? null : transfer });
  }
  if (!mails) return;
  for (const { address, name, worker } of instead.addresses) {
    const about = { ...message, id: `${id}/instead`, family };
    await addMail(client, about, { to: address, toName: name, worker, urgent }, stile.now());
  }
}

function blindly(family: Family | undefined, urgent: boolean): string {
  const what = urgent ? 'A safeguarding concern' : 'A message';
  return `${what} about a family has reached nobody, because nobody who is here sees the family. Take urgent access to it by its reference, ${family?.reference ?? ''}`;
}

function whomOf({ why }: Missed, { inboxes }: Instead): string {
  return `${why}. Told instead: ${inboxes.map(({ name }) => name).join(', ')}`;
}

function isConcern(stile: Stile, family: Family | undefined, transfer: string | null): boolean {
  const started = family?.transfers.find(({ id }) => id === transfer);
  if (family === undefined || started === undefined) return false;
  return started.pathway === stile.protocols.current(family.authority).interrupt.pathway;
}

function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

function lowerFirst(text: string): string {
  return `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;
}
