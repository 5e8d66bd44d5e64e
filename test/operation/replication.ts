/** Standbys of the embedded PostgreSQL, made with what it brings and SQL: it has no pg_basebackup. */
import type { ChildProcess } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import {
  type Account,
  chooseAccount,
  findPrograms,
} from '../../src/store/database/postgres-programs.ts';

export interface Server {
  readonly folder: string;
  readonly port: number;
  readonly url: string;
  readonly process: ChildProcess;
}

/** A server's own superuser, asked once. */
export async function ask(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** Copies a running server as it is, and starts the copy as a standby that follows it by this name. */
export async function addStandby(of: Server, folder: string, name: string): Promise<Server> {
  const client = new pg.Client({ connectionString: of.url });
  await client.connect();
  await client.query(`SELECT pg_create_physical_replication_slot('${name}', true)`);
  await client.query(`SELECT pg_backup_start('${name}', true)`);
  rmSync(folder, { recursive: true, force: true });
  copy(of.folder, folder);
  const { rows } = await client.query('SELECT labelfile FROM pg_backup_stop(false)');
  await client.end();
  writeFileSync(join(folder, 'backup_label'), String(rows[0]?.labelfile));
  follow(of, folder, name);
  return start(folder, of.url);
}

/** All but the log of changes, which a standby gets from whom it follows, and what belongs to the running process. */
function copy(from: string, to: string): void {
  mkdirSync(to, { mode: 0o700 });
  const left = new Set(['postmaster.pid', 'postmaster.opts', 'pg_wal', 'pg_replslot']);
  for (const name of readdirSync(from)) {
    if (left.has(name)) continue;
    // What is removed while it is copied comes again from the log of changes.
    cpSync(join(from, name), join(to, name), {
      recursive: true,
      filter: (path) => !/pgsql_tmp|pg_internal\.init/.test(path),
    });
  }
  for (const name of ['pg_wal', 'pg_wal/archive_status', 'pg_wal/summaries', 'pg_replslot'])
    mkdirSync(join(to, name), { mode: 0o700 });
}

/** Says whom a server follows; read when it starts. */
function follow(primary: Server, folder: string, name: string): void {
  const { username, password, port } = new URL(primary.url);
  const where = `host=127.0.0.1 port=${port} user=${username} password=${password} application_name=${name}`;
  appendFileSync(
    join(folder, 'postgresql.auto.conf'),
    `\nprimary_conninfo = '${where}'\nprimary_slot_name = '${name}'\nsynchronous_standby_names = ''\n`,
  );
  writeFileSync(join(folder, 'standby.signal'), '');
}

/** Starts a server of a folder on a port of its own, and waits until it answers. Its people are those of `like`. */
export async function start(folder: string, like: string): Promise<Server> {
  const account = chooseAccount(folder);
  own(account, folder);
  const port = await freePort();
  const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '' };
  const given = Object.entries({ ...settings, wal_receiver_timeout: '5s', hot_standby: 'on' });
  const args = given.flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = findPrograms(folder, account).run(
    'postgres',
    ['-D', folder, ...args],
    ['ignore', 'ignore', 'pipe'],
  );
  let said = '';
  child.stderr?.on('data', (data) => {
    said += String(data);
  });
  const url = new URL(like);
  url.port = String(port);
  for (;;) {
    if (child.exitCode !== null) throw new Error(said);
    const answer = await ask(url.href, 'SELECT 1').catch(() => undefined);
    if (answer !== undefined) return { folder, port, url: url.href, process: child };
    await wait(30);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

function own(account: Account | undefined, path: string): void {
  if (account === undefined) return;
  chownSync(path, account.uid, account.gid);
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true }))
    chownSync(join(entry.parentPath, entry.name), account.uid, account.gid);
  chmodSync(path, 0o700);
}

/** An address that moves with the primary, as a virtual one or HAProxy does. */
export async function movingAddress(to: number) {
  let port = to;
  const open = new Set<Socket>();
  const server = createServer((from) => {
    const on = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [from, on],
      [on, from],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound ? bound.port : 0,
    moveTo(next: number) {
      port = next;
      for (const socket of open) socket.destroy();
    },
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
