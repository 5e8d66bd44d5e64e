/** A short run of `bin/fuzz`: always the same requests in the same order, so that what it finds can be found again. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { lookAfter } from './after.ts';
import { wordOf, writtenWordOf } from './fill.ts';
import { fuzz } from './fuzz.ts';
import { leaksOf } from './leaks.ts';
import { wordsOf } from './words.ts';
import { openWorld, type Visitor, type World } from './world.ts';

let world: World;
before(async () => {
  world = await openWorld(1);
});
after(() => world.close());

test('a word, a reference or an address that is not for somebody is seen in an answer, wherever it stands', async () => {
  const told = async (id: string, text: string, sent = '/work'): Promise<readonly string[]> => {
    const asked = { visitor: visitorOf(id), sent, path: '/work', demonstration: false };
    return (await leaksOf(world, asked, text)).map(({ what }) => what);
  };
  const [family = ''] = world.councils[0]?.families ?? [];
  const row = (await world.records.known(world.stile.now())).family(family);
  const reference = row?.reference ?? '';
  const things = [wordOf('a', 0), writtenWordOf('a', 0), reference, `/families/${family}`];
  for (const text of things) {
    assert.deepEqual(await told('demo-keeper', `<p>${text}</p>`), [], `${text} is for staff`);
    assert.equal(
      (await told('demo-outsider', `<p>${text}</p>`)).length,
      1,
      `${text} for a partner`,
    );
    assert.deepEqual(await told('demo-outsider', `<p>${text}</p>`, text), [], 'they sent it');
    const nobody = { visitor: undefined, sent: '', path: '/sign-in', demonstration: false };
    assert.equal((await leaksOf(world, nobody, text)).length, 1, `${text} for nobody`);
  }
  assert.match(String(await told('demo-keeper', wordOf('b', ''))), /another council/);
  assert.match(String(await told('demo-keeper', wordOf('b', 3))), /another council/);
  assert.match(String(await told('demo-keeper', `x.${wordOf('b', '')}@example.org`)), /another/);
  assert.deepEqual(await told('demo-outsider', `x.${wordOf('a', '')}@example.org`), []);
});

test('nothing that anybody sends makes a fault, shows what is not theirs, or harms the records', async () => {
  const report = await fuzz(world, { requests: 800, seed: 1, within: Number.POSITIVE_INFINITY });
  const aftermath = await lookAfter(world);
  const words = wordsOf(report, aftermath);
  assert.equal(report.faults.length + aftermath.problems.length, 0, words);
  assert.ok(report.requests >= 800, words);
  const posts = world.routes.flatMap(({ method, url }) =>
    method === 'POST' ? [`POST ${url}`] : [],
  );
  const counted = new Set(report.routes.map(({ route }) => route));
  assert.deepEqual(
    posts.filter((route) => !counted.has(route)),
    [],
  );
  // A short run comes to few of them; a long one that misses a route fails by itself.
  assert.ok(report.routes.filter(({ accepted }) => accepted > 0).length >= 15, words);
});

function visitorOf(id: string): Visitor {
  const found = world.visitors.find(
    ({ council, worker }) => council.letter === 'a' && worker.id === id,
  );
  assert.ok(found);
  return found;
}
