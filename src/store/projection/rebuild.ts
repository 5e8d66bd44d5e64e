import type pg from 'pg';
import type { Instant } from '../../core/calendar/time.ts';
import { evolveAll } from '../../core/family/evolve.ts';
import { type Database, inTransaction } from '../database/connect.ts';
import { plainJson } from '../database/plain-json.ts';
import { readEvent } from '../history/events.ts';
import { rebuildMeetings } from '../meetings.ts';
import { rebuildRecords } from '../records.ts';
import { difference } from './difference.ts';
import { project, type Rows, type Scene } from './projection.ts';

const batch = 100;

/**
 * Works the read tables of one authority out again from its history, a batch of families at a
 * time, while acts go on. Answers with the number of families.
 */
export async function rebuildAuthority(
  db: Database,
  authority: string,
  scene: Scene,
): Promise<number> {
  let count = 0;
  let place = '';
  for (;;) {
    const { rows } = await db.query<{ family: string }>({
      name: 'rebuild-next',
      text: `SELECT family FROM event
        WHERE authority = $1 AND version = 1 AND family > $2 AND family NOT LIKE 'meeting:%' AND family NOT LIKE 'records:%'
        ORDER BY family LIMIT ${batch}`,
      values: [authority, place],
    });
    const last = rows.at(-1);
    if (last === undefined) break;
    place = last.family;
    await rebuildFamilies(
      db,
      authority,
      rows.map(({ family }) => family),
      scene,
    );
    count += rows.length;
  }
  await removeWithoutHistory(db, authority);
  await rebuildMeetings(db, authority);
  await rebuildRecords(db, authority);
  return count;
}

/** Works the read tables of some families out again, all or none; their ids in order. */
export async function rebuildFamilies(
  db: Database,
  authority: string,
  families: readonly string[],
  scene: Scene,
): Promise<void> {
  // In one order: two rebuilds would otherwise wait for each other.
  await inTransaction(db, async (client) => {
    for (const family of families) await rebuildFamily(client, authority, family, scene);
  });
  for (const family of families) db.families.forget(authority, family);
}

/** Families whose rows were worked out with another calendar, protocol or code than these. */
export async function listOutdated(
  db: Database,
  authority: string,
  {
    stamp,
    after,
    limit,
  }: { readonly stamp: string; readonly after: string; readonly limit: number },
): Promise<readonly { readonly family: string; readonly projectedWith: string }[]> {
  const { rows } = await db.query<{ family: string; projectedWith: string }>({
    name: 'list-outdated',
    text: `SELECT id AS family, projected_with AS "projectedWith" FROM family
      WHERE authority = $1 AND projected_with <> $2 AND id > $3 ORDER BY id LIMIT $4`,
    values: [authority, stamp, after, limit],
  });
  return rows;
}

async function rebuildFamily(
  client: pg.PoolClient,
  authority: string,
  id: string,
  scene: Scene,
): Promise<void> {
  // An act in progress is waited for; the next one waits for us.
  await client.query({
    name: 'rebuild-lock',
    text: 'SELECT FROM family WHERE authority = $1 AND id = $2 FOR UPDATE',
    values: [authority, id],
  });
  const { rows } = await client.query<{ body: string; hash: Buffer; recorded: Instant }>({
    name: 'rebuild-events',
    text: 'SELECT body, hash, recorded FROM event WHERE authority = $1 AND family = $2 ORDER BY version',
    values: [authority, id],
  });
  const family = evolveAll(rows.map((row) => readEvent(row.body)));
  const last = rows.at(-1);
  if (family === undefined || last === undefined) return;
  const rowsNow = project(scene, family, last.recorded);
  // The same rows, with what PostgreSQL cannot keep taken out.
  const { summary } = JSON.parse(plainJson(rowsNow)) as Rows;
  await client.query({
    name: 'rebuild-summary',
    text: `INSERT INTO family (authority, id, version, hash, projected_with, reference, name, locality, holder_role,
        holder_stands_in_for, holder_worker, holder_name, holder_team, holder_since, open_transfers, restricted, updated)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
      ON CONFLICT (authority, id) DO UPDATE SET version = excluded.version, hash = excluded.hash,
        projected_with = excluded.projected_with, reference = excluded.reference, name = excluded.name,
        locality = excluded.locality, holder_role = excluded.holder_role,
        holder_stands_in_for = excluded.holder_stands_in_for, holder_worker = excluded.holder_worker,
        holder_name = excluded.holder_name, holder_team = excluded.holder_team,
        holder_since = excluded.holder_since, open_transfers = excluded.open_transfers,
        restricted = excluded.restricted, updated = excluded.updated`,
    values: [
      authority,
      id,
      family.version,
      last.hash,
      summary.projected_with,
      summary.reference,
      summary.name,
      summary.locality,
      summary.holder_role,
      summary.holder_stands_in_for,
      summary.holder_worker,
      summary.holder_name,
      summary.holder_team,
      summary.holder_since,
      summary.open_transfers,
      summary.restricted,
      last.recorded,
    ],
  });
  await client.query({
    name: 'rebuild-rows',
    text: 'SELECT apply_rows($1, $2, $3)',
    values: [authority, id, plainJson(difference(undefined, rowsNow))],
  });
}

/** Rows of a family that the history does not know. */
async function removeWithoutHistory(db: Database, authority: string): Promise<void> {
  for (const table of [
    'family_person',
    'transfer',
    'work',
    'agenda',
    'role_assignment',
    'family_access',
    'keeping',
  ]) {
    await db.query(
      `DELETE FROM ${table} t WHERE t.authority = $1 AND NOT EXISTS
        (SELECT FROM event e WHERE e.authority = $1 AND e.family = t.family AND e.version = 1)`,
      [authority],
    );
  }
  await db.query(
    `DELETE FROM family t WHERE t.authority = $1 AND NOT EXISTS
      (SELECT FROM event e WHERE e.authority = $1 AND e.family = t.id AND e.version = 1)`,
    [authority],
  );
}
