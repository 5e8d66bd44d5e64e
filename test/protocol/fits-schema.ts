import type { Json, Schema } from '../../src/core/protocol/schema.ts';

/** Where a value does not fit a schema; nothing where it does. Only the words of JSON Schema that ours uses. */
export function misfits(value: unknown, schema: Schema, root: Schema = schema): readonly string[] {
  return look(value, schema, { root, path: '' });
}

interface At {
  readonly root: Schema;
  readonly path: string;
}

function look(value: unknown, schema: Schema, at: At): readonly string[] {
  const { $ref, anyOf } = schema;
  if (typeof $ref === 'string') return look(value, definition($ref, at.root), at);
  if (Array.isArray(anyOf)) {
    const ways = anyOf.map((each) => look(value, asSchema(each), at));
    return ways.some((way) => way.length === 0) ? [] : [`${at.path}: ${ways.flat().join(' | ')}`];
  }
  if (Array.isArray(schema.enum))
    return schema.enum.some((each) => each === value) ? [] : [`${at.path} is ${value}`];
  const { type } = schema;
  if (type !== undefined && ![type].flat().includes(typeOf(value, type)))
    return [`${at.path} is no ${type}`];
  if (Array.isArray(value)) return lookAtItems(value, schema, at);
  return typeof value === 'object' && value !== null ? lookAtWords(value, schema, at) : [];
}

function lookAtItems(value: readonly unknown[], schema: Schema, at: At): readonly string[] {
  if (Number(schema.minItems ?? 0) > value.length) return [`${at.path} is empty`];
  const items = asSchema(schema.items ?? {});
  return value.flatMap((item, index) => look(item, items, { ...at, path: `${at.path}[${index}]` }));
}

function lookAtWords(value: object, schema: Schema, at: At): readonly string[] {
  const properties = asSchema(schema.properties ?? {});
  const others = schema.additionalProperties;
  const required = Array.isArray(schema.required) ? schema.required : [];
  const missing = required.filter((key) => !(String(key) in value));
  return [
    ...missing.map((key) => `${at.path} has no ${key}`),
    ...Object.entries(value).flatMap(([key, inner]) => {
      const own = properties[key] ?? others;
      const here = { ...at, path: `${at.path}.${key}` };
      return own === false ? [`${here.path} is unknown`] : look(inner, asSchema(own ?? {}), here);
    }),
  ];
}

function typeOf(value: unknown, wanted: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (wanted === 'integer' && Number.isInteger(value)) return 'integer';
  return typeof value;
}

function definition(ref: string, root: Schema): Schema {
  const found = asSchema(root.$defs ?? {})[ref.replace('#/$defs/', '')];
  if (found === undefined) throw new Error(`There is no ${ref}`);
  return asSchema(found);
}

function asSchema(json: Json): Schema {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new Error(`${JSON.stringify(json)} is no schema`);
  // What is no array and no value of its own is words with values.
  return json as Schema;
}
