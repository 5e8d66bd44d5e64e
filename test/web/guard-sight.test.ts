/** How far each role sees: set in the app, with what would change before it does. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { seenBy } from '../../src/cases/stile.ts';
import { actor, authority, done, employ, registration } from '../store/support.ts';
import { find, type Overview, openOverview } from './overview-support.ts';

let world: Overview;
before(async () => {
  world = await openOverview('2026-03-02 09:00');
  const sam = actor('social-worker', ['social-worker']);
  await done(world.stile, 'f1', registration('f1'), sam);
  await done(world.stile, 'f2', registration('f2', 'Bea'), sam);
});
after(() => world.close());

const path = '/access/roles/quality-assurance';
const narrow = { sees: 'named', asks: 'no', reason: 'They ask the team manager' };

test('only whoever looks after the policy sets it', async () => {
  for (const worker of ['social-worker', 'team-manager', 'lead']) {
    const browser = await world.as(worker);
    assert.equal((await browser.get('/access/roles')).status, 404, worker);
    assert.equal((await browser.get(path)).status, 404, worker);
    assert.equal((await browser.post(path, { ...narrow, confirmed: 'yes' })).status, 404, worker);
  }
  const owner = await world.as('policy-owner');
  assert.match((await owner.get('/policy')).html, /href="\/access\/roles"/);
  assert.match(
    (await owner.get('/access/roles')).text,
    /Nothing yet: every role sees every family/,
  );
});

test('shows first, person by person, what would change, and changes nothing by that', async () => {
  const owner = await world.as('policy-owner');
  const preview = await owner.post(path, narrow);
  assert.equal(preview.status, 200);
  assert.match(
    preview.text,
    /Every family of the council \(2 families\) Only families they are named in \(0 families\)/,
  );
  assert.equal((await (await world.as('quality-assurance')).get('/families/f1')).status, 200);
  assert.match((await owner.get('/access/roles')).text, /Nothing yet/);
  assert.equal((await owner.post(path, { ...narrow, reason: '' })).status, 422);
});

test('holds from the next page on, also for who is signed in, and stands in the log', async () => {
  const [owner, auditor] = [await world.as('policy-owner'), await world.as('quality-assurance')];
  assert.equal((await auditor.get('/families/f1')).status, 200);
  assert.equal((await owner.post(path, { ...narrow, confirmed: 'yes' })).status, 303);
  assert.equal((await auditor.get('/families/f1')).status, 404);
  assert.match((await find(auditor, { name: 'Ava Price' })).text, /Nobody found/);
  assert.match(
    (await owner.get('/access/roles')).text,
    /“Every family of the council” became “Only families they are named in” They ask the team manager/,
  );
  // Whoever is narrowed has urgent access, as everybody of the council.
  const urgent = await auditor.post('/urgent-access', { reference: 'F-f1', reason: 'Now' });
  assert.equal(urgent.status, 303);
  assert.equal((await auditor.get('/families/f1')).status, 200);
});

test('an administrator sets it too, where a policy has nobody who looks after it', async () => {
  await employ(world.stile, { ...actor('ada', ['stile/administrator']) });
  const ada = await world.as('ada');
  assert.match((await ada.get('/people')).html, /href="\/access\/roles"/);
  const wide = { ...narrow, sees: 'all', reason: 'Back to all', confirmed: 'yes' };
  assert.equal((await ada.post(path, wide)).status, 303);
  assert.match((await ada.get('/access/roles')).text, /Back to all/);
  assert.equal((await ada.post(path, { ...narrow, confirmed: 'yes' })).status, 303);
});

test('somebody with several roles sees as far as the widest', async () => {
  await world.stile.behindItsBack(
    `INSERT INTO role_holding (authority, id, worker, role, given_by, given) VALUES ('${authority}', 'second', 'quality-assurance', 'checs', 'stile', now())`,
  );
  const auditor = await world.as('quality-assurance');
  assert.equal((await auditor.get('/families/f2')).status, 200);
  const owner = await world.as('policy-owner');
  assert.match((await owner.post(path, { ...narrow, sees: 'team' })).text, /The same/);
});

test('the application itself cannot set it past the log', async () => {
  const db = seenBy(world.stile, { authority, actor: actor('policy-owner', ['policy-owner']) });
  await assert.rejects(
    db.query(`UPDATE role_sight SET sees = 'all' WHERE authority = $1`, [authority]),
    /permission denied/,
  );
  await assert.rejects(
    db.query('DELETE FROM role_sight_change WHERE authority = $1', [authority]),
    /permission denied/,
  );
  await assert.rejects(db.query('DELETE FROM urgent_try'), /permission denied/);
});
