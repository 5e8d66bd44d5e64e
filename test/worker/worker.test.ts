import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { publishProtocol } from '../../src/cases/publish-protocol.ts';
import { startWorker } from '../../src/worker/worker.ts';
import {
  authority,
  done,
  leadMeeting,
  moment,
  openTestStile,
  policyFiles,
  registration,
  stepDown,
  type TestStile,
} from '../store/support.ts';

let stile: TestStile;
before(async () => {
  stile = await openTestStile();
});
after(() => stile.close());

/** Waits until the test says so: the rounds of a worker, one by one. */
function steps() {
  let release: (() => void) | undefined;
  let arrived: (() => void) | undefined;
  let here = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  return {
    wait: (_: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        release = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
        arrived?.();
      }),
    async round() {
      await here;
      here = new Promise<void>((resolve) => {
        arrived = resolve;
      });
      release?.();
      await here;
    },
    idle: () => here,
  };
}

test('the worker notes what time has brought, tells people, and stops when asked', async () => {
  await done(stile, 'w1', registration('w1'));
  await done(stile, 'w1', stepDown);
  await done(stile, 'w1', leadMeeting);
  const said: string[] = [];
  const clock = steps();
  const worker = startWorker(stile, {
    deliver: undefined,
    wait: clock.wait,
    everyMilliseconds: 1000,
    log: (line) => said.push(line),
  });
  await clock.idle();
  const overdue = () =>
    stile.behindItsBack("SELECT FROM event WHERE type = 'ClockOverdue' AND family = 'w1'");
  assert.equal((await overdue()).length, 0);
  stile.setClock(moment('2026-03-06 09:00'));
  await clock.round();
  assert.equal((await overdue()).length, 1);
  const notices = await stile.behindItsBack(
    "SELECT to_worker, to_role, what FROM notice WHERE what LIKE 'Overdue%'",
  );
  assert.ok(notices.length > 0);
  await clock.round();
  assert.equal((await overdue()).length, 1);
  await worker.stop();
  assert.deepEqual(said, []);
});

test('the worker clears once an hour what is kept for a term', async () => {
  const old = () =>
    stile.behindItsBack(`INSERT INTO draft (authority, worker, key, title, body, updated)
      VALUES ('cheshire-east', 'sam', '/concern', 'A concern', '{}', '2020-01-01')`);
  const left = async () => (await stile.behindItsBack('SELECT FROM draft')).length;
  await old();
  const clock = steps();
  const worker = startWorker(stile, {
    ...{ deliver: undefined, wait: clock.wait, everyMilliseconds: 1000 },
    log: (line) => assert.fail(line),
  });
  await clock.idle();
  assert.equal(await left(), 0);
  await old();
  await clock.round();
  assert.equal(await left(), 1);
  stile.pass({ hours: 1 });
  await clock.round();
  assert.equal(await left(), 0);
  await worker.stop();
});

test('the worker goes on after the database was away', async () => {
  const other = await openTestStile(stile.connectionString);
  const said: string[] = [];
  const clock = steps();
  let away = true;
  const flaky = new Proxy(other, {
    get: (target, name) =>
      name === 'refresh' && away
        ? () => Promise.reject(new Error('no connection'))
        : Reflect.get(target, name),
  });
  const worker = startWorker(flaky, {
    deliver: undefined,
    wait: clock.wait,
    everyMilliseconds: 1000,
    log: (line) => said.push(line),
  });
  await clock.idle();
  assert.deepEqual(said, ['The worker could not finish a round: no connection']);
  away = false;
  await clock.round();
  assert.equal(said.length, 1);
  await worker.stop();
  await other.close();
});

test('a family that cannot be looked at does not keep the others waiting', async () => {
  const own = await openTestStile();
  for (const id of ['bad', 'good']) {
    await done(own, id, registration(id));
    await done(own, id, stepDown);
    await done(own, id, leadMeeting);
  }
  await own.behindItsBack(
    "UPDATE event SET body = 'not JSON' WHERE family = 'bad' AND version = 2 AND authority = $1",
    [authority],
  );
  const said: string[] = [];
  const clock = steps();
  const fresh = await openTestStile(own.connectionString, '2026-03-06 09:00');
  const worker = startWorker(fresh, {
    deliver: undefined,
    wait: clock.wait,
    everyMilliseconds: 1000,
    log: (line) => said.push(line),
  });
  await clock.idle();
  assert.equal(
    (await own.behindItsBack("SELECT FROM event WHERE type = 'ClockOverdue' AND family = 'good'"))
      .length,
    1,
  );
  assert.match(said[0] ?? '', /could not look at family bad/);
  await worker.stop();
  await fresh.close();
  await own.close();
});

test('the day a version of the policy takes effect, a worker that has run since before works the lists out with it', async () => {
  const own = await openTestStile(undefined, '2026-06-30 22:00');
  await done(own, 'f', registration('f'));
  const files = policyFiles().map(({ path, text }) => ({
    path,
    text: text
      .replace('version: "2023"', 'version: "ahead"')
      .replace('effective-from: 2023-07-01', 'effective-from: 2026-07-01'),
  }));
  const published = await publishProtocol(own, files, { eia: 'Completed in May' });
  assert.ok(published.ok, JSON.stringify(published));
  const clock = steps();
  const worker = startWorker(own, {
    deliver: undefined,
    wait: clock.wait,
    everyMilliseconds: 1000,
    log: (line) => assert.fail(line),
  });
  const stamps = async () =>
    (await own.behindItsBack('SELECT projected_with AS stamp FROM family')).map(({ stamp }) =>
      String(stamp),
    );
  await clock.idle();
  assert.ok((await stamps()).every((stamp) => stamp.includes(`${authority}/2023`)));
  own.setClock(moment('2026-07-01 00:00'));
  await clock.round();
  assert.ok((await stamps()).every((stamp) => stamp.includes(`${authority}/ahead`)));
  await worker.stop();
  await own.close();
});

test('with a clock that is far from right the worker tells nobody that they are late, until it is right', async () => {
  stile.setClock(moment('2026-03-02 09:00'));
  await done(stile, 'w9', registration('w9'));
  await done(stile, 'w9', stepDown);
  await done(stile, 'w9', leadMeeting);
  const said: string[] = [];
  const clock = steps();
  let right = false;
  stile.setClock(moment('2027-03-02 09:00'));
  const worker = startWorker(stile, {
    deliver: undefined,
    wait: clock.wait,
    everyMilliseconds: 1000,
    log: (line) => said.push(line),
    clockIsRight: async () => right,
  });
  await clock.idle();
  const overdue = () =>
    stile.behindItsBack("SELECT FROM event WHERE type = 'ClockOverdue' AND family = 'w9'");
  assert.equal((await overdue()).length, 0);
  assert.match(said.join(), /its clock is far from the database’s/);
  // Nor does it say that all is well.
  assert.equal(worker.heartbeat(), undefined);
  right = true;
  stile.setClock(moment('2026-03-06 09:00'));
  await clock.round();
  assert.equal((await overdue()).length, 1);
  await worker.stop();
});

test('that a checkpoint could not be signed, such as on a full disk, does not make the worker seem dead', {
  skip: existsSync('/dev/full') ? false : 'needs /dev/full',
}, async () => {
  const said: string[] = [];
  const clock = steps();
  const worker = startWorker(stile, {
    deliver: undefined,
    wait: clock.wait,
    everyMilliseconds: 1000,
    log: (line) => said.push(line),
    async alsoEachRound() {
      writeFileSync('/dev/full', 'a checkpoint');
    },
  });
  await clock.idle();
  assert.equal(worker.heartbeat(), stile.now());
  assert.match(said.join(), /ENOSPC/);
  await worker.stop();
});
