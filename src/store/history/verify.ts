import type pg from 'pg';
import type { Instant } from '../../core/calendar/time.ts';
import { type Database, inTransaction, itself } from '../database/connect.ts';
import { canonical, hashOf, noHash } from './chain.ts';
import { type DisposedFamily, verifyDisposed } from './verify-disposed.ts';

export interface Break {
  readonly authority: string;
  /** The family, or the sitting (`meeting:<forum>:<day>`). */
  readonly family: string;
  /** Version of the first event that is wrong, or of the one that is not there. */
  readonly version: number;
  readonly problem:
    | 'changed'
    | 'missing'
    | 'out of order'
    | 'differs from the read table'
    | 'disposal';
  readonly words: string;
}

export interface Verified {
  readonly authorities: number;
  readonly streams: number;
  readonly events: number;
  /** Families that were disposed of, each as its record says. They are not among the streams. */
  readonly disposed: readonly DisposedFamily[];
  readonly breaks: readonly Break[];
}

interface Row {
  readonly family: string;
  readonly version: number;
  readonly type: string;
  readonly at: Instant;
  readonly recorded: Instant;
  readonly body: string;
  readonly hash: Buffer;
}

/** Where the walk stands in one stream; after its first break the rest of it is passed over. */
interface Walk {
  readonly family: string;
  version: number;
  hash: Buffer;
  broken: boolean;
}

const batch = 2000;

/**
 * Walks every history of every authority and says where each first differs from what was written.
 * Reads in batches, in a snapshot of each authority, so that acts can go on meanwhile.
 */
export async function verifyHistory(db: Database): Promise<Verified> {
  const { rows } = await db.query<{ authority: string }>(
    'SELECT authority FROM list_authorities() AS authority',
  );
  const total = { streams: 0, events: 0 };
  const breaks: Break[] = [];
  const disposed: DisposedFamily[] = [];
  for (const { authority } of rows) {
    await inTransaction(
      itself(db, authority),
      async (client) => {
        const report = (each: Break) => breaks.push(each);
        const found = await verifyAuthority(client, authority, report);
        disposed.push(...(await verifyDisposed(client, authority, report)));
        total.streams += found.streams;
        total.events += found.events;
      },
      'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
    );
  }
  return { authorities: rows.length, ...total, disposed, breaks };
}

async function verifyAuthority(
  client: pg.PoolClient,
  authority: string,
  report: (found: Break) => void,
): Promise<{ readonly streams: number; readonly events: number }> {
  let walk: Walk | undefined;
  let streams = 0;
  let events = 0;
  let ended: Walk[] = [];
  let place: readonly [string, number] = ['', 0];
  for (;;) {
    const { rows } = await client.query<Row>({
      name: 'verify-batch',
      text: `SELECT family, version, type, at, recorded, body, hash FROM event
        WHERE authority = $1 AND (family, version) > ($2, $3) ORDER BY family, version LIMIT ${batch}`,
      values: [authority, ...place],
    });
    for (const row of rows) {
      if (walk?.family !== row.family) {
        if (walk) ended.push(walk);
        walk = { family: row.family, version: 0, hash: noHash, broken: false };
        streams += 1;
      }
      events += 1;
      step(authority, walk, row, report);
    }
    const last = rows.at(-1);
    if (last === undefined) break;
    place = [last.family, last.version];
    await compareHeads(client, authority, ended, report);
    ended = [];
  }
  if (walk) await compareHeads(client, authority, [walk], report);
  await findWithoutHistory(client, authority, report);
  return { streams, events };
}

function step(authority: string, walk: Walk, row: Row, report: (found: Break) => void): void {
  if (walk.broken) return;
  const found = problemWith(authority, walk, row);
  if (found === undefined) {
    walk.version = row.version;
    walk.hash = row.hash;
    return;
  }
  walk.broken = true;
  report({ authority, family: row.family, version: row.version, ...found });
}

type Found = Pick<Break, 'problem' | 'words'> & { readonly version?: number };

function problemWith(authority: string, walk: Walk, row: Row): Found | undefined {
  const { version } = row;
  const expected = walk.version + 1;
  if (version !== expected) {
    const words = `Event ${expected} is missing; ${version} is the next there is.`;
    return { problem: 'missing', version: expected, words };
  }
  const said = readPlace(row.body);
  if (said === undefined) return { problem: 'changed', words: `Event ${version} cannot be read.` };
  if (said.authority !== authority || said.family !== row.family || said.version !== version) {
    const other = said.family === row.family ? '' : ` of ${said.family}`;
    const words = `In place of event ${version} stands event ${said.version}${other}.`;
    return { problem: 'out of order', words };
  }
  if (!hashOf(walk.hash, row.body).equals(row.hash)) {
    const words = `Event ${version} is not what was written: its hash does not follow.`;
    return { problem: 'changed', words };
  }
  if (said.type !== row.type || said.at !== row.at || said.recorded !== row.recorded) {
    const words = `Event ${version} is filed with another type or time than it says.`;
    return { problem: 'changed', words };
  }
  return undefined;
}

interface Place {
  readonly authority: unknown;
  readonly family: unknown;
  readonly version: unknown;
  readonly type: unknown;
  readonly at: unknown;
  readonly recorded: unknown;
}

function readPlace(body: string): Place | undefined {
  try {
    const { authority, family, version, event } = JSON.parse(body);
    if (canonical({ authority, family, version, event }) !== body) return undefined;
    return { authority, family, version, type: event.type, at: event.at, recorded: event.recorded };
  } catch {
    return undefined;
  }
}

/** The read tables keep the last hash of each stream: they show an end that was cut off. */
async function compareHeads(
  client: pg.PoolClient,
  authority: string,
  walks: readonly Walk[],
  report: (found: Break) => void,
): Promise<void> {
  const whole = walks.filter((walk) => !walk.broken);
  if (whole.length === 0) return;
  const { rows } = await client.query<{ family: string; version: number; hash: Buffer }>({
    name: 'verify-heads',
    text: `SELECT id AS family, version, hash FROM family WHERE authority = $1 AND id = ANY($2)
      UNION ALL
      SELECT 'meeting:' || forum || ':' || sitting, version, hash FROM meeting
      WHERE authority = $1 AND 'meeting:' || forum || ':' || sitting = ANY($2)
      UNION ALL
      SELECT 'records:retention', version, hash FROM records WHERE authority = $1 AND 'records:retention' = ANY($2)`,
    values: [authority, whole.map((walk) => walk.family)],
  });
  const heads = new Map(rows.map((row) => [row.family, row]));
  for (const { family, version, hash } of whole) {
    const head = heads.get(family);
    if (head?.version === version && head.hash.equals(hash)) continue;
    const cutOff = head !== undefined && head.version > version;
    report({
      authority,
      family,
      version: cutOff ? version + 1 : version,
      problem: cutOff ? 'missing' : 'differs from the read table',
      words: cutOff
        ? `The history ends with event ${version}, but the read table knows ${head.version}.`
        : `The last event, ${version}, is not the one the read table knows${head ? '' : ', which has none'}.`,
    });
  }
}

async function findWithoutHistory(
  client: pg.PoolClient,
  authority: string,
  report: (found: Break) => void,
): Promise<void> {
  const { rows } = await client.query<{ family: string }>({
    name: 'verify-without-history',
    text: `SELECT f.id AS family FROM family f WHERE f.authority = $1 AND NOT EXISTS
        (SELECT FROM event e WHERE e.authority = $1 AND e.family = f.id)
      UNION ALL
      SELECT 'meeting:' || m.forum || ':' || m.sitting FROM meeting m WHERE m.authority = $1 AND NOT EXISTS
        (SELECT FROM event e WHERE e.authority = $1 AND e.family = 'meeting:' || m.forum || ':' || m.sitting)
      UNION ALL
      SELECT 'records:retention' FROM records r WHERE r.authority = $1 AND NOT EXISTS
        (SELECT FROM event e WHERE e.authority = $1 AND e.family = 'records:retention')`,
    values: [authority],
  });
  for (const { family } of rows) {
    report({
      authority,
      family,
      version: 1,
      problem: 'missing',
      words: 'The whole history is missing.',
    });
  }
}
