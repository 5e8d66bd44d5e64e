import type { Chance } from '../../src/simulation/chance.ts';

/** Things seen, each once, and not more than there is room for. */
export class Kept {
  readonly list: string[] = [];
  readonly #there = new Set<string>();
  readonly #chance: Chance;
  readonly #room: number;

  constructor(chance: Chance, room = 4000) {
    this.#chance = chance;
    this.#room = room;
  }

  add(thing: string): void {
    if (thing.length > 2000 || this.#there.has(thing)) return;
    this.#there.add(thing);
    if (this.list.length < this.#room) {
      this.list.push(thing);
      return;
    }
    const at = this.#chance.between(0, this.#room - 1);
    this.#there.delete(this.list[at] ?? '');
    this.list[at] = thing;
  }

  drop(thing: string): void {
    if (this.#there.delete(thing)) this.list.splice(this.list.indexOf(thing), 1);
  }

  any(): string | undefined {
    return this.list.length === 0 ? undefined : this.#chance.oneOf(this.list);
  }
}
