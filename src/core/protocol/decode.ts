/**
 * Small readers that are put together into readers of larger things. Each notes what is wrong and goes on, so that
 * one reading finds every mistake.
 */
import { didYouMean } from './did-you-mean.ts';
import type { Position } from './problem.ts';
import { label, type Reading, tell } from './reading.ts';
import { type Defs, either, type Schema, schemaOf, textSchema } from './schema.ts';
import type { Node } from './yaml-reader.ts';

/** Nothing when it could not be read; then the problem has been noted. */
export type Read<T> = { readonly value: T } | undefined;

export interface Decoder<T> {
  /** What may be written, for messages: "one of block, warn, show". */
  readonly wants: string;
  readonly read: (node: Node, cx: Reading) => Read<T>;
  /** What an editor is told of it. */
  readonly schema?: (defs: Defs) => Schema;
}

/** Text as it is written: words, a number, a date, a time. */
export const text: Decoder<string> = {
  wants: 'text',
  schema: () => textSchema,
  read: (node, cx) =>
    node.is === 'text' && node.text.trim() !== ''
      ? { value: node.text.trim() }
      : unsuitable(node, cx, 'text'),
};

/** Yes or no. */
export const flag: Decoder<boolean> = {
  ...parsed('yes or no', (written) => {
    if (written === 'yes' || written === 'true') return { ok: true, value: true };
    if (written === 'no' || written === 'false') return { ok: true, value: false };
    return { ok: false };
  }),
  schema: () => ({ enum: ['yes', 'no', true, false] }),
};

/** A whole number, not below the least. */
export function whole(least: number): Decoder<number> {
  const decoder = parsed<number>(`a whole number, ${least} or more`, (written) => {
    const number = /^\d{1,6}$/.test(written) ? Number(written) : Number.NaN;
    return number >= least ? { ok: true, value: number } : { ok: false };
  });
  return { ...decoder, schema: () => ({ type: 'integer', minimum: least }) };
}

/** One of these words. */
export function oneOf<const W extends readonly string[]>(...words: W): Decoder<W[number]> {
  const wants = words.length === 1 ? `"${words[0]}"` : `one of ${words.join(', ')}`;
  return {
    wants,
    schema: () => ({ enum: words }),
    read(node, cx) {
      if (node.is !== 'text') return unsuitable(node, cx, wants);
      const word = words.find((each) => each === node.text.trim());
      if (word !== undefined) return { value: word };
      return unsuitable(node, cx, `${wants}`, didYouMean(node.text, words));
    },
  };
}

/** Text that a parser understands; its own words say why not. */
export function parsed<T>(
  wants: string,
  parse: (
    written: string,
  ) => { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem?: string },
): Decoder<T> {
  return {
    wants,
    schema: () => ({ ...textSchema, description: wants }),
    read(node, cx) {
      if (node.is !== 'text') return unsuitable(node, cx, wants);
      const result = parse(node.text.trim());
      if (result.ok) return { value: result.value };
      if (result.problem === undefined) return unsuitable(node, cx, wants);
      tell(cx, node.at, `${label(cx)}: ${result.problem}`);
      return undefined;
    },
  };
}

/** A list; a single item may stand for a list of one. An empty list `[]` is a list. */
export function list<T>(item: Decoder<T>): Decoder<readonly T[]> {
  return {
    wants: `${item.wants}, or a list of such`,
    schema(defs) {
      const one = schemaOf(item, defs);
      return either(one, { type: 'array', items: one });
    },
    read(node, cx) {
      if (node.is !== 'list') {
        const only = item.read(node, cx);
        return only === undefined ? undefined : { value: [only.value] };
      }
      const read = node.items.map((each) => item.read(each, { ...cx, at: each.at }));
      const values = read.flatMap((each) => (each === undefined ? [] : [each.value]));
      return values.length === read.length ? { value: values } : undefined;
    },
  };
}

/** A list with at least one item. */
export function some<T>(item: Decoder<T>): Decoder<readonly T[]> {
  const any = list(item);
  return {
    wants: any.wants,
    schema(defs) {
      const one = schemaOf(item, defs);
      return either(one, { type: 'array', items: one, minItems: 1 });
    },
    read(node, cx) {
      if (node.is === 'list' && node.items.length === 0) {
        tell(cx, node.at, `${label(cx)} is an empty list. It should have ${item.wants}`);
        return undefined;
      }
      return any.read(node, cx);
    },
  };
}

/** For things that contain themselves. */
export function lazy<T>(wants: string, decoder: () => Decoder<T>): Decoder<T> {
  return {
    wants,
    schema: (defs) => schemaOf(decoder(), defs),
    read: (node, cx) => decoder().read(node, cx),
  };
}

/** Reads with one decoder, then makes something else of it, or notes why not. */
export function made<A, B>(
  decoder: Decoder<A>,
  make: (value: A, cx: Reading, at: Position) => B | undefined,
): Decoder<B> {
  return {
    wants: decoder.wants,
    schema: (defs) => schemaOf(decoder, defs),
    read(node, cx) {
      const read = decoder.read(node, cx);
      if (read === undefined) return undefined;
      const value = make(read.value, cx, node.at);
      return value === undefined ? undefined : { value };
    },
  };
}

/** Notes that something else was expected here. */
export function unsuitable(node: Node, cx: Reading, wants: string, hint = ''): undefined {
  const message =
    node.is === 'nothing'
      ? `${label(cx)} is empty. It should be ${wants}`
      : `${label(cx)} should be ${wants}, not ${shown(node)}`;
  tell(cx, node.at, hint === '' ? message : `${message}.${hint}`);
  return undefined;
}

function shown(node: Node): string {
  if (node.is === 'text') return node.text.length > 60 ? 'so long a text' : `"${node.text.trim()}"`;
  return node.is === 'list' ? 'a list' : 'words with values';
}
