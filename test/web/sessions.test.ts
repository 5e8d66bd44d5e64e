import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { administrator } from '../../src/access/administrator.ts';
import { signInForDemonstration } from '../../src/cases/sign-in-demonstration.ts';
import { within } from '../../src/store/database/connect.ts';
import { keyOf } from '../../src/web/session.ts';
import { deviceOf } from '../../src/web/sign-in/device.ts';
import { authority } from '../store/support.ts';
import { openSigningIn, type SigningIn } from './sign-in-support.ts';

const FORM = 'application/x-www-form-urlencoded';

describe('being signed in', () => {
  let world: SigningIn;
  before(async () => {
    world = await openSigningIn();
    await world.employ('ava', { roles: ['team-manager'] });
    await world.employ('ben');
    await world.employ('root', { roles: [administrator] });
    for (const id of ['ava', 'ben', 'root'])
      world.provider.accounts.set(id, { email: `${id}@council.example`, email_verified: true });
  });
  after(() => world.close());

  async function come(id: string, device = 'Firefox on Windows') {
    const session = await signInForDemonstration(world.stile, authority, id as never, { device });
    assert.ok(session);
    const cookie = `stile_session=${authority}~${session.secret}`;
    const _csrf = keyOf(session.secret);
    return {
      get: (url: string) => world.app.inject({ method: 'GET', url, headers: { cookie } }),
      post: (url: string, body: Record<string, string> = {}) =>
        world.app.inject({
          method: 'POST',
          url,
          headers: { cookie, 'content-type': FORM, 'sec-fetch-site': 'same-origin' },
          payload: new URLSearchParams({ _csrf, ...body }).toString(),
        }),
    };
  }
  type Person = Awaited<ReturnType<typeof come>>;
  const isIn = async (person: Person) => (await person.get('/work')).statusCode === 200;

  test('shows where, since when, and how to end it', async () => {
    const desk = await come('ava', 'Edge on Windows');
    const phone = await come('ava', 'Safari on an iPhone');
    const page = (await desk.get('/sessions')).body;
    assert.match(page, /Edge on Windows[\s\S]*This browser/);
    assert.match(page, /Safari on an iPhone/);
    assert.match(page, /This session ends on 2 March 2026 at 10am if you do nothing until then/);
    assert.match(page, /on 2 March 2026 at 9pm in any case/);
    const id = /name="session" value="([^"]+)"/.exec(page)?.[1] ?? '';
    assert.equal((await desk.post('/sessions/end', { session: id })).statusCode, 303);
    assert.ok(await isIn(desk));
    assert.ok(!(await isIn(phone)));
  });

  test('can be ended everywhere else, and nobody else’s can', async () => {
    const ben = await come('ben');
    const one = await come('ava');
    const two = await come('ava');
    const page = (await one.get('/sessions')).body;
    const id = /name="session" value="([^"]+)"/.exec(page)?.[1] ?? '';
    await ben.post('/sessions/end', { session: id });
    await ben.post('/sessions/end', { session: '' });
    await ben.post('/sessions/end-others');
    assert.ok((await isIn(one)) && (await isIn(two)) && (await isIn(ben)));
    await one.post('/sessions/end-others');
    assert.ok((await isIn(one)) && !(await isIn(two)) && (await isIn(ben)));
  });

  test('ends after an hour without use and after twelve in any case', async () => {
    const ava = await come('ava');
    const idle = await come('ava');
    for (let half = 0; half < 23; half++) {
      world.stile.pass({ minutes: 30 });
      assert.ok(await isIn(ava), `after ${(half + 1) / 2} hours`);
    }
    assert.ok(!(await isIn(idle)));
    world.stile.pass({ minutes: 29 });
    assert.ok(await isIn(ava));
    world.stile.pass({ minutes: 1 });
    assert.ok(!(await isIn(ava)));
  });

  test('can be asked how long it lasts without making it last longer', async () => {
    const ava = await come('ava');
    const asked = (await ava.get('/session')).json();
    assert.equal(Date.parse(asked.ends) - Date.parse(asked.now), 3_600_000);
    world.stile.pass({ minutes: 50 });
    const later = (await ava.get('/session')).json();
    assert.equal(later.ends, asked.ends);
    const stayed = (await ava.post('/session')).json();
    assert.equal(Date.parse(stayed.ends) - Date.parse(stayed.now), 3_600_000);
    world.stile.pass({ minutes: 61 });
    assert.equal((await ava.get('/session')).statusCode, 401);
    assert.equal((await world.app.inject({ method: 'GET', url: '/session' })).statusCode, 401);
  });

  test('keeps a form that was sent after the end for the person who sent it, and sends it then', async () => {
    const me = world.visit();
    world.provider.person = 'ava';
    await me.go('/sign-in/with/council');
    world.stile.pass({ hours: 2 });
    const typed = { given: 'Typed <b>late</b>', family: 'Lind', unborn: 'born' };
    const refused = await me.post('/families/new/child', typed);
    assert.equal(refused.status, 403);
    assert.match(refused.html, /What you typed is kept/);
    const way = /href="(\/sign-in\/with\/council[^"]*)"/.exec(refused.html)?.[1] ?? '';
    // Somebody else at the same computer does not find it.
    world.provider.person = 'ben';
    const other = world.visit();
    assert.equal((await other.go(way)).status, 404);
    assert.doesNotMatch((await other.go('/unfinished')).html, /Typed/);
    world.provider.person = 'ava';
    const kept = await me.go(way);
    assert.equal(kept.status, 200);
    assert.match(kept.html, /You are signed in, and what you typed is kept/);
    assert.match(kept.html, /Typed &lt;b&gt;late&lt;\/b&gt;/);
    const fields = Object.fromEntries(
      [...kept.html.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
        ([, name = '', value = '']) => [name, value],
      ),
    );
    assert.equal(fields.family, 'Lind');
    const sent = await world.app.inject({
      method: 'POST',
      url: kept.url.pathname,
      headers: {
        cookie: [...me.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        'content-type': FORM,
      },
      payload: new URLSearchParams(fields).toString(),
    });
    assert.equal(sent.statusCode, 307);
    assert.equal(sent.headers.location, '/families/new/child');
    assert.equal((await me.go(kept.url.href)).status, 404);
  });

  test('keeps nothing for a browser that never had a session, and not without end', async () => {
    const me = world.visit();
    me.cookies.set('stile_session', `${authority}~guess`);
    const refused = await me.post('/families/new/child', { given: 'x' });
    assert.equal(refused.status, 403);
    world.provider.person = 'ben';
    const ben = world.visit();
    await ben.go('/sign-in/with/council');
    world.stile.pass({ hours: 2 });
    for (let number = 0; number < 25; number++)
      await ben.post('/families/new/child', { given: `number ${number}` });
    const rows = await world.stile.behindItsBack(
      `SELECT worker FROM draft WHERE key LIKE '/kept/%'`,
    );
    assert.equal(rows.length, 20);
    assert.ok(rows.every(({ worker }) => worker === 'ben'));
  });

  test('is seen and ended by an administrator, with what went before', async () => {
    const root = await come('root');
    const ava = await come('ava', 'Chrome on a Mac');
    const page = (await root.get('/sessions/of/ava')).body;
    assert.match(page, /Where Ava Price is signed in/);
    assert.match(page, /Chrome on a Mac/);
    assert.match(page, /The council’s account/);
    await root.post('/sessions/of/ava/end');
    assert.ok(!(await isIn(ava)));
    const unlinked = await root.post('/sessions/of/ava/unlink', { issuer: world.provider.issuer });
    assert.equal(unlinked.statusCode, 303);
    const rows = await world.stile.behindItsBack(
      "SELECT FROM worker_identity WHERE worker = 'ava'",
    );
    assert.equal(rows.length, 0);
    const log = (await root.get('/sign-in-log')).body;
    assert.match(log, /Session ended/);
    assert.match(log, /Account no longer linked/);
    assert.equal((await root.get('/sessions/of/nobody')).statusCode, 404);
    assert.equal((await root.get('/sign-in-log?before=nonsense')).statusCode, 200);
  });

  test('is nobody else’s business', async () => {
    const ben = await come('ben');
    const ava = await come('ava');
    for (const url of ['/sessions/of/ava', '/sign-in-log'])
      assert.equal((await ben.get(url)).statusCode, 403, url);
    for (const url of ['/sessions/of/ava/end', '/sessions/of/ava/unlink'])
      assert.equal((await ben.post(url)).statusCode, 403, url);
    assert.ok(await isIn(ava));
  });

  test('is nobody else’s business in the database either', async () => {
    await come('ava');
    const seen = async (worker: string) => {
      const db = within(world.stile.db, { authority, worker, now: world.stile.now() });
      const counts: number[] = [];
      for (const statement of [
        "SELECT count(*) AS n FROM session WHERE worker <> 'ben'",
        "SELECT count(*) AS n FROM sign_in_log WHERE worker IS DISTINCT FROM 'ben'",
        'SELECT count(*) AS n FROM worker_identity',
        'SELECT count(*) AS n FROM sign_in_link',
      ])
        counts.push(Number((await db.query<{ n: number }>(statement)).rows[0]?.n));
      return counts.map((count) => count > 0);
    };
    await world.stile.behindItsBack(
      `INSERT INTO sign_in_link (authority, id, worker, browser, asked, expires)
       VALUES ($1, 'l1', 'ben', 'b', now(), now())`,
      [authority],
    );
    assert.deepEqual(await seen('ben'), [false, false, false, false]);
    assert.deepEqual(await seen('root'), [true, true, true, false]);
    const elsewhere = within(world.stile.db, { authority: 'elsewhere', worker: '', now: null });
    for (const table of ['session', 'sign_in_log', 'worker_identity', 'sign_in_link'])
      assert.equal((await elsewhere.query(`SELECT FROM ${table}`)).rowCount, 0, table);
  });

  test('is logged where nothing can be changed any more', async () => {
    const may = await world.stile.behindItsBack(
      `SELECT bool_or(has_table_privilege('stile_app', 'sign_in_log', right)) AS may
       FROM unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS r (right)`.replaceAll('right', 'r_'),
    );
    assert.deepEqual(may, [{ may: false }]);
  });
});

test('a browser is named in words', () => {
  const known = {
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0':
      'Edge on Windows',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1':
      'Safari on an iPhone',
    'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36':
      'Chrome on Android',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:143.0) Gecko/20100101 Firefox/143.0':
      'Firefox on a Mac',
    'curl/8': 'A browser that does not say what it is',
  };
  for (const [said, words] of Object.entries(known)) assert.equal(deviceOf(said), words);
  assert.equal(deviceOf(undefined), 'A browser that does not say what it is');
});
