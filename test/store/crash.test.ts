import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { connectAsOwner } from '../../src/store/database/connect.ts';
import { verifyHistory } from '../../src/store/history/verify.ts';
import { authority, openTestStile } from './support.ts';

const kills = 20;

test('a writer that is killed at any moment loses nothing it had acknowledged and leaves nothing half-done', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'crash-'));
  const file = join(folder, 'acknowledged');
  writeFileSync(file, '');
  const stile = await openTestStile();
  for (let run = 1; run <= kills; run++) {
    await killAfterSome(stile.connectionString, file, String(run), run);
  }
  const owner = await connectAsOwner(stile.connectionString);
  t.after(() => owner.end());
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith(line.trim()) && line !== '');
  assert.ok(lines.length > kills, `only ${lines.length} acts were acknowledged`);

  // Every acknowledged act is there, whole, under its request.
  const requests = await owner.query<{
    key: string;
    from_version: number;
    version: number;
    events: number;
  }>(
    `SELECT r.key, r.from_version, r.version, (SELECT count(*) FROM event e WHERE e.authority = r.authority
       AND e.family = r.family AND e.version > r.from_version AND e.version <= r.version) AS events
     FROM request r WHERE r.authority = $1`,
    [authority],
  );
  const byKey = new Map(requests.rows.map((row) => [row.key, row]));
  for (const line of lines) {
    const [family, number, version] = line.split(' ');
    assert.equal(byKey.get(`${family}-${number}`)?.version, Number(version), line);
  }
  for (const row of requests.rows)
    assert.equal(row.events, row.version - row.from_version, row.key);

  // No act is there in part: each event that belongs to none is of a registration.
  const { rows: strays } = await owner.query(
    `SELECT e.family, e.version, e.type FROM event e WHERE e.authority = $1 AND NOT EXISTS
       (SELECT FROM request r WHERE r.authority = $1 AND r.family = e.family AND e.version > r.from_version AND e.version <= r.version)
     AND e.type NOT IN ('FamilyRegistered', 'PersonAssigned', 'HolderChanged')`,
    [authority],
  );
  assert.deepEqual(strays, []);
  const concerns = await owner.query<{ family: string; concerns: number; transfers: number }>(
    `SELECT f.id AS family, (SELECT count(*) FROM event e WHERE e.authority = $1 AND e.family = f.id AND e.type = 'ConcernRaised') AS concerns,
       (SELECT count(*) FROM transfer t WHERE t.authority = $1 AND t.family = f.id) AS transfers FROM family f WHERE f.authority = $1`,
    [authority],
  );
  for (const row of concerns.rows) assert.equal(row.transfers, row.concerns, row.family);

  const verified = await verifyHistory(stile.db);
  assert.deepEqual(verified.breaks, []);
  assert.ok(verified.events > lines.length);
  await stile.close();
  rmSync(folder, { recursive: true });
});

async function killAfterSome(url: string, file: string, run: string, seed: number): Promise<void> {
  const before = readFileSync(file, 'utf8').length;
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'crash-writer.js'), url, file, run],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const ended = new Promise<string | null>((resolve) =>
    child.once('exit', (_, signal) => resolve(signal)),
  );
  // From its first acknowledged act on, a different moment each time.
  while (readFileSync(file, 'utf8').length === before && child.exitCode === null) await wait(2);
  await wait((seed * 7919) % 60);
  child.kill('SIGKILL');
  assert.equal(await ended, 'SIGKILL', 'the writer ended by itself');
}
