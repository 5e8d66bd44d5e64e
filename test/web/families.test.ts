import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { actor, authority, done, registration } from '../store/support.ts';
import { type Overview, openOverview } from './overview-support.ts';

let world: Overview;
before(async () => {
  world = await openOverview('2026-03-02 09:00');
  const by = actor('social-worker', ['social-worker']);
  await done(world.stile, 'f1', registration('f1', 'Siobhan', 'Price'), by);
});
after(() => world.close());

describe('finding a family', () => {
  test('by a name that sounds alike, with why it is shown', async () => {
    const sam = await world.as('social-worker');
    const found = await sam.get('/families?name=Shivaun+Price');
    assert.match(found.text, /1 person found/);
    assert.match(found.text, /Siobhan Price/);
    assert.match(found.text, /Name s(?:ounds|pelt) alike/);
  });

  test('narrowly by reference, without jumping there', async () => {
    const sam = await world.as('social-worker');
    const found = await sam.get('/families?reference=f-F1');
    assert.equal(found.status, 200);
    assert.match(found.text, /Same reference/);
  });

  test('says what to do when nobody is found, and refuses a day that does not exist', async () => {
    const sam = await world.as('social-worker');
    assert.match((await sam.get('/families?name=Zzyzx')).text, /Nobody found/);
    const wrong = await sam.get('/families?born-day=31&born-month=2&born-year=2017');
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /real date/);
    assert.match(wrong.html, /<title>Error: /);
  });

  test('shows a partner only the families they work with', async () => {
    const lead = await world.as('lead');
    assert.match((await lead.get('/families?name=Siobhan+Price')).text, /Nobody found/);
    assert.equal((await lead.get('/families/f1')).status, 404);
    assert.match((await lead.get('/work')).text, /only families in which you are named/);
  });
});

describe('registering a family', () => {
  test('takes people one by one, without a script, and registers them once', async () => {
    const sam = await world.as('social-worker');
    await sam.post('/families/new/child', {
      given: 'Ava',
      family: '<script>alert(1)</script>',
      unborn: 'born',
      'born-day': '1',
      'born-month': 'March',
      'born-year': '2018',
    });
    await sam.post('/families/new/child', { given: '', family: 'Lind', unborn: 'unborn' });
    const listed = await sam.get('/families/new');
    assert.match(listed.text, /Unborn baby Lind/);
    assert.doesNotMatch(listed.html, /<script>alert/);
    const once = { request: 'aaaaaaaa-1', holder: 'me:social-worker', reference: 'F-900' };
    const made = await sam.post('/families/new', once);
    assert.equal(made.status, 303, made.text);
    const page = await sam.get(made.location ?? '');
    assert.match(page.text, /Held now by Social Worker/);
    assert.doesNotMatch(page.html, /<script>alert/);
    assert.match((await sam.get('/families/new')).text, /Begin with a child/);
  });

  test('refuses 31 February and keeps what was typed', async () => {
    const sam = await world.as('social-worker');
    const wrong = await sam.post('/families/new/child', {
      given: 'Noor',
      family: 'Hassan',
      unborn: 'born',
      'born-day': '31',
      'born-month': '2',
      'born-year': '2018',
    });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /date of birth must be a real date/i);
    assert.match(wrong.html, /value="31"/);
  });

  test('hints at a family that may be the same, and takes a reason why it is not', async () => {
    const mo = await world.as('team-manager');
    await mo.post('/families/new/child', {
      given: 'Siobhan',
      family: 'Price',
      unborn: 'born',
      'born-day': '1',
      'born-month': '3',
      'born-year': '2017',
    });
    const answers = { holder: 'social-worker', request: 'bbbbbbbb-1' };
    const hinted = await mo.post('/families/new', answers);
    assert.equal(hinted.status, 200);
    assert.match(hinted.text, /Stile may know this family already/);
    assert.match(hinted.text, /The same: the first name, the family name and the date of birth/);
    const silent = await mo.post('/families/new', { ...answers, different: '' });
    assert.equal(silent.status, 422);
    assert.match(silent.text, /Enter why it is not the same family/);
    const made = await mo.post('/families/new', { ...answers, different: 'Cousins' });
    assert.equal(made.status, 303, made.text);
    const history = await mo.get(`${made.location}/history`);
    assert.match(history.text, /Registered as a new family although F-f1 looked alike: Cousins/);
  });

  test('does not tell a partner about a family they may not see', async () => {
    const lead = await world.as('lead');
    await lead.post('/families/new/child', {
      given: 'Siobhan',
      family: 'Price',
      unborn: 'born',
      'born-day': '1',
      'born-month': '3',
      'born-year': '2017',
    });
    const hinted = await lead.post('/families/new', { holder: 'me:lead', request: 'cccccccc-1' });
    assert.doesNotMatch(hinted.text, /F-f1/);
    assert.match(hinted.text, /A family that you do not work with looks alike/);
  });
});

describe('a family of another authority', () => {
  test('is not there', async () => {
    await world.stile.behindItsBack(
      `INSERT INTO event (authority, family, version, type, at, recorded, body, hash)
       SELECT 'elsewhere', 'f9', version, type, at, recorded, body, hash FROM event
       WHERE authority = $1 AND family = 'f1'`,
      [authority],
    );
    const sam = await world.as('social-worker');
    assert.equal((await sam.get('/families/f9')).status, 404);
    assert.equal((await sam.get('/families/f9/history')).status, 404);
    assert.equal((await sam.get('/families/f9/people')).status, 404);
  });
});
