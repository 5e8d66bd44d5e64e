import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { lockData } from '../src/store/database/data-folder.ts';
import { startEmbedded, stopEmbedded } from '../src/store/database/embedded-postgres.ts';
import { isAlive } from '../src/store/database/processes.ts';

export interface TestDatabase {
  readonly connectionString: string;
  /** For a file that makes many; all of them go at the end of the run anyway. */
  readonly drop: () => Promise<void>;
}

export interface Template {
  /** Files that name the same template share it: it is prepared once a run. */
  readonly name: string;
  /** Fills the empty database, such as with the migrations, and closes its connections. */
  readonly prepare: (connectionString: string) => Promise<void>;
}

let server: Promise<string> | undefined;
let clones = 0;

/**
 * A fresh database of its own, cloned from the template in some 30 ms; empty without one. All
 * tests of a run share one PostgreSQL, started by whichever asks first.
 */
export async function testDatabase(template?: Template): Promise<TestDatabase> {
  server ??= startServer();
  const admin = new pg.Client({ connectionString: await server });
  await admin.connect();
  try {
    const source = template ? await findOrMakeTemplate(admin, await server, template) : 'template1';
    const name = `test_${process.pid}_${++clones}`;
    await admin.query(`CREATE DATABASE "${name}" TEMPLATE "${source}"`);
    const connectionString = pointAt(await server, name);
    return { connectionString, drop: () => drop(name) };
  } finally {
    await admin.end();
  }
}

/**
 * A folder for the run's PostgreSQL, which test/run.ts hands to every test in STILE_TEST_FOLDER, and in it one for
 * everything temporary.
 */
export function makeRunFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), `stile-test-${process.pid}-`));
  mkdirSync(join(folder, 'temporary'));
  return folder;
}

/** Also removes what runs that were killed have left. */
export async function removeRunFolder(folder: string): Promise<void> {
  await stopEmbedded(folder);
  rmSync(folder, { recursive: true, force: true });
  for (const name of readdirSync(tmpdir())) {
    const [, pid] = /^stile-test-(\d+)-/.exec(name) ?? [];
    const path = join(tmpdir(), name);
    if (!pid || isAlive(Number(pid))) continue;
    if (statSync(path, { throwIfNoEntry: false })?.uid !== process.getuid?.()) continue;
    await stopEmbedded(path);
    rmSync(path, { recursive: true, force: true });
  }
}

async function startServer(): Promise<string> {
  const shared = process.env.STILE_TEST_FOLDER;
  const dataDir = shared ?? makeRunFolder();
  // A test file run by hand has nobody to clear up after it.
  if (!shared) process.once('exit', () => removeAtExit(dataDir));
  for (;;) {
    const lock = lockData(dataDir, process.pid);
    if (lock.ok) {
      try {
        const log = () => undefined;
        return (await startEmbedded({ dataDir, log, durable: false })).connectionString;
      } finally {
        lock.release();
      }
    }
    // Another test file is just starting it.
    await wait(20);
  }
}

async function findOrMakeTemplate(
  admin: pg.Client,
  connectionString: string,
  { name, prepare }: Template,
): Promise<string> {
  const finished = `template_${name}`;
  await admin.query('SELECT pg_advisory_lock(hashtext($1))', [finished]);
  try {
    const known = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [finished]);
    if (known.rowCount === 0) {
      // Prepared under another name: one that failed half-way is never cloned.
      const draft = `draft_${name}`;
      await admin.query(`DROP DATABASE IF EXISTS "${draft}" WITH (FORCE)`);
      await admin.query(`CREATE DATABASE "${draft}"`);
      await prepare(pointAt(connectionString, draft));
      await admin.query(`ALTER DATABASE "${draft}" RENAME TO "${finished}"`);
    }
  } finally {
    await admin.query('SELECT pg_advisory_unlock(hashtext($1))', [finished]);
  }
  return finished;
}

async function drop(name: string): Promise<void> {
  const admin = new pg.Client({ connectionString: await server });
  await admin.connect();
  await admin.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
  await admin.end();
}

function pointAt(connectionString: string, database: string): string {
  const url = new URL(connectionString);
  url.pathname = `/${database}`;
  return url.href;
}

function removeAtExit(dataDir: string): void {
  // The first step of this runs at once and sends the signal; there is no time to wait for more,
  // and what is left of the folder goes with the next run.
  void stopEmbedded(dataDir);
}
