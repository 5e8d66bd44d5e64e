/** The history of the records in the database, and what a disposal leaves of a family. */
import { createHash } from 'node:crypto';
import type { FamilyEvent } from '../core/family/events.ts';
import type { FamilyId } from '../core/family/people.ts';
import type { Listed, RecordsEvent, RecordsEventOf } from '../core/records/records-events.ts';
import { type Database, isViolation } from './database/connect.ts';
import { noHash, seal } from './history/chain.ts';
import { readEvent } from './history/events.ts';

/** The name of the history of the records, beside the families and the sittings. */
export const recordsStream = 'records:retention';

/** Where the history of the records stood when it was read. */
export interface RecordsRead {
  readonly events: readonly RecordsEvent[];
  readonly hash: Buffer;
}

/** From its beginning. Only Stile itself reads it; who is shown what is for the use case. */
export async function readRecords(db: Database, authority: string): Promise<RecordsRead> {
  const { rows } = await db.query<{ body: string; hash: Buffer }>({
    name: 'read-records',
    text: 'SELECT body, hash FROM event WHERE authority = $1 AND family = $2 ORDER BY version',
    values: [authority, recordsStream],
  });
  // Written by `appendRecord` and `disposeFamily` from a RecordsEvent.
  const events = rows.map(({ body }) => (JSON.parse(body) as { event: RecordsEvent }).event);
  return { events, hash: rows.at(-1)?.hash ?? noHash };
}

/** What the database answered: `changed` when somebody else was first, `refused` with why it does not let it be. */
export type Recorded =
  | { readonly ok: true }
  | { readonly ok: false; readonly because: 'changed' }
  | { readonly ok: false; readonly because: 'refused'; readonly words: string };

/** Adds one event, in the name of whoever `db` is asked for. */
export async function appendRecord(
  db: Database,
  authority: string,
  { read, event }: { readonly read: RecordsRead; readonly event: RecordsEvent },
): Promise<Recorded> {
  return answered(() =>
    db.query({
      name: 'append-record',
      text: 'SELECT append_record($1, $2, $3, $4, $5, $6)',
      values: sealedValues(authority, read, event),
    }),
  );
}

/** What a disposal record says of a history: its digest, and its ends. */
export type Traces = Pick<RecordsEventOf<'FamilyDisposed'>, 'events' | 'first' | 'last' | 'digest'>;

/** Takes a family away and leaves its tombstones. The database looks at the recorded decision itself. */
export async function disposeFamily(
  db: Database,
  authority: string,
  { read, event }: { readonly read: RecordsRead; readonly event: RecordsEventOf<'FamilyDisposed'> },
): Promise<Recorded> {
  const [first, ...rest] = sealedValues(authority, read, event);
  const done = await answered(() =>
    db.query({
      name: 'dispose-family',
      text: 'SELECT dispose_family($1, $2, $3, $4, $5, $6, $7)',
      values: [first, event.family, ...rest],
    }),
  );
  db.families.forget(authority, event.family);
  return done;
}

/** The traces of a family as it stands now; undefined where there is none. */
export async function readTraces(
  db: Database,
  authority: string,
  family: FamilyId,
): Promise<Traces | undefined> {
  const { rows } = await db.query<{ version: number; hash: Buffer }>({
    name: 'read-traces',
    text: 'SELECT version, hash FROM event WHERE authority = $1 AND family = $2 ORDER BY version',
    values: [authority, family],
  });
  return tracesOf(rows);
}

/** Places and hashes, in order. */
export function tracesOf(
  rows: readonly { readonly version: number; readonly hash: Buffer }[],
): Traces | undefined {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const digest = createHash('sha256');
  for (const { version, hash } of rows)
    digest.update(`${version}\t${hash.toString('hex')}\n`, 'utf8');
  return {
    events: rows.length,
    first: first.hash.toString('hex'),
    last: last.hash.toString('hex'),
    digest: digest.digest('hex'),
  };
}

export interface Closed extends Pick<Listed, 'family' | 'reference' | 'version' | 'hash'> {
  /** A message about it has not arrived yet. */
  readonly sending: boolean;
  /** Somebody asked for what is held about them, and nothing has been released yet. */
  readonly asked: boolean;
  readonly events: readonly FamilyEvent[];
}

/** Families with no open transfer, with their histories, so many at a time in the order of their ids. */
export async function listClosed(
  db: Database,
  authority: string,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<readonly Closed[]> {
  const { rows } = await db.query<{
    family: FamilyId;
    reference: string;
    version: number;
    hash: Buffer;
    sending: boolean;
    asked: boolean;
    bodies: readonly string[];
  }>({
    name: 'list-closed',
    text: `SELECT f.id AS family, f.reference, f.version, f.hash,
        EXISTS (SELECT FROM outbox o WHERE o.authority = $1 AND o.family = f.id AND o.done_at IS NULL) AS sending,
        EXISTS (SELECT FROM export x WHERE x.authority = $1 AND x.family = f.id AND x.released IS NULL) AS asked,
        (SELECT array_agg(e.body ORDER BY e.version) FROM event e WHERE e.authority = $1 AND e.family = f.id) AS bodies
      FROM family f WHERE f.authority = $1 AND f.id > $2 AND f.open_transfers = 0 ORDER BY f.id LIMIT $3`,
    values: [authority, after, limit],
  });
  return rows.map(({ bodies, hash, ...row }) => ({
    ...row,
    hash: hash.toString('hex'),
    events: bodies.map(readEvent),
  }));
}

/** How many families have an open transfer. */
export async function countOpen(db: Database, authority: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>({
    name: 'count-open-families',
    text: 'SELECT count(*)::integer AS count FROM family WHERE authority = $1 AND open_transfers > 0',
    values: [authority],
  });
  return rows[0]?.count ?? 0;
}

/** The families of a reference; there may be several. */
export async function findByReference(
  db: Database,
  authority: string,
  reference: string,
): Promise<readonly { readonly id: FamilyId; readonly reference: string }[]> {
  const { rows } = await db.query<{ id: FamilyId; reference: string }>({
    name: 'find-family-of-reference',
    text: 'SELECT id, reference FROM family WHERE authority = $1 AND lower(reference) = lower(btrim($2))',
    values: [authority, reference],
  });
  return rows;
}

/** Has the database know which roles may do what, as the policy in force says: it looks there, and believes no caller. */
export async function saveRecordsRoles(
  db: Database,
  authority: string,
  roles: Readonly<Record<'keep' | 'confirm' | 'setSight', readonly string[]>>,
): Promise<void> {
  await db.query({
    name: 'save-records-roles',
    text: `WITH now AS (SELECT unnest($2::text[]) AS role, 'keep' AS may UNION SELECT unnest($3::text[]), 'confirm'
          UNION SELECT unnest($4::text[]), 'set-sight'),
        gone AS (DELETE FROM records_role r WHERE r.authority = $1 AND (r.role, r.may) NOT IN (SELECT role, may FROM now))
      INSERT INTO records_role (authority, role, may) SELECT $1, role, may FROM now ON CONFLICT DO NOTHING`,
    values: [authority, roles.keep, roles.confirm, roles.setSight],
  });
}

/** Works out again where the history of the records ends. */
export async function rebuildRecords(db: Database, authority: string): Promise<void> {
  await db.query(
    `INSERT INTO records (authority, version, hash, updated)
     SELECT authority, version, hash, recorded FROM event WHERE authority = $1 AND family = $2 ORDER BY version DESC LIMIT 1
     ON CONFLICT (authority) DO UPDATE SET version = excluded.version, hash = excluded.hash, updated = excluded.updated`,
    [authority, recordsStream],
  );
}

/** What the functions that add to the history of the records are given. */
export function sealedValues(
  authority: string,
  { events, hash }: RecordsRead,
  event: RecordsEvent,
) {
  const [sealed] = seal({ authority, family: recordsStream }, { version: events.length, hash }, [
    event,
  ]);
  return [authority, events.length, hash, sealed?.body, event.recorded, sealed?.hash];
}

async function answered(ask: () => Promise<unknown>): Promise<Recorded> {
  try {
    await ask();
    return { ok: true };
  } catch (error) {
    if (isViolation(error, 'ST001')) return { ok: false, because: 'changed' };
    for (const code of ['ST003', 'ST004', '42501'])
      if (isViolation(error, code) && error instanceof Error)
        return { ok: false, because: 'refused', words: error.message };
    throw error;
  }
}
