/** Writes the whole history in the plain format that `tools/verify-history` reads; see docs/history-format.md. */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Instant } from '../../core/calendar/time.ts';

export interface Dumped {
  readonly streams: number;
  readonly events: number;
}

const batch = 2000;

/** In one snapshot, whatever is done meanwhile. `client` is the owner's, or one that may read all authorities. */
export async function dumpHistory(
  client: pg.ClientBase,
  now: Instant,
  write: (text: string) => Promise<void> | void,
): Promise<Dumped> {
  const digest = createHash('sha256');
  const count = { streams: 0, events: 0, lines: 0 };
  const put = async (lines: readonly (readonly (string | number)[])[]): Promise<void> => {
    if (lines.length === 0) return;
    const text = `${lines.map((line) => line.join('\t')).join('\n')}\n`;
    digest.update(text, 'utf8');
    count.lines += lines.length;
    await write(text);
  };
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    await put([['stile-history', 2, now]]);
    for (const authority of await authoritiesIn(client)) {
      count.events += await putEvents(client, authority, put);
      await putTombstones(client, authority, put);
      count.streams += await putHeads(client, authority, put);
    }
    const { lines } = count;
    await write(`end\t${lines}\t${digest.digest('hex')}\n`);
  } finally {
    await client.query('ROLLBACK');
  }
  return { streams: count.streams, events: count.events };
}

type Put = (lines: readonly (readonly (string | number)[])[]) => Promise<void>;

async function authoritiesIn(client: pg.ClientBase): Promise<readonly string[]> {
  const { rows } = await client.query<{ authority: string }>(
    `SELECT authority FROM event GROUP BY authority
     UNION SELECT authority FROM family GROUP BY authority
     UNION SELECT authority FROM meeting GROUP BY authority
     UNION SELECT authority FROM tombstone GROUP BY authority ORDER BY authority`,
  );
  return rows.map(({ authority }) => authority);
}

async function putEvents(client: pg.ClientBase, authority: string, put: Put): Promise<number> {
  let place: readonly [string, number] = ['', 0];
  for (let events = 0; ; ) {
    const { rows } = await client.query<{
      family: string;
      version: number;
      type: string;
      at: string;
      recorded: string;
      hash: Buffer;
      body: string;
    }>({
      name: 'dump-events',
      text: `SELECT family, version, type, at, recorded, hash, body FROM event
        WHERE authority = $1 AND (family, version) > ($2, $3) ORDER BY family, version LIMIT ${batch}`,
      values: [authority, ...place],
    });
    await put(
      rows.map(({ family, version, type, at, recorded, hash, body }) => [
        'event',
        plain(authority),
        plain(family),
        version,
        plain(type),
        at,
        recorded,
        hash.toString('hex'),
        plain(body),
      ]),
    );
    events += rows.length;
    const last = rows.at(-1);
    if (last === undefined) return events;
    place = [last.family, last.version];
  }
}

/** What is left of the families that were disposed of. */
async function putTombstones(client: pg.ClientBase, authority: string, put: Put): Promise<void> {
  for (let place: readonly [string, number] = ['', 0]; ; ) {
    const { rows } = await client.query<{ family: string; version: number; hash: Buffer }>({
      name: 'dump-tombstones',
      text: `SELECT family, version, hash FROM tombstone
        WHERE authority = $1 AND (family, version) > ($2, $3) ORDER BY family, version LIMIT ${batch}`,
      values: [authority, ...place],
    });
    await put(
      rows.map(({ family, version, hash }) => [
        'tombstone',
        plain(authority),
        plain(family),
        version,
        hash.toString('hex'),
      ]),
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    place = [last.family, last.version];
  }
}

/** Where the read tables say that each history ends: an end that was cut off shows. */
async function putHeads(client: pg.ClientBase, authority: string, put: Put): Promise<number> {
  const { rows } = await client.query<{ family: string; version: number; hash: Buffer }>(
    `SELECT id AS family, version, hash FROM family WHERE authority = $1
     UNION ALL
     SELECT 'meeting:' || forum || ':' || sitting, version, hash FROM meeting WHERE authority = $1
     UNION ALL
     SELECT 'records:retention', version, hash FROM records WHERE authority = $1
     ORDER BY family`,
    [authority],
  );
  await put(
    rows.map(({ family, version, hash }) => [
      'head',
      plain(authority),
      plain(family),
      version,
      hash.toString('hex'),
    ]),
  );
  return rows.length;
}

/** What we write has no tab and no end of line in it; what has was not written by us, and will not fit its hash. */
function plain(text: string): string {
  return text.replace(/[\t\n\r]/g, '\uFFFD');
}
