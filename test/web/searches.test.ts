/** Going through names with the search: recorded, shown to those who compare families, and limited; a concern never is. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { mostFamilySearches, searchFamilies } from '../../src/cases/search-families.ts';
import { seenBy } from '../../src/cases/stile.ts';
import { actor, authority, done, registration } from '../store/support.ts';
import { find, type Overview, openOverview } from './overview-support.ts';

let world: Overview;
before(async () => {
  world = await openOverview('2026-03-02 09:00');
  await done(world.stile, 'f1', registration('f1', 'Siobhan', 'Price'));
  await done(world.stile, 'f2', registration('f2', 'Ava', 'Price'));
});
after(() => world.close());

const recorded = (worker: string) =>
  world.stile.behindItsBack(
    'SELECT * FROM family_search WHERE worker = $1 ORDER BY at, answers DESC',
    [worker],
  );

describe('a search for a family', () => {
  test('is recorded, with how many families it showed, and nothing of what was typed or found', async () => {
    const sam = await world.as('social-worker');
    assert.match((await sam.get('/families')).text, /It is recorded that you searched/);
    await find(sam, { name: 'Price' });
    await find(sam, { name: 'Zzyzx' });
    await find(sam, {});
    const rows = await recorded('social-worker');
    assert.deepEqual(
      rows.map(({ name, answers }) => [name, answers]),
      [
        ['Social Worker', 2],
        ['Social Worker', 0],
      ],
    );
    assert.deepEqual(Object.keys(rows[0] ?? {}).sort(), [
      ...['answers', 'at', 'authority', 'id', 'name', 'worker'],
    ]);
  });

  test('counts for a partner only the families that they were shown', async () => {
    const lead = await world.as('lead');
    assert.match((await find(lead, { name: 'Price' })).text, /Nobody found/);
    assert.deepEqual(
      (await recorded('lead')).map(({ answers }) => answers),
      [0],
    );
  });

  test('is read by those who compare families, whoever searched most first; by nobody else', async () => {
    const manager = await world.as('team-manager');
    assert.match((await manager.get('/families/alike')).html, /href="\/families\/searches"/);
    const page = await manager.get('/families/searches');
    assert.match(page.text, /Social Worker 2, on 2 March 2026 1 2 2 .*1, on 2 March 2026 1 1 0/);
    assert.doesNotMatch(page.text, /Zzyzx|Price/);
    for (const other of ['social-worker', 'lead']) {
      const browser = await world.as(other);
      assert.equal((await browser.get('/families/searches')).status, 404, other);
      assert.doesNotMatch((await browser.get('/families/alike')).html, /families\/searches/);
    }
  });

  test('can be neither changed nor taken away, not even by a statement, and not read by others', async () => {
    const of = (who: string) => seenBy(world.stile, { authority, actor: actor(who, [who]) });
    const db = of('social-worker');
    await assert.rejects(db.query('DELETE FROM family_search'), /permission denied/);
    await assert.rejects(db.query('UPDATE family_search SET answers = 0'), /permission denied/);
    assert.equal((await db.query('SELECT FROM family_search')).rowCount, 2);
    assert.equal((await of('jam-chair').query('SELECT FROM family_search')).rowCount, 0);
  });
});

describe('searching without end', () => {
  test('is asked to wait after very many in an hour, and told how to reach help; a concern is not', async () => {
    const browser = await world.as('quality-assurance');
    for (let each = 0; each < mostFamilySearches; each++)
      assert.equal((await find(browser, { name: 'Price' })).status, 200);
    const page = await find(browser, { name: 'Price' });
    assert.equal(page.status, 429);
    assert.match(page.text, /Wait before you search again/);
    assert.match(page.text, /A concern needs no search: report a safeguarding concern/);
    assert.match(page.html, /href="tel:\d+"/);
    assert.match(page.html, /value="Price"/);
    assert.doesNotMatch(page.text, /Siobhan Price|Nobody found/);
    assert.equal((await browser.get('/families/f1')).status, 200);
    for (const path of ['/concern', '/families/f1/concern']) {
      const concern = await browser.post(path, {});
      assert.ok([200, 303].includes(concern.status), `${path}: ${concern.text}`);
    }
    assert.equal((await world.load('f1'))?.family.transfers.length, 1);
    const other = await world.as('social-worker');
    assert.match((await find(other, { name: 'Price' })).text, /people found/);
    world.stile.pass({ hours: 1, minutes: 1 });
    assert.equal((await find(await world.as('quality-assurance'), { name: 'Price' })).status, 200);
  });

  test('gains nothing by putting other words in the place of what was searched for', async () => {
    const sam = await world.as('social-worker');
    await find(sam, { name: 'Zzyzx' });
    const put = await sam.post('/drafts', { draft: '/families/found', name: 'Price' });
    assert.equal(put.status, 400);
    assert.match((await sam.get('/families/found')).text, /Nobody found/);
  });

  test('gains nothing by searches that are sent at one moment', async () => {
    const roles = world.stile.protocols.current(authority).roles;
    const name = roles.get('jam-chair' as never)?.title ?? '';
    const viewer = { authority, actor: { ...actor('jam-chair', ['jam-chair']), name } };
    const search = () => searchFamilies(world.stile, viewer, { name: 'Price' });
    const outcomes = await Promise.all(Array.from({ length: mostFamilySearches + 30 }, search));
    const answered = outcomes.filter((each) => each.answered).length;
    assert.ok(answered <= mostFamilySearches, `${answered} answered`);
  });
});
