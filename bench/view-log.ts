/**
 * The log of views: how fast looks are recorded as people look, eight at once, and how much room each takes with its
 * index. Usage: node dist/bench/view-log.js [looks]
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordView } from '../src/cases/look-at-family.ts';
import { openStile } from '../src/cases/open-stile.ts';
import { fromMilliseconds } from '../src/core/calendar/time.ts';
import type { FamilyId } from '../src/core/family/people.ts';
import { connect } from '../src/store/database/connect.ts';
import { startEmbedded } from '../src/store/database/embedded-postgres.ts';
import { migrate } from '../src/store/database/migrate.ts';
import { asOwner, authority, employ, migrations, socialWorker } from '../test/store/support.ts';

const looks = Number(process.argv[2] ?? 20_000);
const folder = mkdtempSync(join(tmpdir(), 'stile-bench-'));
const log = () => undefined;
const { connectionString, stop } = await startEmbedded({ dataDir: folder, log });

try {
  await migrate({ connectionString, folder: migrations, log });
  const db = await connect({ connectionString, connections: 8 });
  const now = () => fromMilliseconds(Date.now());
  const stile = await openStile({ db, now, newId: randomUUID });
  await employ(stile, socialWorker);
  const viewer = { authority, actor: socialWorker };
  let left = looks;
  const before = performance.now();
  const lane = async (): Promise<void> => {
    while (left-- > 0) {
      // As many families as a team has: the index is not always written at its end.
      const family = `family-${left % 400}` as FamilyId;
      await recordView(stile, viewer, { family, purpose: 'the family’s page' });
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  const seconds = (performance.now() - before) / 1000;
  const [size] = await asOwner(
    connectionString,
    `SELECT pg_total_relation_size('view_log')::float8 / count(*) AS bytes FROM view_log`,
  );
  const bytes = Number(size?.bytes);
  console.log(
    `${looks} looks: ${Math.round(looks / seconds)} a second, ${Math.round(bytes)} bytes each; a council of 500 people who look at 40 pages a day: ${((bytes * 500 * 40 * 253) / 1e9).toFixed(1)} GB a year`,
  );
  await db.close();
} finally {
  await stop();
  rmSync(folder, { recursive: true, force: true });
}
