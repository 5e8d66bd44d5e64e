/** What a step does besides moving the family: tells people, names a person, lists a case, hands over. */
import { type Decoder, list, made, oneOf, some, text, unsuitable } from './decode.ts';
import { may, need, peek, record, type Values } from './decode-records.ts';
import type { Assignment, Effects, ForumId, LevelId, PathwayId, RoleId, Tell } from './protocol.ts';
import { noSuch, type Reading, tell, valueAt } from './reading.ts';
import { either, named, schemaOf, textSchema } from './schema.ts';
import { citing, nameOfA } from './words.ts';

const role = nameOfA<RoleId>('role');
const beyondRoles = oneOf('planned-visitors', 'family', 'starter', 'holder');

const who: Decoder<Tell['who'][number]> = {
  wants: 'a role, family, holder, starter or planned-visitors',
  schema: () => textSchema,
  read: (node, cx) =>
    node.is === 'text' &&
    ['planned-visitors', 'family', 'starter', 'holder'].includes(node.text.trim())
      ? beyondRoles.read(node, cx)
      : role.read(node, cx),
};

export const tells: Decoder<readonly Tell[]> = named(
  'tells',
  list(
    record({ who: need(some(who)), what: need(text), ...citing }, ({ who, what, clauses }) => ({
      who,
      what,
      clauses,
    })),
  ),
);

const fromField = record({ field: need(text) }, ({ field }, cx, node) => {
  const at = valueAt(node, 'field');
  if (cx.form === undefined) {
    tell(
      cx,
      at,
      `A person cannot be named from field "${field}" here, where there is no form. Write actor, or give the step a form`,
    );
    return undefined;
  }
  cx.log.uses.push({ kind: 'field', evidence: cx.form, name: field, at, suits: 'naming a person' });
  return { field };
});

/** `{ role: actor }` or `{ role: { field: name } }`. */
export const fills: Decoder<readonly Assignment[]> = {
  wants: 'roles, each with actor or { field: … }',
  schema: (defs) => ({
    type: 'object',
    additionalProperties: either({ enum: ['actor'] }, schemaOf(fromField, defs)),
  }),
  read(node, cx) {
    if (node.is !== 'map') return unsuitable(node, cx, fills.wants);
    const read = node.entries.map(({ key, keyAt, value }) => {
      const named = role.read({ is: 'text', text: key, at: keyAt }, cx);
      const from =
        value.is === 'map'
          ? fromField.read(value, { ...cx, part: key, at: keyAt })
          : made(oneOf('actor'), () => ({ actor: true }) as const).read(value, {
              ...cx,
              part: key,
              at: keyAt,
            });
      return named && from && { role: named.value, from: from.value };
    });
    const values = read.flatMap((each) => each ?? []);
    return values.length === read.length ? { value: values } : undefined;
  },
};

const lists: Decoder<NonNullable<Effects['lists']>> = record(
  { forum: need(nameOfA<ForumId>('forum')), part: may(text) },
  ({ forum, part }, cx, node) => {
    const parts = cx.forums.get(forum)?.parts.map(({ id }) => id);
    const only = parts?.length === 1 ? parts[0] : undefined;
    if (part === undefined && only === undefined) {
      // A forum that is not there, or could not be read, has been noted already.
      if (parts !== undefined)
        tell(
          cx,
          cx.at,
          `forum "${forum}" has several parts: ${parts.join(', ')}. Say which, with part: …`,
        );
      return undefined;
    }
    if (part !== undefined && parts !== undefined && !parts.includes(part)) {
      tell(cx, valueAt(node, 'part'), noSuch(`part of forum "${forum}" called`, part, parts));
      return undefined;
    }
    return { forum, part: part ?? only ?? '' };
  },
);

const chosenLevel = record({ field: need(text) }, ({ field }, cx, node) => {
  const at = valueAt(node, 'field');
  if (cx.form === undefined) {
    tell(
      cx,
      at,
      `A level cannot be taken from field "${field}" here, where there is no form. Name the level, or give the step a form`,
    );
    return undefined;
  }
  cx.log.uses.push({
    kind: 'field',
    evidence: cx.form,
    name: field,
    at,
    suits: 'recording a level',
  });
  return { field };
});
const namedLevel = made(nameOfA<LevelId>('level'), (level) => ({ level }));

/** A level, or `{ field: … }` of the step's form. */
const setsLevel: Decoder<NonNullable<Effects['setsLevel']>> = {
  wants: 'a level, or { field: … } of the form',
  schema: (defs) => either(schemaOf(namedLevel, defs), schemaOf(chosenLevel, defs)),
  read: (node, cx) => (node.is === 'map' ? chosenLevel.read(node, cx) : namedLevel.read(node, cx)),
};

/** The words of anything that has effects. */
export const effectWords = {
  tells: may(tells, []),
  fills: may(fills, []),
  empties: may(list(role), []),
  lists: may(lists),
  decides: may(nameOfA<ForumId>('forum')),
  'hands-to': may(nameOfA<PathwayId>('pathway')),
  ends: may(list(nameOfA<PathwayId>('pathway')), []),
  'sets-level': may(setsLevel),
} as const;

/** Gathers the effects from the words of a step or an outcome. */
export function effectsOf(values: Values<typeof effectWords>): Effects {
  const { tells, fills, empties, lists, decides, ends } = values;
  const { 'hands-to': handsTo, 'sets-level': setsLevel } = values;
  return { tells, fills, empties, lists, decides, handsTo, ends, setsLevel };
}

/** A reading of something that has a form of its own, whose fields may name people. */
export function withForm<T>(decoder: Decoder<T>): Decoder<T> {
  return {
    ...decoder,
    read: (node, cx: Reading) => decoder.read(node, { ...cx, form: peek(node, 'form') }),
  };
}
