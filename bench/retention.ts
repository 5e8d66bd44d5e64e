/**
 * The preview of retention with so many closed families, beside working every one of them out from its whole history, in
 * turn and in one run; the median.
 * Usage: node dist/bench/retention.js [families] [pairs]
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { carryOut } from '../src/cases/carry-out.ts';
import { changeCalendar } from '../src/cases/change-calendar.ts';
import { openStile } from '../src/cases/open-stile.ts';
import { publishProtocol } from '../src/cases/publish-protocol.ts';
import { previewRetention, workOut } from '../src/cases/queries/preview-retention.ts';
import type { Instant } from '../src/core/calendar/time.ts';
import type { FamilyId } from '../src/core/family/people.ts';
import { connect } from '../src/store/database/connect.ts';
import { startEmbedded } from '../src/store/database/embedded-postgres.ts';
import { migrate } from '../src/store/database/migrate.ts';
import {
  actor,
  asOwner,
  authority,
  bankHolidayFile,
  employ,
  migrations,
  moment,
  policyFiles,
  registration,
  socialWorker,
  told,
} from '../test/store/support.ts';

const families = Number(process.argv[2] ?? 10_000);
const pairs = Number(process.argv[3] ?? 5);
const acts = 10;
const folder = mkdtempSync(join(tmpdir(), 'stile-bench-'));
const log = () => undefined;
const { connectionString, stop } = await startEmbedded({ dataDir: folder, log });

try {
  await migrate({ connectionString, folder: migrations, log });
  const db = await connect({ connectionString, connections: 8 });
  let now: Instant = moment('2026-03-02 09:00');
  const stile = await openStile({ db, now: () => now, newId: randomUUID });
  const published = await publishProtocol(stile, policyFiles());
  if (!published.ok) throw new Error(published.message);
  await changeCalendar(stile, bankHolidayFile());
  const keeper = actor('kim', ['policy-owner']);
  await employ(stile, socialWorker, keeper);
  const ids = Array.from({ length: families }, (_, number) => `f${number}` as FamilyId);
  await inLanes(ids, async (family) => {
    const by = { actor: socialWorker, authority, family };
    await carryOut(stile, { ...by, command: registration(family) });
    for (let number = 2; number < acts; number++)
      await carryOut(stile, { ...by, command: told(`The family was told of meeting ${number}`) });
  });
  // Two in three came back.
  now = moment('2030-03-04 09:00');
  await inLanes(ids.slice(families / 3), async (family) => {
    const command = told('They came back');
    await carryOut(stile, { actor: socialWorker, authority, family, command });
  });
  await asOwner(connectionString, 'UPDATE outbox SET done_at = created');
  // As the database's own housekeeping does within minutes.
  await asOwner(connectionString, 'ANALYZE');
  for (const [what, at] of [
    ['a third has run out', '2032-04-01 09:00'],
    ['nothing has run out', '2027-04-01 09:00'],
  ] as const) {
    now = moment(at);
    const [ours, whole]: [number[], number[]] = [[], []];
    for (let pair = 0; pair < pairs; pair++) {
      ours.push(await timeOf(() => previewRetention(stile, { authority, actor: keeper })));
      whole.push(await timeOf(() => workOut(stile, authority, ids)));
    }
    const ratios = ours.map((time, pair) => time / (whole[pair] ?? 1));
    console.log(
      `${families} closed families, ${what}: the preview ${median(ours).toFixed(0)} ms, every whole history ${median(whole).toFixed(0)} ms, ratio ${median(ratios).toFixed(3)} (${Math.min(...ratios).toFixed(3)} to ${Math.max(...ratios).toFixed(3)})`,
    );
  }
  await db.close();
} finally {
  await stop();
  rmSync(folder, { recursive: true, force: true });
}

async function inLanes(all: readonly FamilyId[], act: (id: FamilyId) => Promise<void>) {
  const left = [...all];
  const lane = async () => {
    for (let id = left.pop(); id !== undefined; id = left.pop()) await act(id);
  };
  await Promise.all(Array.from({ length: 8 }, lane));
}

async function timeOf(act: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await act();
  return performance.now() - before;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
