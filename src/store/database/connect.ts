import pg from 'pg';
import type { Instant } from '../../core/calendar/time.ts';
import { type FamilyCache, makeFamilyCache } from '../history/family-cache.ts';
import { type AskWithin, enter, makeAskWithin } from './ask-within.ts';
import { hasCode } from './data-folder.ts';
import { type TraceStatement, traceStatements } from './trace-statements.ts';

/** The role that the application works as: it may add to the history and never change it. */
export const applicationRole = 'stile_app';

/** Stile itself, where time has done something and nobody acts: the one worker that is in no directory. */
export const stileWorker = 'stile';

/** For whom the database is asked. It shows, and lets be changed, only what is theirs (migrations/0006). */
export interface Scope {
  readonly authority: string;
  /** A worker of the directory; `stile` is Stile itself; '' somebody who has not signed in yet. */
  readonly worker: string;
  /** By which dated rights are measured; Stile itself has none. */
  readonly now: Instant | null;
}

/** Whatever runs a statement: the database, or one connection within a transaction. */
export interface Runner {
  readonly query: <R extends pg.QueryResultRow>(
    statement: string | pg.QueryConfig,
    values?: unknown[],
  ) => Promise<pg.QueryResult<R>>;
}

export interface Database extends Runner {
  readonly pool: pg.Pool;
  /** Asks for somebody; what is asked for them at one moment shares a transaction. */
  readonly ask: AskWithin;
  /** Undefined sees nothing of any authority but what is published. */
  readonly scope: Scope | undefined;
  /** Families this process has in mind, each good only for the version it was built from. */
  readonly families: FamilyCache;
  readonly close: () => Promise<void>;
}

export interface ConnectSettings {
  /** The owner's, as in DATABASE_URL, or that of the application's own login. */
  readonly connectionString: string;
  /** The address is the application's own: refused where it could be anybody else. */
  readonly ownLogin?: boolean;
  readonly connections?: number;
  readonly log?: (message: string) => void;
  /** Is told of every statement of the application. */
  readonly trace?: TraceStatement | undefined;
}

/**
 * Connects as the application role and makes sure that it cannot change the history or see what is hidden.
 *
 * Each connection takes the role when it starts (`role=stile_app` in its start-up options). With the owner's address a
 * statement could still put that role off again; a login of its own, which is a member of stile_app and of nothing else,
 * has nothing to fall back to.
 */
export async function connect(settings: ConnectSettings): Promise<Database> {
  const {
    connectionString,
    connections = 10,
    ownLogin = false,
    log = () => undefined,
    trace,
  } = settings;
  const pool = new pg.Pool({
    connectionString: withOptions(connectionString, [
      `role=${applicationRole}`,
      'timezone=UTC',
      'datestyle=ISO',
    ]),
    max: connections,
    // What is asked within a scope is sent together and travels together.
    pipeline: true,
    connectionTimeoutMillis: 10_000,
    types: { getTypeParser },
  });
  // A connection that breaks while idle is replaced; without a listener it would end the process.
  pool.on('error', (error) => log(`A connection to the database broke: ${error.message}`));
  // One that breaks in use rejects what is asked of it; its own event of that needs a listener all the same.
  pool.on('connect', (client) => client.on('error', () => undefined));
  if (trace !== undefined) pool.on('connect', (client) => traceStatements(client, trace));
  try {
    await refuseIfTooMighty(pool, ownLogin);
  } catch (error) {
    await pool.end();
    throw new Error(plainProblem(error, connectionString));
  }
  return {
    pool,
    ask: makeAskWithin(pool),
    query: (statement, values) => pool.query(statement, values),
    scope: undefined,
    families: makeFamilyCache(2000),
    close: () => pool.end(),
  };
}

/** The same database, asked for somebody: each statement or transaction is theirs from its beginning to its end. */
export function within(db: Database, scope: Scope): Database {
  return {
    ...db,
    scope,
    query: (statement, values) => db.ask(scope, statement, values),
  };
}

/** Connects as the owner, for migrations only; closed by the caller. */
export async function connectAsOwner(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: withOptions(connectionString, ['timezone=UTC', 'datestyle=ISO']),
    connectionTimeoutMillis: 10_000,
    types: { getTypeParser },
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw new Error(plainProblem(error, connectionString));
  }
  return client;
}

/** Runs `act` in one transaction: everything it wrote is there afterwards, or nothing. */
export async function inTransaction<T>(
  db: Database,
  act: (client: pg.PoolClient) => Promise<T>,
  begin = 'BEGIN',
): Promise<T> {
  const client = await db.pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(begin);
    if (db.scope !== undefined) await client.query(enter(db.scope));
    const result = await act(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((problem: Error) => {
      broken = problem;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

export function isViolation(error: unknown, sqlState: string): boolean {
  return hasCode(error, sqlState);
}

/** The same database, asked by Stile itself, which sees everything of one authority. */
export function itself(db: Database, authority: string): Database {
  return within(db, { authority, worker: stileWorker, now: null });
}

async function refuseIfTooMighty(pool: pg.Pool, ownLogin: boolean): Promise<void> {
  const { rows } = await pool.query<{ changes: boolean; passes: boolean; owns: boolean }>(
    `SELECT has_table_privilege('event', 'UPDATE') OR has_table_privilege('event', 'DELETE')
       OR has_table_privilege('event', 'TRUNCATE') AS changes,
       (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user) AS passes,
       (SELECT bool_or(l.rolsuper OR l.rolbypassrls OR pg_has_role(l.rolname, c.relowner, 'MEMBER'))
         FROM pg_roles l, pg_class c WHERE l.rolname = session_user AND c.oid = 'event'::regclass) AS owns`,
  );
  const { changes, passes, owns } = rows[0] ?? { changes: true, passes: true, owns: true };
  if (changes)
    throw new Error(
      `the role ${applicationRole} may change the history; take its rights to UPDATE, DELETE and TRUNCATE the table "event" away`,
    );
  if (passes)
    throw new Error(
      `the role ${applicationRole} may see everything; take SUPERUSER and BYPASSRLS away from it`,
    );
  if (ownLogin && owns)
    throw new Error(
      'the login of the application may act as the owner of the tables. Give DATABASE_APP_URL a login that is a member of stile_app and of nothing else',
    );
}

function withOptions(connectionString: string, settings: readonly string[]): string {
  const ours = settings.map((setting) => `-c ${setting}`).join(' ');
  let url: URL;
  try {
    url = new URL(connectionString);
  } catch {
    throw new Error(
      'DATABASE_URL is not an address. Write it like postgresql://user:password@host:5432/database',
    );
  }
  const theirs = url.searchParams.get('options');
  url.searchParams.set('options', theirs ? `${theirs} ${ours}` : ours);
  return url.href;
}

/** One sentence that never shows the password. */
function plainProblem(error: unknown, connectionString: string): string {
  const { hostname, port, pathname } = new URL(connectionString);
  const where = `${hostname || 'this machine'}:${port || '5432'}${pathname}`;
  const said = reasonOf(error);
  return `Stile cannot use the database at ${where}: ${said}. Check DATABASE_URL.`;
}

function reasonOf(error: unknown): string {
  const reasons: Record<string, string> = {
    ECONNREFUSED: 'nothing answers there',
    ENOTFOUND: 'there is no machine of that name',
    ETIMEDOUT: 'it did not answer in time',
    '28P01': 'the user or the password is wrong',
    '28000': 'the user is not let in',
    '3D000': 'there is no database of that name',
    '42P01': 'Stile’s tables are not in it yet',
    '42501': `its user may not act as ${applicationRole}`,
    '22023': `it has no role ${applicationRole} yet`,
  };
  for (const [code, reason] of Object.entries(reasons)) if (hasCode(error, code)) return reason;
  // Several addresses of one name were tried, and each failed.
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
}

type Parser = (text: string) => unknown;

/** Moments and days stay text, as the core has them; whole numbers are numbers. */
const getTypeParser: typeof pg.types.getTypeParser = (
  oid: number,
  format?: 'text' | 'binary',
): Parser => {
  if (format !== 'binary') {
    if (oid === timestamptz) return toInstantText;
    if (oid === date) return (text) => text;
    if (oid === bigint) return Number;
  }
  return pg.types.getTypeParser(oid, 'text');
};
const timestamptz = 1184;
const date = 1082;
const bigint = 20;

/** `2026-03-02 10:00:00.5+00`, as the server writes it in UTC, in the core's form. */
function toInstantText(text: string): string {
  const [day = '', rest = ''] = text.replace(/\+00$/, '').split(' ');
  const [time = '', fraction = ''] = rest.split('.');
  return `${day}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}Z`;
}
