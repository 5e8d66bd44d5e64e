import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { compareFamilies } from '../../src/cases/compare-families.ts';
import { deliverOutbox } from '../../src/cases/deliver-outbox.ts';
import { actor, authority, done, registration } from '../store/support.ts';
import { find, type Overview, openOverview } from './overview-support.ts';

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
    const found = await find(sam, { name: 'Shivaun Price' });
    assert.match(found.text, /1 person found/);
    assert.match(found.text, /Siobhan Price/);
    assert.match(found.text, /Name s(?:ounds|pelt) alike/);
  });

  test('narrowly by reference, without jumping there', async () => {
    const sam = await world.as('social-worker');
    const found = await find(sam, { reference: 'f-F1' });
    assert.equal(found.status, 200);
    assert.match(found.text, /Same reference/);
  });

  test('says what to do when nobody is found, and refuses a day that does not exist', async () => {
    const sam = await world.as('social-worker');
    assert.match((await find(sam, { name: 'Zzyzx' })).text, /Nobody found/);
    const wrong = await find(sam, {
      'born-day': '31',
      'born-month': '2',
      'born-year': '2017',
    });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /real date/);
    assert.match(wrong.html, /<title>Error: /);
  });

  test('shows a partner only the families they work with', async () => {
    const lead = await world.as('lead');
    assert.match((await find(lead, { name: 'Siobhan Price' })).text, /Nobody found/);
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

  test('answers a partner the same whether Stile knows the child or not, and asks the front door to compare', async () => {
    const lead = await world.as('lead');
    const enter = async (given: string, request: string) => {
      await lead.post('/families/new/child', {
        ...{ given, family: 'Price', unborn: 'born' },
        ...{ 'born-day': '1', 'born-month': '3', 'born-year': '2017' },
      });
      return lead.post('/families/new', { holder: 'me:lead', request });
    };
    const [known, unknown] = [
      await enter('Siobhan', 'cccccccc-1'),
      await enter('Wilhelmina', 'cccccccc-2'),
    ];
    for (const { status, text } of [known, unknown]) assert.deepEqual([status, text], [303, '']);
    const own = known.location ?? '';
    await compareFamilies(world.stile, authority);
    await deliverOutbox(world.stile, authority, undefined);
    const id = own.replace('/families/', '');
    for (const path of [own, '/work', '/notices', `${own}/alike/f1`, `/families/f1/alike/${id}`])
      assert.doesNotMatch((await lead.get(path)).text, /F-f1|may be the same/i, path);
    assert.equal((await lead.get('/families/alike')).status, 404);

    const desk = await world.as('checs');
    assert.match((await desk.get('/notices')).text, /Another family may be the same as this one/);
    assert.match((await desk.get('/work')).text, /Families that may be the same \(\d\)/);
    assert.match((await desk.get(own)).text, /May be the same family as Siobhan Price, F-f1/);
    const list = await desk.get('/families/alike');
    const [, href = ''] =
      [...list.html.matchAll(/href="([^"]+\/alike\/[^"]+)"/g)].find(
        ([, to]) => /\bf1\b/.test(to ?? '') && to?.includes(id),
      ) ?? [];
    const pair = await desk.get(href);
    assert.match(pair.text, /The same: the first name, the family name and the date of birth/);
    assert.match(pair.text, /F-f1/);
    const silent = await desk.post(href, { finding: 'same-family', reason: '' });
    assert.equal(silent.status, 422);
    assert.match(silent.text, /Enter how you know, and what is done now/);
    const said = await desk.post(href, {
      ...{ finding: 'same-family', reason: 'One mother. Work goes on in F-f1' },
    });
    assert.equal(said.status, 303, said.text);
    assert.match((await desk.get('/families/f1')).text, /The same family: .*Work goes on in F-f1/);
    assert.match((await desk.get('/families/f1/looked')).text, /comparing it with a family/i);
    assert.doesNotMatch((await lead.get(own)).text, /F-f1|Work goes on/);
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
    await world.stile.behindItsBack(
      `INSERT INTO family SELECT (jsonb_populate_record(f, '{"authority":"elsewhere","id":"f9"}')).*
       FROM family f WHERE authority = $1 AND id = 'f1'`,
      [authority],
    );
    const sam = await world.as('social-worker');
    assert.equal((await sam.get('/families/f9')).status, 404);
    assert.equal((await sam.get('/families/f9/history')).status, 404);
    assert.equal((await sam.get('/families/f9/people')).status, 404);
  });
});
