/** A version that is published ahead takes effect with the beginning of its day, London time, in a running process. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { catchUpAll, whatIsInForce } from '../../src/cases/change-calendar.ts';
import { moveTransfers } from '../../src/cases/move-transfers.ts';
import { publishProtocol } from '../../src/cases/publish-protocol.ts';
import { getFamilyAsOf } from '../../src/cases/queries/get-family-as-of.ts';
import { previewMoves } from '../../src/cases/queries/preview-moves.ts';
import { sceneOf } from '../../src/cases/stile.ts';
import { fromMilliseconds, toMilliseconds } from '../../src/core/calendar/time.ts';
import type { FamilyId } from '../../src/core/family/people.ts';
import type { ProtocolKey } from '../../src/core/protocol/protocol.ts';
import { itself } from '../../src/store/database/connect.ts';
import { loadFamily } from '../../src/store/history/events.ts';
import { rebuildAuthority } from '../../src/store/projection/rebuild.ts';
import {
  actor,
  authority,
  done,
  employ,
  manager,
  moment,
  openTestStile,
  policyFiles,
  registration,
  stepDown,
  type TestStile,
} from '../store/support.ts';

// Keys of published versions.
const [old, next] = [`${authority}/2023` as ProtocolKey, `${authority}/2026-b` as ProtocolKey];
const owner = actor('vic', ['policy-owner']);
const midnight = moment('2026-07-01 00:00');
const justBefore = fromMilliseconds(toMilliseconds(midnight) - 1);

let stile: TestStile;
before(async () => {
  stile = await openTestStile(undefined, '2026-06-29 09:00');
  await employ(stile, owner, manager);
  const files = policyFiles().map(({ path, text }) => ({
    path,
    text: text
      .replace('version: "2023"', 'version: "2026-b"')
      .replace('effective-from: 2023-07-01', 'effective-from: 2026-07-01'),
  }));
  await done(stile, 'before', registration('before'));
  await done(stile, 'before', stepDown);
  const published = await publishProtocol(stile, files, { eia: 'Completed in May' });
  assert.ok(published.ok && published.isNew, JSON.stringify(published));
});
after(() => stile.close());

async function versionOf(id: string): Promise<string | undefined> {
  // Ids of families, as the test made them.
  const known = await loadFamily(itself(stile.db, authority), authority, id as FamilyId);
  return known?.family.transfers[0]?.protocol;
}

const rows = () =>
  stile.behindItsBack(
    `SELECT f.id, f.projected_with, (SELECT jsonb_agg(to_jsonb(w) - 'held_until' ORDER BY w.key, w.role) FROM work w
       WHERE w.authority = f.authority AND w.family = f.id) AS work
     FROM family f ORDER BY f.id`,
  );

test('until the day the version before it counts, for rows too', async () => {
  assert.equal(midnight, '2026-06-30T23:00:00.000Z', 'summer time');
  stile.setClock(justBefore);
  assert.equal(stile.protocols.current(authority).key, old);
  assert.deepEqual(
    stile.protocols.coming(authority).map(({ key }) => key),
    [next],
  );
  await done(stile, 'eve', registration('eve'));
  await done(stile, 'eve', stepDown);
  assert.equal(await versionOf('eve'), old);
  assert.equal((await catchUpAll(stile)).families, 0, 'nothing to catch up with');
  assert.ok((await rows()).every(({ projected_with }) => String(projected_with).includes(old)));
});

test('until the day transfers can be previewed and not moved', async () => {
  stile.setClock(justBefore);
  const preview = await previewMoves(stile, { authority, actor: owner }, next);
  assert.deepEqual(
    preview.map(({ result }) => result),
    ['moves', 'moves'],
  );
  const early = await moveTransfers(stile, { authority, actor: owner }, { to: next });
  assert.ok(!early.ok);
  assert.equal(early.because, 'not-yet');
  assert.match(early.message, /takes effect on 1 July 2026/);
  assert.equal(await versionOf('before'), old);
});

test('with the day it counts: for new transfers at once, for rows when they are caught up with', async () => {
  stile.setClock(justBefore);
  const was = whatIsInForce(stile);
  stile.setClock(midnight);
  assert.notEqual(whatIsInForce(stile), was, 'the worker sees that there is something to do');
  assert.equal(stile.protocols.current(authority).key, next);
  assert.deepEqual(stile.protocols.coming(authority), []);
  await done(stile, 'day', registration('day'));
  await done(stile, 'day', stepDown);
  assert.equal(await versionOf('day'), next);
  assert.equal(await versionOf('before'), old, 'an open transfer stays on its version');
  assert.deepEqual(await catchUpAll(stile), { families: 2, moved: 0 });
  assert.equal((await catchUpAll(stile)).families, 0);
  const live = await rows();
  assert.ok(live.every(({ projected_with }) => String(projected_with).includes(next)));
  await rebuildAuthority(itself(stile.db, authority), authority, sceneOf(stile, authority));
  assert.deepEqual(await rows(), live);
});

test('from the day transfers can be moved to it, and how a family stood before is told by what counted then', async () => {
  stile.setClock(moment('2026-07-01 09:00'));
  const moved = await moveTransfers(stile, { authority, actor: owner }, { to: next });
  assert.ok(moved.ok);
  assert.equal(moved.moved.length, 2);
  assert.equal(await versionOf('before'), next);
  // An id that the test made.
  const family = 'before' as FamilyId;
  const asked = { family, at: moment('2026-06-30 12:00') };
  const then = await getFamilyAsOf(stile, { authority, actor: manager }, asked);
  assert.equal(then?.past?.family.transfers[0]?.protocol, old);
});
