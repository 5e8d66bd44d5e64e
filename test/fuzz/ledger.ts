/** For every route that changes something, what came of the requests to it. */
import type { Answer } from './watch.ts';
import type { Route } from './world.ts';

export interface Tally {
  sent: number;
  /** Told that it is done. */
  accepted: number;
  /** The records were other ones afterwards: asked of the database, and not of the answer. */
  changed: number;
  /** A page to look at before it is done. */
  shown: number;
  refused: number;
  /** Told what to correct. */
  corrected: number;
  /** With which words it was refused, and how often. */
  readonly told: Map<string, number>;
}

export type Verdict = 'accepted' | 'shown' | 'refused' | 'corrected';

/** Routes that change something though they are asked for with GET. */
const GETS: ReadonlySet<string> = new Set(['GET /sign-in/with/:provider/back']);

/** Routes whose answer to the valid path is a page, and not the way to another. */
const PAGES: ReadonlySet<string> = new Set([
  'POST /session',
  'POST /families',
  'POST /people',
  'POST /people/import',
  'POST /drafts',
]);

/** Where an answer says that it was done, to somebody who may see no more of it. */
const TOLD: ReadonlySet<string> = new Set([
  'POST /concern',
  'POST /families/:family/concern',
  'POST /sign-in/with/:provider/ended',
]);

export class Ledger {
  readonly #tallies = new Map<string, Tally>();

  constructor(routes: readonly Route[]) {
    for (const { method, url } of routes) {
      const route = `${method} ${url}`;
      if (method === 'POST' || GETS.has(route)) this.#tallies.set(route, newTally());
    }
  }

  /** Undefined for a route that is only looked at. */
  of(route: string): Tally | undefined {
    return this.#tallies.get(route);
  }

  note(
    route: string,
    verdict: Verdict,
    { changed, words }: { readonly changed: boolean; readonly words: string },
  ): void {
    const tally = this.#tallies.get(route);
    if (tally === undefined) return;
    tally.sent += 1;
    tally[verdict] += 1;
    if (changed) tally.changed += 1;
    if (verdict !== 'accepted') tally.told.set(words, (tally.told.get(words) ?? 0) + 1);
  }

  get list(): readonly (Tally & { readonly route: string })[] {
    return [...this.#tallies].map(([route, tally]) => ({ route, ...tally }));
  }
}

export function verdictOf(route: string, { status, headers }: Answer, changed: boolean): Verdict {
  const cookies = [headers['set-cookie'] ?? []].flat().map(String);
  if (GETS.has(route)) return cookies.some((each) => SESSION.test(each)) ? 'accepted' : 'refused';
  if (status >= 300 && status < 400) {
    const to = String(headers.location);
    if (/^\/sign-in(?:$|\?(?!signedOut))/.test(to)) return 'refused';
    // Such a word says that nothing was to be done any more, or what is still to come of it.
    const only = cookies.some((each) => flashKind(each) === 'information');
    return only && !changed ? 'refused' : 'accepted';
  }
  if (status < 300) {
    const done =
      PAGES.has(route) ||
      (changed && TOLD.has(route)) ||
      cookies.some((each) => SESSION.test(each));
    return done ? 'accepted' : 'shown';
  }
  return [400, 409, 413, 415, 422, 429].includes(status) ? 'corrected' : 'refused';
}

export const SESSION = /^stile_session=[^;]/;

function flashKind(cookie: string): string | undefined {
  const [, text = ''] = /^stile_flash=([^;]+)/.exec(cookie) ?? [];
  return /"kind":"(\w+)"/.exec(Buffer.from(text, 'base64url').toString('utf8'))?.[1];
}

function newTally(): Tally {
  return { sent: 0, accepted: 0, changed: 0, shown: 0, refused: 0, corrected: 0, told: new Map() };
}
