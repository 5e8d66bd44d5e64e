/**
 * CPU of the family page of a family with 200 events, through the whole server, beside that of a plain page in the
 * same run, in turn: the median of 50 after a warm-up. Usage: node dist/bench/family-page.js [events] [times]
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { carryOut } from '../src/cases/carry-out.ts';
import { changeCalendar } from '../src/cases/change-calendar.ts';
import { openStile } from '../src/cases/open-stile.ts';
import { publishProtocol } from '../src/cases/publish-protocol.ts';
import { signInForDemonstration } from '../src/cases/sign-in-demonstration.ts';
import { type Stile, seenAtTheDoor } from '../src/cases/stile.ts';
import { fromMilliseconds } from '../src/core/calendar/time.ts';
import type { Command } from '../src/core/family/commands.ts';
import type { FamilyId, WorkerId } from '../src/core/family/people.ts';
import { connect } from '../src/store/database/connect.ts';
import { startEmbedded } from '../src/store/database/embedded-postgres.ts';
import { migrate } from '../src/store/database/migrate.ts';
import { saveWorker } from '../src/store/people/people.ts';
import { readAssets } from '../src/web/kit/assets.ts';
import { buildWeb } from '../src/web/server.ts';
import {
  authority,
  bankHolidayFile,
  leadMeeting,
  migrations,
  policyFiles,
  registration,
  root,
  socialWorker,
  stepDown,
  told,
} from '../test/store/support.ts';

const events = Number(process.argv[2] ?? 200);
const times = Number(process.argv[3] ?? 50);
const folder = mkdtempSync(join(tmpdir(), 'stile-bench-'));
const log = () => undefined;
const embedded = await startEmbedded({ dataDir: folder, log });

try {
  await migrate({ connectionString: embedded.connectionString, folder: migrations, log });
  const stile = await openBench();
  const version = await makeFamily(stile, 'bench' as FamilyId);
  const app = buildWeb(
    { stile, assets: readAssets(root), demonstration: true },
    { secure: false, log },
  );
  const signed = await signInForDemonstration(stile, authority, 'sam' as WorkerId);
  if (signed === undefined) throw new Error('Sam cannot sign in');
  const headers = { cookie: `stile_session=${authority}~${signed.secret}` };
  const cpuOf = async (url: string): Promise<number> => {
    const before = process.cpuUsage();
    const answer = await app.inject({ method: 'GET', url, headers });
    const { user, system } = process.cpuUsage(before);
    if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.statusCode}`);
    return (user + system) / 1000;
  };
  const pages = ['/families/bench', '/about'] as const;
  for (let turn = 0; turn < 100; turn++) for (const url of pages) await cpuOf(url);
  const family: number[] = [];
  const plain: number[] = [];
  for (let turn = 0; turn < times; turn++) {
    family.push(await cpuOf(pages[0]));
    plain.push(await cpuOf(pages[1]));
  }
  const [ours, theirs] = [median(family), median(plain)];
  console.log(
    `${version} events: family page ${ours.toFixed(1)} ms of CPU, a plain page ${theirs.toFixed(1)} ms, ratio ${(ours / theirs).toFixed(1)} (aim: under 25 ms)`,
  );
  await app.close();
  await stile.db.close();
} finally {
  await embedded.stop();
  rmSync(folder, { recursive: true, force: true });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

async function openBench(): Promise<Stile> {
  const db = await connect({ connectionString: embedded.connectionString, connections: 4 });
  const now = () => fromMilliseconds(Date.now());
  const stile = await openStile({ db, now, newId: randomUUID });
  const published = await publishProtocol(stile, policyFiles());
  if (!published.ok) throw new Error(published.message);
  await changeCalendar(stile, bankHolidayFile());
  await saveWorker(seenAtTheDoor(stile, authority), authority, {
    id: 'sam',
    name: 'Sam Hill',
    email: null,
    agency: 'The council',
    employer: 'authority',
    roles: ['social-worker'],
    team: null,
    active: true,
  });
  return stile;
}

/** A family on its way down, with as many events: records and people told, in turn. */
async function makeFamily(stile: Stile, family: FamilyId): Promise<number> {
  let version = 0;
  const act = async (command: Command): Promise<void> => {
    const carried = await carryOut(stile, {
      actor: socialWorker,
      authority,
      family,
      command,
      requestKey: randomUUID(),
    });
    if (!carried.ok) throw new Error(JSON.stringify(carried));
    version = carried.family.version;
  };
  await act(registration(family));
  await act(stepDown);
  for (let turn = 0; version < events; turn++)
    await act(turn % 2 === 0 ? leadMeeting : told(`Told of meeting ${turn}`));
  return version;
}
