/**
 * Acts per second through `carryOut`, and what pgbench reaches with the very same statement on the
 * same server, in turn and in one run; the median of the pairs. Usage: node dist/bench/acts.js [seconds] [pairs]
 *
 * With DATABASE_URL it uses that server (an empty database); without, an embedded one of its own.
 */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { carryOut } from '../src/cases/carry-out.ts';
import { changeCalendar } from '../src/cases/change-calendar.ts';
import { openStile } from '../src/cases/open-stile.ts';
import { publishProtocol } from '../src/cases/publish-protocol.ts';
import type { Stile } from '../src/cases/stile.ts';
import { fromMilliseconds } from '../src/core/calendar/time.ts';
import type { Command } from '../src/core/family/commands.ts';
import type { FamilyId } from '../src/core/family/people.ts';
import { connect } from '../src/store/database/connect.ts';
import { startEmbedded } from '../src/store/database/embedded-postgres.ts';
import { migrate } from '../src/store/database/migrate.ts';
import {
  authority,
  bankHolidayFile,
  employ,
  leadMeeting,
  migrations,
  policyFiles,
  registration,
  socialWorker,
  stepDown,
  told,
} from '../test/store/support.ts';

const seconds = Number(process.argv[2] ?? 2);
const pairs = Number(process.argv[3] ?? 7);
const folder = mkdtempSync(join(tmpdir(), 'stile-bench-'));
const log = () => undefined;
const embedded = process.env.DATABASE_URL
  ? undefined
  : await startEmbedded({ dataDir: folder, log });
const url = process.env.DATABASE_URL ?? embedded?.connectionString ?? '';

const kinds: Record<string, () => Command> = {
  'a short record, no read rows change': () => told('The family was told of the next meeting'),
  'a form that starts a clock anew': () => leadMeeting,
};

try {
  await migrate({ connectionString: url, folder: migrations, log });
  const stile = await openBench();
  await employ(stile, socialWorker);
  const pgbench = findPgbench();
  if (!pgbench) console.log('pgbench is not on this machine: install the package postgresql-15.');
  for (const [kind, command] of Object.entries(kinds)) {
    console.log(`\n${kind}`);
    for (const clients of [1, 8]) {
      const ours: number[] = [];
      const theirs: number[] = [];
      // In turn, so that a busy spell of the machine falls on both.
      for (let pair = 0; pair < pairs; pair++) {
        ours.push(await measure(stile, command, clients));
        if (pgbench) theirs.push(await compareWith(pgbench, stile, command, clients));
      }
      const ratios = theirs.map((rate, pair) => (ours[pair] ?? 0) / rate);
      const compared =
        theirs.length > 0
          ? `, pgbench ${Math.round(median(theirs))}, ratio ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`
          : '';
      console.log(`  ${clients} at once: carryOut ${Math.round(median(ours))} acts/s${compared}`);
    }
  }
  await stile.db.close();
} finally {
  await embedded?.stop();
  rmSync(folder, { recursive: true, force: true });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

async function openBench(): Promise<Stile> {
  const db = await connect({ connectionString: url, connections: 8 });
  const now = () => fromMilliseconds(Date.now());
  const stile = await openStile({ db, now, newId: randomUUID });
  const published = await publishProtocol(stile, policyFiles());
  if (!published.ok) throw new Error(published.message);
  await changeCalendar(stile, bankHolidayFile());
  return stile;
}

/** Each client carries acts of its own families out, one after the other; a new family every 50. */
async function measure(stile: Stile, command: () => Command, clients: number): Promise<number> {
  const end = performance.now() + seconds * 1000;
  let acts = 0;
  const start = performance.now();
  let preparing = 0;
  const client = async () => {
    while (performance.now() < end) {
      const before = performance.now();
      const family = await newFamily(stile);
      preparing += performance.now() - before;
      for (let number = 0; number < 50 && performance.now() < end; number++) {
        await must(stile, family, command());
        acts += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return acts / ((performance.now() - start - preparing / clients) / 1000);
}

async function newFamily(stile: Stile): Promise<FamilyId> {
  const family = randomUUID() as FamilyId;
  await must(stile, family, registration(family));
  await must(stile, family, stepDown);
  return family;
}

async function must(stile: Stile, family: FamilyId, command: Command): Promise<void> {
  const requestKey = randomUUID();
  const result = await carryOut(stile, {
    actor: socialWorker,
    authority,
    family,
    command,
    requestKey,
  });
  if (!result.ok) throw new Error(JSON.stringify(result));
}

/** pgbench with the statement of such an act: the same texts, for a family of each client. */
async function compareWith(
  pgbench: string,
  stile: Stile,
  command: () => Command,
  clients: number,
): Promise<number> {
  // Before the act is taken: what is recorded never goes back.
  const ids: string[] = [];
  while (ids.length < clients) ids.push(quote(String(await newFamily(stile))));
  const values = await captureAppend(stile, command);
  const text = (place: number) => (values[place] === null ? 'NULL' : quote(String(values[place])));
  const bodies = (values[5] as string[]).map((body, place) => {
    // Last in a body stand the family and its version, here those of each client.
    const before = body.slice(0, body.lastIndexOf(',"family":'));
    const family = `${quote(`${before},"family":"`)} || f.id || ${quote('","version":')}`;
    return `${family} || (f.version + ${place + 1}) || '}'`;
  });
  const run = randomUUID().slice(0, 8);
  const script = join(folder, 'act.sql');
  writeFileSync(
    script,
    // What follows on what, the server has to look up here, which Stile has in mind. Sent together, as we send them.
    `\\startpipeline\nBEGIN;\n` +
      `SELECT enter(${text(0)}, ${quote(String(socialWorker.worker))}, ${quote(stile.now())});\n` +
      `SELECT append_to_family(${text(0)}, f.id, f.version, f.hash, ${text(4)}, ARRAY[${bodies.join(', ')}], ` +
      `${text(6)}, ${text(7)}, ${text(8)}, '${run}-' || :client_id || '-' || f.version)\n` +
      `  FROM family f WHERE f.authority = ${text(0)} AND f.id = (ARRAY[${ids.join(', ')}])[:client_id + 1];\n` +
      `COMMIT;\n\\endpipeline\n`,
  );
  const options = [
    '-n',
    '-M',
    'prepared',
    '-c',
    String(clients),
    '-j',
    String(Math.min(clients, cpus().length)),
  ];
  const args = [...options, '-T', String(seconds), '-f', script, url];
  const env = { ...process.env, PGOPTIONS: '-c role=stile_app' };
  const { stdout, stderr } = spawnSync(pgbench, args, { encoding: 'utf8', env });
  const tps = Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
  if (!tps) throw new Error(`pgbench: ${stderr || stdout}`);
  return tps;
}

/** What `append` sends for such an act, taken on its way to the server. */
async function captureAppend(stile: Stile, command: () => Command): Promise<readonly unknown[]> {
  const family = await newFamily(stile);
  await must(stile, family, command());
  let values: readonly unknown[] = [];
  const listen = (client: pg.PoolClient): void => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    Object.assign(client, {
      query: (...args: unknown[]) => {
        const [config] = args as [{ name?: string; values: unknown[] }];
        if (config.name === 'append-act') values = config.values;
        return query(...args);
      },
    });
  };
  stile.db.pool.once('acquire', listen);
  await must(stile, family, command());
  if (values.length === 0) throw new Error('No act was seen on its way');
  return values;
}

function quote(text: string): string {
  // pgbench takes a colon for the start of one of its variables, also within quotes.
  const escaped = text.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll(':', '\\003a');
  return `U&'${escaped}'`;
}

function findPgbench(): string | undefined {
  const folders = [
    ...(process.env.PATH ?? '').split(':'),
    ...[18, 17, 16, 15].map((major) => `/usr/lib/postgresql/${major}/bin`),
  ];
  const found = () => folders.map((each) => join(each, 'pgbench')).find((path) => existsSync(path));
  if (!found() && process.getuid?.() === 0) {
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'postgresql-15'], {
      stdio: 'ignore',
    });
  }
  return found();
}
