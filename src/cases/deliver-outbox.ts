import type { Viewer } from '../access/may-see.ts';
import { fromMilliseconds, type Instant, toMilliseconds } from '../core/calendar/time.ts';
import type { AuthorityId } from '../core/family/people.ts';
import {
  claimMessages,
  type Mail,
  messageDone,
  messageFailed,
  type OutboxMessage,
  retryMessage,
} from '../store/outbox.ts';
import { giveNotice, mayStillGo, Unreachable } from './give-notice.ts';
import { sendSignInLink } from './sign-in-link.ts';
import { type Stile, seenBy, seenByStile } from './stile.ts';

/** A mail on its way. `id` is the same at every attempt, so that a mail server can tell a repeat. */
export interface OutgoingMail extends Pick<Mail, 'to' | 'toName' | 'urgent'> {
  readonly id: string;
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
 * Delivers what waits in the outbox of one authority, to those who see the family at that moment. A notice reaches
 * Stile's own inbox; mail goes out as well where `deliver` is given and the person has an address. What fails is tried
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

async function sendMail(
  stile: Stile,
  message: OutboxMessage,
  deliver: Deliver | undefined,
): Promise<void> {
  // Written by `addMail`.
  const mail = message.payload as Mail;
  if (!(await mayStillGo(stile, message, mail))) return;
  if (!deliver) throw new Error('No mail server is set up (SMTP_URL)');
  const { to, toName, urgent } = mail;
  const send = (token?: string): Promise<void> =>
    deliver({ id: message.id, to, toName, urgent, token });
  // The name of an authority when the message was written.
  const authority = message.authority as AuthorityId;
  if (mail.link === undefined) await send();
  else await sendSignInLink(stile, authority, mail.link, send);
  await messageDone(seenByStile(stile, message.authority), message, stile.now());
}

function minutesLater(now: Instant, minutes: number): Instant {
  return fromMilliseconds(toMilliseconds(now) + minutes * 60_000);
}
