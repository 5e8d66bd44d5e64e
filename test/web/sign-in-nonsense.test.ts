import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { administrator } from '../../src/access/administrator.ts';
import { signInForDemonstration } from '../../src/cases/sign-in-demonstration.ts';
import { keyOf } from '../../src/web/session.ts';
import { authority } from '../store/support.ts';
import { openSigningIn, type SigningIn } from './sign-in-support.ts';

const NASTY = [
  '',
  ' ',
  '%00',
  '%E0%A4%A',
  '%F0%9F%92%A9',
  '..%2F..%2Fetc',
  "'%20OR%201=1--",
  '__proto__',
  'constructor',
  'council',
  `${authority}~${'a'.repeat(73)}`,
  `${authority}~~`,
  'x'.repeat(199),
  'x'.repeat(3000),
  '%0d%0aset-cookie:a=b',
  'https:%2F%2Fevil.example',
];

let world: SigningIn;
before(async () => {
  world = await openSigningIn({ links: [authority] });
  await world.employ('root', { roles: [administrator, 'social-worker'] });
});
after(() => world.close());

test('the pages of signing in answer every nonsense with a page, and never with a fault', async () => {
  const session = await signInForDemonstration(world.stile, authority, 'root' as never);
  assert.ok(session);
  const inside = `stile_session=${authority}~${session.secret}`;
  const visit = 'stile_visit=mine';
  let asked = 0;
  const ask = async (method: 'GET' | 'POST', url: string, cookie: string, body?: string) => {
    const answer = await world.app.inject({
      method,
      url,
      headers: {
        cookie,
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(body === undefined ? {} : { payload: body }),
    });
    asked += 1;
    assert.ok(answer.statusCode < 500, `${method} ${url} ${body ?? ''}: ${answer.statusCode}`);
    const { location } = answer.headers;
    if (location !== undefined)
      assert.ok(
        String(location).startsWith('/') || String(location).startsWith(world.provider.issuer),
        `${url} leads to ${String(location)}`,
      );
    assert.doesNotMatch(String(answer.headers['set-cookie']), /a=b/);
  };
  const browsers = [
    [`${visit}; stile_link=${'y'.repeat(500)}; stile_try_x=e30`, keyOf('mine')],
    [`${visit}; ${inside}`, keyOf(session.secret)],
  ] as const;
  for (const nasty of NASTY)
    for (const [cookie, key] of browsers) {
      for (const path of [
        '/sign-in/with/',
        '/sign-in/out/',
        '/sign-in/link/',
        '/kept/',
        '/sessions/of/',
      ])
        await ask('GET', path + nasty, cookie);
      for (const url of [
        `/sign-in/with/council?next=${nasty}`,
        `/sign-in/with/council/back?state=${nasty}&code=${nasty}`,
        `/sign-in/with/council/back?state=x&error=${nasty}`,
        `/sign-in?next=${nasty}&council=${nasty}&from=${nasty}&ended=${nasty}`,
        `/sign-in-log?before=${nasty}`,
        `/session?x=${nasty}`,
      ])
        await ask('GET', url, cookie);
      for (const path of [
        '/sign-in',
        '/sign-in/link',
        `/sign-in/link/${nasty}`,
        '/sessions/end',
        `/sessions/of/${nasty}/end`,
        `/sessions/of/${nasty}/unlink`,
        `/kept/${nasty}`,
        `/kept/${nasty}/discard`,
        '/session',
      ])
        await ask(
          'POST',
          path,
          cookie,
          `_csrf=${key}&council=${authority}&email=${nasty}&email=a@b.cd&session=${nasty}&issuer=${nasty}&next=${nasty}&kept=${nasty}&person=${nasty}`,
        );
    }
  assert.ok(asked > 600);
});
