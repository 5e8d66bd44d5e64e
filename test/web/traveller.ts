/** A browser without a screen that goes between Stile, asked without a network, and a provider with one. */
import type { FastifyInstance } from 'fastify';

export interface Seen {
  readonly url: URL;
  readonly status: number;
  readonly html: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

export interface Traveller {
  /** Follows every redirect, to wherever; stops before an address that `until` names. */
  readonly go: (url: string, until?: (url: URL) => boolean) => Promise<Seen>;
  readonly post: (url: string, body: Readonly<Record<string, string>>) => Promise<Seen>;
  /** Cookies of Stile by name. */
  readonly cookies: Map<string, string>;
  /** Every cookie that Stile gave or took back, as it said it. */
  readonly given: readonly string[];
}

export function travel(app: FastifyInstance, home: string): Traveller {
  const jars = new Map<string, Map<string, string>>([[home, new Map()]]);
  const jarOf = (origin: string): Map<string, string> => {
    const jar = jars.get(origin) ?? new Map<string, string>();
    jars.set(origin, jar);
    return jar;
  };
  const given: string[] = [];
  const keep = (origin: string, lines: readonly string[]): void => {
    if (origin === home) given.push(...lines.filter((line) => line !== ''));
    for (const line of lines) {
      const [pair = '', ...attributes] = line.split(';');
      const at = pair.indexOf('=');
      const over = attributes.some((each) =>
        /^\s*(?:max-age=0|expires=Thu, 01 Jan 1970)/i.test(each),
      );
      if (over) jarOf(origin).delete(pair.slice(0, at));
      else jarOf(origin).set(pair.slice(0, at), pair.slice(at + 1));
    }
  };
  const ask = async (url: URL, body?: Readonly<Record<string, string>>): Promise<Seen> => {
    const cookie = [...jarOf(url.origin)].map(([name, value]) => `${name}=${value}`).join('; ');
    const form = body && new URLSearchParams(body).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    if (url.origin !== home) {
      const answer = await fetch(url, {
        redirect: 'manual',
        headers: { cookie, ...(form !== undefined && type) },
        ...(form !== undefined && { method: 'POST', body: form }),
      });
      keep(url.origin, answer.headers.getSetCookie());
      const headers = Object.fromEntries(answer.headers);
      return { url, status: answer.status, html: await answer.text(), headers };
    }
    const answer = await app.inject({
      method: form === undefined ? 'GET' : 'POST',
      url: url.pathname + url.search,
      headers: {
        cookie,
        'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36',
        ...(form === undefined ? {} : { ...type, 'sec-fetch-site': 'same-origin' }),
      },
      ...(form === undefined ? {} : { payload: form }),
    });
    keep(url.origin, [answer.headers['set-cookie'] ?? []].flat().map(String));
    return { url, status: answer.statusCode, html: answer.body, headers: answer.headers };
  };
  const follow = async (first: Seen, until: (url: URL) => boolean): Promise<Seen> => {
    let seen = first;
    for (let hops = 0; seen.status >= 300 && seen.status < 400; hops++) {
      if (hops > 15) throw new Error(`Goes round in circles at ${seen.url}`);
      const next = new URL(String(seen.headers.location), seen.url);
      if (until(next)) return { ...seen, url: next };
      seen = await ask(next);
    }
    return seen;
  };
  return {
    cookies: jarOf(home),
    given,
    go: async (url, until = () => false) => follow(await ask(new URL(url, home)), until),
    post: async (url, body) => follow(await ask(new URL(url, home), body), () => false),
  };
}
