import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { endSessionsOf } from '../../src/cases/sessions.ts';
import type { WorkerId } from '../../src/core/family/people.ts';
import { JS_ENABLED_HASH } from '../../src/web/kit/govuk.ts';
import { authority } from '../store/support.ts';
import { type Overview, openOverview } from './overview-support.ts';

let world: Overview;
before(async () => {
  world = await openOverview('2026-03-02 09:00');
});
after(() => world.close());

const FORM = 'application/x-www-form-urlencoded';

function cookieOf(response: { readonly cookies: readonly unknown[] }, name: string): string {
  // What inject answers with under this name.
  const cookies = response.cookies as readonly { name: string; value: string }[];
  return cookies.findLast((cookie) => cookie.name === name)?.value ?? '';
}

async function openSignIn(next = '') {
  const { app } = world;
  const shown = await app.inject({ method: 'GET', url: `/sign-in${next}` });
  const csrf = /name="_csrf" value="([^"]+)"/.exec(shown.body)?.[1] ?? '';
  return { shown, csrf, cookie: `stile_visit=${cookieOf(shown, 'stile_visit')}` };
}

describe('signing in', () => {
  test('asks for a person first, and then shows the page that was asked for', async () => {
    const asked = await world.app.inject({ method: 'GET', url: '/policy/clauses?q=step' });
    assert.equal(asked.statusCode, 303);
    const where = String(asked.headers.location);
    assert.equal(where, '/sign-in?next=%2Fpolicy%2Fclauses%3Fq%3Dstep');
    const { csrf, cookie, shown } = await openSignIn(where.slice('/sign-in'.length));
    assert.match(shown.body, /Social Worker/);
    assert.match(shown.body, /Works with the family day to day/);
    const signed = await world.app.inject({
      method: 'POST',
      url: '/sign-in',
      headers: { cookie, 'content-type': FORM },
      payload: new URLSearchParams({
        _csrf: csrf,
        person: `${authority}~social-worker`,
        next: '/policy/clauses?q=step',
      }).toString(),
    });
    assert.equal(signed.statusCode, 303);
    assert.equal(signed.headers.location, '/policy/clauses?q=step');
    const session = cookieOf(signed, 'stile_session');
    const page = await world.app.inject({
      method: 'GET',
      url: '/policy/clauses?q=step',
      headers: { cookie: `stile_session=${session}` },
    });
    assert.equal(page.statusCode, 200);
  });

  test('goes on to an address with any letters in it', async () => {
    const { csrf, cookie } = await openSignIn();
    const signed = await world.app.inject({
      method: 'POST',
      url: '/sign-in',
      headers: { cookie, 'content-type': FORM },
      payload: new URLSearchParams({
        _csrf: csrf,
        person: `${authority}~social-worker`,
        next: '/policy/clauses?q=Zoë',
      }).toString(),
    });
    assert.equal(signed.statusCode, 303);
    assert.equal(signed.headers.location, '/policy/clauses?q=Zo%C3%AB');
  });

  test('shows the number to ring at this minute without signing in', async () => {
    const { shown } = await openSignIn();
    assert.match(shown.body, /Worried about a child now\?/);
    assert.match(shown.body, /href="tel:\d+"/);
  });

  test('goes nowhere else than to pages of its own', async () => {
    const { csrf, cookie } = await openSignIn();
    for (const next of [
      '//elsewhere.example',
      'https://elsewhere.example',
      '/\\elsewhere.example',
    ]) {
      const signed = await world.app.inject({
        method: 'POST',
        url: '/sign-in',
        headers: { cookie, 'content-type': FORM },
        payload: new URLSearchParams({
          _csrf: csrf,
          person: `${authority}~social-worker`,
          next,
        }).toString(),
      });
      assert.equal(signed.headers.location, '/work');
    }
  });

  test('refuses a sign-in that did not come from its own form', async () => {
    const signed = await world.app.inject({
      method: 'POST',
      url: '/sign-in',
      headers: { 'content-type': FORM },
      payload: new URLSearchParams({ person: `${authority}~social-worker` }).toString(),
    });
    assert.equal(signed.statusCode, 403);
    assert.equal(cookieOf(signed, 'stile_session'), '');
  });

  test('keeps what was typed when the session had ended, through signing in again', async () => {
    const payload = new URLSearchParams({ _csrf: 'old', reason: 'Long words <b>kept</b>' });
    const lost = await world.app.inject({
      method: 'POST',
      url: '/families/new',
      headers: { 'content-type': FORM, 'sec-fetch-site': 'same-origin' },
      payload: payload.toString(),
    });
    assert.equal(lost.statusCode, 403);
    assert.match(lost.body, /What you typed is kept/);
    const kept = /name="kept" value="([^"]+)"/.exec(lost.body)?.[1] ?? '';
    const csrf = /name="_csrf" value="([^"]+)"/.exec(lost.body)?.[1] ?? '';
    const signed = await world.app.inject({
      method: 'POST',
      url: '/sign-in',
      headers: {
        cookie: `stile_visit=${cookieOf(lost, 'stile_visit')}`,
        'content-type': FORM,
      },
      payload: new URLSearchParams({
        _csrf: csrf,
        person: `${authority}~social-worker`,
        kept: unescaped(kept),
      }).toString(),
    });
    assert.equal(signed.statusCode, 200);
    assert.match(signed.body, /action="\/families\/new"/);
    assert.match(signed.body, /Long words &lt;b&gt;kept&lt;\/b&gt;/);
    assert.doesNotMatch(signed.body, /<b>kept/);
  });

  test('ends at once when somebody leaves', async () => {
    const sam = await world.as('social-worker');
    assert.equal((await sam.get('/work')).status, 200);
    // The worker of the test.
    await endSessionsOf(world.stile, authority, 'social-worker' as WorkerId);
    assert.equal((await sam.get('/work')).status, 303);
  });

  test('ends when somebody signs out', async () => {
    const mo = await world.as('team-manager');
    const out = await mo.post('/sign-out', {});
    assert.equal(out.location, '/sign-in?signedOut=yes');
    assert.equal((await mo.get('/work')).status, 303);
  });
});

describe('every page', () => {
  test('has its headers, also where the address cannot be read', async () => {
    const strange = ['%', '%00', 'a%00b', '%ff', '%E0%A4%A', 'x'.repeat(5000), '%2e%2e%2f'];
    for (const path of [...strange, ...strange.map((each) => `families/${each}`)]) {
      const answer = await world.app.inject({ method: 'GET', url: `/${path}` });
      assert.ok([303, 404].includes(answer.statusCode), `${path}: ${answer.statusCode}`);
      for (const header of ['content-security-policy', 'x-frame-options', 'x-request-id'])
        assert.ok(answer.headers[header], `${path}: ${header}`);
    }
  });

  test('refuses a form without its key, and one from another site', async () => {
    const mo = await world.as('team-manager');
    const without = await mo.post('/notices', { _csrf: 'wrong', notice: 'x' });
    assert.equal(without.status, 403);
    assert.match(without.text, /Nothing has been sent yet/);
    const elsewhere = await world.app.inject({
      method: 'POST',
      url: '/notices',
      headers: { 'sec-fetch-site': 'cross-site', 'content-type': FORM },
      payload: 'notice=x',
    });
    assert.equal(elsewhere.statusCode, 403);
  });

  test('allows no script but its own, and no frame around it', async () => {
    const { shown } = await openSignIn();
    const policy = String(shown.headers['content-security-policy']);
    assert.ok(policy.includes(JS_ENABLED_HASH));
    assert.ok(policy.includes("default-src 'none'"));
    assert.ok(policy.includes("frame-ancestors 'none'"));
    assert.doesNotMatch(policy, /unsafe|upgrade-insecure/);
    assert.doesNotMatch(shown.body, / style="| on[a-z]+="/);
  });

  test('says kindly that a form is too long, and takes one of 1 MB without a fault', async () => {
    const mo = await world.as('team-manager');
    const long = await mo.post('/families/new/child', { given: 'a'.repeat(1_000_000) });
    assert.equal(long.status, 422);
    assert.match(long.text, /must be 200 characters or less/);
    const longer = await mo.post('/families/new/child', { given: 'a'.repeat(2_200_000) });
    assert.equal(longer.status, 413);
    assert.match(longer.text, /What you sent is too long/);
  });

  test('that is not there says so', async () => {
    const mo = await world.as('team-manager');
    const nowhere = await mo.get('/families/nobody');
    assert.equal(nowhere.status, 404);
    assert.match(nowhere.text, /Page not found/);
    assert.equal((await mo.get('/nowhere')).status, 404);
  });

  test('of the statements can be read without signing in', async () => {
    for (const url of ['/accessibility', '/about', '/tell-us']) {
      assert.equal((await world.app.inject({ method: 'GET', url })).statusCode, 200);
    }
    const health = await world.app.inject({ method: 'GET', url: '/health' });
    assert.deepEqual(health.json(), { ok: true });
  });
});

function unescaped(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
