/** What reading something gives: the value, or the problem in words that can be shown to the person as they are. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | Problem;

export type Problem = { readonly ok: false; readonly problem: string };

export function found<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function problem(words: string): Problem {
  return { ok: false, problem: words };
}
