import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { recordAttendance, recordMinutesSent } from '../../src/cases/record-meeting.ts';
import type { FamilyId } from '../../src/core/family/people.ts';
import { itself } from '../../src/store/database/connect.ts';
import { loadFamily } from '../../src/store/history/events.ts';
import { verifyHistory } from '../../src/store/history/verify.ts';
import {
  act,
  authority,
  done,
  manager,
  openTestStile,
  registration,
  stepDown,
  type TestStile,
  told,
} from './support.ts';

let stile: TestStile;
before(async () => {
  stile = await openTestStile();
});
after(() => stile.close());

async function familyWithHistory(id: string) {
  await done(stile, id, registration(id));
  for (const number of [1, 2, 3, 4]) await done(stile, id, told(`Told ${number}`));
}

const broken = async () =>
  (await verifyHistory(stile.db)).breaks.map(({ family, version, problem }) => ({
    family,
    version,
    problem,
  }));

describe('the history of a family', () => {
  test('is what was decided, read back in another process', async () => {
    await done(stile, 'read', registration('read'));
    const started = await done(stile, 'read', stepDown);
    const other = await openTestStile(stile.connectionString);
    const known = await loadFamily(itself(other.db, authority), authority, 'read' as FamilyId);
    assert.equal(known?.family.version, started.family.version);
    assert.equal(known?.family.transfers[0]?.pathway, 'step-down-from-assessment');
    assert.deepEqual(
      JSON.parse(JSON.stringify(known?.family)),
      JSON.parse(JSON.stringify(started.family)),
    );
    await other.close();
  });

  test('is read again only from where this process knew it', async () => {
    await done(stile, 'newer', registration('newer'));
    const other = await openTestStile(stile.connectionString);
    const there = await loadFamily(itself(other.db, authority), authority, 'newer' as FamilyId);
    await done(stile, 'newer', told('Something'));
    const here = await loadFamily(itself(other.db, authority), authority, 'newer' as FamilyId);
    assert.equal(here?.family.version, (there?.family.version ?? 0) + 1);
    await other.close();
  });

  test('belongs to one authority', async () => {
    await done(stile, 'mine', registration('mine'));
    assert.equal(await loadFamily(stile.db, 'elsewhere' as never, 'mine' as FamilyId), undefined);
  });
});

describe('the application', () => {
  const forbidden = [
    "UPDATE event SET body = body WHERE authority = 'x'",
    "DELETE FROM event WHERE authority = 'x'",
    'TRUNCATE event',
    "UPDATE view_log SET purpose = '' WHERE authority = 'x'",
    "DELETE FROM view_log WHERE authority = 'x'",
    'TRUNCATE view_log',
    "UPDATE protocol_published SET sha256 = '' WHERE authority = 'x'",
    "DELETE FROM request WHERE authority = 'x'",
    'DROP TABLE event',
    'ALTER TABLE event DISABLE ROW LEVEL SECURITY',
    'CREATE TABLE mine (a int)',
    'ALTER FUNCTION apply_rows(text, text, jsonb) SECURITY DEFINER',
  ];
  for (const statement of forbidden) {
    test(`is refused by the database: ${statement}`, async () => {
      await assert.rejects(stile.db.pool.query(statement), { code: '42501' });
    });
  }
  test('stays in its role after RESET ROLE', async () => {
    const client = await stile.db.pool.connect();
    await client.query('RESET ROLE');
    const { rows } = await client.query('SELECT current_user AS me');
    client.release();
    assert.deepEqual(rows, [{ me: 'stile_app' }]);
  });
});

describe('the verifier', () => {
  test('finds nothing wrong where nothing is', async () => {
    await familyWithHistory('whole');
    const found = await verifyHistory(stile.db);
    assert.deepEqual(found.breaks, []);
    assert.ok(found.events > found.streams && found.streams > 0);
  });

  const damage: [what: string, statements: string[], version: number, problem: string][] = [
    [
      'one letter of a body',
      ["UPDATE event SET body = replace(body, 'Told 2', 'Told 9')"],
      5,
      'changed',
    ],
    ['a body that is no longer JSON', ['UPDATE event SET body = left(body, -1)'], 5, 'changed'],
    ['the type beside the body', ["UPDATE event SET type = 'TransferEnded'"], 5, 'changed'],
    ['the time beside the body', ["UPDATE event SET at = at - interval '1 day'"], 5, 'changed'],
    ['a hash', ["UPDATE event SET hash = sha256('x')"], 5, 'changed'],
    ['an event in the middle', ['DELETE FROM event'], 5, 'missing'],
  ];
  for (const [what, statements, version, problem] of damage) {
    test(`finds ${problem}: ${what}`, async () => {
      const id = what.replaceAll(' ', '-');
      await familyWithHistory(id);
      for (const statement of statements) {
        await stile.behindItsBack(
          `${statement} WHERE authority = $1 AND family = $2 AND version = 5`,
          [authority, id],
        );
      }
      assert.deepEqual(await broken(), [{ family: id, version, problem }]);
      await stile.behindItsBack('DELETE FROM event WHERE family = $1', [id]);
      await stile.behindItsBack('DELETE FROM family WHERE id = $1', [id]);
    });
  }

  test('finds two events that changed places', async () => {
    await familyWithHistory('swapped');
    const move = 'UPDATE event SET version = $1 WHERE family = $2 AND version = $3';
    for (const [to, from] of [
      [100, 4],
      [4, 5],
      [5, 100],
    ]) {
      await stile.behindItsBack(move, [to, 'swapped', from]);
    }
    assert.deepEqual(await broken(), [{ family: 'swapped', version: 4, problem: 'out of order' }]);
    await forget('swapped');
  });

  test('finds an end that was cut off, and a whole history', async () => {
    await familyWithHistory('cut');
    await stile.behindItsBack("DELETE FROM event WHERE family = 'cut' AND version > 5");
    await familyWithHistory('gone');
    await stile.behindItsBack("DELETE FROM event WHERE family = 'gone'");
    assert.deepEqual(await broken(), [
      { family: 'cut', version: 6, problem: 'missing' },
      { family: 'gone', version: 1, problem: 'missing' },
    ]);
    await forget('cut');
    await forget('gone');
  });

  test('finds an end that was forged with a right hash', async () => {
    await familyWithHistory('forged');
    const { seal } = await import('../../src/store/history/chain.ts');
    const [last, before] = await stile.behindItsBack(
      "SELECT version, body, hash FROM event WHERE family = 'forged' ORDER BY version DESC LIMIT 2",
    );
    const event = { ...JSON.parse(String(last?.body)).event, what: 'Something else' };
    const [sealed] = seal(
      { authority, family: 'forged' },
      { version: Number(before?.version), hash: before?.hash as Buffer },
      [event],
    );
    await stile.behindItsBack(
      'UPDATE event SET body = $1, hash = $2 WHERE family = $3 AND version = $4',
      [sealed?.body, sealed?.hash, 'forged', last?.version],
    );
    assert.deepEqual(await broken(), [
      { family: 'forged', version: Number(last?.version), problem: 'differs from the read table' },
    ]);
    // Nobody can go on from it, but for a child in danger.
    const other = await openTestStile(stile.connectionString);
    assert.equal((await act(other, 'forged', told('Next'))).ok, false);
    assert.equal((await act(other, 'forged', { do: 'raise-concern', fields: {} })).ok, true);
    await other.close();
    await forget('forged');
  });

  test('walks the sittings of forums too', async () => {
    const viewer = { authority, actor: manager };
    const sitting = { forum: 'jam', sitting: '2026-03-03' as never };
    await recordAttendance(stile, viewer, {
      ...sitting,
      attendance: [{ name: 'Mo', role: 'team-manager', present: true }],
    });
    const meeting = await recordMinutesSent(stile, viewer, { ...sitting, to: ['Mo'] });
    assert.equal(meeting.version, 2);
    assert.deepEqual(await broken(), []);
    await stile.behindItsBack(
      "UPDATE event SET body = replace(body, 'Mo', 'Jo') WHERE family = 'meeting:jam:2026-03-03'",
    );
    assert.deepEqual(await broken(), [
      { family: 'meeting:jam:2026-03-03', version: 1, problem: 'changed' },
    ]);
    await stile.behindItsBack(
      "UPDATE event SET body = replace(body, 'Jo', 'Mo') WHERE family = 'meeting:jam:2026-03-03'",
    );
  });

  async function forget(id: string) {
    await stile.behindItsBack('DELETE FROM event WHERE family = $1', [id]);
    await stile.behindItsBack('DELETE FROM family WHERE id = $1', [id]);
  }
});
