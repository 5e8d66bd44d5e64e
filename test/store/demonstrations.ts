/** A database with the demonstrations of all councils, filled on a day. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { changeCalendar } from '../../src/cases/change-calendar.ts';
import { openStile } from '../../src/cases/open-stile.ts';
import type { Instant } from '../../src/core/calendar/time.ts';
import { fillDemonstrations } from '../../src/main/fill-demonstrations.ts';
import { publishAll } from '../../src/main/publish-all.ts';
import { connect } from '../../src/store/database/connect.ts';
import { migrate } from '../../src/store/database/migrate.ts';
import { type TestDatabase, testDatabase } from '../database.ts';
import { bankHolidayFile, migrations } from './support.ts';

export function withDemonstrations(now: Instant): Promise<TestDatabase> {
  return testDatabase({
    name: `demonstrations_${now.slice(0, 10)}`,
    async prepare(connectionString) {
      await migrate({ connectionString, folder: migrations, log: () => undefined });
      const db = await connect({ connectionString });
      const filling = await openStile({ db, now: () => now, newId: randomUUID });
      await publishAll(filling, () => undefined);
      await changeCalendar(filling, bankHolidayFile());
      const filled = await fillDemonstrations(filling);
      assert.ok(filled.ok && filled.value.families > 100);
      await db.close();
    },
  });
}
