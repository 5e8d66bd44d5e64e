/** The history of the records in the database, and what a disposal leaves of a family. */
import { createHash } from 'node:crypto';
import type { FamilyId } from '../core/family/people.ts';
import type { RecordsEvent, RecordsEventOf } from '../core/records/records-events.ts';
import { type Database, isViolation } from './database/connect.ts';
import { noHash, seal } from './history/chain.ts';

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

/** Has the database know which roles may do what, as the policy in force says: it looks there, and believes no caller. */
export async function saveRecordsRoles(
  db: Database,
  authority: string,
  roles: Readonly<Record<'keep' | 'confirm' | 'setSight' | 'guard', readonly string[]>>,
): Promise<void> {
  await db.query({
    name: 'save-records-roles',
    text: `WITH now AS (SELECT unnest($2::text[]) AS role, 'keep' AS may UNION SELECT unnest($3::text[]), 'confirm'
          UNION SELECT unnest($4::text[]), 'set-sight' UNION SELECT unnest($5::text[]), 'guard'),
        gone AS (DELETE FROM records_role r WHERE r.authority = $1 AND (r.role, r.may) NOT IN (SELECT role, may FROM now))
      INSERT INTO records_role (authority, role, may) SELECT $1, role, may FROM now ON CONFLICT DO NOTHING`,
    values: [authority, roles.keep, roles.confirm, roles.setSight, roles.guard],
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
