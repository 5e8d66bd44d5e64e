import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openStile } from '../cases/open-stile.ts';
import type { Stile } from '../cases/stile.ts';
import { fromMilliseconds } from '../core/calendar/time.ts';
import { ensureLogin } from '../store/database/application-login.ts';
import { connect } from '../store/database/connect.ts';
import { lockData } from '../store/database/data-folder.ts';
import { findRunning, startEmbedded } from '../store/database/embedded-postgres.ts';
import { migrate } from '../store/database/migrate.ts';
import type { Environment } from './environment.ts';
import type { Tracing } from './tracing.ts';

export const projectFolder = join(import.meta.dirname, '..', '..', '..');

/** Something that an operator can put right, in one plain sentence; anything else thrown is a fault. */
export class CannotStart extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

export interface OpenDatabase {
  readonly stile: Stile;
  /** The owner's: for what the application's role may not do. */
  readonly connectionString: string;
  /** Stile's own PostgreSQL, in the data folder. */
  readonly embedded: boolean;
  /** Ends everything that opening began, in the opposite order. */
  readonly close: () => Promise<void>;
}

export interface OpenOptions {
  /** Where another Stile has the data folder, use its database beside it, as commands do while the server runs. */
  readonly sharing?: boolean;
  /** Is told of every act, for counting. */
  readonly observe?: Stile['observe'];
  readonly tracing?: Pick<Tracing, 'act' | 'statement'> | undefined;
}

/** Takes the data folder, starts or finds PostgreSQL, brings it to the newest form and joins Stile to it. */
export async function openDatabase(
  environment: Pick<Environment, 'dataDir' | 'databaseUrl' | 'databaseAppUrl'>,
  log: (message: string) => void,
  { sharing = false, observe, tracing }: OpenOptions = {},
): Promise<OpenDatabase> {
  const ends: (() => Promise<void> | void)[] = [];
  let closing = false;
  const close = async (): Promise<void> => {
    closing = true;
    for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
  };
  try {
    const shared = environment.databaseUrl ?? (sharing && (await findShared(environment.dataDir)));
    const connectionString = shared || (await startOwn(environment.dataDir, log, ends));
    await migrate({
      connectionString,
      folder: join(projectFolder, 'migrations'),
      // The first time there is nothing to tell: the database is simply made.
      log: () => undefined,
    });
    const { databaseUrl, databaseAppUrl } = environment;
    // Stile's own server gets a login of its own for the application; elsewhere the operator gives one.
    const application =
      databaseUrl === undefined ? await ensureLogin(connectionString) : databaseAppUrl;
    const db = await connect({
      connectionString: application ?? connectionString,
      ownLogin: application !== undefined,
      // That connections end when the database is stopped is no news.
      trace: tracing?.statement,
      log: (message) => {
        if (!closing) log(message);
      },
    });
    ends.push(() => db.close());
    const now = () => fromMilliseconds(Date.now());
    const stile = await openStile({ db, now, newId: randomUUID, observe, trace: tracing?.act });
    return { stile, connectionString, embedded: environment.databaseUrl === undefined, close };
  } catch (error) {
    await close();
    throw new CannotStart(error instanceof Error ? error.message : String(error));
  }
}

/** The database of a Stile that runs in this data folder. */
async function findShared(dataDir: string): Promise<string | undefined> {
  if (!existsSync(dataDir)) return undefined;
  const lock = lockData(dataDir, process.pid);
  if (!lock.ok) return findRunning(dataDir);
  lock.release();
  return undefined;
}

/** The owner's address of the database, started where it is Stile's own, without making any table in it. */
export async function openBare(
  environment: Pick<Environment, 'dataDir' | 'databaseUrl'>,
  log: (message: string) => void,
): Promise<{ readonly connectionString: string; readonly close: () => Promise<void> }> {
  const ends: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
  };
  try {
    const connectionString =
      environment.databaseUrl ?? (await startOwn(environment.dataDir, log, ends));
    return { connectionString, close };
  } catch (error) {
    await close();
    throw new CannotStart(error instanceof Error ? error.message : String(error));
  }
}

async function startOwn(
  dataDir: string,
  log: (message: string) => void,
  ends: (() => Promise<void> | void)[],
): Promise<string> {
  const lock = lockData(dataDir, process.pid);
  if (!lock.ok) throw new Error(lock.message);
  ends.push(lock.release);
  const postgres = await startEmbedded({ dataDir, log });
  ends.push(postgres.stop);
  return postgres.connectionString;
}
