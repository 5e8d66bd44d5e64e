import type pg from 'pg';
import type { Instant } from '../core/calendar/time.ts';
import type { Recipient } from '../core/family/events.ts';
import { type Database, inTransaction, type Runner } from './database/connect.ts';

/** Somebody to be told in Stile, as `append_to_family` reads it from the history; it becomes a notice, and mail where it can. */
export interface NoticePayload {
  readonly to: Recipient;
  readonly what: string;
  readonly transfer: string | null;
  readonly at: Instant;
}

/** Says that something waits in Stile. What it is stands in the notice alone: mailboxes are shared, forwarded and read on telephones. */
export interface Mail {
  readonly to: string;
  readonly toName: string;
  /** Of the directory; undefined for somebody outside, and of what an older version wrote. */
  readonly worker?: string | undefined;
  /** About a safeguarding concern. */
  readonly urgent?: boolean | undefined;
  /** The notice that this person alone was given: where the mail does not go, somebody else must know of it. */
  readonly notice?: string | undefined;
  /** A link to sign in with, whose secret is made when the mail is. */
  readonly link?: string | undefined;
}

export interface OutboxMessage {
  readonly authority: string;
  readonly id: string;
  readonly kind: 'notice' | 'mail';
  readonly family: string | null;
  readonly reference: string | null;
  readonly payload: unknown;
  readonly created: Instant;
  readonly attempts: number;
}

export interface FailedMessage extends OutboxMessage {
  readonly failed: string;
  /** Undefined when it is given up until somebody tries it by hand. */
  readonly nextTry: Instant | undefined;
}

const columns = `o.authority, o.id, o.kind, o.family, o.payload, o.created, o.attempts,
  (SELECT f.reference FROM family f WHERE f.authority = $1 AND f.id = o.family) AS reference`;

/**
 * Takes messages that are due, for this process alone until `until`: if it ends before it has
 * said how they fared, another takes them then. No lock is held while a message is under way.
 */
export async function claimMessages(
  db: Database,
  authority: string,
  { now, until, limit }: { readonly now: Instant; readonly until: Instant; readonly limit: number },
): Promise<readonly OutboxMessage[]> {
  const { rows } = await db.query<OutboxMessage>({
    name: 'claim-messages',
    text: `UPDATE outbox o SET next_try = $3, attempts = o.attempts + 1
      WHERE o.authority = $1 AND o.done_at IS NULL AND o.id IN (
        SELECT id FROM outbox WHERE authority = $1 AND done_at IS NULL AND next_try <= $2
        ORDER BY next_try LIMIT $4 FOR UPDATE SKIP LOCKED)
      RETURNING ${columns}`,
    values: [authority, now, until, limit],
  });
  return rows;
}

/** The message has arrived. Whatever `also` writes is kept with that, or not at all. */
export async function messageDone(
  db: Database,
  { authority, id }: Pick<OutboxMessage, 'authority' | 'id'>,
  now: Instant,
  also: (client: pg.PoolClient) => Promise<void> = async () => undefined,
): Promise<void> {
  await inTransaction(db, async (client) => {
    const { rowCount } = await client.query({
      name: 'message-done',
      text: `UPDATE outbox SET done_at = $3, next_try = NULL, failed = NULL
        WHERE authority = $1 AND id = $2 AND done_at IS NULL`,
      values: [authority, id, now],
    });
    if (rowCount === 1) await also(client);
  });
}

/** It is over without having arrived, and why. Whatever `also` writes is kept with that, or not at all. */
export async function messageNotSent(
  db: Database,
  { authority, id }: Pick<OutboxMessage, 'authority' | 'id'>,
  { why, now }: { readonly why: string; readonly now: Instant },
  also: (client: pg.PoolClient) => Promise<void>,
): Promise<void> {
  await inTransaction(db, async (client) => {
    const { rowCount } = await client.query({
      name: 'message-not-sent',
      text: `UPDATE outbox SET done_at = $3, next_try = NULL, failed = NULL, not_sent = $4
        WHERE authority = $1 AND id = $2 AND done_at IS NULL`,
      values: [authority, id, now, why],
    });
    if (rowCount === 1) await also(client);
  });
}

/** It went to others than it was for, and to whom. Whatever `also` writes is kept with that, or not at all. */
export async function messageToldInstead(
  db: Database,
  { authority, id }: Pick<OutboxMessage, 'authority' | 'id'>,
  { whom, now }: { readonly whom: string; readonly now: Instant },
  also: (client: pg.PoolClient) => Promise<void>,
): Promise<void> {
  await inTransaction(db, async (client) => {
    const { rowCount } = await client.query({
      name: 'message-told-instead',
      text: `UPDATE outbox SET done_at = $3, next_try = NULL, failed = NULL, told_instead = $4
        WHERE authority = $1 AND id = $2 AND done_at IS NULL`,
      values: [authority, id, now, whom],
    });
    if (rowCount === 1) await also(client);
  });
}

/** It did not arrive, and why; without `nextTry` it waits for somebody to try it by hand. */
export async function messageFailed(
  db: Database,
  { authority, id }: Pick<OutboxMessage, 'authority' | 'id'>,
  failed: string,
  nextTry: Instant | undefined,
): Promise<void> {
  await db.query({
    name: 'message-failed',
    text: `UPDATE outbox SET failed = $3, next_try = $4
      WHERE authority = $1 AND id = $2 AND done_at IS NULL`,
    values: [authority, id, failed, nextTry ?? null],
  });
}

/** Messages that have failed and not yet arrived, the oldest first. */
export async function listFailed(
  db: Database,
  authority: string,
): Promise<readonly FailedMessage[]> {
  const { rows } = await db.query<
    OutboxMessage & { readonly failed: string; readonly next_try: Instant | null }
  >({
    name: 'list-failed-messages',
    text: `SELECT ${columns}, o.failed, o.next_try FROM outbox o
      WHERE o.authority = $1 AND o.done_at IS NULL AND o.failed IS NOT NULL ORDER BY o.created, o.id LIMIT 500`,
    values: [authority],
  });
  return rows.map(({ next_try, ...row }) => ({ ...row, nextTry: next_try ?? undefined }));
}

export interface AstrayMessage extends OutboxMessage {
  readonly doneAt: Instant;
  readonly notSent: string | null;
  readonly toldInstead: string | null;
}

/** Messages that were not sent, or went to others than they were for, since a moment; the latest first. */
export async function listAstray(
  db: Database,
  authority: string,
  since: Instant,
): Promise<readonly AstrayMessage[]> {
  const { rows } = await db.query<AstrayMessage>({
    name: 'list-astray-messages',
    text: `SELECT ${columns}, o.done_at AS "doneAt", o.not_sent AS "notSent", o.told_instead AS "toldInstead" FROM outbox o
      WHERE o.authority = $1 AND o.done_at > $2 AND (o.not_sent IS NOT NULL OR o.told_instead IS NOT NULL)
      ORDER BY o.done_at DESC, o.id LIMIT 200`,
    values: [authority, since],
  });
  return rows;
}

/** Has a failed message tried again at once; false when there is none such. */
export async function retryMessage(
  db: Database,
  { authority, id }: Pick<OutboxMessage, 'authority' | 'id'>,
  now: Instant,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'retry-message',
    text: `UPDATE outbox SET next_try = $3, attempts = 0
      WHERE authority = $1 AND id = $2 AND done_at IS NULL AND failed IS NOT NULL`,
    values: [authority, id, now],
  });
  return rowCount === 1;
}

export async function addMail(
  runner: Runner,
  message: OutboxMessage,
  mail: Mail,
  now: Instant,
): Promise<void> {
  await runner.query({
    name: 'add-mail',
    text: `INSERT INTO outbox (authority, id, kind, family, payload, created, next_try)
      VALUES ($1, $2, 'mail', $3, $4, $5, $5) ON CONFLICT (authority, id) DO NOTHING`,
    values: [
      message.authority,
      `${message.id}/mail/${mail.to}`,
      message.family,
      JSON.stringify(mail),
      now,
    ],
  });
}
