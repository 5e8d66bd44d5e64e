import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { deliverOutbox } from '../../src/cases/deliver-outbox.ts';
import { usualLimits } from '../../src/web/operation/limits.ts';
import { authority, done, registration } from '../store/support.ts';
import { home, openSigningIn, type SigningIn } from './sign-in-support.ts';
import type { Seen } from './traveller.ts';

const atCallback = (url: URL): boolean => url.origin === home && url.pathname.endsWith('/back');

function titleOf({ html }: Seen): string {
  return /<h1[^>]*>([^<]*)/.exec(html)?.[1]?.trim() ?? '';
}

describe('signing in with an account at a provider', () => {
  let world: SigningIn;
  before(async () => {
    world = await openSigningIn({
      providers: [
        {},
        {
          id: 'school',
          name: 'Hillside School',
          for: 'partner',
          agency: 'Hillside School',
        },
      ],
    });
    await world.employ('ava');
    const { accounts } = world.provider;
    accounts.set('ava-1', { email: 'Ava@Council.example', email_verified: true, name: 'Ava' });
    accounts.set('nobody', { email: 'nobody@council.example', email_verified: true });
  });
  afterEach(() => {
    world.provider.forge = undefined;
    world.provider.otherKey = false;
    world.provider.away(false);
  });
  after(() => world.close());

  test('offers a button for each provider, and no list of names', async () => {
    const { html } = await world.visit().go('/sign-in');
    assert.match(
      html,
      /href="\/sign-in\/with\/council"[^>]*>\s*Sign in with the council’s account/,
    );
    assert.match(html, /Sign in with Hillside School/);
    assert.doesNotMatch(html, /app-sign-in__person|Ava Price/);
  });

  test('leads to the page that was asked for, and the next time knows the account', async () => {
    world.provider.person = 'ava-1';
    const me = world.visit();
    const asked = await me.go('/policy/clauses?q=step');
    assert.equal(asked.url.pathname, '/sign-in');
    const way = /href="(\/sign-in\/with\/council[^"]*)"/.exec(asked.html)?.[1] ?? '';
    const seen = await me.go(way.replaceAll('&amp;', '&'));
    assert.equal(seen.url.pathname + seen.url.search, '/policy/clauses?q=step');
    assert.equal(seen.status, 200);
    assert.match(seen.html, /Ava Price/);
    assert.deepEqual(
      (await world.log()).slice(0, 2).map(({ worker, result }) => [worker, result]),
      [
        ['ava', 'signed-in'],
        ['ava', 'linked'],
      ],
    );
    // Another address at the provider is still the same account.
    world.provider.accounts.set('ava-1', { email: 'ava.new@council.example' });
    assert.equal((await world.visit().go('/sign-in/with/council')).url.pathname, '/work');
  });

  test('keeps nothing of what the provider hands out', async () => {
    world.provider.person = 'ava-1';
    const me = world.visit();
    await me.go('/sign-in/with/council');
    assert.deepEqual(
      [...me.cookies.keys()].filter((name) => name.startsWith('stile_try')),
      [],
    );
    const rows = JSON.stringify([
      await world.stile.behindItsBack('SELECT * FROM session'),
      await world.stile.behindItsBack('SELECT * FROM worker_identity'),
      await world.stile.behindItsBack('SELECT * FROM sign_in_log'),
      world.said,
    ]);
    assert.doesNotMatch(rows, /eyJ|access_token|code=|state=/);
  });

  test('gives a new session each time, and ends the one before', async () => {
    world.provider.person = 'ava-1';
    const me = world.visit();
    await me.go('/sign-in/with/council');
    const first = me.cookies.get('stile_session') ?? '';
    // Signed in already: there is nothing to do.
    assert.equal((await me.go('/sign-in/with/council')).url.pathname, '/work');
    me.cookies.set('stile_session', `${authority}~chosen-by-somebody-else`);
    await me.go('/sign-in/with/council');
    const second = me.cookies.get('stile_session') ?? '';
    assert.notEqual(second, first);
    assert.doesNotMatch(second, /chosen/);
  });

  test('refuses in the same words whoever it is and whyever', async () => {
    await world.employ('left', { active: false });
    await world.employ('bea');
    await world.employ('twin-a', { email: 'twin@council.example' });
    await world.employ('twin-b', { email: 'twin@council.example' });
    await world.employ('dee', { employer: 'partner', agency: 'Oakfield School' });
    const { accounts } = world.provider;
    const verified = (email: string) => ({ email, email_verified: true });
    accounts.set('left-1', verified('left@council.example'));
    accounts.set('bea-1', { email: 'bea@council.example', email_verified: false });
    accounts.set('bea-2', { email: 'bea@council.example' });
    accounts.set('twin', verified('twin@council.example'));
    accounts.set('dee-1', verified('dee@council.example'));
    accounts.set('ava-2', verified('ava@council.example'));
    accounts.set('empty', {});
    const pages = new Set<string>();
    const because: string[] = [];
    for (const person of [
      'nobody',
      'left-1',
      'bea-1',
      'bea-2',
      'twin',
      'dee-1',
      'ava-2',
      'empty',
    ]) {
      world.provider.person = person;
      const me = world.visit();
      const seen = await me.go('/sign-in/with/council');
      assert.equal(seen.status, 403, person);
      assert.equal(me.cookies.get('stile_session'), undefined, person);
      pages.add(seen.html);
      because.push((await world.log())[0]?.result ?? '');
    }
    assert.equal(pages.size, 1);
    assert.match([...pages][0] ?? '', /You cannot sign in to Stile with this account/);
    assert.deepEqual(because, [
      'unknown',
      'left',
      'email-not-verified',
      'email-not-verified',
      'several-entries',
      'not-for-this-provider',
      'other-account-linked',
      'no-email',
    ]);
  });

  test('lets the provider of a partner speak for its own people only', async () => {
    await world.employ('hal', { employer: 'partner', agency: 'Hillside School', roles: ['lead'] });
    await world.employ('oak', { employer: 'partner', agency: 'Oakfield School', roles: ['lead'] });
    const { accounts } = world.provider;
    accounts.set('hal-1', { email: 'hal@council.example', email_verified: true });
    accounts.set('oak-1', { email: 'oak@council.example', email_verified: true });
    accounts.set('ava-3', { email: 'ava@council.example', email_verified: true });
    world.provider.person = 'hal-1';
    assert.equal((await world.visit().go('/sign-in/with/school')).url.pathname, '/work');
    for (const person of ['oak-1', 'ava-3']) {
      world.provider.person = person;
      assert.equal((await world.visit().go('/sign-in/with/school')).status, 403, person);
    }
    // Hillside's account is good at Hillside's provider alone.
    world.provider.person = 'hal-1';
    assert.equal((await world.visit().go('/sign-in/with/council')).status, 403);
  });

  test('refuses an answer that is forged, old, used, or of somebody else’s sign-in', async () => {
    world.provider.person = 'ava-1';
    const refused = async (seen: Seen, what: string) => {
      assert.equal(seen.status, 400, what);
      assert.equal(titleOf(seen), 'Signing in was not finished', what);
      assert.equal((await world.log())[0]?.result, 'answer-not-good', what);
    };
    const me = world.visit();
    const back = await me.go('/sign-in/with/council', atCallback);
    const state = back.url.searchParams.get('state') ?? '';

    const other = new URL(back.url);
    other.searchParams.set('state', `${state.slice(0, 8)}somethingelse`);
    await refused(await me.go(other.href), 'wrong state');
    // An answer is good for one attempt, and the attempt for one answer.
    await refused(await me.go(back.url.href), 'second try');

    const victim = world.visit();
    const mine = await world.visit().go('/sign-in/with/council', atCallback);
    await refused(await victim.go(mine.url.href), 'begun in another browser');

    const again = world.visit();
    const good = await again.go('/sign-in/with/council', atCallback);
    const cookies = new Map(again.cookies);
    assert.equal((await again.go(good.url.href)).url.pathname, '/work');
    const thief = world.visit();
    for (const [name, value] of cookies) thief.cookies.set(name, value);
    await refused(await thief.go(good.url.href), 'replayed code');

    const elsewhere = world.visit();
    const gone = await elsewhere.go('/sign-in/with/council', atCallback);
    await refused(
      await elsewhere.go(gone.url.href.replace('/with/council/', '/with/school/')),
      'another provider',
    );

    const forgeries: Record<string, NonNullable<typeof world.provider.forge>> = {
      nonce: (claims) => ({ ...claims, nonce: 'another' }),
      'no nonce': ({ nonce: _, ...claims }) => claims,
      audience: (claims) => ({ ...claims, aud: 'another-client' }),
      issuer: (claims) => ({ ...claims, iss: 'https://elsewhere.example' }),
      expired: (claims) => ({
        ...claims,
        iat: (claims.iat ?? 0) - 7200,
        exp: (claims.iat ?? 0) - 3600,
      }),
    };
    for (const [what, forge] of Object.entries(forgeries)) {
      world.provider.forge = forge;
      await refused(await world.visit().go('/sign-in/with/council'), what);
    }
    // Signed by the test as well, and with nothing changed: it is the changes that were refused.
    world.provider.forge = (claims) => claims;
    assert.equal((await world.visit().go('/sign-in/with/council')).url.pathname, '/work');
    world.provider.forge = undefined;
    world.provider.otherKey = true;
    await refused(await world.visit().go('/sign-in/with/council'), 'another key');
  });

  test('says when the provider is away, and when somebody breaks off', async () => {
    world.provider.person = 'ava-1';
    const me = world.visit();
    const back = await me.go('/sign-in/with/council', atCallback);
    world.provider.away(true);
    const seen = await me.go(back.url.href);
    assert.equal(seen.status, 503);
    assert.equal(titleOf(seen), 'You cannot sign in at the moment');
    assert.match(seen.html, /Stile cannot reach the council’s account/);
    assert.match(world.said.at(-1) ?? '', /^Signing in with the provider council failed: \w+$/);
    world.stile.pass({ hours: 2 });
    const cold = await world.visit().go('/sign-in/with/council?next=/unfinished');
    assert.equal(cold.status, 503);
    assert.match(cold.html, /href="\/sign-in\?next=%2Funfinished"/);
    world.provider.away(false);
    assert.equal((await world.visit().go('/sign-in/with/council')).url.pathname, '/work');
    world.provider.person = undefined;
    const cancelled = await world.visit().go('/sign-in/with/council');
    assert.equal(cancelled.url.pathname, '/sign-in');
    assert.equal((await world.log())[0]?.result, 'cancelled');
  });

  test('ends with signing out, at the provider as well where they want', async () => {
    world.provider.person = 'ava-1';
    const me = world.visit();
    const { html } = await me.go('/sign-in/with/council');
    const csrf = /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
    const out = await me.post('/sign-out', { _csrf: csrf });
    assert.match(out.html, /href="\/sign-in\/out\/council"/);
    assert.equal((await me.go('/work')).url.pathname, '/sign-in');
    const left = await me.go('/sign-in/out/council', (url) => url.origin !== home);
    assert.equal(left.url.origin, world.provider.issuer);
    assert.equal(left.url.searchParams.get('post_logout_redirect_uri'), `${home}/sign-in`);
    assert.doesNotMatch(left.url.search, /id_token/);
  });

  test('ends at once when somebody leaves', async () => {
    world.provider.person = 'ava-1';
    const me = world.visit();
    await me.go('/sign-in/with/council');
    assert.equal((await me.go('/work')).status, 200);
    await world.employ('ava', { active: false });
    assert.equal((await me.go('/work')).url.pathname, '/sign-in');
    assert.equal((await world.visit().go('/sign-in/with/council')).status, 403);
    assert.equal((await world.log())[0]?.result, 'left');
    await world.employ('ava');
  });

  test('answers nonsense kindly', async () => {
    for (const url of [
      '/sign-in/with/nowhere',
      '/sign-in/with/nowhere/back?code=x&state=y',
      '/sign-in/out/nowhere',
    ])
      assert.equal((await world.visit().go(url)).status, 404, url);
    for (const url of [
      '/sign-in/with/council/back',
      '/sign-in/with/council/back?state=a&state=b&code[]=1',
      `/sign-in/with/council/back?state=${'x'.repeat(5000)}`,
      '/sign-in/with/council/back?error=server_error',
    ])
      assert.equal((await world.visit().go(url)).status, 400, url);
    const me = world.visit();
    me.cookies.set('stile_try_abcdefgh', 'bm9uc2Vuc2U');
    assert.equal((await me.go('/sign-in/with/council/back?state=abcdefgh1')).status, 400);
  });
});

test('the way to a provider is limited, and a wrong secret is said in the log as a code', async () => {
  const world = await openSigningIn({
    providers: [{ secret: 'not the one' }],
    limits: { ...usualLimits, providerByAddress: { most: 3, seconds: 60 } },
  });
  await world.employ('ava');
  world.provider.person = 'ava-1';
  const me = world.visit();
  const seen = await me.go('/sign-in/with/council');
  assert.equal(seen.status, 503);
  assert.equal(world.said.at(-1), 'Signing in with the provider council failed: invalid_client');
  assert.equal((await me.go('/sign-in/with/council/back')).status, 400);
  const limited = await me.go('/sign-in/with/council');
  assert.equal(limited.status, 429);
  assert.match(limited.html, /Worried about a child now\?/);
  await world.close();
});

describe('a provider that gives roles', () => {
  let world: SigningIn;
  before(async () => {
    world = await openSigningIn({
      providers: [
        {
          agency: 'The council',
          roles: new Map([
            ['g-workers', 'social-worker'],
            ['g-managers', 'team-manager'],
            ['g-stile', 'stile/administrator'],
          ]),
          create: true,
        },
      ],
    });
    // An administrator who reads what is told; the provider gives them that role each time.
    await world.employ('ada', { roles: ['stile/administrator'] });
    const ada = { email: 'ada@council.example', email_verified: true, groups: ['g-stile'] };
    world.provider.accounts.set('ada-1', ada);
  });
  after(() => world.close());

  const comeIn = async (person: string, groups: readonly string[]): Promise<Seen> => {
    const [id = ''] = person.split('-');
    const account = { email: `${id}@council.example`, email_verified: true, groups };
    world.provider.accounts.set(person, account);
    world.provider.person = person;
    return world.visit().go('/sign-in/with/council');
  };

  /** The words of a page that Ada opens, once all messages are delivered. */
  const adaReads = async (path: string): Promise<string> => {
    await deliverOutbox(world.stile, authority, undefined);
    world.provider.person = 'ada-1';
    const me = world.visit();
    await me.go('/sign-in/with/council');
    return (await me.go(path)).html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  };

  const timesIn = (text: string, words: string): number => text.split(words).length - 1;

  const rolesOf = async (name: string) =>
    (
      await world.stile.behindItsBack(
        'SELECT id, own_roles_of(authority, id, $2) AS roles FROM worker WHERE name = $1',
        [name, world.stile.now()],
      )
    )[0];

  test('enters somebody who is new, and changes their roles at the next sign-in', async () => {
    const { accounts } = world.provider;
    const cy = { email: 'cy@council.example', email_verified: true, name: 'Cy Lind' };
    accounts.set('cy-1', { ...cy, groups: ['g-workers', 'everybody'] });
    world.provider.person = 'cy-1';
    const me = world.visit();
    assert.equal((await me.go('/sign-in/with/council')).url.pathname, '/work');
    assert.deepEqual((await rolesOf('Cy Lind'))?.roles, ['social-worker']);
    accounts.set('cy-1', { ...cy, groups: ['g-managers'] });
    const later = world.visit();
    assert.match((await later.go('/sign-in/with/council')).html, /Team Manager/);
    assert.deepEqual((await rolesOf('Cy Lind'))?.roles, ['team-manager']);
    // It holds for the session that was there before, too.
    assert.match((await me.go('/work')).html, /Team Manager/);
    accounts.set('cy-1', { ...cy, groups: [] });
    assert.equal((await world.visit().go('/sign-in/with/council')).status, 403);
    assert.equal((await world.log())[0]?.result, 'no-role');
  });

  test('leaves the roles alone that are not its to give', async () => {
    await world.employ('mo', { roles: ['social-worker', 'jam-chair'] });
    world.provider.accounts.set('mo-1', {
      email: 'mo@council.example',
      email_verified: true,
      groups: ['g-managers'],
    });
    world.provider.person = 'mo-1';
    assert.equal((await world.visit().go('/sign-in/with/council')).url.pathname, '/work');
    assert.deepEqual((await rolesOf('Mo Price'))?.roles, ['jam-chair', 'team-manager']);
  });

  test('enters nobody without a role or a verified address, and nobody who has left', async () => {
    await world.employ('old', { active: false });
    const { accounts } = world.provider;
    accounts.set('a', { email: 'a@council.example', email_verified: true, groups: ['others'] });
    accounts.set('b', { email: 'b@council.example', groups: ['g-workers'] });
    accounts.set('c', {
      email: 'old@council.example',
      email_verified: true,
      groups: ['g-workers'],
    });
    for (const person of ['a', 'b', 'c']) {
      world.provider.person = person;
      assert.equal((await world.visit().go('/sign-in/with/council')).status, 403, person);
    }
    const rows = await world.stile.behindItsBack(
      "SELECT FROM worker WHERE email IN ('a@council.example', 'b@council.example') OR email = 'old@council.example' AND active",
    );
    assert.equal(rows.length, 0);
  });

  test('tells the administrators which roles came and went, and keeps it in the log of the directory', async () => {
    await world.employ('pat');
    assert.equal((await comeIn('pat-1', ['g-managers'])).status, 200);
    for (const page of ['/people/log', '/notices']) {
      const said = await adaReads(page);
      assert.match(
        said,
        /Given the role Social Care Team Manager by the provider “the council’s account”/,
        page,
      );
      assert.match(said, /Role Social Worker ended by the provider “the council’s account”/, page);
      assert.match(said, /Pat Price/, page);
    }
    // Nothing changes, and nobody is told again.
    const before = timesIn(await adaReads('/people/log'), 'Pat Price');
    await comeIn('pat-1', ['g-managers']);
    assert.equal(timesIn(await adaReads('/people/log'), 'Pat Price'), before);
  });

  test('somebody who moves keeps a role while a family hangs on it, and it is said until it is handed over', async () => {
    await world.employ('sam');
    await done(world.stile, 'hangs', registration('hangs'));
    assert.equal((await comeIn('sam-1', ['g-managers'])).status, 200);
    const roles = async () => (await rolesOf('Sam Price'))?.roles;
    assert.deepEqual(await roles(), ['social-worker', 'team-manager']);
    const stays =
      'Role Social Worker stays, which the provider “the council’s account” no longer gives';
    assert.equal(timesIn(await adaReads('/people/log'), stays), 1);
    assert.match(
      await adaReads('/notices'),
      new RegExp(`Sam Price: ${stays}: families hang on it`),
    );
    // Not at each sign-in, but again after a week.
    await comeIn('sam-1', ['g-managers']);
    assert.equal(timesIn(await adaReads('/people/log'), stays), 1);
    world.stile.pass({ days: 8 });
    await comeIn('sam-1', ['g-managers']);
    assert.equal(timesIn(await adaReads('/people/log'), stays), 2);
  });

  test('families of somebody who is refused, because the provider gives no role any more, are said too', async () => {
    world.stile.pass({ days: 8 });
    assert.equal((await comeIn('sam-1', [])).status, 403);
    assert.deepEqual((await rolesOf('Sam Price'))?.roles, ['social-worker', 'team-manager']);
    const stays = /Sam Price Role Social Worker stays, .{0,200}Stile 18 March 2026/;
    assert.match(await adaReads('/people/log'), stays);
  });

  test('the last administrator stays one, whatever the provider says', async () => {
    assert.equal((await comeIn('ada-1', ['g-workers'])).status, 200);
    assert.deepEqual((await rolesOf('Ada Price'))?.roles, ['stile/administrator', 'social-worker']);
    assert.match(
      await adaReads('/notices'),
      /Role Administrator of Stile stays.*nobody else has it without a last day/,
    );
    // With another there, it goes.
    await comeIn('bob-1', ['g-stile']);
    await comeIn('ada-1', ['g-workers']);
    assert.deepEqual((await rolesOf('Ada Price'))?.roles, ['social-worker']);
  });
});
