import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { getFamilyAsOf } from '../../src/cases/queries/get-family-as-of.ts';
import type { Instant } from '../../src/core/calendar/time.ts';
import { itself } from '../../src/store/database/connect.ts';
import { listHistory } from '../../src/store/history/history.ts';
import { authority, manager, moment } from '../store/support.ts';
import { type Overview, openOverview } from './overview-support.ts';

let world: Overview;
const STORY = 'assessment-siblings-with-different-decisions';
before(async () => {
  world = await openOverview('2026-03-02 09:00');
  await world.tell(STORY, 'a1');
});
after(() => world.close());

const viewer = { authority, actor: manager };
const asOf = (at: Instant) => getFamilyAsOf(world.stile, viewer, { family: 'a1' as never, at });

test('the family at each moment of its history is the family that was there then', async () => {
  const entries = await listHistory(itself(world.stile.db, authority), authority, 'a1');
  const moments = [...new Set(entries.map(({ event }) => event.recorded))];
  assert.ok(moments.length > 5);
  for (const at of moments) {
    const found = await asOf(at);
    const until = entries.findLastIndex(({ event }) => event.recorded <= at) + 1;
    assert.equal(found?.past?.family.version, until);
    assert.equal(found?.since, entries.length - until);
    assert.equal(found?.past?.derived.now, at);
  }
  const before = await asOf(moment('2020-01-01 09:00'));
  assert.deepEqual(before, { past: undefined, since: entries.length });
});

test('clocks stand as they stood then, and not as they stand now', async () => {
  await world.tell(
    'assessment-lead-known-straight-to-handover',
    'a2',
    (step) => step.act?.is === 'consent',
  );
  const then = world.stile.now();
  world.stile.pass({ days: 60 });
  const found = await getFamilyAsOf(world.stile, viewer, { family: 'a2' as never, at: then });
  assert.ok(found?.past);
  const overdue = (clocks: readonly { readonly state: string }[]) =>
    clocks.filter(({ state }) => state === 'overdue').length;
  assert.ok(found.past.derived.clocks.length > 0);
  assert.equal(overdue(found.past.derived.clocks), 0);
  const now = await getFamilyAsOf(world.stile, viewer, {
    ...{ family: 'a2' as never, at: world.stile.now() },
  });
  assert.ok(overdue(now?.past?.derived.clocks ?? []) > 0, 'by now they have run out');
});

test('the page shows who held it, the stages and the dates of then, and says what came since', async () => {
  world.stile.setClock(moment('2026-12-01 09:00'));
  const browser = await world.as('team-manager');
  const history = await browser.get('/families/a1/history');
  assert.match(history.html, /href="\/families\/a1\/as-of"/);
  const [first] = await listHistory(itself(world.stile.db, authority), authority, 'a1');
  const [year, month, day] = (first?.event.recorded ?? '').slice(0, 10).split('-');
  const page = await browser.get(`/families/a1/as-of?on=${day}+${month}+${year}`);
  assert.equal(page.status, 200);
  assert.match(page.text, /As it was on/);
  assert.match(page.text, /Held by/);
  assert.match(page.text, /entries have been recorded since/);
  const now = await browser.get('/families/a1/as-of?on=1+12+2026');
  assert.match(now.text, /Nothing has been recorded since/);
  assert.match(
    (await browser.get('/families/a1/as-of?on=1+1+2020')).text,
    /Nothing had been recorded about this family by then/,
  );
});

test('what cannot be read is said at the box, and nothing to come can be asked', async () => {
  const browser = await world.as('team-manager');
  for (const [query, words] of [
    ['on=31+2+2026', /31 February|not a|February/],
    ['on=', /Enter a date/],
    ['on=2+3+2026&time=25:00', /not a time of day/],
    ['on=2+12+2026', /Enter a date that has passed/],
    ['on=1+12+2026&time=23:00', /Enter a time that has passed/],
  ] as const) {
    const page = await browser.get(`/families/a1/as-of?${query}`);
    assert.equal(page.status, 422, query);
    assert.match(page.text, words, query);
  }
  assert.equal((await browser.get('/families/a1/as-of')).status, 200);
});

test('is for those who may see the family now, and that they looked is recorded', async () => {
  const lead = await world.as('lead-supervisor');
  assert.equal((await lead.get('/families/a2/as-of?on=2+3+2026')).status, 404);
  const rows = await world.stile.behindItsBack(
    `SELECT count(*)::int AS count FROM view_log WHERE family = 'a1' AND worker = 'team-manager' AND purpose LIKE 'as it was at %'`,
  );
  assert.ok(Number(rows[0]?.count) >= 3);
});

test('a clock that was set back neither refuses an act nor puts it before what it followed', async () => {
  const { stile } = world;
  const before = await listHistory(itself(stile.db, authority), authority, 'a2');
  const last = before.at(-1)?.event.recorded ?? '';
  stile.setClock(moment('2025-01-01 09:00'));
  await world.carry('team-manager', 'a2', { do: 'raise-concern', fields: {} });
  const after = (await listHistory(itself(stile.db, authority), authority, 'a2')).slice(
    before.length,
  );
  assert.ok(after.length > 0);
  for (const { event } of after) assert.equal(event.recorded, last);
  stile.setClock(moment('2026-12-01 09:00'));
  await world.carry('team-manager', 'a2', {
    do: 'record-told',
    to: [{ role: 'family' as never }],
    what: 'Later',
  });
  const all = (await listHistory(itself(stile.db, authority), authority, 'a2')).map(
    ({ event }) => event.recorded,
  );
  assert.deepEqual(all, all.toSorted());
  assert.equal(all.at(-1), stile.now());
});
