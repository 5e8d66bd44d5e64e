import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { registration } from '../store/support.ts';
import { type Acts, type Answers, openActs, unescaped } from './acts-support.ts';

let acts: Acts;
let made = 0;

before(async () => {
  acts = await openActs();
});
after(() => acts.close());

async function newFamily(): Promise<string> {
  made += 1;
  const id = `f${made}`;
  await acts.carry('sam', id, registration(id));
  return id;
}

test('the number for this minute is the first thing, also for somebody who is not signed in', async () => {
  const id = await newFamily();
  const sam = await acts.as('sam');
  const { html } = await sam.get(`/families/${id}/concern`);
  const main = html.slice(html.indexOf('<main'));
  assert.match(main, /href="tel:03001235012"/);
  assert.ok(main.indexOf('tel:') < main.indexOf('<form'));
  assert.match(main, /option 3, then option 2/);
  assert.doesNotMatch(main, / required/);
  const outside = await acts.app.inject({ method: 'GET', url: '/concern' });
  assert.equal(outside.statusCode, 200);
  assert.match(outside.body, /href="tel:03001235012"/);
  assert.match(outside.body, /sign in to record it/);
});

test('one press records a concern, says who was told and what happens next', async () => {
  const id = await newFamily();
  const sam = await acts.as('sam');
  const answer = await sam.send(`/families/${id}/concern`);
  assert.equal(answer.status, 303);
  const page = await sam.get(answer.location ?? '');
  assert.equal(page.status, 200);
  assert.match(page.html, /Concern recorded/);
  assert.match(page.html, /Who has been told/);
  assert.match(page.html, /Add details/);
  const details = await sam.send(`/families/${id}/concern/t1/details`, {
    what: 'A bruise',
  });
  assert.equal(details.status, 303);
});

test('a person without any role, who may not see the family, raises a concern and learns nothing of it', async () => {
  const id = await newFamily();
  const dsl = await acts.as('dsl');
  const page = await dsl.get(`/families/${id}/concern`);
  assert.equal(page.status, 200);
  assert.doesNotMatch(page.html, /Price/);
  const answer = await dsl.send(`/families/${id}/concern`, { what: 'Told me at lunch' });
  assert.equal(answer.status, 200);
  assert.match(answer.html, /Concern recorded/);
  assert.doesNotMatch(answer.html, /Price|Sam/);
  assert.equal((await acts.family(id)).transfers.length, 1);
});

test('whoever does not see the family is not told how to reach those who work with it, but to say that nobody can', async () => {
  const id = await newFamily();
  await acts.carry('sam', id, {
    do: 'assign-person',
    role: 'social-worker' as never,
    practitioner: {
      ...{ name: 'Nia Okoro', agency: 'Cheshire East Council', employer: 'authority' },
      contact: 'nia@private.test',
      worker: undefined,
    },
  });
  const dsl = await acts.as('dsl');
  const answer = await dsl.send(`/families/${id}/concern`, { what: 'Told me at lunch' });
  assert.match(answer.html, /Stile cannot reach them. Say so when you ring/);
  assert.doesNotMatch(answer.html, /Nia|nia@private/);
});

test('a concern about a child whom Stile does not know registers the child in the same act', async () => {
  const dsl = await acts.as('dsl');
  const answer = await dsl.send('/concern', {
    'act__child-given': 'Zed',
    'act__child-born-day': '31',
    'act__child-born-month': '2',
    'act__child-born-year': '2019',
    'rang-at-day': 'soon',
  });
  assert.ok(answer.status === 200 || answer.status === 303);
  const bare = await dsl.send('/concern');
  assert.ok(bare.status === 200 || bare.status === 303);
});

test('a concern for a family that is not there is recorded all the same', async () => {
  const sam = await acts.as('sam');
  const answer = await sam.send('/families/nobody-knows/concern', { what: 'Something' });
  assert.equal(answer.status, 303);
});

test('the same concern sent twice is one', async () => {
  const id = await newFamily();
  const sam = await acts.as('sam');
  const body = { request: 'concern-request', what: 'A bruise' };
  await Promise.all([1, 2, 3].map(() => sam.post(`/families/${id}/concern`, body)));
  assert.equal((await acts.family(id)).transfers.length, 1);
});

test('whatever is typed, a concern is recorded', async () => {
  const id = await newFamily();
  const sam = await acts.as('sam');
  const { html } = await sam.get(`/families/${id}/concern`);
  const names = [
    ...new Set([...html.matchAll(/ name="([^"]+)"/g)].map(([, name = '']) => unescaped(name))),
  ];
  const own = names.filter((name) => !['_csrf', 'viewport', 'theme-color'].includes(name));
  const garbage = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(
      '\u0000',
      '31',
      '__proto__',
      '<script>',
      '9'.repeat(400),
      "'; --",
      '😀'.repeat(99),
    ),
    fc.string({ minLength: 5000, maxLength: 9000 }),
  );
  const forms = fc.array(
    fc.tuple(
      fc.constantFrom(...own, '__proto__', 'children', 'what', 'act__child-given', 'toString'),
      garbage,
    ),
    { maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(forms, fc.boolean(), async (entries, known) => {
      const body: Answers = Object.fromEntries(entries);
      const answer = await sam.post(known ? `/families/${id}/concern` : '/concern', body);
      assert.equal(answer.status, 303);
    }),
    { numRuns: 40, seed: 20260302 },
  );
});
