/** Requests that no page of Stile leads to: addresses, methods, bodies and cookies that nobody was given. */
import { decoded, type Ground, type Shot } from './ground.ts';
import { encode, type Pair, strangeBody, strangeCookie, strangeText } from './mutate.ts';
import { sessionOf, type Visitor } from './world.ts';

const METHODS = ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND'] as const;

/** Any route there is, with ids that were seen somewhere, or anything else. */
export async function anyRoute(
  ground: Ground,
  visitor: Visitor | undefined,
  letter: string,
): Promise<void> {
  const { chance, known } = ground;
  const { method, url: pattern } = chance.oneOf(ground.routes.all);
  const url = addressOf(ground, pattern, letter);
  if (method === 'GET') {
    await ground.shoot({ visitor, method, url });
    return;
  }
  const names = ['request', 'to', 'what', 'act__when', 'reason', 'person', 'title', 'date'];
  const pairs: Pair[] = names.map((name) => [name, strangeText(chance, known.list)]);
  const csrf = visitor === undefined ? [] : [['_csrf', sessionOf(visitor).csrf] as const];
  await ground.shoot({ visitor, method, url, body: encode([...csrf, ...pairs]) });
}

/** Each route in turn, with a method that it does not know. */
export async function anyMethod(
  ground: Ground,
  visitor: Visitor | undefined,
  letter: string,
): Promise<void> {
  const { all } = ground.routes;
  ground.turn += 1;
  const { turn } = ground;
  const { url: pattern } = all[turn % all.length] ?? { url: '/' };
  // Each time round with the next, so that in a long run every route has had every method.
  const method = METHODS[Math.floor(turn / all.length) % METHODS.length] ?? 'PUT';
  const url = addressOf(ground, pattern, letter);
  const csrf = visitor === undefined ? '' : sessionOf(visitor).csrf;
  const body = ['PUT', 'DELETE', 'PATCH'].includes(method)
    ? { body: `_csrf=${csrf}&reason=x` }
    : {};
  const { status, body: said } = await ground.shoot({ visitor, method, url, ...body });
  if (method === 'HEAD' && said !== '')
    ground.note(`HEAD ${pattern}: has a body`, { visitor, method, url });
  if (['PUT', 'DELETE', 'PATCH', 'TRACE'].includes(method) && status < 400 && status !== 303)
    ground.note(`${method} ${pattern}: answered ${status}`, { visitor, method, url });
}

function addressOf(ground: Ground, pattern: string, letter: string): string {
  const { chance, routes, known } = ground;
  return pattern.replace(/:(\w+)(?:\([^)]*\))?|\*/g, (_, name = '*') => {
    const of = chance.between(0, 9) < 7 ? letter : ground.otherThan(letter);
    const seen = routes.seen(of, name);
    const value =
      chance.between(0, 9) < 8 && seen.length > 0
        ? chance.oneOf(seen)
        : strangeText(chance, known.list).slice(0, 300);
    return encodeURIComponent(value.toWellFormed());
  });
}

export function spoiltLink({ chance, known }: Ground, link: string): string {
  const strange = encodeURIComponent(strangeText(chance, known.list).slice(0, 500).toWellFormed());
  const [path = '', query = ''] = link.split('?');
  const parts = path.split('/');
  switch (chance.between(0, 6)) {
    case 0:
      parts[chance.between(1, Math.max(1, parts.length - 1))] = strange;
      return `${parts.join('/')}?${query}`;
    case 1:
      return `${path}?${query.replace(/=[^&]*/g, () => `=${strange}`)}&${strange}=1&page=${strange}`;
    case 2:
      return `${path}${chance.oneOf(['%', '%00', '%ff', '%2e%2e%2f', '//', '/..', '/%2F', ';a=b', '/.', '%E0%A4%A'])}`;
    case 3:
      return `${path}?${query}&${query}&name=${strange}&q=${strange}&on=${strange}&next=${strange}`;
    case 4:
      return `/sign-in?next=${chance.oneOf(['//evil.example', '/%5Cevil.example', 'https:evil', '/\\\\evil', strange])}`;
    case 5:
      return `${path}?${deepQuery(chance.between(0, 4))}`;
    default:
      return `${path}/${strange}`;
  }
}

function deepQuery(which: number): string {
  const deep = (open: string, close: string) => `q${`${open}a${close}`.repeat(1500)}=1`;
  return (
    [
      deep('[', ']'),
      deep('.', ''),
      `q=${'%5B'.repeat(2000)}`,
      `${'page=1&'.repeat(3000)}page=2`,
      `__proto__[x]=1&constructor[prototype][x]=1&q[]=1&q[__proto__]=2&on[]=2026-01-01`,
    ][which] ?? ''
  );
}

/** A body that is no form at all, or a good form that says it is something else. */
export async function strangeForm(
  ground: Ground,
  visitor: Visitor | undefined,
  url: string,
): Promise<void> {
  const { chance, posted } = ground;
  const good = posted.findLast((each) => each.visitor === visitor);
  if (good?.body !== undefined && chance.between(0, 1) === 0) {
    const type = chance.oneOf([
      'text/plain',
      'application/json',
      'multipart/form-data; boundary=x',
      'text/xml',
      '',
      'a/b; c',
    ]);
    await ground.shoot({ ...good, headers: { 'content-type': type } });
    return;
  }
  const { type, body } = strangeBody(chance);
  await ground.shoot({ visitor, method: 'POST', url, headers: { 'content-type': type }, body });
}

/** With cookies that nobody was given, those of another council, or of a session that is over. */
export async function strangeSession(
  ground: Ground,
  visitor: Visitor | undefined,
  url: string,
): Promise<void> {
  const { chance, world, over } = ground;
  const method = chance.oneOf(['GET', 'GET', 'POST']);
  const whose = visitor ?? chance.oneOf(world.visitors);
  const { cookie, csrf } = sessionOf(whose);
  const body = method === 'POST' ? { body: `_csrf=${csrf}&reason=x` } : {};
  const kind = chance.between(0, 2);
  if (kind === 0 && over.length > 0) {
    // Going back after signing out, and whoever has left: nobody's answer, with the key of the forms of then as well.
    const old = chance.oneOf(over);
    // Their own form: what is sent after the end is kept for whoever had the session, and shown to them again.
    const good = ground.posted.findLast((each) => each.visitor === old.visitor) ?? {
      url,
      body: undefined,
    };
    const form = good.body === undefined || method === 'GET' ? {} : { body: good.body };
    ground.typedBy(old.visitor, `${good.url} ${decoded(good.body ?? '')}`);
    await ground.shoot({
      visitor: undefined,
      method,
      url: method === 'GET' ? url : good.url,
      headers: { cookie: old.cookie },
      ...form,
    });
  } else if (kind === 1) {
    const [, secret = ''] = cookie.split('~');
    const other = chance.oneOf(
      world.councils.filter(({ letter }) => letter !== whose.council.letter),
    );
    const headers = { cookie: `stile_session=${other.authority}~${secret}` };
    await ground.shoot({ visitor: undefined, method, url, headers, ...body });
  } else {
    const authority = visitor?.council.authority ?? 'nowhere';
    const own = visitor === undefined ? '' : cookie;
    const headers = { cookie: strangeCookie(chance, authority, own) };
    await ground.shoot({ visitor, method, url, headers, ...body });
  }
}

/** In somebody's name: without a key, with another's, or from another site. */
export async function forge(
  ground: Ground,
  visitor: Visitor | undefined,
  url: string,
): Promise<void> {
  const { chance, world } = ground;
  const other = sessionOf(chance.oneOf(world.visitors.filter((each) => each !== visitor))).csrf;
  const own = visitor === undefined ? '' : sessionOf(visitor).csrf;
  const bodies = [
    'x=1',
    `_csrf=${other}`,
    `_csrf=&_csrf=${other}`,
    '_csrf[]=1',
    `_csrf=${own}&_csrf=${own}`,
  ];
  const site = chance.oneOf(['cross-site', 'same-site', 'same-origin', 'none', 'x']);
  const body = site === 'cross-site' ? `_csrf=${own}` : chance.oneOf(bodies);
  const { status } = await ground.shoot({
    visitor,
    method: 'POST',
    url,
    body,
    headers: { 'sec-fetch-site': site },
  });
  const went = status < 400 && status !== 303;
  if (went && visitor !== undefined && !/^\/(?:sign-in|session)/.test(url))
    ground.note(`${ground.routes.of('POST', url)}: takes a form without its key`, {
      visitor,
      method: 'POST',
      url,
      body,
    });
}

export async function huge(
  ground: Ground,
  visitor: Visitor | undefined,
  link: string,
): Promise<void> {
  const csrf = visitor === undefined ? '' : sessionOf(visitor).csrf;
  const path = link.split('?')[0];
  const post = (body: string): Shot => ({ visitor, method: 'POST', url: link, body });
  const get = (url: string): Shot => ({ visitor, method: 'GET', url });
  const shots: readonly (() => Shot)[] = [
    () => post(`_csrf=${csrf}&what=${'x'.repeat(2_200_000)}`),
    () => post(`_csrf=${csrf}${'&a=1'.repeat(100_000)}`),
    () => post(`_csrf=${csrf}&${'a[b]'.repeat(20_000)}=1`),
    () => get(`${path}?${'a=1&'.repeat(4000)}`),
    () => get(`${path}?q=${'x'.repeat(60_000)}`),
    () => get(`${path}/${'x'.repeat(9000)}`),
  ];
  await ground.shoot(ground.chance.oneOf(shots)());
}
