/**
 * How long `history verify` takes for a million events, against reading the same bodies and hashing each once and nothing
 * else, in one run. The events are those of a demonstration, repeated in families of their own.
 * Usage: node dist/bench/verify-history.js [events]
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changeCalendar } from '../src/cases/change-calendar.ts';
import { openStile } from '../src/cases/open-stile.ts';
import { fromMilliseconds } from '../src/core/calendar/time.ts';
import { fillDemonstrations } from '../src/main/fill-demonstrations.ts';
import { publishAll } from '../src/main/publish-all.ts';
import { connect, connectAsOwner } from '../src/store/database/connect.ts';
import { startEmbedded } from '../src/store/database/embedded-postgres.ts';
import { migrate } from '../src/store/database/migrate.ts';
import { hashOf, noHash } from '../src/store/history/chain.ts';
import { verifyHistory } from '../src/store/history/verify.ts';
import { authority, bankHolidayFile, migrations } from '../test/store/support.ts';

const wanted = Number(process.argv[2] ?? 1_000_000);
const folder = mkdtempSync(join(tmpdir(), 'stile-bench-'));
const log = () => undefined;
const { connectionString, stop } = await startEmbedded({ dataDir: folder, log });

interface Written {
  readonly family: string;
  readonly type: string;
  readonly body: string;
}

try {
  await migrate({ connectionString, folder: migrations, log });
  const db = await connect({ connectionString, connections: 4 });
  const now = () => fromMilliseconds(Date.now());
  const stile = await openStile({ db, now, newId: randomUUID });
  await publishAll(stile, log);
  await changeCalendar(stile, bankHolidayFile());
  await fillDemonstrations(stile);
  const owner = await connectAsOwner(connectionString);
  const { rows } = await owner.query<Written>(
    'SELECT family, type, body FROM event WHERE authority = $1 ORDER BY family, version',
    [authority],
  );
  const families = [...Map.groupBy(rows, ({ family }) => family)];
  let written = 0;
  for (let copy = 0; written < wanted; copy++)
    for (const [family, events] of families) {
      if (written >= wanted) break;
      await repeat(family, `${family}-${copy}`, events);
      written += events.length;
    }
  await owner.query('ANALYZE event, family');

  const began = performance.now();
  const verified = await verifyHistory(db);
  const verifying = performance.now() - began;
  if (verified.breaks.length > 0) throw new Error(JSON.stringify(verified.breaks[0]));

  const before = performance.now();
  let read = 0;
  for (let place = ['', 0]; ; ) {
    const { rows: some } = await owner.query<{ family: string; version: number; body: string }>(
      `SELECT family, version, body FROM event WHERE authority = $1 AND (family, version) > ($2, $3)
       ORDER BY family, version LIMIT 2000`,
      [authority, ...place],
    );
    for (const { body } of some) createHash('sha256').update(body).digest();
    read += some.length;
    const last = some.at(-1);
    if (last === undefined) break;
    place = [last.family, last.version];
  }
  const reading = performance.now() - before;
  const { rows: sizes } = await owner.query<{ bytes: number }>(
    `SELECT pg_total_relation_size('event')::float8 / count(*) AS bytes FROM event`,
  );
  console.log(
    `${verified.events} events of ${Math.round(sizes[0]?.bytes ?? 0)} bytes with their index verified in ${(verifying / 1000).toFixed(1)} s; ${read} read and hashed in ${(reading / 1000).toFixed(1)} s, ratio ${(verifying / verified.events / (reading / read)).toFixed(2)}`,
  );
  await owner.end();
  await db.close();

  async function repeat(from: string, to: string, events: readonly Written[]): Promise<void> {
    let hash = noHash;
    const made = events.map(({ type, body }, place) => {
      const own = body.replaceAll(`"${from}"`, `"${to}"`);
      hash = hashOf(hash, own);
      return { type, body: own, hash, version: place + 1 };
    });
    await owner.query({
      name: 'repeat-events',
      text: `INSERT INTO event (authority, family, version, type, at, recorded, body, hash, by_worker)
        SELECT $1, $2, t.version, t.type, e.at, e.recorded, t.body, t.hash, e.by_worker
        FROM unnest($3::int[], $4::text[], $5::text[], $6::bytea[]) AS t (version, type, body, hash)
        JOIN event e ON e.authority = $1 AND e.family = $7 AND e.version = t.version`,
      values: [
        ...[authority, to, made.map(({ version }) => version), made.map(({ type }) => type)],
        ...[made.map(({ body }) => body), made.map((each) => each.hash), from],
      ],
    });
    await owner.query({
      name: 'repeat-family',
      text: `INSERT INTO family SELECT (jsonb_populate_record(f, jsonb_build_object('id', $3::text))).*
        FROM family f WHERE f.authority = $1 AND f.id = $2`,
      values: [authority, from, to],
    });
    await owner.query({
      name: 'repeat-head',
      text: 'UPDATE family SET hash = $3 WHERE authority = $1 AND id = $2',
      values: [authority, to, hash],
    });
  }
} finally {
  await stop();
  rmSync(folder, { recursive: true, force: true });
}
