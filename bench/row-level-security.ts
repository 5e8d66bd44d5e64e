/**
 * What row-level security costs: *My work* and the page of a family, through the whole server, with it and without, in
 * turn in one run; the median of the pairs. Without it, the same statements go to the owner of the tables, whom no
 * policy holds, one by one and with nothing entered. Usage: node dist/bench/row-level-security.js [times]
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { changeCalendar } from '../src/cases/change-calendar.ts';
import { openStile } from '../src/cases/open-stile.ts';
import { listMyWork } from '../src/cases/queries/list-my-work.ts';
import { actorOf } from '../src/cases/sessions.ts';
import { signInForDemonstration } from '../src/cases/sign-in-demonstration.ts';
import { type Stile, seenAtTheDoor } from '../src/cases/stile.ts';
import { fromMilliseconds } from '../src/core/calendar/time.ts';
import { fillDemonstrations } from '../src/main/fill-demonstrations.ts';
import { publishAll } from '../src/main/publish-all.ts';
import { connect, type Database } from '../src/store/database/connect.ts';
import { startEmbedded } from '../src/store/database/embedded-postgres.ts';
import { migrate } from '../src/store/database/migrate.ts';
import { listWorkers, type Worker } from '../src/store/people/people.ts';
import { readAssets } from '../src/web/kit/assets.ts';
import { buildWeb } from '../src/web/server.ts';
import { authority, bankHolidayFile, migrations, root } from '../test/store/support.ts';

const times = Number(process.argv[2] ?? 200);
const folder = mkdtempSync(join(tmpdir(), 'stile-bench-'));
const log = () => undefined;
const embedded = await startEmbedded({ dataDir: folder, log });
const connectionString = embedded.connectionString;
const now = () => fromMilliseconds(Date.now());

try {
  await migrate({ connectionString, folder: migrations, log });
  const db = await connect({ connectionString, connections: 4 });
  const held = await openStile({ db, now, newId: randomUUID });
  await publishAll(held, log);
  await changeCalendar(held, bankHolidayFile());
  await fillDemonstrations(held);
  const plain = ownersOwn(db);
  const free = await openStile({ db: plain, now, newId: randomUUID });
  const workers = await listWorkers(seenAtTheDoor(held, authority), authority, { now: now() });
  for (const [who, found] of Object.entries({
    'a social worker': workers.find(({ roles }) => roles.includes('social-worker')),
    'a team manager': workers.find(({ roles }) => roles.includes('team-manager')),
  }))
    if (found !== undefined) await compare(who, found, held, free);
  await plain.close();
  await db.close();
} finally {
  await embedded.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function compare(who: string, worker: Worker, held: Stile, free: Stile): Promise<void> {
  const viewer = { authority, actor: actorOf(worker) };
  const [item] = (await listMyWork(held, viewer)).mine;
  for (const [page, url] of Object.entries({
    'My work': '/work',
    'the family page': `/families/${item?.family}`,
  })) {
    const asks = await Promise.all([held, free].map((stile) => asker(stile, worker, url)));
    const spent: number[][] = [[], []];
    for (let turn = 0; turn < times + 30; turn++)
      for (const [side, ask] of asks.entries()) {
        const milliseconds = await ask();
        if (turn >= 30) spent[side]?.push(milliseconds);
      }
    const [withIt = 0, without = 0] = spent.map(median);
    console.log(
      `${page} of ${who}: ${withIt.toFixed(2)} ms with row-level security, ${without.toFixed(2)} ms without, ratio ${(withIt / without).toFixed(2)} (aim: no more than 1.2)`,
    );
  }
}

async function asker(stile: Stile, worker: Worker, url: string): Promise<() => Promise<number>> {
  const app = buildWeb(
    { stile, assets: readAssets(root), demonstration: true },
    { secure: false, log },
  );
  // Sessions are in the same tables for both.
  const signed = await signInForDemonstration(stile, authority, worker.id as never);
  if (signed === undefined) throw new Error(`${worker.name} cannot sign in`);
  const headers = { cookie: `stile_session=${authority}~${signed.secret}` };
  return async () => {
    const before = performance.now();
    const answer = await app.inject({ method: 'GET', url, headers });
    if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.statusCode}`);
    return performance.now() - before;
  };
}

/** The same database as its owner, each statement by itself; who is asked for is set once, as Stile itself. */
function ownersOwn(db: Database): Database {
  const options = `-c stile.authority=${authority} -c stile.worker=stile -c stile.sight=stile -c timezone=UTC -c datestyle=ISO`;
  const pool = new pg.Pool({ connectionString, options, max: 4, types: db.pool.options.types });
  // The server ends before the pool has let go of its connections.
  pool.on('error', () => undefined);
  const aside = new Set(['BEGIN', 'COMMIT']);
  const connection = async () => {
    const client = await pool.connect();
    return {
      query: (asked: string | pg.QueryConfig, values?: unknown[]) =>
        aside.has(String(asked)) || (typeof asked === 'object' && asked.name === 'enter')
          ? Promise.resolve({ rows: [], rowCount: 0 })
          : client.query(asked as string, values),
      release: (fault?: Error) => client.release(fault),
    };
  };
  return {
    ...db,
    pool: Object.assign(Object.create(pool), { connect: connection }),
    ask: (_scope, statement, values) => pool.query(statement as string, values),
    query: (statement, values) => pool.query(statement as string, values),
    close: () => pool.end(),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
