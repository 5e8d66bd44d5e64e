import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { applicationRole, connectAsOwner } from './connect.ts';
import { hasCode } from './data-folder.ts';

export interface MigrateSettings {
  readonly connectionString: string;
  /** The folder of `0001-….sql` and those after it. */
  readonly folder: string;
  readonly log: (message: string) => void;
  /** The last one to run; all of them where it is left out. Only a restore stops earlier. */
  readonly upTo?: string | undefined;
}

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** Brings the database to the newest form; answers with the names of the migrations it ran. */
export async function migrate(settings: MigrateSettings): Promise<readonly string[]> {
  const { upTo } = settings;
  const wanted = readMigrations(settings.folder).filter(
    ({ name }) => upTo === undefined || name <= upTo,
  );
  const client = await connectAsOwner(settings.connectionString);
  try {
    // Two processes that start at once take turns.
    await client.query(`SELECT pg_advisory_lock(hashtext('stile migrations'))`);
    await ensureRole(client);
    await client.query(`CREATE TABLE IF NOT EXISTS migration (
      name text PRIMARY KEY, checksum text NOT NULL, applied timestamptz NOT NULL DEFAULT now())`);
    const { rows } = await client.query<{ name: string; checksum: string }>(
      'SELECT name, checksum FROM migration ORDER BY name',
    );
    const missing = compare(wanted, rows);
    if (missing.length > 0) await runAll(client, missing, settings.log);
    return missing.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

/** The names of the migrations there are, in order. */
export function listMigrationFiles(folder: string): readonly string[] {
  return readMigrations(folder).map(({ name }) => name);
}

function readMigrations(folder: string): readonly Migration[] {
  const names = readdirSync(folder).filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name));
  return names.sort().map((name) => {
    const sql = readFileSync(join(folder, name), 'utf8');
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
  });
}

function compare(
  wanted: readonly Migration[],
  done: readonly { readonly name: string; readonly checksum: string }[],
): readonly Migration[] {
  const checksums = new Map(wanted.map(({ name, checksum }) => [name, checksum]));
  for (const { name, checksum } of done) {
    const ours = checksums.get(name);
    if (ours === undefined) {
      throw new Error(
        `The database was made by a newer Stile: it has the migration ${name}, which this one does not know. Start the newer one.`,
      );
    }
    if (ours !== checksum) {
      throw new Error(
        `The migration ${name} was changed after this database had run it. Put the file back as it was and write a new migration for the change.`,
      );
    }
  }
  const names = new Set(done.map(({ name }) => name));
  const missing = wanted.filter(({ name }) => !names.has(name));
  const last = done.at(-1)?.name ?? '';
  const late = missing.find(({ name }) => name < last);
  if (late) {
    throw new Error(
      `The migration ${late.name} comes before ${last}, which this database has already run. Give it a higher number.`,
    );
  }
  return missing;
}

/** How often a migration makes way for those who are at work, and how long it waits between, in milliseconds. */
const mostTries = 200;
const pause = 200;

/**
 * All of them in one transaction, so that the older Stile can go on, or be started again, where one of them fails.
 * Another Stile may be at work meanwhile: a migration that waits for a table makes everybody behind it wait as well,
 * so it waits only briefly, gives way and comes again. It gives way sooner (lock_timeout) than the server looks for
 * circles of those who wait for each other (deadlock_timeout, a second), so that it is the one to step back.
 */
async function runAll(
  client: pg.Client,
  migrations: readonly Migration[],
  log: (message: string) => void,
): Promise<void> {
  for (let tried = 1; ; tried++) {
    let running = '';
    try {
      await client.query('BEGIN');
      await client.query(`SET LOCAL lock_timeout = '300ms'`);
      for (const { name, sql, checksum } of migrations) {
        running = name;
        await client.query(sql);
        const values = [name, checksum];
        await client.query('INSERT INTO migration (name, checksum) VALUES ($1, $2)', values);
      }
      await client.query('COMMIT');
      for (const { name } of migrations) log(`The database has been brought up to ${name}.`);
      return;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      const busy = hasCode(error, '55P03') || hasCode(error, '40P01');
      if (!busy || tried === mostTries) throw new Error(whyNotRun(running, error, busy));
      await wait(pause);
    }
  }
}

function whyNotRun(name: string, error: unknown, busy: boolean): string {
  const said = error instanceof Error ? error.message : String(error);
  const because = busy
    ? `somebody was using its tables all the while, such as a backup (${said})`
    : said;
  return `The migration ${name} could not be run, and the database is as it was: ${because}`;
}

/** Roles belong to the whole server, which may hold other databases of Stile's. */
async function ensureRole(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ known: boolean; may: boolean; me: string }>(
    `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS known, current_user AS me,
       coalesce((SELECT pg_has_role(current_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = $1), false) AS may`,
    [applicationRole],
  );
  const [found] = rows;
  if (found?.known && found.may) return;
  try {
    if (!found?.known) await client.query(`CREATE ROLE ${applicationRole} NOLOGIN`);
  } catch (error) {
    // 42710, 23505: another database of the same server has just made it.
    if (!hasCode(error, '42710') && !hasCode(error, '23505'))
      throw new Error(askAdministrator(found?.me));
  }
  try {
    await client.query(`GRANT ${applicationRole} TO CURRENT_USER`);
  } catch {
    throw new Error(askAdministrator(found?.me));
  }
}

function askAdministrator(owner = 'the owner'): string {
  return `The user of DATABASE_URL may not create the role that Stile works as. Ask whoever runs the server to do it once: CREATE ROLE ${applicationRole} NOLOGIN; GRANT ${applicationRole} TO "${owner}";`;
}
