/** The machine of the database is lost while people work, and a standby takes its place. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { changeCalendar } from '../../src/cases/change-calendar.ts';
import { openStile } from '../../src/cases/open-stile.ts';
import { publishProtocol } from '../../src/cases/publish-protocol.ts';
import type { WorkerId } from '../../src/core/family/people.ts';
import { connect, itself } from '../../src/store/database/connect.ts';
import { startEmbedded, stopEmbedded } from '../../src/store/database/embedded-postgres.ts';
import { migrate } from '../../src/store/database/migrate.ts';
import { verifyHistory } from '../../src/store/history/verify.ts';
import { saveWorker } from '../../src/store/people/people.ts';
import {
  act,
  authority,
  bankHolidayFile,
  migrations,
  moment,
  policyFiles,
  registration,
  socialWorker,
  told,
} from '../store/support.ts';
import { addStandby, ask, movingAddress, type Server, start } from './replication.ts';
import { kills } from './support.ts';

/** Each begins with two new standbys, so that they are fewer than the other kills. */
const rounds = Math.ceil(kills / 50);
const FAMILIES = ['s1', 's2', 's3', 's4'];

const folder = mkdtempSync(join(tmpdir(), 'stile-standby-'));
chmodSync(folder, 0o711);
const servers: Server[] = [];
after(async () => {
  for (const { process } of servers) kill(process.pid);
  await stopEmbedded(join(folder, 'data'));
  rmSync(folder, { recursive: true, force: true });
});

/** The server and everything it had started, as a machine that loses its power. */
function kill(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has gone already.
  }
}

test('a synchronous standby that takes over while people write has everything that was acknowledged', {
  timeout: 60_000 + rounds * 60_000,
}, async () => {
  const log = () => undefined;
  const first = await startEmbedded({ dataDir: join(folder, 'data'), log });
  await migrate({ connectionString: first.connectionString, folder: migrations, log });
  await first.stop();
  let primary = await start(join(folder, 'data', 'postgres'), first.connectionString);
  servers.push(primary);

  // Stile is told one address, and never that the machine behind it is another.
  const address = await movingAddress(primary.port);
  after(() => address.close());
  const url = new URL(primary.url);
  url.port = String(address.port);
  const db = await connect({ connectionString: url.href });
  after(() => db.close());
  const stile = await openStile({ db, now: () => moment('2026-03-02 09:00'), newId: randomUUID });
  assert.ok((await publishProtocol(stile, policyFiles())).ok);
  assert.ok((await changeCalendar(stile, bankHolidayFile())).ok);
  await saveWorker(itself(stile.db, authority), authority, {
    id: socialWorker.worker as WorkerId,
    name: 'Sam',
    email: null,
    agency: 'A',
    employer: 'authority',
    roles: ['social-worker'],
    team: null,
    active: true,
  });
  for (const id of FAMILIES) assert.ok((await act(stile, id, registration(id))).ok);

  const acknowledged: string[] = [];
  let going = true;
  /** Records act after act; what is not answered is tried no more, since it may be there or not. */
  const write = async (family: string, round: number): Promise<void> => {
    for (let number = 0; going; number++) {
      const key = `${family}-${round}-${number}`;
      const done = await act(stile, family, told(key), socialWorker, key).catch(() => undefined);
      if (done?.ok) acknowledged.push(key);
      if (done === undefined) await wait(5);
    }
  };
  const more = async (count: number): Promise<void> => {
    const wanted = acknowledged.length + count;
    while (acknowledged.length < wanted) await wait(5);
  };

  let slowest = 0;
  for (let round = 1; round <= rounds; round++) {
    const names = [`a${round}`, `b${round}`];
    const standbys: Server[] = [];
    for (const name of names) {
      const standby = await addStandby(primary, join(folder, name), name);
      standbys.push(standby);
      servers.push(standby);
    }
    // One of the two must have each commit on its disk before it is acknowledged.
    await ask(primary.url, `ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (${names})'`);
    await ask(primary.url, 'SELECT pg_reload_conf()');
    await until(
      primary,
      `SELECT count(*) = 2 AS so FROM pg_stat_replication WHERE sync_state = 'quorum'`,
    );

    going = true;
    const writers = FAMILIES.map((family) => write(family, round));
    await more(40);
    // One standby may be lost, and people go on.
    const [one, other] = standbys;
    assert.ok(one && other);
    kill(other.process.pid);
    await more(40);
    const back = await start(other.folder, primary.url);
    servers.push(back);
    await until(
      primary,
      `SELECT count(*) = 2 AS so FROM pg_stat_replication WHERE sync_state = 'quorum'`,
    );
    await more(40);

    kill(primary.process.pid);
    const killed = performance.now();
    const [next, left] = await furthestFirst([one, back]);
    await ask(next.url, 'SELECT pg_promote()');
    address.moveTo(next.port);
    await more(1);
    slowest = Math.max(slowest, performance.now() - killed);
    await more(40);
    going = false;
    await Promise.all(writers);

    const kept = await ask(next.url, `SELECT key FROM request WHERE authority = '${authority}'`);
    const there = new Set(kept.map(({ key }) => String(key)));
    assert.deepEqual(
      acknowledged.filter((key) => !there.has(key)),
      [],
    );
    assert.deepEqual((await verifyHistory(stile.db)).breaks, []);
    kill(left.process.pid);
    primary = next;
  }
  console.log(
    `standby promoted: ${rounds} times, ${acknowledged.length} acknowledged, 0 lost, first act after ${Math.round(slowest)} ms at most`,
  );
});

/** The standby that has received most comes first: with `ANY 1` it is the one that has all that was acknowledged. */
async function furthestFirst(standbys: readonly Server[]): Promise<[Server, Server]> {
  const known = await Promise.all(
    standbys.map(async (server) => {
      const text = `SELECT pg_wal_lsn_diff(pg_last_wal_receive_lsn(), '0/0')::float8 AS received`;
      return { server, received: Number((await ask(server.url, text))[0]?.received) };
    }),
  );
  known.sort((a, b) => b.received - a.received);
  const [first, second] = known.map(({ server }) => server);
  assert.ok(first && second);
  return [first, second];
}

async function until(server: Server, text: string): Promise<void> {
  while ((await ask(server.url, text))[0]?.so !== true) await wait(30);
}
