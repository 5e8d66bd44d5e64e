import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { deliverOutbox } from '../../src/cases/deliver-outbox.ts';
import { recordAttendance } from '../../src/cases/record-meeting.ts';
import { sceneOf } from '../../src/cases/stile.ts';
import { sweep } from '../../src/cases/sweep.ts';
import type { FamilyEvent } from '../../src/core/family/events.ts';
import { itself } from '../../src/store/database/connect.ts';
import { append, loadFamily } from '../../src/store/history/events.ts';
import { verifyHistory } from '../../src/store/history/verify.ts';
import { rebuildAuthority } from '../../src/store/projection/rebuild.ts';
import {
  act,
  authority,
  done,
  manager,
  openTestStile,
  registration,
  stepDown,
  type TestStile,
} from './support.ts';
import { walk } from './walk.ts';

let stile: TestStile;
before(async () => {
  stile = await openTestStile();
});
after(() => stile.close());

const tables = {
  family: 'id',
  family_person: 'family, person',
  transfer: 'family, id',
  work: 'family, key, role',
  agenda: 'family, forum, sitting, transfer, part',
  role_assignment: 'family, role',
  keeping: 'family',
  meeting: 'forum, sitting',
};

async function readTables() {
  const found: Record<string, unknown[]> = {};
  for (const [table, order] of Object.entries(tables)) {
    found[table] = await stile.behindItsBack(
      `SELECT to_jsonb(t) - 'held_until' AS row FROM ${table} t ORDER BY ${order}`,
    );
  }
  return found;
}

test('the read tables rebuilt from the history are the ones that were there, row for row', async () => {
  for (let seed = 1; seed <= 25; seed++)
    await walk(stile, `f${String(seed).padStart(3, '0')}`, seed, 40);
  await listForMeetings();
  const sitting = { forum: 'jam', sitting: '2026-03-03' as never };
  await recordAttendance(stile, { authority, actor: manager }, { ...sitting, attendance: [] });
  stile.pass({ days: 30 });
  await sweep(stile, authority);
  await deliverOutbox(stile, authority, undefined);
  const live = await readTables();
  for (const table of ['family', 'transfer', 'work', 'agenda', 'role_assignment', 'keeping']) {
    assert.ok(
      (live[table]?.length ?? 0) > 5,
      `${table} has hardly any rows: ${live[table]?.length}`,
    );
  }

  for (const table of Object.keys(tables)) await stile.behindItsBack(`DELETE FROM ${table}`);
  await stile.behindItsBack(`INSERT INTO work (authority, family, key, role, kind, title, since, overdue)
    VALUES ('${authority}', 'nobody', 'k', 'r', 'stage', 'Left over', now(), false)`);
  assert.equal(
    await rebuildAuthority(itself(stile.db, authority), authority, sceneOf(stile, authority)),
    25,
  );
  assert.deepEqual(await readTables(), live);
  assert.deepEqual((await verifyHistory(stile.db)).breaks, []);
});

/** Chance seldom leads a family as far as a meeting. */
async function listForMeetings() {
  for (let number = 1; number <= 10; number++) {
    const id = `f${String(number).padStart(3, '0')}`;
    await act(stile, id, stepDown);
    const known = await loadFamily(itself(stile.db, authority), authority, id as never);
    const transfer = known?.family.transfers.at(-1);
    if (!known || !transfer) throw new Error(`${id} has no transfer`);
    const now = stile.now();
    const by = { worker: manager.worker, name: manager.name, roles: manager.roles };
    const stamps = { at: now, recorded: now, by, protocol: transfer.protocol };
    const listing = { transfer: transfer.id, forum: 'jam' as never };
    const children = [...transfer.places.keys()];
    const events: FamilyEvent[] = [
      {
        ...stamps,
        type: 'CaseListed',
        ...listing,
        part: 'cases',
        sitting: '2026-03-03' as never,
        children,
        why: 'Sent',
      },
      {
        ...stamps,
        type: 'CaseRolledOver',
        ...listing,
        from: '2026-03-03' as never,
        sitting: '2026-03-05' as never,
        reason: 'No time',
      },
    ];
    if (number % 2)
      events.push({
        ...stamps,
        type: 'CaseDecided',
        ...listing,
        sitting: '2026-03-05' as never,
        children,
        outcome: 'accepted',
      });
    const appended = await append(itself(stile.db, authority), {
      authority,
      family: id as never,
      known,
      events,
      scene: sceneOf(stile, authority),
    });
    assert.equal(appended.ok, true);
  }
}

test('acts can go on while the read tables are rebuilt', async () => {
  await done(stile, 'during', registration('during'));
  const acts = Array.from(
    { length: 40 },
    (_, number) => () =>
      done(stile, 'during', { do: 'record-told', to: [{ role: 'family' }], what: `${number}` }),
  );
  const rebuilding = rebuildAuthority(
    itself(stile.db, authority),
    authority,
    sceneOf(stile, authority),
  );
  for (const each of acts) await each();
  await rebuilding;
  const live = await readTables();
  await rebuildAuthority(itself(stile.db, authority), authority, sceneOf(stile, authority));
  assert.deepEqual(await readTables(), live);
});
