import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { signInForDemonstration } from '../../src/cases/sign-in-demonstration.ts';
import type { WorkerId } from '../../src/core/family/people.ts';
import { readAssets } from '../../src/web/kit/assets.ts';
import { buildWeb } from '../../src/web/server.ts';
import { keyOf } from '../../src/web/session.ts';
import { authority, root, type TestStile } from '../store/support.ts';
import { family, holderOf, openCouncil, signedIn } from './support.ts';

let stile: TestStile;
let app: FastifyInstance;
before(async () => {
  stile = await openCouncil();
  app = buildWeb(
    { stile, assets: readAssets(root), demonstration: true },
    { secure: false, log: () => undefined },
  );
  await app.ready();
});
after(async () => {
  await app.close();
  await stile.close();
});

async function as(worker: string) {
  const session = await signInForDemonstration(stile, authority, worker as WorkerId);
  assert.ok(session);
  const headers = { cookie: `stile_session=${authority}~${session.secret}` };
  return {
    async get(url: string) {
      const { statusCode, body } = await app.inject({ url, headers });
      return { status: statusCode, html: body };
    },
    async post(url: string, answers: Readonly<Record<string, string>>) {
      const form = new URLSearchParams({
        _csrf: keyOf(session.secret),
        request: randomUUID(),
        ...answers,
      });
      const answer = await app.inject({
        method: 'POST',
        url,
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        payload: form.toString(),
      });
      return {
        status: answer.statusCode,
        html: answer.body,
        location: String(answer.headers.location),
      };
    },
  };
}

function hidden(html: string, name: string): string {
  const value = new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1];
  assert.ok(value !== undefined, `no ${name} in the page`);
  return value.replaceAll('&amp;', '&');
}

test('the directory’s pages are for administrators, who find their way there; nobody else sees them', async () => {
  const sam = await as('sam');
  assert.equal((await sam.get('/people')).status, 403);
  assert.equal((await sam.get('/people/kim')).status, 403);
  assert.doesNotMatch((await sam.get('/work')).html, /href="\/people"/);
  const made = { name: 'Eve', email: '', agency: 'The council' };
  assert.equal((await sam.post('/people/add', made)).status, 403);
  const ada = await as('ada');
  assert.match((await ada.get('/work')).html, /href="\/people"/);
  assert.equal((await ada.get('/people/nobody')).status, 404);
});

test('somebody is found by words, team, role and whether they have left', async () => {
  const ada = await as('ada');
  const names = async (query: Record<string, string>) =>
    [...(await ada.post('/people', query)).html.matchAll(/href="\/people\/(\w+)"/g)]
      .map(([, id]) => id)
      .filter((id) => !['add', 'import', 'teams', 'log'].includes(id ?? ''));
  assert.deepEqual(await names({ q: 'person k' }), ['kim']);
  assert.deepEqual(await names({ role: 'team-manager' }), ['mo']);
  assert.deepEqual(await names({ team: 'South' }), []);
  assert.deepEqual(await names({ which: 'left' }), []);
  assert.equal((await names({})).length, 5);
});

test('a person is entered, given a role, moved, covered and removed, and their family never loses a holder', async () => {
  const ada = await as('ada');
  await family(stile, 'whole');
  const wrong = await ada.post('/people/add', {
    name: '',
    email: 'nonsense',
    agency: 'The council',
  });
  assert.equal(wrong.status, 422);
  assert.match(wrong.html, /Enter the name/);
  const same = await ada.post('/people/add', {
    name: 'New',
    email: 'SAM@example.org',
    agency: 'The council',
  });
  assert.match(same.html, /Person sam has this e-mail address/);
  const added = await ada.post('/people/add', {
    name: 'Nia New',
    email: 'nia@example.org',
    agency: 'The council',
    team: 'North',
  });
  assert.equal(added.status, 303);
  const nia = /href="\/people\/([\w-]+)">Nia New/.exec((await ada.get('/people')).html)?.[1];
  assert.ok(nia);
  assert.equal(added.location, `/people/${nia}`);
  const role = { role: 'social-worker', 'from-day': '2', 'from-month': '3', 'from-year': '2026' };
  const given = await ada.post(`/people/${nia}/roles`, role);
  assert.equal(given.status, 303, given.html);
  const twice = await ada.post(`/people/${nia}/roles`, role);
  assert.match(twice.html, /Nia New is Social Worker already, from 2 March 2026/);

  const moved = await ada.post('/people/sam/move', { team: 'North' });
  assert.match(moved.html, /goes with Person sam/);
  const moving = await ada.post('/people/sam/move', {
    team: 'North',
    confirm: hidden(moved.html, 'confirm'),
  });
  assert.equal(moving.location, '/people/sam');
  assert.equal(await holderOf(stile, 'whole'), 'sam');

  const cover = await ada.post('/people/sam/cover', {
    ...{ worker: nia, 'from-day': '2', 'from-month': '3', 'from-year': '2026' },
    ...{ 'until-day': '6', 'until-month': '3', 'until-year': '2026' },
  });
  assert.equal(cover.status, 303, cover.html);
  assert.match((await ada.get('/people/sam')).html, /Nia New covers for Person sam/);
  assert.deepEqual((await signedIn(stile, nia))?.covers, ['sam']);

  const preview = await ada.post('/people/sam/leave', { successor: nia });
  assert.equal(preview.status, 200, preview.html);
  assert.match(preview.html, /<strong>1 family<\/strong>: Nia New takes over/);
  assert.match(preview.html, /F-whole/);
  assert.doesNotMatch(preview.html, /Ava|Price/);
  assert.equal(await holderOf(stile, 'whole'), 'sam');
  // Another family comes to them before it is confirmed: it is shown first.
  await family(stile, 'late');
  const changed = await ada.post('/people/sam/leave', {
    successor: nia,
    confirm: hidden(preview.html, 'confirm'),
  });
  assert.match(changed.html, /<strong>2 families<\/strong>/);
  const done = await ada.post('/people/sam/leave', {
    successor: nia,
    confirm: hidden(changed.html, 'confirm'),
  });
  assert.equal(done.location, '/people/sam');
  assert.equal(await holderOf(stile, 'whole'), nia);
  assert.equal(await holderOf(stile, 'late'), nia);
  assert.match((await ada.get('/people/sam')).html, /Has left\./);
  assert.match((await ada.post('/people', { which: 'left' })).html, /Person sam/);
  const log = (await ada.get('/people/log')).html;
  for (const words of [
    /Added: Nia New/,
    /Given the role Social Worker/,
    /covers for Person sam/,
    /Has left/,
  ])
    assert.match(log, words);
});

test('teams and agencies are added here', async () => {
  const ada = await as('ada');
  assert.equal((await ada.post('/people/teams/team', { team: 'East' })).status, 303);
  assert.equal(
    (await ada.post('/people/teams/agency', { agency: 'Valley School', employer: 'partner' }))
      .status,
    303,
  );
  const none = await ada.post('/people/teams/agency', { agency: '' });
  assert.match(none.html, /Enter the name of the agency/);
  const other = await ada.post('/people/teams/agency', {
    agency: 'Valley School',
    employer: 'authority',
  });
  assert.match(other.html, /already in the directory, as a partner agency/);
  const form = (await ada.get('/people/add')).html;
  assert.match(form, /East/);
  assert.match(form, /Valley School/);
});
