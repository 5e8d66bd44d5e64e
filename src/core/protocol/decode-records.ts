/** Readers of words with values: records, whose words are known, and maps, which give names. */
import { type Decoder, parsed, unsuitable } from './decode.ts';
import { didYouMean, nearest } from './did-you-mean.ts';
import { declare, label, type NamedKind, type Reading, tell } from './reading.ts';
import { either, type Schema, schemaOf } from './schema.ts';
import type { MapNode, Node } from './yaml-reader.ts';

export interface Word<T> {
  readonly decoder: Decoder<T>;
  /** What it means when the word is left out; without it the word is needed. */
  readonly otherwise: { readonly value: T } | undefined;
}
export type Shape = Readonly<Record<string, Word<unknown>>>;
export type Values<S extends Shape> = {
  readonly [K in keyof S]: S[K] extends Word<infer T> ? T : never;
};

/** A word that must be there. */
export function need<T>(decoder: Decoder<T>): Word<T> {
  return { decoder, otherwise: undefined };
}

/** A word that may be left out. */
export function may<T>(decoder: Decoder<T>): Word<T | undefined>;
export function may<T>(decoder: Decoder<T>, otherwise: T): Word<T>;
export function may<T>(decoder: Decoder<T>, otherwise?: T): Word<T | undefined> {
  return { decoder, otherwise: { value: otherwise } };
}

/** Words with values. `build` makes the thing meant; what it makes remembers where it was written. */
export function record<S extends Shape, T>(
  shape: S,
  build: (values: Values<S>, cx: Reading, node: MapNode) => T | undefined,
): Decoder<T> {
  const known = Object.keys(shape);
  const wants = `words with values: ${known.join(', ')}`;
  return {
    wants,
    schema(defs): Schema {
      const properties = Object.entries(shape).map(([key, word]) => [
        key,
        schemaOf(word.decoder, defs),
      ]);
      return {
        type: 'object',
        properties: Object.fromEntries(properties),
        required: known.filter((key) => shape[key]?.otherwise === undefined),
        additionalProperties: false,
      };
    },
    read(node, cx) {
      if (node.is !== 'map') return unsuitable(node, cx, wants);
      const here = { ...cx, thing: label(cx), part: undefined };
      const unknown = strangers(node, known, here);
      const values = readWords(shape, node, here, unknown);
      if (values === undefined || unknown.length > 0) return undefined;
      // Every word of the shape has been read or has its default.
      const made = build(values as Values<S>, here, node);
      if (typeof made === 'object' && made !== null)
        cx.log.origins.set(made, { at: cx.at, node, thing: here.thing });
      return made === undefined ? undefined : { value: made };
    },
  };
}

/** Names with what they stand for. The names become known, so that others may refer to them. */
export function mapOf<Id extends string, T>(
  named: {
    readonly kind: NamedKind;
    readonly scope?: (cx: Reading) => string;
    readonly name?: Decoder<string>;
  },
  item: (id: Id) => Decoder<T>,
  enter: (cx: Reading, id: string) => Reading = (cx) => cx,
): Decoder<ReadonlyMap<Id, T>> {
  const { kind } = named;
  const wants = `names, each with its ${kind}`;
  return {
    wants,
    // Any name will do to ask what stands under one.
    schema: (defs) => ({
      type: 'object',
      additionalProperties: schemaOf(item('name' as Id), defs),
    }),
    read(node, cx) {
      if (node.is !== 'map') return unsuitable(node, cx, wants);
      const values = new Map<Id, T>();
      let whole = true;
      for (const { key, keyAt, value } of node.entries) {
        const name = (named.name ?? plainName).read(
          { is: 'text', text: key, at: keyAt },
          { ...cx, at: keyAt },
        );
        const scope = named.scope?.(cx) ?? '';
        const fresh = name !== undefined && declare(cx, { kind, scope, name: key, at: keyAt });
        const thing = scope === '' ? `${kind} "${key}"` : `${kind} "${key}" of ${cx.thing}`;
        // A name in the place where names of this kind are given is what an id of that kind is.
        const id = key as Id;
        const read = item(id).read(value, enter({ ...cx, thing, at: keyAt, part: undefined }, key));
        if (read === undefined || !fresh) whole = false;
        else values.set(id, read.value);
      }
      return whole ? { value: values } : undefined;
    },
  };
}

/** Exactly one of several kinds of record, told apart by the word that only it has. */
export function byWord<T>(what: string, cases: Readonly<Record<string, Decoder<T>>>): Decoder<T> {
  const words = Object.keys(cases);
  const wants = `${what}: one of ${words.join(', ')}`;
  return {
    wants,
    schema: (defs) => either(...Object.values(cases).map((each) => schemaOf(each, defs))),
    read(node, cx) {
      if (node.is !== 'map') return unsuitable(node, cx, wants);
      const present = node.entries.filter(({ key }) => words.includes(key));
      const [first, second] = present;
      if (first === undefined) {
        const odd = node.entries[0];
        const hint = odd === undefined ? '' : didYouMean(odd.key, words);
        const not = odd === undefined ? '' : `, not "${odd.key}"`;
        tell(
          cx,
          odd?.keyAt ?? node.at,
          `${label(cx)} should have ${wants}${not}.${hint}`.replace(/\.$/, ''),
        );
        return undefined;
      }
      if (second !== undefined) {
        tell(
          cx,
          second.keyAt,
          `${label(cx)} has both "${first.key}" and "${second.key}". Write one of them`,
        );
        return undefined;
      }
      return cases[first.key]?.read(node, { ...cx, at: node.at });
    },
  };
}

/** The text of one word of a record, before the record is read. */
export function peek(node: Node, key: string): string | undefined {
  if (node.is !== 'map') return undefined;
  const value = node.entries.find((entry) => entry.key === key)?.value;
  return value?.is === 'text' ? value.text.trim() : undefined;
}

const plainName: Decoder<string> = parsed('a name', (name) =>
  /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)
    ? { ok: true, value: name }
    : {
        ok: false,
        problem: `"${name}" is not a name. Names are lower-case words joined by hyphens`,
      },
);

/** Words of the record that are not in its shape; each is a problem. */
function strangers(node: MapNode, known: readonly string[], cx: Reading): readonly string[] {
  const odd = node.entries.filter(({ key }) => !known.includes(key));
  for (const { key, keyAt, value } of odd) {
    const near = didYouMean(key, known) || ` It may have: ${known.join(', ')}`;
    const torn = key.includes(' ') && value.is === 'nothing';
    const message = torn
      ? `"${key}" stands alone after a comma. If it belongs to the text before it, put that text in quotes`
      : `${cx.thing} has no word "${key}".${near}`;
    tell(cx, keyAt, message);
  }
  return odd.map(({ key }) => key);
}

function readWords(
  shape: Shape,
  node: MapNode,
  cx: Reading,
  unknown: readonly string[],
): Record<string, unknown> | undefined {
  const values: Record<string, unknown> = {};
  let whole = true;
  const misspelt = unknown.map((key) => nearest(key, Object.keys(shape)));
  for (const [key, { decoder, otherwise }] of Object.entries(shape)) {
    const [entry, again] = node.entries.filter((each) => each.key === key);
    if (again !== undefined) {
      tell(
        cx,
        again.keyAt,
        `${cx.thing} has "${key}" twice. The first is in line ${entry?.keyAt.line}`,
      );
      whole = false;
    }
    if (entry === undefined) {
      if (otherwise !== undefined) values[key] = otherwise.value;
      else {
        whole = false;
        if (!misspelt.includes(key))
          tell(cx, cx.at, `${cx.thing} needs "${key}": ${decoder.wants}`);
      }
      continue;
    }
    const read = decoder.read(entry.value, { ...cx, part: key, at: entry.keyAt });
    if (read === undefined) whole = false;
    else values[key] = read.value;
  }
  return whole ? values : undefined;
}
