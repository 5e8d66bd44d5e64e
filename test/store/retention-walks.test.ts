/** Whatever people did with a family: while it is held or anything is open, it is never disposed of. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { confirmDisposal, placeHold, proposeDisposal } from '../../src/cases/keep-records.ts';
import {
  fingerprintOf,
  listedOf,
  previewRetention,
} from '../../src/cases/queries/preview-retention.ts';
import { sceneOf } from '../../src/cases/stile.ts';
import { openWith } from '../../src/core/family/retention.ts';
import { itself } from '../../src/store/database/connect.ts';
import { loadFamily } from '../../src/store/history/events.ts';
import { verifyHistory } from '../../src/store/history/verify.ts';
import { chanceFrom } from '../core/family/support.ts';
import { actor, authority, employ, moment, openTestStile } from './support.ts';
import { walk } from './walk.ts';

const keeper = { authority, actor: actor('kim', ['policy-owner']) };
const second = { authority, actor: actor('mo', ['team-manager']) };

test('of many families that people did anything with, only those go that nothing holds', async () => {
  const stile = await openTestStile();
  await employ(stile, keeper.actor, second.actor);
  const ids = Array.from({ length: 24 }, (_, index) => `w${index + 1}`);
  for (const [index, id] of ids.entries()) await walk(stile, id, 700 + index, index % 8);
  // Some have messages that have not arrived.
  const chance = chanceFrom(7);
  for (const id of ids)
    if (chance() < 0.8)
      await stile.behindItsBack('UPDATE outbox SET done_at = created WHERE family = $1', [id]);
  stile.setClock(moment('2125-06-01 09:00'));
  const held = ids.filter(() => chance() < 0.3);
  for (const id of held) {
    const asked = { reference: `F-${id}`, reason: 'Inquiry', review: '2126-01-01' as never };
    assert.ok((await placeHold(stile, keeper, asked)).ok);
  }
  const open = new Map<string, readonly string[]>();
  for (const id of ids) {
    const known = await loadFamily(itself(stile.db, authority), authority, id as never);
    assert.ok(known);
    open.set(id, openWith({ ...sceneOf(stile, authority), now: stile.now() }, known.family));
  }
  const waiting = await stile.behindItsBack(
    'SELECT DISTINCT family FROM outbox WHERE done_at IS NULL',
  );
  const sending = new Set(waiting.map(({ family }) => family));
  const preview = await previewRetention(stile, keeper);
  assert.ok(preview);
  const seen = fingerprintOf(listedOf(preview.families.due.families));
  assert.ok((await proposeDisposal(stile, keeper, { seen })).ok);
  const proposal = held.length + 1;
  assert.ok((await confirmDisposal(stile, second, { proposal, seen })).ok);
  const rows = await stile.behindItsBack("SELECT id FROM family WHERE id LIKE 'w%'");
  const there = new Set(rows.map(({ id }) => id));
  const gone = ids.filter((id) => !there.has(id));
  const bound = (id: string) => held.includes(id) || open.get(id)?.length !== 0 || sending.has(id);
  assert.deepEqual(gone.filter(bound), []);
  assert.deepEqual(
    gone,
    ids.filter((id) => !bound(id)),
  );
  // Something of everything was among them.
  assert.ok(gone.length > 0 && held.length > 0 && ids.some((id) => open.get(id)?.length !== 0));
  assert.deepEqual((await verifyHistory(stile.db)).breaks, []);
  await stile.close();
});
