/** What is known while a Stile is attacked, and the one way in which a request is sent: each answer is looked at. */
import querystring from 'node:querystring';
import { dayOf } from '../../src/core/calendar/time.ts';
import type { Chance } from '../../src/simulation/chance.ts';
import { workOnce } from '../../src/worker/worker.ts';
import { wordOf, writtenWordOf } from './fill.ts';
import type { Filling } from './fill-in.ts';
import { Kept } from './kept.ts';
import { REFERENCE, thingsIn } from './leaks.ts';
import { Ledger, type Verdict, verdictOf } from './ledger.ts';
import { linksOf, postsOf, whatIsWrong } from './page-parts.ts';
import type { Mark } from './records.ts';
import { Routes } from './routes.ts';
import { type Answer, DETAIL, faultsOf } from './watch.ts';
import { type Post, sessionOf, type Visitor, type World } from './world.ts';

export interface Fault {
  readonly what: string;
  readonly first: string;
  times: number;
}

export interface Shot {
  /** Who asks, and whose answer it is; nobody, where the cookie that is sent is no good. */
  readonly visitor: Visitor | undefined;
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The same records as a demonstration. */
  readonly demonstration?: boolean;
}

interface Marks {
  readonly before: Mark;
  readonly after: Mark;
  readonly sure: boolean;
}

const FORM = 'application/x-www-form-urlencoded';
/** In milliseconds: what takes as long is not waited for. */
const NEVER = 120_000;
/** The worker does a round after so many requests. */
const ROUND = 300;

export class Ground {
  requests = 0;
  /** How many requests went to a route by its turn. */
  turn = 0;
  readonly world: World;
  readonly chance: Chance;
  readonly routes: Routes;
  readonly ledger: Ledger;
  readonly known: Kept;
  readonly faults = new Map<string, Fault>();
  readonly reached = new Set<string>();
  readonly statuses: Record<string, number> = {};
  slowest = { milliseconds: 0, what: '' };
  /** Forms that were sent. */
  readonly posted: Shot[] = [];
  /** Cookies of sessions that are over, and whose they were: people signed out, or left. */
  readonly over: { readonly visitor: Visitor; readonly cookie: string }[] = [];
  /** Mails with a link that came since they were last looked for. */
  readonly mails: Post[] = [];
  /** By whose they are, a council's or a visitor's, and by their route. */
  readonly #links = new Map<string, Map<string, Kept>>();
  readonly #sources = new Map<string, Kept>();
  readonly #walked = new Map<string, number>();
  readonly #numbers = new Map<string, number>();
  #nextRound = ROUND;
  #mark: Mark | undefined;

  constructor(world: World, chance: Chance) {
    this.world = world;
    this.chance = chance;
    this.routes = new Routes(world.routes, chance);
    this.ledger = new Ledger(world.routes);
    this.known = new Kept(chance);
    for (const { letter, families, workers } of world.councils) {
      for (const { method, url } of world.routes)
        if (method === 'GET' && !/[:*]/.test(url)) this.#addLink(letter, url);
      for (const [number, id] of families.entries()) {
        this.#addLink(letter, `/families/${id}`);
        this.known.add(id);
        this.#numbers.set(id, number);
      }
      for (const worker of workers) this.known.add(worker.id);
    }
  }

  async shoot(shot: Shot): Promise<Answer> {
    const [answer] = await this.shootTogether([shot]);
    if (answer === undefined) throw new Error('Nothing was answered');
    return answer;
  }

  /** All of them at the same moment. */
  async shootTogether(shots: readonly Shot[]): Promise<readonly Answer[]> {
    const { world, chance } = this;
    // Slowly: meetings at which something is to be decided are over soon enough.
    world.pass(chance.between(1, 10));
    this.requests += shots.length;
    const looks = shots.every(({ method }) => method === 'GET');
    const before = looks ? undefined : await this.mark();
    const answers = await Promise.all(shots.map((shot) => this.#ask(shot)));
    const after = looks ? undefined : await this.#markAnew();
    for (const [index, answer] of answers.entries()) {
      const shot = shots[index];
      // Several at the same moment: which of them changed something is not known.
      const marks = before && after && { before, after, sure: shots.length === 1 };
      if (shot !== undefined) await this.#judge(shot, answer, marks);
    }
    if (this.requests >= this.#nextRound) {
      this.#nextRound += ROUND;
      await this.work();
    }
    return answers;
  }

  /** What the records look like now. */
  async mark(): Promise<Mark> {
    this.#mark ??= await this.world.records.mark();
    return this.#mark;
  }

  async #markAnew(): Promise<Mark> {
    const before = this.#mark;
    this.#mark = undefined;
    const mark = await this.mark();
    if (before?.records !== mark.records) this.world.records.forget();
    return mark;
  }

  #forgetRecords(): void {
    this.#mark = undefined;
    this.world.records.forget();
  }

  async #judge(shot: Shot, answer: Answer, marks: Marks | undefined): Promise<void> {
    const { visitor, method, url, body, headers } = shot;
    const route = this.routes.of(method, url);
    const path = url.split('?', 1)[0] ?? '';
    const sent = `${url} ${decoded(url)} ${body} ${decoded(body ?? '')} ${JSON.stringify(headers ?? {})}`;
    const asked = { visitor, sent, path, demonstration: shot.demonstration === true };
    for (const what of await faultsOf(this.world, asked, answer))
      this.note(`${route}: ${what}`, shot);
    for (const [reference] of sent.matchAll(REFERENCE)) visitor?.knows.add(reference);
    if (visitor !== undefined) this.typedBy(visitor, sent);
    const verdict = this.#enter(route, shot, answer, marks);
    this.#learn(route, shot, answer);
    if (verdict === 'accepted' && method === 'GET') this.#forgetRecords();
    if (visitor !== undefined && [401, 403, 303].includes(answer.status))
      await this.#stayIn(visitor);
  }

  #enter(route: string, shot: Shot, answer: Answer, marks: Marks | undefined): Verdict | undefined {
    if (shot.method === 'GET' && this.ledger.of(route) === undefined) return undefined;
    const records = marks !== undefined && marks.before.records !== marks.after.records;
    const changed = records || (marks !== undefined && marks.before.rest !== marks.after.rest);
    const verdict = verdictOf(route, answer, changed);
    this.ledger.note(route, verdict, {
      changed,
      words: `${answer.status} ${whatIsWrong(answer.body)}`,
    });
    if (records && verdict !== 'accepted' && marks.sure)
      this.note(`${route}: answered ${answer.status}, and the records were changed`, shot);
    return verdict;
  }

  async #ask({ visitor, method, url, headers, body, demonstration }: Shot): Promise<Answer> {
    const began = performance.now();
    const app = demonstration === true ? this.world.demonstration : this.world.app;
    const asked = app.inject({
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
    const { promise: never, resolve } = Promise.withResolvers<undefined>();
    const patience = setTimeout(resolve, NEVER);
    const answer = await Promise.race([asked, never]);
    clearTimeout(patience);
    return {
      // Where there is none it is the worst of answers.
      status: answer?.statusCode ?? 599,
      headers: answer?.headers ?? {},
      body: answer?.body ?? '',
      milliseconds: performance.now() - began,
    };
  }

  #learn(route: string, shot: Shot, { status, headers, body, milliseconds }: Answer): void {
    const { visitor, method, url } = shot;
    this.statuses[status] = (this.statuses[status] ?? 0) + 1;
    this.#walked.set(route, (this.#walked.get(route) ?? 0) + 1);
    if (milliseconds > this.slowest.milliseconds)
      this.slowest = { milliseconds, what: `${method} ${url.slice(0, 200)}` };
    if (status < 400) this.reached.add(route);
    if (visitor === undefined) return;
    const { letter } = visitor.council;
    const location = headers.location === undefined ? [] : [String(headers.location)];
    for (const link of [...linksOf(body), ...location]) {
      if (link.startsWith('/sign-in') || !link.startsWith('/')) continue;
      this.#addLink(letter, link);
      this.#addLink(nameOf(visitor), link);
      for (const value of this.routes.learn(letter, link)) this.known.add(value);
    }
    if (method === 'GET' && status === 200)
      for (const action of postsOf(body, url))
        this.#sourceOf(this.routes.of('POST', action)).add(`${nameOf(visitor)} ${url}`);
  }

  #sourceOf(route: string): Kept {
    const kept = this.#sources.get(route) ?? new Kept(this.chance, 60);
    this.#sources.set(route, kept);
    return kept;
  }

  /** A page with a form that goes to a route where little has been accepted yet, and who was shown it. */
  formToTry():
    | { readonly route: string; readonly visitor: Visitor; readonly url: string }
    | undefined {
    const { chance } = this;
    const routes = [...this.#sources.keys()].filter(
      (route) => (this.#sources.get(route)?.list.length ?? 0) > 0,
    );
    if (routes.length === 0) return undefined;
    const some = Array.from({ length: 4 }, () => chance.oneOf(routes));
    // Where nothing is ever taken it is tried less and less often, but never given up.
    const come = (route: string): number => {
      const { accepted = 0, sent = 0 } = this.ledger.of(route) ?? {};
      return accepted + sent / 25;
    };
    const [route = ''] = some.toSorted((a, b) => come(a) - come(b));
    const source = this.#sources.get(route)?.any() ?? '';
    const [name = '', url = ''] = source.split(' ');
    const visitor = this.world.visitors.find((each) => nameOf(each) === name);
    return visitor === undefined ? undefined : { route, visitor, url };
  }

  /** The form is not there any more; it may be there again, when something waits again. */
  dropSource(route: string, visitor: Visitor, url: string): void {
    if (this.chance.between(0, 2) > 0) return;
    this.#sources.get(route)?.drop(`${nameOf(visitor)} ${url}`);
  }

  /** A link of the council, or one that this very person was shown: to a page of those where least was walked. */
  link(letter: string, visitor?: Visitor): string {
    const { chance } = this;
    const own = visitor === undefined ? undefined : this.#links.get(nameOf(visitor));
    const links = (chance.between(0, 2) > 0 ? own : undefined) ?? this.#links.get(letter);
    if (links === undefined) return '/';
    const routes = [...links.keys()];
    const walked = (route: string): number => this.#walked.get(route) ?? 0;
    const some = [chance.oneOf(routes), chance.oneOf(routes), chance.oneOf(routes)];
    const [least = ''] = some.toSorted((a, b) => walked(a) - walked(b));
    return links.get(least)?.any() ?? '/';
  }

  #addLink(whose: string, link: string): void {
    const links = this.#links.get(whose) ?? new Map<string, Kept>();
    this.#links.set(whose, links);
    const route = this.routes.of('GET', link);
    const kept = links.get(route) ?? new Kept(this.chance, 400);
    links.set(route, kept);
    kept.add(link);
  }

  otherThan(letter: string): string {
    return this.chance.oneOf(this.world.councils.filter((each) => each.letter !== letter)).letter;
  }

  /** What to type into a form: words of the family that it is about, so that they are known wherever they turn up. */
  async filling(visitor: Visitor, action: string): Promise<Filling> {
    const { chance, world } = this;
    const { authority, letter, workers } = visitor.council;
    const [, id = ''] = /^\/families\/([^/?]+)/.exec(action) ?? [];
    const unborn = id === 'new' || action.startsWith('/concern') ? visitor.number : '';
    const known = await world.records.known(world.stile.now());
    const number = this.#numbers.get(decodeURIComponent(id));
    return {
      chance,
      word: number === undefined ? wordOf(letter, unborn) : writtenWordOf(letter, number),
      today: dayOf(world.stile.now()),
      references: known.references(authority),
      emails: workers.flatMap(({ email }) => (email === null ? [] : [email])),
    };
  }

  note(what: string, { visitor, method, url, body, headers }: Shot): void {
    const [kind = what, detail = ''] = what.split(DETAIL);
    const key = kind.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID').slice(0, 400);
    const known = this.faults.get(key);
    if (known !== undefined) {
      known.times += 1;
      return;
    }
    const who =
      visitor === undefined ? 'nobody' : `${visitor.worker.id} of ${visitor.council.authority}`;
    const sent = [body?.slice(0, 1500), headers && JSON.stringify(headers).slice(0, 300)];
    const first = [
      detail,
      `request ${this.requests} as ${who}: ${method} ${url.slice(0, 500)}`,
      ...sent,
    ];
    this.faults.set(key, { what: kind, first: first.filter(Boolean).join('\n    '), times: 1 });
  }

  /** Whoever was signed out, or taken out of the directory, comes back; what they had is no good any more. */
  async #stayIn(visitor: Visitor): Promise<void> {
    const { status } = await this.#ask({ visitor, method: 'GET', url: '/session' });
    if (status !== 401) return;
    this.endsWith(visitor);
    await this.renew(visitor);
  }

  /** What somebody sends may be kept for them, and shown to them later. */
  typedBy(visitor: Visitor, sent: string): void {
    for (const each of thingsIn(sent)) visitor.typed.add(each);
  }

  /** A session is over. */
  endsWith(visitor: Visitor, cookie = sessionOf(visitor).cookie): void {
    this.over.push({ visitor, cookie });
    if (this.over.length > 100) this.over.shift();
  }

  async renew(visitor: Visitor): Promise<void> {
    await this.world.renew(visitor);
    this.#forgetRecords();
  }

  /** Time has done something: the worker looks, as it does all the while. */
  async work(): Promise<void> {
    const { world, chance, mails } = this;
    const { stile, faults } = world;
    const away = chance.between(0, 3) === 0;
    const shot: Shot = { visitor: undefined, method: 'worker', url: '' };
    await workOnce(stile, {
      deliver: async (mail) => {
        if (away) throw new Error('The mail server is away');
        const said = JSON.stringify(mail);
        if (/[Qq]zx[abc]\d+w?qv/.test(said))
          this.note('worker: a mail names a family', { ...shot, body: said });
        if (mail.token !== undefined) mails.push({ to: mail.to, token: mail.token });
      },
      log: (line) => faults.push(line),
    });
    // That somebody could not be told is news for a person, and what became of it is looked at afterwards.
    for (const line of faults.splice(0).filter((each) => !each.includes('were not delivered')))
      this.note(`worker: ${line}`, shot);
    this.#forgetRecords();
    // Whose roles were ended one by one has them again, or nobody could do anything in the end.
    await this.renew(chance.oneOf(world.visitors));
  }
}

function nameOf({ council, worker }: Visitor): string {
  return `${council.letter}/${worker.id}`;
}

/** As a server reads a form: what is no escape stays what it is. */
export function decoded(text: string): string {
  return querystring.unescape(text.replaceAll('+', ' '));
}

/** An address as it may stand in a request's first line. */
function ascii(url: string): string {
  const clean = url.toWellFormed().replace(/[^\x21-\x7e]/g, (letter) => encodeURIComponent(letter));
  return clean.startsWith('/') ? clean : `/${clean}`;
}
