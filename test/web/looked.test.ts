/** Who has looked at a family stays to be read, however often somebody looks afterwards. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { done, registration } from '../store/support.ts';
import { type Overview, openOverview } from './overview-support.ts';

let world: Overview;
before(async () => {
  world = await openOverview('2026-03-02 09:00');
  await done(world.stile, 'f1', registration('f1', 'Ava', 'Price'));
  await looks('lead', 'From Oakfield', "'2025-06-01 09:00:00+01'", 1);
  // Every day of another hundred, somebody looked.
  await looks(
    'nobody',
    'Nobody Special',
    "'2025-06-02 09:00:00+01'::timestamptz + n * interval '1 day'",
    130,
  );
  await looks(
    'social-worker',
    'Social Worker',
    "'2026-03-01 09:00:00Z'::timestamptz + n * interval '1 second'",
    700,
  );
});
after(() => world.close());

async function looks(worker: string, name: string, at: string, times: number): Promise<void> {
  await world.stile.behindItsBack(
    `INSERT INTO view_log (authority, family, at, id, worker, name, purpose, access)
      SELECT f.authority, f.id, ${at}, '${worker}' || n, '${worker}', '${name}', 'family page', 'role'
      FROM family f, generate_series(1, ${times}) AS n WHERE f.id = 'f1'`,
  );
}

describe('who has looked', () => {
  test('is one line for each person and day, and the first of all is reached by going to older ones', async () => {
    const sam = await world.as('social-worker');
    const first = await sam.get('/families/f1/looked');
    assert.match(
      first.text,
      /Social Worker 1 March 2026, 9am to 9:11am .*Family page \(700 times\)/,
    );
    let [page, pages] = [first, 1];
    const days = new Set<string>();
    for (;;) {
      for (const [, day = ''] of page.text.matchAll(/Nobody Special (\d+ \w+ 2025)/g))
        days.add(day);
      const [, older] = /href="(\/families\/f1\/looked\?before=[^"]+)"/.exec(page.html) ?? [];
      if (older === undefined) break;
      page = await sam.get(older);
      pages += 1;
    }
    assert.equal(pages, 2);
    assert.equal(days.size, 130);
    assert.match(page.text, /From Oakfield 1 June 2025/);
    assert.match(page.html, /href="\/families\/f1\/looked">\s*The latest/);
    assert.match((await sam.get('/families/f1/looked?before=2025-06-01')).text, /Nobody looked\./);
  });

  test('says of partners who looked before all others did', async () => {
    const page = await (await world.as('social-worker')).get('/families/f1/shared');
    assert.match(
      page.text,
      /Who looked from outside .*From Oakfield, Oakfield Primary School 1 June 2025 1 page/,
    );
    assert.doesNotMatch(page.text, /Nobody so far/);
  });

  test('is whole in what is gathered about a person', async () => {
    const owner = await world.as('policy-owner');
    const asked = { 'asked-day': '1', 'asked-month': '3', 'asked-year': '2026' };
    const made = await owner.post('/families/f1/exports', {
      person: 'c1',
      'asked-by': 'Ava',
      ...asked,
    });
    assert.equal(made.status, 303, made.text);
    const kept = await world.stile.behindItsBack('SELECT passages::text AS passages FROM export');
    assert.match(String(kept[0]?.passages), /From Oakfield/);
  });
});
