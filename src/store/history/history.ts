import type { FamilyEvent } from '../../core/family/events.ts';
import type { Database } from '../database/connect.ts';
import { readEvent } from './events.ts';

export interface HistoryEntry {
  readonly version: number;
  readonly event: FamilyEvent;
  /** SHA-256 in hexadecimal, as the verifier computes it. */
  readonly hash: string;
}

/** A family's history, oldest first; of one act, where its versions are given. */
export async function listHistory(
  db: Database,
  authority: string,
  family: string,
  { after = 0, upTo }: { readonly after?: number; readonly upTo?: number } = {},
): Promise<readonly HistoryEntry[]> {
  const { rows } = await db.query<{ version: number; body: string; hash: Buffer }>({
    name: 'list-history',
    text: `SELECT version, body, hash FROM event
      WHERE authority = $1 AND family = $2 AND version > $3 AND ($4::integer IS NULL OR version <= $4) ORDER BY version`,
    values: [authority, family, after, upTo ?? null],
  });
  return rows.map(({ version, body, hash }) => ({
    version,
    event: readEvent(body),
    hash: hash.toString('hex'),
  }));
}

export interface Carried {
  readonly family: string;
  readonly fromVersion: number;
  readonly version: number;
}

/** What a request brought about when it was first carried out. */
export async function findRequest(
  db: Database,
  authority: string,
  worker: string,
  key: string,
): Promise<Carried | undefined> {
  const { rows } = await db.query<Carried>({
    name: 'find-request',
    text: `SELECT family, from_version AS "fromVersion", version FROM request
      WHERE authority = $1 AND worker = $2 AND key = $3`,
    values: [authority, worker, key],
  });
  return rows[0];
}
