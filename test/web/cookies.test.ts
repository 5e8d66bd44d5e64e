/** What Stile leaves with a browser: under which names, for how long, and what a browser that has none of it loses. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { administrator } from '../../src/access/administrator.ts';
import { authority } from '../store/support.ts';
import { type Overview, openOverview } from './overview-support.ts';
import { openSigningIn, type SigningIn, secureHome } from './sign-in-support.ts';
import type { Traveller } from './traveller.ts';

const FORM = 'application/x-www-form-urlencoded';
const keyIn = (html: string): string => /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';

/** Every cookie there is: the session, before it, for a link, for an attempt, for a word on the next page. */
const kinds = ['session', 'visit', 'link', 'try', 'flash'];

async function tryEverything(world: SigningIn): Promise<Traveller> {
  await world.employ('ava', { roles: [administrator] });
  world.provider.accounts.set('ava', { email: 'ava@council.example', email_verified: true });
  world.provider.person = 'ava';
  const me = world.visit();
  const { html } = await me.go('/sign-in');
  await me.post('/sign-in/link', { _csrf: keyIn(html), council: authority, email: 'a@b.example' });
  const inside = await me.go('/sign-in/with/council');
  assert.equal(inside.url.pathname, '/work');
  await me.post('/sessions/end', { _csrf: keyIn(inside.html), session: 'none' });
  await me.post('/sign-out', { _csrf: keyIn(inside.html) });
  return me;
}

describe('cookies over https', () => {
  let world: SigningIn;
  let me: Traveller;
  before(async () => {
    world = await openSigningIn({ links: [authority], secure: true });
    me = await tryEverything(world);
  });
  after(() => world.close());

  test('are of this host alone, not for scripts, and stay within the site', () => {
    for (const kind of kinds)
      assert.ok(
        me.given.some((line) => line.startsWith(`__Host-stile_${kind}`)),
        kind,
      );
    // Those that are taken back as well: a browser lets go only of what is named with the same words.
    for (const line of me.given) {
      assert.match(line, /^__Host-stile_[\w-]+=/);
      assert.match(line, /; Path=\/(?:;|$)/);
      for (const word of ['Secure', 'HttpOnly', 'SameSite=Lax'])
        assert.ok(line.includes(word), line);
      assert.doesNotMatch(line, /Domain/i);
    }
  });

  test('that a neighbour under the same domain plants count for nothing', async () => {
    const { html } = await world.visit().go('/sign-in');
    const mine = world.visit();
    await mine.go('/sign-in');
    const secret = mine.cookies.get('__Host-stile_visit') ?? '';
    const key = keyIn((await mine.go('/sign-in')).html);
    const victim = world.visit();
    victim.cookies.set('stile_visit', secret);
    const body = { _csrf: key, council: authority, email: 'jo@school.example' };
    assert.equal((await victim.post('/sign-in/link', body)).status, 403);
    assert.equal((await mine.post('/sign-in/link', body)).url.pathname, '/sign-in/link/sent');
    assert.notEqual(keyIn(html), key);
  });

  test('are not so many that no page can be asked for any more, however many tabs sign in', async () => {
    const tabs = world.visit();
    for (let tab = 0; tab < 8; tab++)
      await tabs.go(
        `/sign-in/with/council?next=/policy/clauses?q=${'x'.repeat(1900)}`,
        (url) => url.origin !== secureHome,
      );
    const attempts = [...tabs.cookies].filter(([name]) => name.startsWith('__Host-stile_try_'));
    assert.equal(attempts.length, 3);
    assert.ok([...tabs.cookies].join().length < 12_000);
    // The last is as good as ever.
    world.provider.person = 'ava';
    const seen = await tabs.go('/sign-in/with/council?next=/sessions');
    assert.equal(seen.url.pathname, '/sessions');
  });

  test('hold no address that is too long for them; the sign-in itself goes on', async () => {
    const long = `/policy/clauses?q=${'語'.repeat(1500)}`;
    const seen = await world.visit().go(`/sign-in/with/council?next=${encodeURIComponent(long)}`);
    assert.equal(seen.url.pathname, '/work');
  });
});

test('over plain http cookies have their plain names: browsers would take no others', async () => {
  const world = await openSigningIn({ links: [authority] });
  const me = await tryEverything(world);
  for (const kind of kinds)
    assert.ok(
      me.given.some((line) => line.startsWith(`stile_${kind}`)),
      kind,
    );
  for (const line of me.given) assert.doesNotMatch(line, /Secure|__Host-/);
  await world.close();
});

describe('whoever comes with the cookies of an earlier version, or with none', () => {
  test('is asked for their address again, which is still there', async () => {
    const world = await openSigningIn({ links: [authority], secure: true });
    const me = world.visit();
    const { html } = await me.go('/sign-in');
    const value = me.cookies.get('__Host-stile_visit') ?? '';
    me.cookies.clear();
    me.cookies.set('stile_visit', value);
    const body = { council: authority, email: 'jo@school.example', next: '/families/k1' };
    const again = await me.post('/sign-in/link', { _csrf: keyIn(html), ...body });
    assert.equal(again.status, 403);
    assert.match(again.html, /value="jo@school.example"/);
    assert.match(again.html, /Press the button again/);
    assert.match(again.html, /name="next" value="\/families\/k1"/);
    const sent = await me.post('/sign-in/link', { _csrf: keyIn(again.html), ...body });
    assert.equal(sent.url.pathname, '/sign-in/link/sent');
    await world.close();
  });

  test('signs in by choosing a name, and what was typed is still there', async () => {
    const world: Overview = await openOverview('2026-03-02 09:00', { secure: true });
    const post = (cookie: string, fields: Record<string, string>, site: string) =>
      world.app.inject({
        method: 'POST',
        url: '/sign-in',
        headers: { cookie, 'content-type': FORM, 'sec-fetch-site': site },
        payload: new URLSearchParams(fields).toString(),
      });
    const kept = JSON.stringify({ action: '/families/new/child', fields: [['given', 'Typed']] });
    const fields = { _csrf: 'old', person: `${authority}~team-manager`, kept, next: '/work' };
    const again = await post('stile_visit=old', fields, 'same-origin');
    assert.equal(again.statusCode, 403);
    assert.match(again.body, /This page was too old, so choose again/);
    const carried = /name="kept" value="([^"]*)"/.exec(again.body)?.[1] ?? '';
    assert.match(carried, /Typed/);
    const cookie = String(again.headers['set-cookie']).split(';')[0] ?? '';
    const signed = await post(
      cookie,
      { ...fields, _csrf: keyIn(again.body), kept: carried.replaceAll('&quot;', '"') },
      'same-origin',
    );
    assert.equal(signed.statusCode, 200);
    assert.match(signed.body, /You are signed in, and what you typed is kept[\s\S]*Typed/);
    // Words from elsewhere are not taken along in anybody's name.
    assert.doesNotMatch((await post('', fields, 'same-site')).body, /Typed/);
    await world.close();
  });

  test('finds what they typed on the page that asks them to sign in, and sends it from there', async () => {
    const world = await openSigningIn();
    await world.employ('ava');
    world.provider.accounts.set('ava', { email: 'ava@council.example', email_verified: true });
    world.provider.person = 'ava';
    const me = world.visit();
    const { html } = await me.go('/sign-in/with/council');
    // In another tab.
    await me.post('/sign-out', { _csrf: keyIn(html) });
    const typed = { given: 'Typed', family: 'Late', unborn: 'born' };
    const refused = await me.post('/families/new/child', { _csrf: keyIn(html), ...typed });
    assert.equal(refused.status, 403);
    assert.match(refused.html, /What you typed is on this\s+page and nowhere else/);
    assert.match(refused.html, /name="given" value="Typed"/);
    const other = await me.go('/sign-in/with/council');
    assert.equal(other.status, 200);
    const again = await me.post('/families/new/child', { _csrf: keyIn(refused.html), ...typed });
    assert.match(again.html, /What you typed is kept: read it and send it now/);
    const sent = await me.post('/families/new/child', { _csrf: keyIn(again.html), ...typed });
    assert.equal(sent.status, 200);
    assert.match(sent.html, /Typed Late/);
    await world.close();
  });
});
