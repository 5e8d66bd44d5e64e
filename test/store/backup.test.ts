import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { deliverOutbox } from '../../src/cases/deliver-outbox.ts';
import { recordAttendance } from '../../src/cases/record-meeting.ts';
import { saveDraft } from '../../src/cases/save-draft.ts';
import { signInForDemonstration } from '../../src/cases/sign-in-demonstration.ts';
import { seenBy } from '../../src/cases/stile.ts';
import { sweep } from '../../src/cases/sweep.ts';
import { type BackedUp, listTables, writeBackup } from '../../src/store/database/backup.ts';
import { connect, connectAsOwner, itself } from '../../src/store/database/connect.ts';
import { restoreBackup } from '../../src/store/database/restore.ts';
import { verifyHistory } from '../../src/store/history/verify.ts';
import { saveWorker } from '../../src/store/people/people.ts';
import { addView } from '../../src/store/views.ts';
import { testDatabase } from '../database.ts';
import {
  act,
  asOwner,
  authority,
  manager,
  migrations,
  openTestStile,
  socialWorker,
  type TestStile,
  told,
} from './support.ts';
import { walk } from './walk.ts';

const folder = mkdtempSync(join(tmpdir(), 'backup-'));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'stile.backup');
let stile: TestStile;
let backedUp: BackedUp;
before(async () => {
  stile = await openTestStile();
  for (let seed = 1; seed <= 8; seed++) await walk(stile, `b${seed}`, seed, 25);
  await act(
    stile,
    'b1',
    told('Awkward: “quotes”, \\ backslash, \t tab, \n line, \u2028 and 👪'),
    manager,
    'key-1',
  );
  await addView(seenBy(stile, { authority, actor: socialWorker }), authority, 'b1', {
    access: 'named',
    said: null,
    id: 'v1',
    at: stile.now(),
    worker: 'sam',
    name: 'sam',
    purpose: 'test',
  });
  await saveWorker(itself(stile.db, authority), authority, {
    id: 'sam',
    name: 'Sam',
    email: null,
    agency: 'A',
    employer: 'authority',
    roles: ['social-worker', '{"odd"}'],
    team: null,
    active: true,
  });
  await signInForDemonstration(stile, authority, 'sam' as never);
  await saveDraft(
    stile,
    { authority, actor: manager },
    { key: 'k', family: null, title: 'T', body: { a: [1, 'two', null] } },
  );
  await recordAttendance(
    stile,
    { authority, actor: manager },
    { forum: 'jam', sitting: '2026-03-03' as never, attendance: [] },
  );
  stile.pass({ days: 20 });
  await sweep(stile, authority);
  await deliverOutbox(stile, authority, undefined);
  backedUp = await backUp(path);
});
after(() => stile.close());

async function backUp(to: string): Promise<BackedUp> {
  const client = await connectAsOwner(stile.connectionString);
  try {
    return await writeBackup(client, to, stile.now());
  } finally {
    await client.end();
  }
}

/** Every row of every table, as PostgreSQL itself writes it. */
async function everything(connectionString: string): Promise<Record<string, string[]>> {
  const client = await connectAsOwner(connectionString);
  const found: Record<string, string[]> = {};
  for (const { table } of await listTables(client)) {
    const { rows } = await client.query(`SELECT t::text AS row FROM "${table}" t ORDER BY 1`);
    found[table] = rows.map(({ row }) => row);
  }
  await client.end();
  return found;
}

const restore = (connectionString: string, from = path, folderOfMigrations = migrations) =>
  restoreBackup({ connectionString, migrations: folderOfMigrations, path: from });

test('a restore brings every row of every table back, and the chain holds', async () => {
  const { connectionString } = await testDatabase();
  const restored = await restore(connectionString);
  assert.equal(restored.rows, backedUp.rows);
  const [before, now] = [
    await everything(stile.connectionString),
    await everything(connectionString),
  ];
  assert.deepEqual(Object.keys(now), Object.keys(before));
  for (const [table, rows] of Object.entries(before)) assert.deepEqual(now[table], rows, table);
  for (const table of [
    'event',
    'family',
    'work',
    'view_log',
    'draft',
    'session',
    'request',
    'notice',
    'meeting',
    'outbox',
  ])
    assert.ok((before[table]?.length ?? 0) > 0, `${table} has no row to compare`);
  const db = await connect({ connectionString });
  const verified = await verifyHistory(db);
  assert.deepEqual(verified.breaks, []);
  assert.ok(verified.events > 100);
  await db.close();
  // The restored database goes on: somebody acts in it.
  const other = await openTestStile(connectionString);
  other.setClock(stile.now());
  assert.ok((await act(other, 'b1', told('After the restore'))).ok);
  await other.close();
});

test('a backup is of one moment, though people go on acting', async () => {
  const busy = join(folder, 'busy');
  let going = true;
  const acting = (async () => {
    for (let number = 1; going; number++) await act(stile, 'b2', told(`While ${number}`), manager);
  })();
  for (let round = 0; round < 3; round++) await backUp(busy);
  going = false;
  await acting;
  const { connectionString } = await testDatabase();
  await restore(connectionString, busy);
  const db = await connect({ connectionString });
  assert.deepEqual((await verifyHistory(db)).breaks, []);
  await db.close();
});

test('the file is its owner’s alone, and one that is not whole is refused before anything is touched', async () => {
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(existsSync(`${path}.unfinished`), false);
  const text = gunzipSync(readFileSync(path)).toString();
  const damaged: [string, Buffer][] = [
    ['cut off', readFileSync(path).subarray(0, -3000)],
    ['a line less', gzipSync(text.slice(0, text.lastIndexOf('\n#{"whole"') + 1))],
    ['a row changed', gzipSync(text.replace('"name":"Sam"', '"name":"Tam"'))],
    ['a row taken away', gzipSync(text.replace(/^\{"authority":"[^"]*","id":"sam".*\n/m, ''))],
    ['no backup', Buffer.from('hello')],
    ['nothing', Buffer.alloc(0)],
  ];
  for (const [name, bytes] of damaged) {
    const broken = join(folder, 'broken');
    writeFileSync(broken, bytes);
    const { connectionString, drop } = await testDatabase();
    await assert.rejects(restore(connectionString, broken), /is not a whole backup/, name);
    const tables = await asOwner(
      connectionString,
      `SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`,
    );
    assert.equal(tables.length, 0, name);
    await drop();
  }
  await assert.rejects(
    restore((await testDatabase()).connectionString, join(folder, 'none')),
    /not a whole backup/,
  );
});

test('a database that holds anything is refused, and stays as it was', async () => {
  const before = await everything(stile.connectionString);
  await assert.rejects(
    restore(stile.connectionString),
    /This database is not empty: the table \w+ has rows/,
  );
  assert.deepEqual(await everything(stile.connectionString), before);
});

test('a backup of an older version is restored, and brought up to the newest form', async () => {
  const newer = join(folder, 'migrations');
  cpSync(migrations, newer, { recursive: true });
  writeFileSync(
    join(newer, '9998-next.sql'),
    `ALTER TABLE worker ADD COLUMN telephone text; UPDATE worker SET telephone = 'unknown';`,
  );
  const { connectionString } = await testDatabase();
  await restore(connectionString, path, newer);
  const rows = await asOwner(connectionString, 'SELECT DISTINCT telephone FROM worker');
  assert.deepEqual(rows, [{ telephone: 'unknown' }]);
});

test('a backup of a newer version is refused in plain words', async () => {
  const text = gunzipSync(readFileSync(path)).toString();
  const { createHash } = await import('node:crypto');
  const body = text
    .slice(0, text.lastIndexOf('#{"whole"'))
    .replace('"migrations":[', '"migrations":[{"name":"0000-earlier.sql","checksum":"x"},');
  const other = join(folder, 'newer');
  writeFileSync(
    other,
    gzipSync(`${body}#{"whole":"${createHash('sha256').update(body).digest('hex')}"}\n`),
  );
  await assert.rejects(
    restore((await testDatabase()).connectionString, other),
    /not those that the backup was made of/,
  );
});
