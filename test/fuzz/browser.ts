import type { Ground, Shot } from './ground.ts';
import type { Answer } from './watch.ts';
import { HOME, type Visitor } from './world.ts';

/** A browser with cookies of its own; whoever is signed in with it is a visitor. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly #ground: Ground;
  constructor(ground: Ground) {
    this.#ground = ground;
  }

  async send(shot: Omit<Shot, 'visitor' | 'headers'>, visitor?: Visitor): Promise<Answer> {
    const answer = await this.#ground.shoot({ ...shot, visitor, headers: { cookie: this.header } });
    this.#keep([answer.headers['set-cookie'] ?? []].flat().map(String));
    return answer;
  }

  get(url: string, visitor?: Visitor): Promise<Answer> {
    return this.send({ method: 'GET', url }, visitor);
  }

  /** Follows where a provider sends people, until it sends them back. */
  async abroad(url: string): Promise<string | undefined> {
    const jar = new Map<string, string>();
    let at = new URL(url);
    for (let hops = 0; hops < 12; hops++) {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(at, {
        redirect: 'manual',
        headers: { cookie },
        // The provider is on this machine, and answers at once or not at all.
        signal: AbortSignal.timeout(30_000),
      });
      for (const line of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        jar.set(name, value);
      }
      await answer.arrayBuffer();
      const next = answer.headers.get('location');
      if (next === null) return undefined;
      at = new URL(next, at);
      if (at.origin === HOME) return at.pathname + at.search;
    }
    return undefined;
  }

  get header(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  #keep(lines: readonly string[]): void {
    for (const line of lines) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const over = value === '' || /max-age=0|expires=Thu, 01 Jan 1970/i.test(line);
      if (over) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}
