/** Statements asked for somebody: each within a transaction that has entered who it is for. */
import type pg from 'pg';
import type { Scope } from './connect.ts';

type Statement = readonly [statement: string | pg.QueryConfig, values: unknown[] | undefined];

interface Asked {
  readonly statement: Statement;
  readonly resolve: (result: pg.QueryResult) => void;
  readonly reject: (reason: unknown) => void;
}

export type AskWithin = (
  scope: Scope,
  statement: string | pg.QueryConfig,
  values: unknown[] | undefined,
) => Promise<pg.QueryResult>;

/** A page asks for less than ten things at a time; beyond this others should not wait for one connection. */
const together = 16;

/**
 * Answers with a way to ask within a scope. What is asked for the same person in the same turn of the event loop shares
 * one transaction, so that who they are and how far they see is worked out once for all of it: BEGIN, `enter`, the
 * statements and COMMIT are sent together and answered together, one round trip. Each keeps an outcome of its own:
 * where one of several fails, nothing was committed, and each is asked again by itself.
 */
export function makeAskWithin(pool: pg.Pool): AskWithin {
  const waiting = new Map<string, { readonly scope: Scope; readonly asked: Asked[] }>();
  const flush = (): void => {
    const batches = [...waiting.values()];
    waiting.clear();
    for (const { scope, asked } of batches)
      for (let from = 0; from < asked.length; from += together)
        void askAll(pool, scope, asked.slice(from, from + together));
  };
  return (scope, statement, values) =>
    new Promise((resolve, reject) => {
      const key = JSON.stringify([scope.authority, scope.worker, scope.now]);
      const asked: Asked = { statement: [statement, values], resolve, reject };
      // Once everything that can go on now has gone on, and asked what it has to ask.
      if (waiting.size === 0) queueMicrotask(() => process.nextTick(flush));
      const batch = waiting.get(key);
      if (batch === undefined) waiting.set(key, { scope, asked: [asked] });
      else batch.asked.push(asked);
    });
}

export function enter({ authority, worker, now }: Scope): pg.QueryConfig {
  return { name: 'enter', text: 'SELECT enter($1, $2, $3)', values: [authority, worker, now] };
}

async function askAll(pool: pg.Pool, scope: Scope, asked: readonly Asked[]): Promise<void> {
  const outcome = await transaction(
    pool,
    scope,
    asked.map(({ statement }) => statement),
  ).catch((reason: unknown) => ({ failed: reason, rolledBack: false }));
  if ('answers' in outcome) {
    // As many answers as were asked for, in their order.
    for (const [place, { resolve }] of asked.entries())
      resolve(outcome.answers[place] as pg.QueryResult);
  } else if (asked.length > 1 && outcome.rolledBack) {
    for (const each of asked) await askAll(pool, scope, [each]);
  } else {
    for (const { reject } of asked) reject(outcome.failed);
  }
}

type Outcome =
  | { readonly answers: readonly pg.QueryResult[] }
  /** `rolledBack`: one of the statements failed, and the server has said so. */
  | { readonly failed: unknown; readonly rolledBack: boolean };

async function transaction(
  pool: pg.Pool,
  scope: Scope,
  statements: readonly Statement[],
): Promise<Outcome> {
  const client = await pool.connect();
  const before = [client.query('BEGIN'), client.query(enter(scope))];
  const asked = statements.map(([statement, values]) => client.query(statement, values));
  const [end, ...rest] = await Promise.allSettled([client.query('COMMIT'), ...before, ...asked]);
  // After a fault of a statement COMMIT has rolled back; where COMMIT fails, the connection is of no more use.
  client.release(end.status === 'rejected' ? asError(end.reason) : undefined);
  const faults = [...rest, end].filter((each) => each.status === 'rejected');
  if (faults.length > 0)
    return { failed: faults[0]?.reason, rolledBack: end.status === 'fulfilled' };
  const answers = rest
    .slice(before.length)
    .flatMap((each) => ('value' in each ? [each.value] : []));
  return { answers };
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
