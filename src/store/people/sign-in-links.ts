/** Links by mail for partners. What is stored cannot sign anybody in: tokens and browsers are kept as hashes. */
import type { Instant } from '../../core/calendar/time.ts';
import type { Database } from '../database/connect.ts';

export interface AskedLink {
  readonly id: string;
  readonly email: string;
  /** The hash of what the browser holds. */
  readonly browser: string;
  readonly next: string | null;
  readonly asked: Instant;
  readonly expires: Instant;
  /** So many at once for one person, so that nobody's mailbox is filled. */
  readonly most: number;
}

/**
 * Has a link sent to whoever of a partner agency has this address, in one statement that is the same whether there is
 * such a person or not. A mailbox that several people share signs none of them in. Links of yesterday go at the same time.
 */
export async function askForLink(db: Database, authority: string, link: AskedLink): Promise<void> {
  await db.query({
    name: 'ask-for-link',
    text: `WITH old AS (
        DELETE FROM sign_in_link WHERE authority = $1 AND expires < $6::timestamptz - interval '1 day'),
      reader AS (
        SELECT w.id, w.name, w.email FROM worker w
        WHERE w.authority = $1 AND lower(btrim(w.email)) = lower(btrim($3)) AND w.active AND w.employer = 'partner'
          AND (SELECT count(*) FROM sign_in_link l
            WHERE l.authority = $1 AND l.worker = w.id AND l.used IS NULL AND l.expires > $6) < $8
          AND NOT EXISTS (SELECT FROM worker o WHERE o.authority = $1 AND o.id <> w.id AND o.active
            AND lower(btrim(o.email)) = lower(btrim($3)))),
      link AS (
        INSERT INTO sign_in_link (authority, id, worker, browser, next, asked, expires)
        SELECT $1, $2, id, $4, $5, $6, $7 FROM reader RETURNING id, worker)
      INSERT INTO outbox (authority, id, kind, payload, created, next_try)
      SELECT $1, 'sign-in-link/' || link.id, 'mail',
        jsonb_build_object('to', reader.email, 'toName', reader.name, 'what', 'Sign in', 'link', link.id), $6, $6
      FROM link JOIN reader ON reader.id = link.worker`,
    values: [
      authority,
      link.id,
      link.email,
      link.browser,
      link.next,
      link.asked,
      link.expires,
      link.most,
    ],
  });
}

/** The token that is about to be mailed, and to whom; undefined where the link has run out meanwhile. */
export async function setLinkToken(
  db: Database,
  authority: string,
  { id, token, now }: { readonly id: string; readonly token: string; readonly now: Instant },
): Promise<string | undefined> {
  const { rows } = await db.query<{ readonly worker: string }>({
    name: 'set-link-token',
    text: `UPDATE sign_in_link SET token = $3 WHERE authority = $1 AND id = $2 AND used IS NULL AND expires > $4
      RETURNING worker`,
    values: [authority, id, token, now],
  });
  return rows[0]?.worker;
}

interface WhichLink {
  readonly token: string;
  readonly browser: string;
  readonly now: Instant;
}

/** Whether a link is good, in this browser or only in another. Looking at it does not use it. */
export async function findLink(
  db: Database,
  authority: string,
  { token, browser, now }: WhichLink,
): Promise<'here' | 'elsewhere' | undefined> {
  const { rows } = await db.query<{ readonly here: boolean }>({
    name: 'find-link',
    text: `SELECT browser = $3 AS here FROM sign_in_link
      WHERE authority = $1 AND token = $2 AND used IS NULL AND expires > $4`,
    values: [authority, token, browser, now],
  });
  const [row] = rows;
  if (row === undefined) return undefined;
  return row.here ? 'here' : 'elsewhere';
}

/** Uses a link, which is possible once, in time, in the browser that asked, by a partner who is still active. */
export async function useLink(
  db: Database,
  authority: string,
  { token, browser, now }: WhichLink,
): Promise<{ readonly worker: string; readonly next: string | null } | undefined> {
  const { rows } = await db.query<{ readonly worker: string; readonly next: string | null }>({
    name: 'use-link',
    text: `UPDATE sign_in_link l SET used = $4 FROM worker w
      WHERE l.authority = $1 AND l.token = $2 AND l.browser = $3 AND l.used IS NULL AND l.expires > $4
        AND w.authority = $1 AND w.id = l.worker AND w.active AND w.employer = 'partner'
      RETURNING l.worker, l.next`,
    values: [authority, token, browser, now],
  });
  return rows[0];
}
