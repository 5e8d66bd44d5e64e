/** Chance that is the same each time, from a seed. */

export interface Chance {
  /** A whole number from the first to the last, both included. */
  readonly between: (first: number, last: number) => number;
  readonly oneOf: <T>(list: readonly T[]) => T;
}

/** A sequence for each seed: mulberry32, good enough for names and minutes. */
export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (first: number, last: number): number =>
    first + Math.floor(next() * (last - first + 1));
  return {
    between,
    oneOf(list) {
      const found = list[between(0, list.length - 1)];
      if (found === undefined) throw new Error('There is nothing to choose from');
      return found;
    },
  };
}
