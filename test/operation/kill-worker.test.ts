import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { itself } from '../../src/store/database/connect.ts';
import { verifyHistory } from '../../src/store/history/verify.ts';
import { saveWorker } from '../../src/store/people/people.ts';
import { workOnce } from '../../src/worker/worker.ts';
import {
  authority,
  done,
  leadMeeting,
  moment,
  openTestStile,
  registration,
  stepDown,
  type TestStile,
} from '../store/support.ts';
import { endOf, kills, patience, startNode } from './support.ts';

test(
  'a worker that is killed at any moment tells everybody once, and forgets nobody',
  patience,
  async () => {
    const stile = await openTestStile();
    for (const [id, role] of [
      ['sam', 'social-worker'],
      ['mo', 'team-manager'],
    ] as const)
      await saveWorker(itself(stile.db, authority), authority, {
        id,
        name: id,
        email: null,
        agency: 'A',
        employer: 'authority',
        roles: [role],
        team: null,
        active: true,
      });
    let families = 0;
    let halfDone = 0;
    const later = '2026-03-20 09:00';
    for (let round = 1; round <= kills; round++) {
      stile.setClock(moment('2026-03-02 09:00'));
      const newest = Array.from({ length: 3 }, () => `w${++families}`);
      for (const id of newest) {
        await done(stile, id, registration(id));
        await done(stile, id, stepDown);
        await done(stile, id, leadMeeting);
      }
      const worker = startNode(join(import.meta.dirname, 'worker-runner.js'), [
        stile.connectionString,
        later,
      ]);
      await new Promise((resolve) => worker.once('message', resolve));
      // Some later, for a machine that is slow to begin.
      await wait((round * 7919) % (round % 3 === 0 ? 200 : 40));
      const ended = endOf(worker);
      worker.kill('SIGKILL');
      assert.equal(await ended, 'SIGKILL');
      if (await isHalfDone(stile, newest)) halfDone += 1;
    }
    // A kill before all begins, or after all is done, shows nothing.
    assert.ok(halfDone >= kills / 10, `${halfDone} of ${kills} kills met a worker at its round`);
    console.log(
      `kill -9 of the worker: ${kills} times, ${halfDone} of them in the middle of a round`,
    );
    // What the dead had in hand is taken up by the next, once their hold on it is over.
    stile.setClock(moment('2026-03-20 10:00'));
    await workOnce(stile, { deliver: undefined, log: (line) => assert.fail(line) });
    const overdue = await stile.behindItsBack(
      `SELECT family, body::json -> 'event' ->> 'clock' AS clock, count(*)::int AS count FROM event
     WHERE type = 'ClockOverdue' GROUP BY 1, 2`,
    );
    assert.equal(new Set(overdue.map(({ family }) => family)).size, families);
    assert.deepEqual(
      overdue.filter(({ count }) => count !== 1),
      [],
    );
    const waiting = await stile.behindItsBack('SELECT id FROM outbox WHERE done_at IS NULL');
    assert.deepEqual(waiting, []);
    const untold = await stile.behindItsBack(
      `SELECT o.id FROM outbox o WHERE o.kind = 'notice' AND o.payload::text LIKE '%worker%' AND NOT EXISTS
       (SELECT FROM notice n WHERE n.authority = o.authority AND n.id LIKE o.id || '%')`,
    );
    assert.deepEqual(untold, []);
    assert.deepEqual((await verifyHistory(stile.db)).breaks, []);
    await stile.close();
  },
);

/** Whether a worker was stopped in the middle of its round: of the newest families some clock is marked, and not all is told. */
async function isHalfDone(stile: TestStile, newest: readonly string[]): Promise<boolean> {
  const [row] = await stile.behindItsBack(
    `SELECT count(DISTINCT family)::int AS marked,
       EXISTS (SELECT FROM outbox WHERE done_at IS NULL) AS waiting
     FROM event WHERE type = 'ClockOverdue' AND family = ANY ($1)`,
    [newest],
  );
  const marked = Number(row?.marked);
  return marked > 0 && (marked < newest.length || row?.waiting === true);
}
