/** Checkpoints in the database, and the histories held against them. */

import type { KeyObject } from 'node:crypto';
import type { Instant } from '../../core/calendar/time.ts';
import {
  type Database,
  inTransaction,
  isViolation,
  itself,
  type Runner,
} from '../database/connect.ts';
import {
  type Checkpoint,
  fingerprintOf,
  type Head,
  type Heads,
  replay,
  rootOf,
  type SignedCheckpoint,
  type Signer,
  sha256,
  signCheckpoint,
} from './checkpoint-chain.ts';

export interface StoredCheckpoint extends SignedCheckpoint {
  readonly authority: string;
  readonly number: number;
}

/** A history that is not as a checkpoint has seen it; without a family, the checkpoints themselves. */
export interface CheckpointBreak {
  readonly authority: string;
  readonly family: string | undefined;
  readonly problem: 'rewritten' | 'removed' | 'checkpoint';
  readonly words: string;
}

export type MadeCheckpoint =
  | { readonly ok: true; readonly made: readonly StoredCheckpoint[]; readonly families: number }
  | { readonly ok: false; readonly breaks: readonly CheckpointBreak[] };

/** One checkpoint names at most so many histories; a first one of a large authority becomes several. */
const mostChanged = 20_000;
const batch = 5000;
const snapshot = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';

/**
 * Signs the ends of all histories of an authority as they are now. First holds them against the checkpoints before: what
 * no longer fits is told and never signed over.
 */
export async function makeCheckpoint(
  db: Database,
  authority: string,
  {
    signer,
    keys,
    now,
  }: { readonly signer: Signer; readonly keys: readonly KeyObject[]; readonly now: Instant },
): Promise<MadeCheckpoint> {
  const trusted = [signer.privateKey, ...keys];
  const found = await inTransaction(
    db,
    async (client) => {
      const before = replay(authority, await listIn(client, authority), trusted);
      const breaks = await breaksOf(client, authority, before);
      return { before, breaks, heads: await headsNow(client, authority) };
    },
    snapshot,
  );
  const { before, breaks, heads } = found;
  if (breaks.length > 0) return { ok: false, breaks };
  const changed = [...heads.values()].filter(
    (head) => before.heads.get(head.family)?.version !== head.version,
  );
  const made: StoredCheckpoint[] = [];
  const covered = new Map(before.heads);
  let { previous } = before;
  let number = before.last?.number ?? 0;
  do {
    const part = changed.slice(made.length * mostChanged, (made.length + 1) * mostChanged);
    for (const { family, version, hash } of part) covered.set(family, { version, hash });
    number += 1;
    const checkpoint: Checkpoint = {
      authority,
      number,
      at: now,
      previous,
      key: fingerprintOf(signer.privateKey),
      families: covered.size,
      root: rootOf(covered),
      changed: part.map(({ family, version, hash }) => [family, version, hash]),
    };
    const signed = signCheckpoint(checkpoint, signer);
    made.push({ authority, number, ...signed });
    previous = sha256(signed.body);
  } while (made.length * mostChanged < changed.length);
  for (const each of made) await add(db, each, now);
  return { ok: true, made, families: covered.size };
}

/** When the last checkpoint of an authority was made. */
export async function findLastCheckpoint(
  db: Database,
  authority: string,
): Promise<{ readonly number: number; readonly at: Instant } | undefined> {
  const { rows } = await db.query<{ number: number; at: Instant }>({
    name: 'find-last-checkpoint',
    text: 'SELECT number, at FROM checkpoint WHERE authority = $1 ORDER BY number DESC LIMIT 1',
    values: [authority],
  });
  return rows[0];
}

/** The checkpoints of an authority in the database, after a number. */
export async function listCheckpoints(
  db: Database,
  authority: string,
  after = 0,
): Promise<readonly StoredCheckpoint[]> {
  return listIn(db, authority, after);
}

export interface CheckedAuthority {
  readonly authority: string;
  readonly checkpoints: number;
  readonly families: number;
  readonly at: Instant | undefined;
  readonly breaks: readonly CheckpointBreak[];
}

/**
 * Holds every history against the checkpoints: those of the database, or those of a file that was kept elsewhere. With a
 * file, the database's own must say the same for as far as the file goes.
 */
export async function checkAgainstCheckpoints(
  db: Database,
  keys: readonly KeyObject[],
  kept?: readonly StoredCheckpoint[],
): Promise<readonly CheckedAuthority[]> {
  const { rows } = await db.query<{ authority: string }>(
    'SELECT authority FROM list_authorities() AS authority',
  );
  const names = new Set([
    ...rows.map(({ authority }) => authority),
    ...(kept ?? []).map((each) => each.authority),
  ]);
  const checked: CheckedAuthority[] = [];
  for (const authority of [...names].sort()) {
    checked.push(
      await inTransaction(
        itself(db, authority),
        async (client) => {
          const stored = await listIn(client, authority);
          const own = kept?.filter((each) => each.authority === authority);
          const row = replay(authority, own ?? stored, keys);
          const breaks = [
            ...(own === undefined ? [] : differences(authority, own, stored)),
            ...(await breaksOf(client, authority, row)),
          ];
          const { last, heads } = row;
          const checkpoints = last?.number ?? 0;
          return { authority, checkpoints, families: heads.size, at: last?.at, breaks };
        },
        snapshot,
      ),
    );
  }
  return checked;
}

function differences(
  authority: string,
  kept: readonly StoredCheckpoint[],
  stored: readonly StoredCheckpoint[],
): readonly CheckpointBreak[] {
  const inDatabase = new Map(stored.map((each) => [each.number, each.body]));
  const first = kept.find(({ number, body }) => inDatabase.get(number) !== body);
  if (first === undefined) return [];
  const words = inDatabase.has(first.number)
    ? `Checkpoint ${first.number} of the database is not the one that was kept in the file.`
    : `Checkpoint ${first.number}, which the file has, is gone from the database.`;
  return [{ authority, family: undefined, problem: 'checkpoint', words }];
}

async function breaksOf(
  client: Runner,
  authority: string,
  row: ReturnType<typeof replay>,
): Promise<readonly CheckpointBreak[]> {
  const breaks: CheckpointBreak[] = [];
  if (row.bad)
    breaks.push({ authority, family: undefined, problem: 'checkpoint', words: row.bad.words });
  const all = [...row.heads];
  for (let at = 0; at < all.length; at += batch) {
    const part = all.slice(at, at + batch);
    const there = await hashesAt(client, authority, part);
    for (const [family, { version, hash }] of part) {
      const now = there.get(family);
      if (now === hash) continue;
      breaks.push(
        now === undefined
          ? {
              authority,
              family,
              problem: 'removed',
              words: `Event ${version}, which a checkpoint has seen, is gone.`,
            }
          : {
              authority,
              family,
              problem: 'rewritten',
              words: `The history was rewritten: up to event ${version} it is not what a checkpoint has seen.`,
            },
      );
    }
  }
  return breaks;
}

async function hashesAt(
  client: Runner,
  authority: string,
  heads: readonly (readonly [string, Pick<Head, 'version' | 'hash'>])[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ family: string; hash: Buffer }>({
    name: 'checkpoint-hashes',
    text: `SELECT e.family, e.hash FROM unnest($2::text[], $3::integer[]) AS h (family, version)
      JOIN (SELECT authority, family, version, hash FROM event UNION ALL SELECT authority, family, version, hash FROM tombstone) e
        ON e.authority = $1 AND e.family = h.family AND e.version = h.version`,
    values: [authority, heads.map(([family]) => family), heads.map(([, { version }]) => version)],
  });
  return new Map(rows.map(({ family, hash }) => [family, hash.toString('hex')]));
}

/** From the history itself, not from the read tables. */
async function headsNow(client: Runner, authority: string): Promise<ReadonlyMap<string, Head>> {
  const heads = new Map<string, Head>();
  for (let after = ''; ; ) {
    const { rows } = await client.query<{ family: string; version: number; hash: Buffer }>({
      name: 'checkpoint-heads',
      text: `SELECT DISTINCT ON (family) family, version, hash
        FROM (SELECT authority, family, version, hash FROM event UNION ALL SELECT authority, family, version, hash FROM tombstone) AS e
        WHERE authority = $1 AND family > $2 ORDER BY family, version DESC LIMIT ${batch}`,
      values: [authority, after],
    });
    for (const { family, version, hash } of rows)
      heads.set(family, { family, version, hash: hash.toString('hex') });
    const last = rows.at(-1);
    if (last === undefined) return heads;
    after = last.family;
  }
}

async function listIn(
  runner: Runner,
  authority: string,
  after = 0,
): Promise<readonly StoredCheckpoint[]> {
  const { rows } = await runner.query<StoredCheckpoint>({
    name: 'list-checkpoints',
    text: `SELECT authority, number, body, signature FROM checkpoint
      WHERE authority = $1 AND number > $2 ORDER BY number`,
    values: [authority, after],
  });
  return rows;
}

async function add(db: Database, checkpoint: StoredCheckpoint, now: Instant): Promise<void> {
  const { authority, number, body, signature } = checkpoint;
  try {
    await db.query({
      name: 'add-checkpoint',
      text: 'INSERT INTO checkpoint (authority, number, at, body, signature) VALUES ($1, $2, $3, $4, $5)',
      values: [authority, number, now, body, signature],
    });
  } catch (error) {
    if (isViolation(error, '23505'))
      throw new Error(
        `Another process made checkpoint ${number} of ${authority} at the same moment`,
      );
    throw error;
  }
}

export type { Heads };
