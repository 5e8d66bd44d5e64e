import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { changeCalendar } from '../../src/cases/change-calendar.ts';
import { getHistory } from '../../src/cases/queries/get-history.ts';
import { sceneOf } from '../../src/cases/stile.ts';
import { sweep } from '../../src/cases/sweep.ts';
import { deriveClocks } from '../../src/core/family/derive.ts';
import { itself } from '../../src/store/database/connect.ts';
import { loadFamily } from '../../src/store/history/events.ts';
import { verifyHistory } from '../../src/store/history/verify.ts';
import { rebuildAuthority } from '../../src/store/projection/rebuild.ts';
import {
  authority,
  bankHolidayFile,
  done,
  leadMeeting,
  manager,
  moment,
  openTestStile,
  registration,
  stepDown,
  type TestStile,
} from '../store/support.ts';

let stile: TestStile;
let other: TestStile;
before(async () => {
  stile = await openTestStile();
  other = await openTestStile(stile.connectionString);
});
after(async () => {
  assert.deepEqual((await verifyHistory(stile.db)).breaks, []);
  await stile.close();
  await other.close();
});

async function waiting(id: string) {
  await done(stile, id, registration(id));
  await done(stile, id, stepDown);
  await done(stile, id, leadMeeting);
}

async function clocksOf(where: TestStile, id: string) {
  const known = await loadFamily(itself(where.db, authority), authority, id as never);
  if (!known) throw new Error(`${id} is not there`);
  return deriveClocks({ ...sceneOf(where, authority), now: where.now() }, known.family);
}

async function noted(id: string) {
  const history = await getHistory(stile, { authority, actor: manager }, id as never);
  return (history ?? []).flatMap(({ event }) =>
    event.type === 'ClockOverdue'
      ? [event.clock]
      : event.type === 'ReminderSent'
        ? [`${event.clock}#${event.number}`]
        : [],
  );
}

test('two sweeps at once note every overdue clock once', async () => {
  const ids = Array.from({ length: 60 }, (_, number) => `late-${number}`);
  for (const id of ids) {
    await waiting(id);
  }
  assert.deepEqual((await sweep(stile, authority)).looked, 0, 'nothing is due yet');
  for (const where of [stile, other]) where.setClock(moment('2026-03-20 09:00'));
  const swept = await Promise.all([
    sweep(stile, authority),
    sweep(other, authority),
    sweep(stile, authority),
    sweep(other, authority),
  ]);
  assert.deepEqual(
    swept.flatMap(({ problems }) => problems),
    [],
  );
  assert.ok(swept.reduce((sum, each) => sum + each.noted, 0) >= ids.length);
  for (const id of ids) {
    const marks = await noted(id);
    assert.ok(marks.length > 0, `${id} has nothing overdue`);
    assert.deepEqual(marks, [...new Set(marks)], id);
    const overdue = (await clocksOf(stile, id)).filter((clock) => clock.state === 'overdue');
    for (const clock of overdue) assert.ok(marks.includes(clock.key), clock.key);
  }
  assert.equal((await sweep(other, authority)).noted, 0, 'a further sweep finds nothing');
});

test('a family that another process held when it was killed is looked at again', async () => {
  stile.setClock(moment('2026-03-02 09:00'));
  await waiting('held');
  stile.setClock(moment('2026-03-20 10:00'));
  await stile.behindItsBack(
    "UPDATE work SET held_until = '2026-03-20T10:03Z' WHERE family = 'held'",
  );
  assert.equal((await sweep(stile, authority)).noted, 0);
  stile.pass({ minutes: 4 });
  assert.equal((await sweep(stile, authority)).noted, 1);
});

test('a new bank holiday moves open dates, says so in the history, and in the lists', async () => {
  stile.setClock(moment('2026-06-08 09:00'));
  await waiting('moved');
  const before = await clocksOf(stile, 'moved');
  const file = bankHolidayFile();
  const events = file['england-and-wales'].events;
  events.push({ title: 'A day of thanks', date: '2026-06-09', notes: '', bunting: true });
  const changed = await changeCalendar(stile, { ...file, version: '2026-12' });
  assert.ok(changed.ok, JSON.stringify(changed));
  assert.deepEqual(
    changed.value.changes.added.map(({ day }) => day),
    ['2026-06-09'],
  );
  const after = await clocksOf(stile, 'moved');
  const moves = after.filter((clock) =>
    before.some((was) => was.key === clock.key && was.due?.at !== clock.due?.at),
  );
  const history = await getHistory(stile, { authority, actor: manager }, 'moved' as never);
  const said = history?.flatMap(({ event }) =>
    event.type === 'DatesWorkedOutAgain' ? event.changes.map(({ clock }) => clock) : [],
  );
  assert.deepEqual(
    said,
    moves.map(({ key }) => key),
  );
  assert.ok(
    moves.length > 0,
    `no clock counts working days: ${before.map(({ id, due }) => `${id} ${due?.period.unit}`)}`,
  );
  const rows = () =>
    stile.behindItsBack(
      "SELECT to_jsonb(w) - 'held_until' AS row FROM work w ORDER BY family, key, role",
    );
  const live = await rows();
  await rebuildAuthority(itself(stile.db, authority), authority, sceneOf(stile, authority));
  assert.deepEqual(await rows(), live);

  assert.equal(await other.refresh(), true);
  other.setClock(stile.now());
  assert.deepEqual(await clocksOf(other, 'moved'), await clocksOf(stile, 'moved'));

  const again = await changeCalendar(stile, { ...file, version: '2026-12' });
  assert.ok(again.ok && !again.value.changed);
  const other2 = await changeCalendar(stile, { ...bankHolidayFile(), version: '2026-12' });
  assert.match(other2.ok ? '' : other2.problem, /already published with other bank holidays/);
  const shorter = await changeCalendar(stile, {
    ...file,
    version: '2027',
    covers: { from: 2025, to: 2028 },
    'england-and-wales': {
      ...file['england-and-wales'],
      events: events.filter((each: { date: string }) => each.date >= '2025'),
    },
  });
  assert.match(shorter.ok ? '' : shorter.problem, /leaves out 2019/);
  const nonsense = await changeCalendar(stile, { hello: 1 });
  assert.equal(nonsense.ok, false);
});
