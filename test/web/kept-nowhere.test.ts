/** What browsers and proxies may keep, and what Stile keeps for people: pages, cookies, drafts. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { signInForDemonstration } from '../../src/cases/sign-in-demonstration.ts';
import { keyOf } from '../../src/web/session.ts';
import { authority } from '../store/support.ts';
import { type Overview, openOverview } from './overview-support.ts';

let world: Overview;
before(async () => {
  world = await openOverview('2026-03-02 09:00', { secure: true });
  await world.tell(
    'assessment-lead-known-straight-to-handover',
    'k1',
    (step) => step.act?.is !== 'start',
  );
});
after(() => world.close());

async function cookieOf(worker: string) {
  const session = await signInForDemonstration(world.stile, authority, worker as never);
  assert.ok(session);
  return {
    cookie: `__Host-stile_session=${authority}~${session.secret}`,
    csrf: keyOf(session.secret),
  };
}

test('a page with personal data is stored nowhere; a form only for the back button of its own browser', async () => {
  const { cookie } = await cookieOf('team-manager');
  const kept = async (url: string) =>
    (await world.app.inject({ method: 'GET', url, headers: { cookie } })).headers['cache-control'];
  for (const url of [
    '/work',
    '/families/k1',
    '/families/k1/history',
    '/families/k1/people',
    '/families/k1/as-of',
    '/families',
    '/notices',
    '/nowhere',
  ])
    assert.equal(await kept(url), 'no-store', url);
  // Forms that stand among records keep their words as drafts alone.
  const chair = await cookieOf('jam-chair');
  const agenda = await world.app.inject({
    ...{ method: 'GET', url: '/meetings/jam/2026-03-05', headers: { cookie: chair.cookie } },
  });
  assert.match(agenda.body, / data-draft-url=/);
  assert.equal(agenda.headers['cache-control'], 'no-store');
  assert.equal(await kept('/families/k1/concern'), 'private, no-cache');
});

test('a draft outlives signing out and most of a day', async () => {
  const first = await cookieOf('team-manager');
  const post = (url: string, { cookie, csrf }: typeof first, body: Record<string, string>) =>
    world.app.inject({
      method: 'POST',
      url,
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ _csrf: csrf, ...body }).toString(),
    });
  const typed = 'Typed before going home';
  assert.equal(
    (await post('/families/new/child', first, { given: typed, family: 'Lind', unborn: 'born' }))
      .statusCode,
    303,
  );
  assert.equal((await post('/sign-out', first, {})).statusCode, 303);
  const over = await world.app.inject({
    method: 'GET',
    url: '/unfinished',
    headers: { cookie: first.cookie },
  });
  assert.equal(over.statusCode, 303);
  world.stile.pass({ hours: 21 });
  const { cookie } = await cookieOf('team-manager');
  const page = await world.app.inject({ method: 'GET', url: '/families/new', headers: { cookie } });
  assert.match(page.body, new RegExp(typed));
});
