/** The server's own table of routes: which of them an address is, and what has stood in their changing parts. */
import type { Chance } from '../../src/simulation/chance.ts';
import { Kept } from './kept.ts';
import type { Route } from './world.ts';

interface Pattern {
  readonly url: string;
  readonly names: readonly string[];
  readonly expression: RegExp;
}

export class Routes {
  readonly all: readonly Route[];
  readonly #chance: Chance;
  readonly #plain: ReadonlySet<string>;
  readonly #patterns: readonly Pattern[];
  readonly #known = new Map<string, string>();
  readonly #params = new Map<string, Kept>();
  readonly #learnt = new Set<string>();

  constructor(routes: readonly Route[], chance: Chance) {
    this.all = routes;
    this.#chance = chance;
    const urls = [...new Set(routes.map(({ url }) => url))];
    this.#plain = new Set(urls.filter((url) => !/[:*]/.test(url)));
    this.#patterns = urls.filter((url) => url.includes(':')).map(patternOf);
  }

  /** As it is called in the table: `POST /families/:family/visits/new`. */
  of(method: string, url: string): string {
    // The server takes an address with a stroke at its end for the same.
    const path = (url.split('?', 1)[0] ?? '').replace(/(?<=.)\/$/, '');
    const known = this.#known.get(path);
    const found = known ?? this.#find(path);
    if (known === undefined && this.#known.size < 50_000) this.#known.set(path, found);
    return `${method} ${found}`;
  }

  /** Which ids stand where in the addresses of pages. */
  learn(letter: string, link: string): readonly string[] {
    const path = link.split('?', 1)[0] ?? '';
    const once = `${letter} ${path}`;
    if (this.#learnt.has(once)) return [];
    if (this.#learnt.size > 200_000) this.#learnt.clear();
    this.#learnt.add(once);
    const pattern = this.#patterns.find(({ expression }) => expression.test(path));
    const values = pattern?.expression.exec(path)?.slice(1) ?? [];
    for (const [index, name] of (pattern?.names ?? []).entries()) {
      const key = `${letter} ${name}`;
      const kept = this.#params.get(key) ?? new Kept(this.#chance);
      this.#params.set(key, kept);
      kept.add(values[index] ?? '');
    }
    return values;
  }

  /** What has stood in this part of an address of this council. */
  seen(letter: string, name: string): readonly string[] {
    return this.#params.get(`${letter} ${name}`)?.list ?? [];
  }

  #find(path: string): string {
    if (this.#plain.has(path)) return path;
    return this.#patterns.find(({ expression }) => expression.test(path))?.url ?? '(no route)';
  }
}

function patternOf(url: string): Pattern {
  return {
    url,
    names: [...url.matchAll(/:(\w+)/g)].map(([, name = '']) => name),
    expression: new RegExp(`^${url.replace(/:\w+/g, '([^/]+)').replace('*', '.*')}$`),
  };
}
