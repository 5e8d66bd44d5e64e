/** PostgreSQL killed, stopped for a while, and out of room, with a cluster of these tests' own. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { changeCalendar } from '../../src/cases/change-calendar.ts';
import { openStile } from '../../src/cases/open-stile.ts';
import { publishProtocol } from '../../src/cases/publish-protocol.ts';
import { signInForDemonstration } from '../../src/cases/sign-in-demonstration.ts';
import type { Stile } from '../../src/cases/stile.ts';
import { connect, type Database, itself } from '../../src/store/database/connect.ts';
import { startEmbedded, stopEmbedded } from '../../src/store/database/embedded-postgres.ts';
import { migrate } from '../../src/store/database/migrate.ts';
import { verifyHistory } from '../../src/store/history/verify.ts';
import { saveWorker } from '../../src/store/people/people.ts';
import { readAssets } from '../../src/web/kit/assets.ts';
import { buildWeb } from '../../src/web/server.ts';
import { keyOf } from '../../src/web/session.ts';
import {
  act,
  authority,
  bankHolidayFile,
  migrations,
  moment,
  policyFiles,
  registration,
  root,
  socialWorker,
  told,
} from '../store/support.ts';
import { kills, patience } from './support.ts';

const quiet = () => undefined;

/** A Stile with pages, whose PostgreSQL can be ended and begun again in the same place. */
async function open(dataDir: string) {
  const begin = () => startEmbedded({ dataDir, log: quiet });
  const { connectionString } = await begin();
  await migrate({ connectionString, folder: migrations, log: quiet });
  const db = await connect({ connectionString });
  const stile: Stile = await openStile({
    db,
    now: () => moment('2026-03-02 09:00'),
    newId: randomUUID,
  });
  const published = await publishProtocol(stile, policyFiles());
  assert.ok(published.ok);
  assert.ok((await changeCalendar(stile, bankHolidayFile())).ok);
  await saveWorker(itself(stile.db, authority), authority, {
    id: 'sam',
    name: 'Sam',
    email: null,
    agency: 'A',
    employer: 'authority',
    roles: ['social-worker'],
    team: null,
    active: true,
  });
  const session = await signInForDemonstration(stile, authority, 'sam' as never);
  assert.ok(session);
  const headers = { cookie: `stile_session=${authority}~${session.secret}` };
  const faults: string[] = [];
  const app = buildWeb(
    { stile, assets: readAssets(root), demonstration: true },
    { secure: false, log: (line) => faults.push(line) },
  );
  await app.ready();
  return {
    stile,
    db,
    begin,
    faults,
    postmaster: () =>
      Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]),
    get: (url: string) => app.inject({ method: 'GET', url, headers }),
    post: (url: string, body: Record<string, string>) =>
      app.inject({
        method: 'POST',
        url,
        headers: {
          ...headers,
          'content-type': 'application/x-www-form-urlencoded',
          'sec-fetch-site': 'same-origin',
        },
        payload: new URLSearchParams({ _csrf: keyOf(session.secret), ...body }).toString(),
      }),
    async close() {
      await app.close();
      await db.close();
      await stopEmbedded(dataDir);
    },
  };
}

async function requestsThere(db: Database): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ key: string }>('SELECT key FROM request');
  return new Set(rows.map(({ key }) => key));
}

// Beside each other: one of them does nothing but wait.
describe('PostgreSQL', { concurrency: true }, () => {
  test(
    'killed while people write loses nothing it had acknowledged, and the same server goes on',
    patience,
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'stile-killed-'));
      const world = await open(folder);
      const { stile } = world;
      const acknowledged: string[] = [];
      for (const id of ['p1', 'p2', 'p3', 'p4'])
        assert.ok((await act(stile, id, registration(id))).ok);
      for (let round = 1; round <= kills; round++) {
        let going = true;
        const writers = ['p1', 'p2', 'p3', 'p4'].map(async (family) => {
          for (let number = 1; going; number++) {
            const key = `${family}-${round}-${number}`;
            const done = await act(stile, family, told(`Act ${key}`), socialWorker, key).catch(
              () => undefined,
            );
            if (done?.ok) acknowledged.push(key);
            if (done === undefined) return;
          }
        });
        const before = acknowledged.length;
        while (acknowledged.length < before + 4) await wait(2);
        await wait((round * 7919) % 40);
        process.kill(world.postmaster(), 'SIGKILL');
        await Promise.all(writers);
        going = false;
        await world.begin();
      }
      const there = await requestsThere(itself(world.db, authority));
      assert.deepEqual(
        acknowledged.filter((key) => !there.has(key)),
        [],
      );
      assert.deepEqual((await verifyHistory(world.db)).breaks, []);
      console.log(
        `kill -9 of PostgreSQL: ${kills} times, ${acknowledged.length} acknowledged, 0 lost`,
      );
      await world.close();
      rmSync(folder, { recursive: true, force: true });
    },
  );

  test(
    'away for a minute: pages say so kindly and keep what was typed; back, everything goes on by itself',
    patience,
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'stile-away-'));
      const world = await open(folder);
      assert.equal((await world.get('/work')).statusCode, 200);
      await stopEmbedded(folder);
      const typed = {
        given: 'Typed while it was away',
        family: 'Lind',
        unborn: 'born',
        request: 'away-1',
      };
      const page = await world.get('/work');
      assert.equal(page.statusCode, 503);
      assert.match(page.body, /Stile cannot reach its records at the moment/);
      assert.match(page.body, /ring 999/);
      const posted = await world.post('/families/new/child', typed);
      assert.equal(posted.statusCode, 503);
      assert.match(posted.body, /Typed while it was away/);
      assert.match(posted.body, /Send it now/);
      const concern = await world.post('/concern', { request: 'away-2' });
      assert.equal(concern.statusCode, 503);
      assert.match(concern.body, /report the concern by\s+telephone/);
      // The page with the numbers to ring needs no database.
      assert.equal((await world.get('/concern')).statusCode, 200);
      assert.equal((await world.get('/health')).statusCode, 200);
      assert.doesNotMatch(world.faults.join(), /Typed while/);
      await wait(60_000);
      assert.equal((await world.get('/work')).statusCode, 503);
      await world.begin();
      assert.equal((await world.get('/work')).statusCode, 200);
      assert.equal((await world.post('/families/new/child', typed)).statusCode, 303);
      assert.ok((await world.post('/concern', { request: 'away-2' })).statusCode < 400);
      assert.deepEqual((await verifyHistory(world.db)).breaks, []);
      await world.close();
      rmSync(folder, { recursive: true, force: true });
    },
  );

  const why = smallDisk();
  test('out of room: nothing acknowledged is lost, and with room again everything goes on', {
    skip: why ?? false,
  }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stile-full-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=320m', 'tmpfs', folder]);
    try {
      const dataDir = join(folder, 'data');
      mkdirSync(dataDir);
      const world = await open(dataDir);
      const { stile } = world;
      assert.ok((await act(stile, 'full', registration('full'))).ok);
      fill(folder);
      const acknowledged: string[] = [];
      let refused = 0;
      for (let number = 1; number <= 3000 && refused < 5; number++) {
        const key = `full-${number}`;
        const long = Array.from({ length: 400 }, () => randomUUID()).join('');
        const done = await act(stile, 'full', told(`${key} ${long}`), socialWorker, key).catch(
          () => undefined,
        );
        if (done?.ok) acknowledged.push(key);
        else {
          refused += 1;
          // PostgreSQL may have ended itself to be safe, and be on its way back.
          await wait(200);
        }
      }
      assert.ok(refused > 0, 'the disk was never full');
      const page = await world.post('/concern', { request: 'full-page' });
      if (page.statusCode >= 400) assert.match(page.body, /ring 999/);
      rmSync(join(folder, 'ballast'));
      await world.begin();
      let again = await act(stile, 'full', told('Room again'), socialWorker, 'room').catch(
        () => undefined,
      );
      for (let tried = 0; again === undefined && tried < 100; tried++) {
        await wait(100);
        again = await act(stile, 'full', told('Room again'), socialWorker, 'room').catch(
          () => undefined,
        );
      }
      assert.ok(again?.ok);
      const there = await requestsThere(itself(world.db, authority));
      assert.deepEqual(
        acknowledged.filter((key) => !there.has(key)),
        [],
      );
      assert.deepEqual((await verifyHistory(world.db)).breaks, []);
      await world.close();
    } finally {
      await stopEmbedded(join(folder, 'data'));
      spawnSync('umount', ['-l', folder]);
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** Leaves a few megabytes. */
function fill(folder: string): void {
  const free = Number(
    execFileSync('df', ['--output=avail', '-B1', folder], { encoding: 'utf8' }).split('\n')[1],
  );
  writeFileSync(join(folder, 'ballast'), Buffer.alloc(Math.max(0, free - 6 * 1024 * 1024)));
}

/** Why there cannot be a small disk here; undefined where there can. */
function smallDisk(): string | undefined {
  if (process.getuid?.() !== 0) return 'a small disk needs root';
  if (!existsSync('/proc/mounts')) return 'a small disk needs Linux';
  const folder = mkdtempSync(join(tmpdir(), 'stile-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
  if (mounted.status === 0) spawnSync('umount', [folder]);
  rmSync(folder, { recursive: true, force: true });
  return mounted.status === 0 ? undefined : 'a small disk cannot be mounted here';
}
