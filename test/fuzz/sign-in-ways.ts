/** Signing in as people do, at the provider, by a link in a mail and by choosing a name; and as they should not. */
import { randomUUID } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { client } from '../provider.ts';
import { Browser } from './browser.ts';
import type { Ground } from './ground.ts';
import { SESSION } from './ledger.ts';
import { encode, type Pair, strangeText } from './mutate.ts';
import { type Form, formsOf } from './page-parts.ts';
import type { Answer } from './watch.ts';
import { accountOf, type Visitor } from './world.ts';

export async function signInSomehow(ground: Ground, visitor: Visitor): Promise<void> {
  const kind = ground.chance.between(0, 9);
  if (kind < 5) await withProvider(ground, visitor);
  else if (kind < 8) await withLink(ground, visitor);
  else await inDemonstration(ground, visitor);
}

interface Coming {
  readonly ground: Ground;
  readonly browser: Browser;
  /** Where the provider sends the browser back to. */
  readonly back: string;
  /** Another attempt of another browser, come so far as well. */
  readonly other: () => Promise<{ readonly browser: Browser; readonly back: string }>;
}

/** Something that is wrong with an answer of a provider: nobody may come in with it. */
const WRONG: Readonly<Record<string, (coming: Coming) => Promise<Answer>>> = {
  'without the cookie of its attempt': ({ ground, back }) => new Browser(ground).get(back),
  'in another browser': async ({ other, back }) => (await other()).browser.get(back),
  'with the state of another': async ({ browser, back, other }) =>
    browser.get(withPart(back, 'state', partOf((await other()).back, 'state'))),
  'with the code of another': async ({ browser, back, other }) =>
    browser.get(withPart(back, 'code', partOf((await other()).back, 'code'))),
  'with a code of nobody': ({ ground, browser, back }) =>
    browser.get(
      withPart(back, 'code', strangeText(ground.chance, ground.known.list).slice(0, 300)),
    ),
  'from another issuer': ({ browser, back }) =>
    browser.get(withPart(back, 'iss', 'https://evil.example')),
  'with two codes': ({ browser, back }) => browser.get(`${back}&code=x`),
  'with an error beside the code': ({ browser, back }) =>
    browser.get(`${back}&error=access_denied`),
  'for another provider': ({ browser, back }) =>
    browser.get(
      back.replace(
        /\/with\/(\w+)-(\w)/,
        (_, kind, letter) => `/with/${kind}-${letter === 'a' ? 'b' : 'a'}`,
      ),
    ),
  'a second time': async ({ ground, browser, back }) => {
    const cookies = new Map(browser.cookies);
    await browser.get(back);
    const again = new Browser(ground);
    for (const [name, value] of cookies) again.cookies.set(name, value);
    return again.get(back);
  },
  'with another nonce': ({ ground, browser, back }) => {
    ground.world.provider.forge = (claims) => ({ ...claims, nonce: 'another' });
    return browser.get(back);
  },
  'for another client': ({ ground, browser, back }) => {
    ground.world.provider.forge = (claims) => ({ ...claims, aud: 'another' });
    return browser.get(back);
  },
  'that has run out': ({ ground, browser, back }) => {
    ground.world.provider.forge = (claims) => ({
      ...claims,
      exp: 1_600_000_000,
      iat: 1_599_999_000,
    });
    return browser.get(back);
  },
  'signed with another key': ({ ground, browser, back }) => {
    ground.world.provider.otherKey = true;
    return browser.get(back);
  },
};

/** Goes to the provider and back; what comes back is used as it is, or with something wrong in it. */
async function withProvider(ground: Ground, visitor: Visitor): Promise<void> {
  const { chance, world } = ground;
  const { council, worker } = visitor;
  const kind = worker.employer === 'partner' ? 'partners' : 'staff';
  const id = `${chance.between(0, 9) > 0 ? kind : 'staff'}-${council.letter}`;
  // Undefined: they press Cancel.
  const person = [accountOf(council, worker), undefined, 'stranger'][
    Math.max(0, chance.between(-20, 2))
  ];
  const coming = async () => {
    const browser = new Browser(ground);
    const next = chance.oneOf(['/work', '//evil.example', '/families', '/\\evil.example']);
    const { headers } = await browser.get(`/sign-in/with/${id}?next=${encodeURIComponent(next)}`);
    const to = String(headers.location ?? '');
    world.provider.person = person;
    const back = to.startsWith(`${world.provider.issuer}/`) ? await browser.abroad(to) : undefined;
    return back === undefined ? undefined : { browser, back };
  };
  const come = await coming();
  if (come === undefined) return;
  const other = async () => (await coming()) ?? come;
  if (chance.between(0, 1) === 0) {
    const [what, attack] = chance.oneOf(Object.entries(WRONG));
    const answer = await attack({ ground, other, ...come });
    world.provider.forge = undefined;
    world.provider.otherKey = false;
    if (cameIn(answer))
      ground.note(`lets somebody in by an answer of the provider ${what}`, {
        visitor,
        method: 'GET',
        url: come.back,
      });
    return;
  }
  const answer = await come.browser.get(come.back);
  if (!cameIn(answer)) return;
  if (chance.between(0, 2) === 0) await toldByProvider(ground, come.browser, visitor, id);
  await workAndLeave(ground, come.browser, visitor);
}

const ENDED = 'http://schemas.openid.net/event/backchannel-logout';

/** Something that is wrong with what says that a session has ended at the provider: nobody's ends by it. */
const MADE_UP: readonly ((claims: JWTPayload) => JWTPayload)[] = [
  (claims) => ({ ...claims, iss: 'https://evil.example' }),
  (claims) => ({ ...claims, aud: 'another' }),
  (claims) => ({ ...claims, events: {} }),
  (claims) => ({ ...claims, nonce: 'as an ID token has' }),
  (claims) => ({ ...claims, iat: 1_600_000_000, exp: 1_600_000_100 }),
  ({ sub: _, ...claims }) => claims,
  ({ jti: _, ...claims }) => claims,
];

/** The provider says that somebody's session has ended, or somebody makes it up: only what is the provider's word ends one. */
async function toldByProvider(
  ground: Ground,
  browser: Browser,
  visitor: Visitor,
  id: string,
): Promise<void> {
  const { chance, world } = ground;
  const { provider } = world;
  const issued = Math.floor(Date.now() / 1000);
  const claims: JWTPayload = {
    ...{ iss: provider.issuer, aud: client, sub: accountOf(visitor.council, visitor.worker) },
    ...{ iat: issued, exp: issued + 120, jti: randomUUID(), events: { [ENDED]: {} } },
  };
  const how = chance.between(0, 2);
  const change = how === 0 ? chance.oneOf(MADE_UP) : (said: JWTPayload) => said;
  provider.otherKey = how === 1;
  const token = await provider.sign(change(claims), { typ: 'logout+jwt' });
  provider.otherKey = false;
  const url = `/sign-in/with/${id}/ended`;
  const tell = { visitor: undefined, method: 'POST', url, body: encode([['logout_token', token]]) };
  const { status } = await ground.shoot(tell);
  // Whose session it still is, where nothing was believed.
  const { headers } = await browser.get('/work', how === 2 ? undefined : visitor);
  const out = String(headers.location ?? '').startsWith('/sign-in');
  if (how === 2 && !(status === 200 && out))
    ground.note('goes on with a session that the provider said has ended', tell);
  if (how !== 2 && (status === 200 || out)) ground.note('believes what no provider said', tell);
}

/** Asks for a link, takes it from the mail, and opens it where it was asked for, or elsewhere. */
async function withLink(ground: Ground, somebody: Visitor): Promise<void> {
  const { chance, world } = ground;
  const { council } = somebody;
  const partners = world.visitors.filter(
    (each) => each.council === council && each.worker.employer === 'partner',
  );
  const visitor = chance.between(0, 9) > 0 ? chance.oneOf(partners) : somebody;
  const browser = new Browser(ground);
  const url = `/sign-in?council=${council.authority}`;
  const { body } = await browser.get(url);
  const form = formsOf(body, url).find(({ action }) => action === '/sign-in/link');
  if (form === undefined) return;
  const email =
    chance.between(0, 9) > 0
      ? (visitor.worker.email ?? '')
      : strangeText(chance, ground.known.list);
  await browser.send({
    method: 'POST',
    url: form.action,
    body: encode(hiddenOf(form, [['email', email]])),
  });
  await ground.work();
  const mail = ground.mails
    .splice(0)
    .findLast(({ to }) => to.toLowerCase() === visitor.worker.email?.toLowerCase());
  if (mail === undefined) return;
  const elsewhere = chance.between(0, 2) === 0;
  const opener = elsewhere ? new Browser(ground) : browser;
  const token = chance.between(0, 5) === 0 ? spoiltToken(ground, mail.token) : mail.token;
  const address = `/sign-in/link/${encodeURIComponent(token)}`;
  const page = await opener.get(address);
  const shown = formsOf(page.body, address).find(({ action }) =>
    action.startsWith('/sign-in/link/'),
  );
  // Where it is not good there is no form: sent all the same, with the key of another form of this browser.
  const csrf =
    shown ??
    formsOf((await opener.get(url)).body, url).find(({ action }) => action === '/sign-in/link');
  const send = {
    method: 'POST',
    url: address,
    body: encode(csrf === undefined ? [] : hiddenOf(csrf, [])),
  };
  const answer = await opener.send(send);
  const good = !elsewhere && token === mail.token;
  if (cameIn(answer) && !good)
    ground.note('lets somebody in by a link that is no good here', { visitor, ...send });
  if (!cameIn(answer)) return;
  const again = new Browser(ground);
  for (const [name, value] of browser.cookies) again.cookies.set(name, value);
  again.cookies.delete('stile_session');
  if (cameIn(await again.send(send)))
    ground.note('lets somebody in by a link for a second time', { visitor, ...send });
  await workAndLeave(ground, opener, visitor);
}

function spoiltToken(ground: Ground, token: string): string {
  const [authority = '', secret = ''] = token.split('~');
  const other = ground.chance.oneOf(
    ground.world.councils.filter((each) => each.authority !== authority),
  );
  return ground.chance.oneOf([
    `${other.authority}~${secret}`,
    `${token}~`,
    token.slice(0, -1),
    `${authority}~${'x'.repeat(80)}`,
  ]);
}

/** Chooses a name, as it is done where everybody is invented; sometimes with a form that was kept. */
async function inDemonstration(ground: Ground, visitor: Visitor): Promise<void> {
  const { chance } = ground;
  const { authority } = visitor.council;
  const browser = new Browser(ground);
  const url = `/sign-in?council=${authority}`;
  const { body } = await browser.send({ method: 'GET', url, demonstration: true });
  const form = formsOf(body, url).find(
    ({ action, method }) => method === 'POST' && action === '/sign-in',
  );
  if (form === undefined) return;
  const person =
    chance.between(0, 5) > 0
      ? `${authority}~${visitor.worker.id}`
      : strangeText(chance, ground.known.list);
  const fields = [
    ['what', 'Something typed'],
    ['request', 'x'],
  ];
  const kept = chance.oneOf([
    '',
    JSON.stringify({ action: '/concern', fields }),
    JSON.stringify({ action: '//evil.example', fields }),
    strangeText(chance, ground.known.list),
  ]);
  const more: Pair[] = [
    ['person', person],
    ['next', '/work'],
    ...(kept === '' ? [] : [['kept', kept] as const]),
  ];
  const answer = await browser.send({
    method: 'POST',
    url: '/sign-in',
    body: encode(hiddenOf(form, more)),
    demonstration: true,
  });
  if (cameIn(answer)) await workAndLeave(ground, browser, visitor);
}

/** A page or two, out, and back: what was there is not there any more. */
async function workAndLeave(ground: Ground, browser: Browser, visitor: Visitor): Promise<void> {
  const page = await browser.get('/work', visitor);
  const form = formsOf(page.body, '/work').find(({ action }) => action === '/sign-out');
  if (form === undefined) return;
  await browser.get(ground.link(visitor.council.letter, visitor), visitor);
  const before = browser.cookies.get('stile_session') ?? '';
  await browser.send(
    { method: 'POST', url: '/sign-out', body: encode(hiddenOf(form, [])) },
    visitor,
  );
  ground.endsWith(visitor, `stile_session=${before}`);
  browser.cookies.set('stile_session', before);
  const { status, headers } = await browser.get('/work');
  if (status !== 303 || !String(headers.location).startsWith('/sign-in'))
    ground.note('goes on with a session after signing out', {
      visitor,
      method: 'GET',
      url: '/work',
    });
}

function cameIn({ headers }: Answer): boolean {
  return [headers['set-cookie'] ?? []].flat().some((cookie) => SESSION.test(String(cookie)));
}

/** What a form holds by itself, with other things in it. */
function hiddenOf({ fields }: Form, others: readonly Pair[]): readonly Pair[] {
  const replaced = new Set(others.map(([name]) => name));
  const own = fields.filter(({ kind, name }) => kind === 'hidden' && !replaced.has(name));
  return [...own.map(({ name, value }): Pair => [name, value]), ...others];
}

function partOf(url: string, name: string): string {
  return new URLSearchParams(url.split('?')[1]).get(name) ?? '';
}

function withPart(url: string, name: string, value: string): string {
  const [path = '', query = ''] = url.split('?');
  const parts = new URLSearchParams(query);
  parts.set(name, value.toWellFormed());
  return `${path}?${parts}`;
}
