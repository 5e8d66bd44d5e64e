/** Sends a server what nobody would, as everybody, and looks at every answer. The same seed sends the same. */

import { type Chance, chanceFrom } from '../../src/simulation/chance.ts';
import { workOnce } from '../../src/worker/worker.ts';
import {
  encode,
  fillIn,
  type Pair,
  spoil,
  strangeBody,
  strangeCookie,
  strangeText,
} from './mutate.ts';
import { type Form, formsOf, linksOf } from './page-parts.ts';
import { type Answer, faultsOf } from './watch.ts';
import { sessionOf, type Visitor, type World, wordOf } from './world.ts';

export interface Report {
  readonly requests: number;
  readonly acts: number;
  /** Each kind of fault once, with how often and where it was first. */
  readonly faults: readonly Fault[];
  /** Routes that never answered with a page or an act. */
  readonly unreached: readonly string[];
  readonly statuses: Readonly<Record<string, number>>;
  readonly slowest: { readonly milliseconds: number; readonly what: string };
}

export interface Fault {
  readonly what: string;
  readonly first: string;
  times: number;
}

interface Shot {
  readonly visitor: Visitor | undefined;
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const FORM = 'application/x-www-form-urlencoded';
const MOST_KEPT = 4000;
/** The worker does a round after so many requests. */
const ROUND = 300;

export interface FuzzSettings {
  readonly requests: number;
  readonly seed: number;
  /** In milliseconds, by this clock; after it the run ends where it is. */
  readonly within: number;
  readonly tell?: (line: string) => void;
}

export async function fuzz(world: World, settings: FuzzSettings): Promise<Report> {
  const run = new Run(world, chanceFrom(settings.seed));
  const began = performance.now();
  let told = 0;
  let faultsTold = 0;
  while (run.requests < settings.requests && performance.now() - began < settings.within) {
    await run.step();
    // At once, so that a long run can be broken off when it has found enough.
    for (const { what, first } of [...run.faults.values()].slice(faultsTold))
      settings.tell?.(`Found: ${what}\n    ${first}`);
    faultsTold = run.faults.size;
    if (run.requests >= told + 5000) {
      told = run.requests;
      const seconds = Math.round((performance.now() - began) / 1000);
      settings.tell?.(
        `${run.requests} requests in ${seconds} s, ${run.faults.size} kinds of fault`,
      );
    }
  }
  return run.report();
}

class Run {
  requests = 0;
  readonly faults = new Map<string, Fault>();
  readonly #world: World;
  readonly #chance: Chance;
  readonly #links = new Map<string, Kept>();
  readonly #params = new Map<string, Kept>();
  readonly #known: Kept;
  readonly #reached = new Set<string>();
  readonly #statuses: Record<string, number> = {};
  readonly #posted: Shot[] = [];
  #acts = 0;
  #rounds = 0;
  #slowest = { milliseconds: 0, what: '' };

  constructor(world: World, chance: Chance) {
    this.#world = world;
    this.#chance = chance;
    this.#known = new Kept(chance);
    for (const { letter, families, workers } of world.councils) {
      const links = new Kept(chance);
      for (const { method, url } of world.routes)
        if (method === 'GET' && !/[:*]/.test(url)) links.add(url);
      for (const id of families) {
        links.add(`/families/${id}`);
        this.#known.add(id);
      }
      for (const worker of workers) this.#known.add(worker.id);
      for (const { worker } of world.visitors) this.#links.set(worker.id, new Kept(chance));
      this.#links.set(letter, links);
    }
  }

  async step(): Promise<void> {
    const chance = this.#chance;
    const visitor = chance.between(0, 19) === 0 ? undefined : chance.oneOf(this.#world.visitors);
    const letter = visitor?.council.letter ?? chance.oneOf(this.#world.councils).letter;
    // Half of them are links that this very person was shown: few others come so far with them.
    const own = visitor === undefined ? undefined : this.#links.get(visitor.worker.id)?.any();
    const link = chance.between(0, 1) === 0 ? (own ?? this.#linkOf(letter)) : this.#linkOf(letter);
    const kind = chance.between(0, 99);
    if (kind < 45) await this.#walk(visitor, link);
    else if (kind < 60) await this.#shoot(this.#ofRoute(visitor, letter));
    else if (kind < 70) await this.#walk(visitor, this.#linkOf(this.#other(letter)));
    else if (kind < 79) await this.#walk(visitor, this.#spoilLink(link));
    else if (kind < 84) await this.#shoot({ visitor, method: this.#strangeMethod(), url: link });
    else if (kind < 90) {
      const { type, body } = strangeBody(chance);
      await this.#shoot({
        visitor,
        method: 'POST',
        url: link,
        headers: { 'content-type': type },
        body,
      });
    } else if (kind < 94) {
      const authority = visitor?.council.authority ?? 'nowhere';
      const own = visitor === undefined ? '' : sessionOf(visitor).cookie;
      const cookie = strangeCookie(chance, authority, own);
      await this.#shoot({
        visitor,
        method: chance.oneOf(['GET', 'POST']),
        url: link,
        headers: { cookie },
      });
    } else if (kind < 97) await this.#replay(visitor);
    else if (kind < 99) await this.#forge(visitor, link);
    else await this.#shoot(this.#huge(visitor, link));
    if (this.requests >= (this.#rounds + 1) * ROUND) await this.#work();
  }

  report(): Report {
    const routes = this.#world.routes.map(({ method, url }) => `${method} ${url}`);
    return {
      requests: this.requests,
      acts: this.#acts,
      faults: [...this.faults.values()],
      unreached: [...new Set(routes)].filter((route) => !this.#reached.has(route)),
      statuses: this.#statuses,
      slowest: this.#slowest,
    };
  }

  /** Opens a page and, where it has forms, sends one of them. */
  async #walk(visitor: Visitor | undefined, url: string): Promise<void> {
    const { body } = await this.#shoot({ visitor, method: 'GET', url });
    const forms = formsOf(body, url).filter(
      ({ action }) => !action.startsWith('/sign-out') || this.#chance.between(0, 40) === 0,
    );
    if (forms.length === 0 || this.#chance.between(0, 9) < 3) return;
    // The last forms of a page are what it is for; search and sign-out come first.
    const form = this.#chance.between(0, 2) > 0 ? forms.at(-1) : this.#chance.oneOf(forms);
    if (form !== undefined) await this.#send(visitor, form);
  }

  async #send(visitor: Visitor | undefined, form: Form): Promise<void> {
    const word = visitor === undefined ? 'words' : wordOf(visitor.council.letter, '');
    const filled = fillIn(this.#chance, form.fields, word);
    const pairs =
      this.#chance.between(0, 1) === 0 ? filled : spoil(this.#chance, filled, this.#known.list);
    if (form.method === 'GET') {
      await this.#shoot({
        visitor,
        method: 'GET',
        url: `${form.action.split('?')[0]}?${encode(pairs)}`,
      });
      return;
    }
    const shot: Shot = form.files
      ? { visitor, method: 'POST', url: form.action, ...withFile(this.#chance, pairs) }
      : { visitor, method: 'POST', url: form.action, body: encode(pairs) };
    this.#posted.push(shot);
    if (this.#posted.length > 200) this.#posted.shift();
    await this.#shoot(shot);
  }

  /** Any route there is, with ids that were seen somewhere, or anything else. */
  #ofRoute(visitor: Visitor | undefined, letter: string): Shot {
    const chance = this.#chance;
    const { method, url: pattern } = chance.oneOf(this.#world.routes);
    const url = pattern.replace(/:(\w+)|\*/g, (_, name = '*') => {
      const of = chance.between(0, 9) < 7 ? letter : this.#other(letter);
      const seen = this.#params.get(`${of} ${name}`)?.list ?? [];
      const value =
        chance.between(0, 9) < 8 && seen.length > 0
          ? chance.oneOf(seen)
          : strangeText(chance, this.#known.list).slice(0, 300);
      return encodeURIComponent(value.toWellFormed());
    });
    if (method === 'GET') return { visitor, method, url };
    const names = ['request', 'to', 'what', 'act__when', 'reason', 'person', 'title', 'date'];
    const pairs: Pair[] = names.map((name) => [name, strangeText(chance, this.#known.list)]);
    const csrf = visitor === undefined ? [] : [['_csrf', sessionOf(visitor).csrf] as const];
    return { visitor, method, url, body: encode([...csrf, ...pairs]) };
  }

  #spoilLink(link: string): string {
    const chance = this.#chance;
    const strange = encodeURIComponent(
      strangeText(chance, this.#known.list).slice(0, 500).toWellFormed(),
    );
    const [path = '', query = ''] = link.split('?');
    const parts = path.split('/');
    switch (chance.between(0, 5)) {
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
      default:
        return `${path}/${strange}`;
    }
  }

  /** A form again, as its sender or as somebody else: once more is never twice. */
  async #replay(visitor: Visitor | undefined): Promise<void> {
    if (this.#posted.length === 0) return;
    const shot = this.#chance.oneOf(this.#posted);
    await this.#shoot(this.#chance.between(0, 1) === 0 ? shot : { ...shot, visitor });
  }

  /** In somebody's name: without a key, with another's, or from another site. */
  async #forge(visitor: Visitor | undefined, url: string): Promise<void> {
    const other = sessionOf(this.#chance.oneOf(this.#world.visitors)).csrf;
    const body = this.#chance.oneOf([
      'x=1',
      `_csrf=${other}`,
      `_csrf=&_csrf=${other}`,
      '_csrf[]=1',
    ]);
    const site = this.#chance.oneOf(['cross-site', 'same-site', 'same-origin', 'none', 'x']);
    await this.#shoot({ visitor, method: 'POST', url, body, headers: { 'sec-fetch-site': site } });
  }

  #huge(visitor: Visitor | undefined, link: string): Shot {
    const csrf = visitor === undefined ? '' : sessionOf(visitor).csrf;
    switch (this.#chance.between(0, 3)) {
      case 0:
        return {
          visitor,
          method: 'POST',
          url: link,
          body: `_csrf=${csrf}&what=${'x'.repeat(2_200_000)}`,
        };
      case 1:
        return {
          visitor,
          method: 'POST',
          url: link,
          body: `_csrf=${csrf}${'&a=1'.repeat(100_000)}`,
        };
      case 2:
        return { visitor, method: 'GET', url: `${link.split('?')[0]}?${'a=1&'.repeat(4000)}` };
      default:
        return { visitor, method: 'GET', url: `${link.split('?')[0]}/${'x'.repeat(9000)}` };
    }
  }

  #strangeMethod(): string {
    return this.#chance.oneOf([
      'PUT',
      'DELETE',
      'PATCH',
      'OPTIONS',
      'HEAD',
      'POST',
      'TRACE',
      'PROPFIND',
    ]);
  }

  async #shoot(shot: Shot): Promise<Answer> {
    const { visitor } = shot;
    this.#world.pass(this.#chance.between(1, 30));
    this.requests += 1;
    const answer = await this.#ask(shot);
    this.#learn(visitor, shot, answer);
    const wrong = await faultsOf(this.#world, visitor, `${shot.url} ${shot.body}`, answer);
    for (const what of wrong) this.#note(`${this.#routeOf(shot)}: ${what}`, shot);
    if (visitor !== undefined && (answer.status === 403 || answer.status === 303))
      await this.#stayIn(visitor, answer);
    return answer;
  }

  async #ask({ visitor, method, url, headers, body }: Shot): Promise<Answer> {
    const began = performance.now();
    const answer = await this.#world.app.inject({
      // Whatever the word, the server has to make something of it.
      method: method as 'GET',
      url: ascii(url),
      headers: {
        ...(visitor === undefined ? {} : { cookie: sessionOf(visitor).cookie }),
        ...(body === undefined ? {} : { 'content-type': FORM }),
        'sec-fetch-site': 'same-origin',
        ...headers,
      },
      ...(body === undefined ? {} : { payload: body }),
    });
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: answer.body,
      milliseconds: performance.now() - began,
    };
  }

  #learn(
    visitor: Visitor | undefined,
    shot: Shot,
    { status, headers, body, milliseconds }: Answer,
  ): void {
    const route = this.#routeOf(shot);
    this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
    if (milliseconds > this.#slowest.milliseconds)
      this.#slowest = { milliseconds, what: `${shot.method} ${shot.url.slice(0, 200)}` };
    if (status < 400) this.#reached.add(route);
    if (status === 303 && shot.method === 'POST' && !/sign-/.test(String(headers.location)))
      this.#acts += 1;
    if (visitor === undefined) return;
    const { letter } = visitor.council;
    const found = linksOf(body);
    const location = headers.location === undefined ? [] : [String(headers.location)];
    for (const link of [...found, ...location]) {
      if (link.startsWith('/sign-in')) continue;
      this.#links.get(letter)?.add(link);
      this.#links.get(visitor.worker.id)?.add(link);
      this.#learnParams(letter, link);
    }
  }

  /** Which ids stand where in the addresses of pages. */
  #learnParams(letter: string, link: string): void {
    const path = link.split('?')[0] ?? '';
    for (const { pattern, names } of this.#patterns()) {
      const values = pattern.exec(path);
      if (values === null) continue;
      for (const [index, name] of names.entries()) {
        const value = values[index + 1] ?? '';
        const key = `${letter} ${name}`;
        const kept = this.#params.get(key) ?? new Kept(this.#chance);
        this.#params.set(key, kept);
        kept.add(value);
        this.#known.add(value);
      }
    }
  }

  #made: readonly Pattern[] | undefined;
  #patterns(): readonly Pattern[] {
    this.#made ??= [...new Set(this.#world.routes.map(({ url }) => url))]
      .filter((url) => url.includes(':'))
      .map((url) => ({
        url,
        names: [...url.matchAll(/:(\w+)/g)].map(([, name = '']) => name),
        pattern: new RegExp(`^${url.replace(/:\w+/g, '([^/]+)')}$`),
      }));
    return this.#made;
  }

  #routeOf({ method, url }: Shot): string {
    const path = url.split('?')[0] ?? '';
    const plain = this.#world.routes.find((each) => each.url === path);
    const pattern = plain?.url ?? this.#patterns().find((each) => each.pattern.test(path))?.url;
    return `${method} ${pattern ?? '(no route)'}`;
  }

  /** Whoever was signed out, or taken out of the directory, comes back. */
  async #stayIn(visitor: Visitor, { status, headers }: Answer): Promise<void> {
    if (status === 303 && !String(headers.location).startsWith('/sign-in')) return;
    const { status: now } = await this.#ask({ visitor, method: 'GET', url: '/notices' });
    if (now !== 200) await this.#world.renew(visitor);
  }

  /** Time has done something: the worker looks, as it does all the while. */
  async #work(): Promise<void> {
    this.#rounds += 1;
    const { stile, faults } = this.#world;
    await workOnce(stile, { deliver: undefined, log: (line) => faults.push(line) });
    // That somebody could not be told is news for a person, and what became of it is looked at afterwards.
    for (const line of faults.splice(0).filter((each) => !each.includes('were not delivered')))
      this.#note(`worker: ${line}`, { visitor: undefined, method: 'worker', url: '' });
  }

  #note(what: string, { visitor, method, url, body, headers }: Shot): void {
    const key = what.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID').slice(0, 400);
    const known = this.faults.get(key);
    if (known !== undefined) {
      known.times += 1;
      return;
    }
    const who =
      visitor === undefined ? 'nobody' : `${visitor.worker.id} of ${visitor.council.authority}`;
    const sent = [body?.slice(0, 1500), headers && JSON.stringify(headers).slice(0, 300)];
    const first = [`request ${this.requests} as ${who}: ${method} ${url.slice(0, 500)}`, ...sent];
    this.faults.set(key, { what, first: first.filter(Boolean).join('\n    '), times: 1 });
  }

  #linkOf(letter: string): string {
    return this.#links.get(letter)?.any() ?? '/';
  }

  #other(letter: string): string {
    return this.#chance.oneOf(this.#world.councils.filter((each) => each.letter !== letter)).letter;
  }
}

interface Pattern {
  readonly url: string;
  readonly names: readonly string[];
  readonly pattern: RegExp;
}

/** Things seen, each once, and not more than there is room for. */
class Kept {
  readonly list: string[] = [];
  readonly #there = new Set<string>();
  readonly #chance: Chance;
  constructor(chance: Chance) {
    this.#chance = chance;
  }
  add(thing: string): void {
    if (thing.length > 2000 || this.#there.has(thing)) return;
    this.#there.add(thing);
    if (this.list.length < MOST_KEPT) this.list.push(thing);
    else {
      const at = this.#chance.between(0, MOST_KEPT - 1);
      this.#there.delete(this.list[at] ?? '');
      this.list[at] = thing;
    }
  }
  any(): string | undefined {
    return this.list.length === 0 ? undefined : this.#chance.oneOf(this.list);
  }
}

function withFile(chance: Chance, pairs: readonly Pair[]) {
  const parts = pairs.map(
    ([name, value]) =>
      `Content-Disposition: form-data; name="${name.replace(/["\r\n]/g, '')}"\r\n\r\n${value}`,
  );
  const name = chance.oneOf(['people.csv', 'people.exe', '', '../../x.csv', 'a'.repeat(500)]);
  const content = chance.oneOf([
    'name,email,role\nAnn Other,ann@example.org,social-worker\n',
    '\ufeffname;role\r\n"broken',
    'name\n'.repeat(20_000),
    'MZ\u0000\u0001',
    '=cmd|x,@SUM(A1)\n',
    '',
  ]);
  const field = chance.oneOf(['file', 'people', 'csv', 'upload']);
  parts.push(
    `Content-Disposition: form-data; name="${field}"; filename="${name}"\r\nContent-Type: text/csv\r\n\r\n${content}`,
  );
  const body = `${parts.map((part) => `--zq\r\n${part}\r\n`).join('')}--zq--\r\n`;
  return { body, headers: { 'content-type': 'multipart/form-data; boundary=zq' } };
}

/** An address as it may stand in a request's first line. */
function ascii(url: string): string {
  const clean = url.toWellFormed().replace(/[^\x21-\x7e]/g, (letter) => encodeURIComponent(letter));
  return clean.startsWith('/') ? clean : `/${clean}`;
}
