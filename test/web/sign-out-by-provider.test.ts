/** OpenID Connect Back-Channel Logout 1.0, with a provider that speaks it. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, describe, test } from 'node:test';
import type { JWTPayload } from 'jose';
import { usualLimits } from '../../src/web/operation/limits.ts';
import { client } from '../provider.ts';
import { openSigningIn, type SigningIn } from './sign-in-support.ts';
import type { Traveller } from './traveller.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const hidden = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1] ?? '';
const isIn = async (me: Traveller): Promise<boolean> =>
  (await me.go('/work')).url.pathname === '/work';

async function comeIn(world: SigningIn, person: string): Promise<Traveller> {
  world.provider.person = person;
  const me = world.visit();
  assert.equal((await me.go('/sign-in/with/council')).url.pathname, '/work');
  return me;
}

async function people(world: SigningIn): Promise<void> {
  for (const id of ['ava', 'ben']) {
    await world.employ(id);
    world.provider.accounts.set(id, { email: `${id}@council.example`, email_verified: true });
  }
}

describe('whoever signs out at their provider', () => {
  let world: SigningIn;
  before(async () => {
    world = await openSigningIn({ provider: { namesSessions: true, remembers: true } });
    await people(world);
  });
  after(() => world.close());

  test('is signed out of Stile in that browser, at once, and nowhere else', async () => {
    const desk = await comeIn(world, 'ava');
    const phone = await comeIn(world, 'ava');
    const ben = await comeIn(world, 'ben');
    const asked = await desk.go(`${world.provider.issuer}/session/end`);
    assert.equal(asked.status, 200);
    const done = await desk.post(`${world.provider.issuer}/session/end/confirm`, {
      xsrf: hidden(asked.html, 'xsrf'),
      logout: 'yes',
    });
    assert.equal(done.status, 200);
    assert.deepEqual(world.provider.answers, [200]);
    assert.ok(!(await isIn(desk)));
    assert.ok(await isIn(phone));
    assert.ok(await isIn(ben));
    const [latest] = await world.log();
    assert.deepEqual(
      { ...latest },
      { worker: 'ava', how: 'provider:council', result: 'ended-by-provider' },
    );
  });

  test('loses nothing that they had typed', async () => {
    const me = await comeIn(world, 'ava');
    const { html } = await me.go('/families/new/child');
    const asked = await me.go(`${world.provider.issuer}/session/end`);
    const xsrf = hidden(asked.html, 'xsrf');
    await me.post(`${world.provider.issuer}/session/end/confirm`, { xsrf, logout: 'yes' });
    const late = { _csrf: hidden(html, '_csrf'), given: 'Typed', family: 'Lind', unborn: 'born' };
    const refused = await me.post('/families/new/child', late);
    assert.match(refused.html, /It waits for you under Unfinished work as well/);
    world.provider.person = 'ava';
    const way = /href="(\/sign-in\/with\/council[^"]*)"/.exec(refused.html)?.[1] ?? '';
    assert.match(
      (await me.go(way)).html,
      /You are signed in, and what you typed is kept[\s\S]*Typed/,
    );
  });

  test('leaves nothing of the provider’s names in the store or in the log', async () => {
    const me = await comeIn(world, 'ben');
    world.provider.forge = (claims) => ({ ...claims, sid: 'the-session-of-ben' });
    const other = await comeIn(world, 'ben');
    world.provider.forge = undefined;
    const rows = JSON.stringify([
      await world.stile.behindItsBack('SELECT * FROM session'),
      await world.stile.behindItsBack('SELECT * FROM sign_out_token'),
      world.said,
    ]);
    assert.doesNotMatch(rows, /the-session-of-ben/);
    await world.provider.tellEnded('ben', 'the-session-of-ben');
    assert.ok(!(await isIn(other)));
    assert.ok(await isIn(me));
  });

  test('is not in Stile any more where the session was begun before its name was kept', async () => {
    const me = await comeIn(world, 'ben');
    await world.stile.behindItsBack('UPDATE session SET provider_session = NULL');
    await world.provider.tellEnded('ben', 'some session');
    assert.ok(!(await isIn(me)));
  });
});

describe('a provider that names no sessions', () => {
  test('ends all that the account has there, and those alone', async () => {
    const world = await openSigningIn({
      providers: [{}, { id: 'school', name: 'Hillside', for: 'partner', agency: 'Hillside' }],
    });
    await people(world);
    const hal = { employer: 'partner', agency: 'Hillside', roles: ['lead'] } as const;
    await world.employ('hal', hal);
    world.provider.accounts.set('hal', { email: 'hal@council.example', email_verified: true });
    const [one, two, ben] = [
      await comeIn(world, 'ava'),
      await comeIn(world, 'ava'),
      await comeIn(world, 'ben'),
    ];
    await world.provider.tellEnded('ava');
    assert.ok(!(await isIn(one)) && !(await isIn(two)) && (await isIn(ben)));
    // Nobody of that name, and nobody signed in: heard all the same.
    await world.provider.tellEnded('nobody');
    await world.provider.tellEnded('ava');
    assert.deepEqual(world.provider.answers, [200, 200, 200]);
    // One registration serves staff and partners; the provider tells one of the two.
    world.provider.person = 'hal';
    const partner = world.visit();
    await partner.go('/sign-in/with/school');
    assert.ok(await isIn(partner));
    await world.provider.tellEnded('hal');
    assert.ok(!(await isIn(partner)));
    await world.close();
  });
});

describe('a message that a session has ended', () => {
  let world: SigningIn;
  let me: Traveller;
  before(async () => {
    world = await openSigningIn();
    await people(world);
    me = await comeIn(world, 'ava');
  });
  afterEach(() => {
    world.provider.otherKey = false;
    world.provider.away(false);
  });
  after(() => world.close());

  // The provider's clock is that of the world, not that of the test's Stile.
  const claims = (): JWTPayload => {
    const now = Math.floor(Date.now() / 1000);
    return {
      ...{ iss: world.provider.issuer, aud: client, sub: 'ava', jti: randomUUID() },
      ...{ iat: now, exp: now + 120, events: { [EVENT]: {} } },
    };
  };
  const send = (token: string, url = '/sign-in/with/council/ended') =>
    world.app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ logout_token: token }).toString(),
    });

  test('is not believed where anything of it is not as it must be', async () => {
    const good = claims();
    const { sub: _sub, ...nobody } = good;
    const { jti: _jti, ...unnamed } = good;
    const { events: _events, ...nothing } = good;
    const { exp: _exp, ...endless } = good;
    const { iat: _iat, ...timeless } = good;
    const now = good.iat ?? 0;
    const wrong: Readonly<Record<string, JWTPayload>> = {
      issuer: { ...good, iss: 'https://elsewhere.example' },
      audience: { ...good, aud: 'another-client' },
      'over already': { ...good, iat: now - 300, exp: now - 120 },
      'too old': { ...good, iat: now - 3600 },
      'of tomorrow': { ...good, iat: now + 86_400, exp: now + 90_000 },
      'no end': endless,
      'no beginning': timeless,
      'no name': unnamed,
      'a name that is none': { ...good, jti: '' },
      'nobody and no session': nobody,
      'somebody who is no text': { ...good, sub: 7 as never },
      'a session that is no text': { ...good, sid: {} },
      'no event': nothing,
      'another event': { ...good, events: { 'http://elsewhere.example/event': {} } },
      'an event that is none': { ...good, events: { [EVENT]: 'yes' } },
      'a list of events': { ...good, events: [EVENT] },
      'a nonce': { ...good, nonce: 'n' },
    };
    for (const [what, said] of Object.entries(wrong)) {
      const answer = await send(await world.provider.sign(said));
      assert.equal(answer.statusCode, 400, what);
      assert.deepEqual(answer.json(), { error: 'invalid_request' });
      assert.equal(answer.headers['cache-control'], 'no-store');
    }
    const elsewhere = await world.provider.sign(claims(), { typ: 'at+jwt' });
    assert.equal((await send(elsewhere)).statusCode, 400, 'another kind');
    world.provider.otherKey = true;
    assert.equal((await send(await world.provider.sign(claims()))).statusCode, 400, 'another key');
    world.provider.otherKey = false;
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const alg of ['none', 'None', 'HS256'])
      assert.equal((await send(`${part({ alg })}.${part(claims())}.`)).statusCode, 400, alg);
    for (const nonsense of ['', 'x', 'a.b.c', '.'.repeat(50), 'e30.e30.e30', '\u0000'])
      assert.equal((await send(nonsense)).statusCode, 400, nonsense);
    assert.equal(world.said.length, Object.keys(wrong).length + 11);
    for (const line of world.said)
      assert.match(line, /^A sign-out told by the provider council was not believed: [\w :]+$/);
    assert.doesNotMatch(world.said.join(), /ava|elsewhere|eyJ/);
    assert.ok(await isIn(me));
    // Nothing was changed but what was refused.
    assert.equal((await send(await world.provider.sign(good))).statusCode, 200);
    assert.ok(!(await isIn(me)));
  });

  test('is heard once, in whichever process, and taken with or without a kind', async () => {
    const token = await world.provider.sign(claims(), { typ: 'logout+jwt' });
    assert.equal((await send(token)).statusCode, 200);
    me = await comeIn(world, 'ava');
    assert.equal((await send(token)).statusCode, 400);
    assert.match(world.said.at(-1) ?? '', /heard before/);
    assert.ok(await isIn(me));
    const at = (await Promise.all([1, 2, 3].map(async () => claims()))).map((each) => ({
      ...each,
      jti: 'the same',
    }));
    const answers = await Promise.all(
      at.map(async (each) => send(await world.provider.sign(each))),
    );
    assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [200, 400, 400]);
    world.stile.pass({ hours: 24 * 400 });
    assert.equal((await send(await world.provider.sign(claims()))).statusCode, 200);
    const rows = await world.stile.behindItsBack('SELECT until FROM sign_out_token');
    assert.equal(rows.length, 1);
  });

  test('of a provider that is not there, or cannot be asked for its keys, ends nothing', async () => {
    const url = '/sign-in/with/nowhere/ended';
    assert.equal((await send(await world.provider.sign(claims()), url)).statusCode, 404);
    const away = await openSigningIn();
    away.provider.away(true);
    const answer = await away.app.inject({
      method: 'POST',
      url: '/sign-in/with/council/ended',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: `logout_token=${await world.provider.sign(claims())}`,
    });
    assert.equal(answer.statusCode, 400);
    await away.close();
  });

  test('is not taken from a page of another site', async () => {
    const answer = await world.app.inject({
      method: 'POST',
      url: '/sign-in/with/council/ended',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'cross-site',
      },
      payload: `logout_token=${await world.provider.sign(claims())}`,
    });
    assert.equal(answer.statusCode, 403);
  });
});

test('messages that come too fast are refused', async () => {
  const endedByAddress = { most: 3, seconds: 60 };
  const world = await openSigningIn({ limits: { ...usualLimits, endedByAddress } });
  const statuses: number[] = [];
  for (let number = 0; number < 5; number++)
    statuses.push(
      (await world.app.inject({ method: 'POST', url: '/sign-in/with/council/ended' })).statusCode,
    );
  assert.deepEqual(statuses, [400, 400, 400, 429, 429]);
  await world.close();
});

test('an administrator reads why a session ended', async () => {
  const world = await openSigningIn();
  await people(world);
  await world.employ('root', { roles: ['stile/administrator'] });
  world.provider.accounts.set('root', { email: 'root@council.example', email_verified: true });
  await comeIn(world, 'ava');
  await world.provider.tellEnded('ava');
  const root = await comeIn(world, 'root');
  const { html } = await root.go('/sign-in-log');
  assert.match(html, /Session ended: they were signed out at the provider/);
  await world.close();
});
