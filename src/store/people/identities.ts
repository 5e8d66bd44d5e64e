/** Accounts at providers, and whose they are. */
import type { Instant } from '../../core/calendar/time.ts';
import type { Employer } from '../../core/protocol/protocol.ts';
import type { Database } from '../database/connect.ts';

export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

export async function findIdentity(
  db: Database,
  authority: string,
  { issuer, subject }: Identity,
): Promise<string | undefined> {
  const { rows } = await db.query<{ readonly worker: string }>({
    name: 'find-identity',
    text: 'SELECT worker FROM worker_identity WHERE authority = $1 AND issuer = $2 AND subject = $3',
    values: [authority, issuer, subject],
  });
  return rows[0]?.worker;
}

/** Says from now on whose account it is; false where it, or another account at this provider, is linked already. */
export async function linkIdentity(
  db: Database,
  authority: string,
  identity: Identity & { readonly worker: string; readonly linked: Instant },
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'link-identity',
    text: `INSERT INTO worker_identity (authority, issuer, subject, worker, linked)
      SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (
        SELECT FROM worker_identity WHERE authority = $1 AND issuer = $2 AND worker = $4)
      ON CONFLICT DO NOTHING`,
    values: [authority, identity.issuer, identity.subject, identity.worker, identity.linked],
  });
  return rowCount === 1;
}

/** The accounts of somebody; the provider's own words for them are not shown to anybody. */
export async function listIdentities(
  db: Database,
  authority: string,
  worker: string,
): Promise<readonly { readonly issuer: string; readonly linked: Instant }[]> {
  const { rows } = await db.query<{ readonly issuer: string; readonly linked: Instant }>({
    name: 'list-identities',
    text: `SELECT issuer, linked FROM worker_identity WHERE authority = $1 AND worker = $2 ORDER BY linked, issuer`,
    values: [authority, worker],
  });
  return rows;
}

export async function unlinkIdentities(
  db: Database,
  authority: string,
  { worker, issuer }: { readonly worker: string; readonly issuer: string },
): Promise<number> {
  const { rowCount } = await db.query({
    name: 'unlink-identities',
    text: 'DELETE FROM worker_identity WHERE authority = $1 AND worker = $2 AND issuer = $3',
    values: [authority, worker, issuer],
  });
  return rowCount ?? 0;
}

export interface Entry {
  readonly id: string;
  readonly employer: Employer;
  readonly agency: string;
  readonly active: boolean;
}

/** Entries of the directory with this e-mail address, those of people who have left as well. */
export async function listEntriesByEmail(
  db: Database,
  authority: string,
  email: string,
): Promise<readonly Entry[]> {
  const { rows } = await db.query<Entry>({
    name: 'list-entries-by-email',
    text: `SELECT w.id, w.employer, w.agency, w.active FROM worker w
      WHERE w.authority = $1 AND lower(btrim(w.email)) = lower(btrim($2)) ORDER BY w.id LIMIT 20`,
    values: [authority, email],
  });
  return rows;
}
