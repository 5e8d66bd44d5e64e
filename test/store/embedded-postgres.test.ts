import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { lockData } from '../../src/store/database/data-folder.ts';
import { startEmbedded, stopEmbedded } from '../../src/store/database/embedded-postgres.ts';
import { birthOf, isAlive } from '../../src/store/database/processes.ts';
import { makeRunFolder } from '../database.ts';

const folders: string[] = [];
after(async () => {
  for (const folder of folders) {
    await stopEmbedded(folder);
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a database is created, keeps what was written, and starts again', async () => {
  const dataDir = newFolder();
  const first = await start(dataDir);
  assert.equal(first.adopted, false);
  await run(first.connectionString, 'CREATE TABLE kept (word text)');
  await run(first.connectionString, "INSERT INTO kept VALUES ('stile')");
  await first.stop();
  await assert.rejects(run(first.connectionString, 'SELECT 1'));

  const second = await start(dataDir);
  assert.equal(second.adopted, false);
  assert.deepEqual(await run(second.connectionString, 'SELECT word FROM kept'), [
    { word: 'stile' },
  ]);
  await second.stop();
  await second.stop();
});

test('what is acknowledged is on the disk', async () => {
  const database = await start(newFolder());
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    const [row] = await run(database.connectionString, `SHOW ${setting}`);
    assert.equal(row?.[setting], 'on', setting);
  }
  await database.stop();
});

test('only this machine can reach it, with a password only this user can read', async () => {
  const dataDir = newFolder();
  const database = await start(dataDir);
  const listen = await run(database.connectionString, 'SHOW listen_addresses');
  assert.deepEqual(listen, [{ listen_addresses: '127.0.0.1' }]);
  const url = new URL(database.connectionString);
  assert.ok(url.password.length >= 32);
  url.password = 'wrong';
  await assert.rejects(run(url.href, 'SELECT 1'), /password authentication failed/);
  assert.equal(statSync(join(dataDir, 'postgres.json')).mode & 0o777, 0o600);
  assert.equal(statSync(dataDir).mode & 0o007, 0);
  await database.stop();
});

test('after kill -9 of PostgreSQL it starts again with everything acknowledged', async () => {
  const dataDir = newFolder();
  const first = await start(dataDir);
  await run(first.connectionString, 'CREATE TABLE kept (word text)');
  process.kill(postmasterOf(dataDir), 'SIGKILL');

  const second = await start(dataDir);
  assert.equal(second.adopted, false);
  assert.deepEqual(await run(second.connectionString, 'SELECT word FROM kept'), []);
  await second.stop();
});

test('a server whose Stile was killed is adopted, not started twice', async () => {
  const dataDir = newFolder();
  // Dies by SIGKILL as soon as its database is up.
  const script = `
    const { startEmbedded } = await import(process.argv[1]);
    await startEmbedded({ dataDir: process.argv[2], log() {} });
    process.kill(process.pid, 'SIGKILL');`;
  const module = new URL('../../src/store/database/embedded-postgres.js', import.meta.url).href;
  const args = ['--input-type=module', '--eval', script, module, dataDir];
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  await new Promise((resolve) => child.once('exit', resolve));
  assert.equal(child.signalCode, 'SIGKILL');
  const left = postmasterOf(dataDir);
  assert.ok(isAlive(left));

  const said: string[] = [];
  const adopted = await startEmbedded({ dataDir, log: (message) => said.push(message) });
  assert.equal(adopted.adopted, true);
  assert.equal(postmasterOf(dataDir), left);
  assert.deepEqual(said, [`The database was still running (process ${left}) and is used again.`]);
  await adopted.stop();
  // It has ended; its number goes when whoever inherited it from the killed Stile has noticed.
  for (let tried = 0; isAlive(left) && tried < 200; tried++) await wait(25);
  assert.equal(isAlive(left), false);
});

test('a note of a process number that is now another program stops nobody', async () => {
  const dataDir = newFolder();
  await (await start(dataDir)).stop();
  const note = [process.pid, join(dataDir, 'postgres'), 0, 5432, '', '127.0.0.1', '', 'ready'];
  writeFileSync(join(dataDir, 'postgres', 'postmaster.pid'), `${note.join('\n')}\n`);
  const database = await start(dataDir);
  assert.equal(database.adopted, false);
  await database.stop();
});

test('a copy of a folder in use is refused, and the original goes on', async () => {
  const dataDir = newFolder();
  const copy = newFolder();
  const database = await start(dataDir);
  cpSync(dataDir, copy, { recursive: true });
  await assert.rejects(start(copy), /looks like a copy of .* Stop that one first\.$/);
  assert.deepEqual(await run(database.connectionString, 'SELECT 1 AS one'), [{ one: 1 }]);
  await database.stop();
  rmSync(join(copy, 'postgres', 'postmaster.pid'));
});

test('a port that somebody else has taken is changed', async () => {
  const one = newFolder();
  const other = newFolder();
  await (await start(one)).stop();
  const { password } = JSON.parse(readFileSync(join(one, 'postgres.json'), 'utf8'));
  const database = await start(other);
  const { port } = new URL(database.connectionString);
  writeFileSync(join(one, 'postgres.json'), JSON.stringify({ port: Number(port), password }));
  const moved = await start(one);
  assert.notEqual(new URL(moved.connectionString).port, port);
  await moved.stop();
  await database.stop();
});

test('a creation that was cut short is begun anew', async () => {
  const dataDir = newFolder();
  cpSync(import.meta.dirname, join(dataDir, 'postgres.new'), { recursive: true });
  const database = await start(dataDir);
  await database.stop();
});

test('a data folder that cannot be written is refused in one sentence', async () => {
  const file = join(newFolder(), 'a-file');
  writeFileSync(file, '');
  const dataDir = join(file, 'data');
  const sentence = `Stile cannot write to its data folder, ${dataDir}.`;
  await assert.rejects(start(dataDir), { message: sentence });
  assert.deepEqual(lockData(dataDir, process.pid), { ok: false, message: sentence });
});

test('root gives PostgreSQL a way into a private folder', { skip: !isRoot() }, async () => {
  const outer = newFolder();
  chmodSync(outer, 0o700);
  const database = await start(join(outer, 'data'));
  assert.notEqual(statSync(join(outer, 'data', 'postgres')).uid, 0);
  await database.stop();
});

test('a second Stile in the same folder is refused while the first lives', () => {
  const dataDir = newFolder();
  const alive = () => true;
  const first = lockData(dataDir, 111_111_111, alive);
  assert.ok(first.ok);
  const second = lockData(dataDir, 222_222_222, alive);
  assert.deepEqual(second, {
    ok: false,
    message: `Stile is already running in ${dataDir} (process 111111111). Stop it first, or set STILE_DATA to another folder.`,
  });
  first.release();
  assert.ok(lockData(dataDir, 222_222_222, alive).ok);
});

test('the lock of a process that has gone is taken over, and not released by the loser', () => {
  const dataDir = newFolder();
  const first = lockData(dataDir, 111_111_111);
  const second = lockData(dataDir, 222_222_222, () => false);
  assert.ok(first.ok && second.ok);
  first.release();
  assert.match(readFileSync(join(dataDir, 'stile.lock'), 'utf8'), /^222222222 /);
});

test('a lock with the number of a later process is stale', { skip: !birthOf(process.pid) }, () => {
  const dataDir = newFolder();
  writeFileSync(join(dataDir, 'stile.lock'), `${process.pid} an-earlier-boot-1\n`);
  const lock = lockData(dataDir, process.pid);
  assert.ok(lock.ok);
  assert.equal(lockData(dataDir, process.pid).ok, false);
});

test('of many processes that find a stale lock, one gets it', async () => {
  const dataDir = newFolder();
  const dead = spawnSync('true').pid;
  writeFileSync(join(dataDir, 'stile.lock'), `${dead} -\n`);
  const script = `
    const { lockData } = await import(process.argv[1]);
    const lock = lockData(process.argv[2], process.pid);
    process.stdout.write(lock.ok ? 'mine' : 'no');
    process.stdin.resume();`;
  const module = new URL('../../src/store/database/data-folder.js', import.meta.url).href;
  const args = ['--input-type=module', '--eval', script, module, dataDir];
  const children = Array.from({ length: 6 }, () => spawn(process.execPath, args));
  // Each holds on until all have answered, so that none finds the lock of one that has left.
  const answers = await Promise.all(
    children.map((child) => new Promise((resolve) => child.stdout.once('data', resolve))),
  );
  for (const child of children) child.stdin.end();
  assert.equal(answers.filter((answer) => String(answer) === 'mine').length, 1);
});

function newFolder(): string {
  const folder = makeRunFolder();
  folders.push(folder);
  return folder;
}

function start(dataDir: string) {
  return startEmbedded({ dataDir, log: () => undefined });
}

async function run(connectionString: string, statement: string) {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

function postmasterOf(dataDir: string): number {
  const note = readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8');
  return Number(note.split('\n')[0]);
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
