/** What an editor is told of the language: the part of JSON Schema that the readers need to say. */

export type Json = string | number | boolean | null | readonly Json[] | Schema;
export interface Schema {
  readonly [word: string]: Json;
}

/** Schemas that have a name, so that what contains itself can be said. */
export type Defs = Map<string, Schema>;

/** Anything that may describe itself to an editor. */
export interface Described {
  readonly wants: string;
  readonly schema?: (defs: Defs) => Schema;
}

/** YAML gives numbers, dates and words alike as they are written; an editor may see a number in `2026`. */
export const textSchema: Schema = { type: ['string', 'number', 'boolean'] };

/** The schema of a reader; one that has none is described by what it wants. */
export function schemaOf(described: Described, defs: Defs): Schema {
  return described.schema?.(defs) ?? { description: described.wants };
}

export function either(...schemas: readonly Schema[]): Schema {
  return { anyOf: schemas };
}

/** The same reader, whose schema is written once, under a name. */
export function named<T extends Described>(name: string, described: T): T {
  return {
    ...described,
    schema(defs: Defs): Schema {
      if (!defs.has(name)) {
        // Known before it is made, so that it may contain itself.
        defs.set(name, {});
        defs.set(name, schemaOf(described, defs));
      }
      return { $ref: `#/$defs/${name}` };
    },
  };
}
