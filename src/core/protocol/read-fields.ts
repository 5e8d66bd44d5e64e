/** Forms: their fields, and the rows of fields. */
import { type Decoder, flag, list, oneOf, text, unsuitable } from './decode.ts';
import { mapOf, may, need, record } from './decode-records.ts';
import { didYouMean } from './did-you-mean.ts';
import { allowedValues, notAmong } from './field-values.ts';
import type { EvidenceKind, Field } from './protocol.ts';
import { type Reading, tell, valueAt, whereIs } from './reading.ts';
import { either, named, schemaOf, textSchema } from './schema.ts';
import { citing, nameOfA } from './words.ts';
import type { MapNode } from './yaml-reader.ts';

type Option = Field['options'][number];
type Form = ReadonlyMap<string, Field>;

const fieldTypes = oneOf(
  'text',
  'long-text',
  'yes-no',
  'choice',
  'choices',
  'date',
  'date-time',
  'number',
  'adult',
  'practitioner',
  'level',
  'service',
  'period',
  'items',
  'evidence',
);

/** `value: label`, or `value: { label, hint }`. */
const options: Decoder<readonly Option[]> = {
  wants: 'values, each with what people see',
  schema: (defs) => ({
    type: 'object',
    additionalProperties: either(textSchema, schemaOf(described('value'), defs)),
  }),
  read(node, cx) {
    if (node.is !== 'map') return unsuitable(node, cx, options.wants);
    const read = node.entries.map(({ key, keyAt, value }, index): Option | undefined => {
      const twice = node.entries.slice(0, index).some((entry) => entry.key === key);
      if (twice) tell(cx, keyAt, `${cx.thing} has the option "${key}" twice`);
      if (twice) return undefined;
      const here = { ...cx, part: key, at: keyAt };
      if (value.is !== 'map') {
        const words = text.read(value, here);
        return words && { value: key, label: words.value, hint: undefined };
      }
      return described(key).read(value, here)?.value;
    });
    const values = read.flatMap((each) => each ?? []);
    return values.length === read.length ? { value: values } : undefined;
  },
};
const described = (value: string): Decoder<Option> =>
  record({ label: need(text), hint: may(text) }, ({ label, hint }) => ({ value, label, hint }));

const shownWhen: Decoder<NonNullable<Field['shownWhen']>> = {
  wants: 'one field with the value or values that show this one, for example { reason: other }',
  schema: (defs) => ({
    type: 'object',
    additionalProperties: schemaOf(list(text), defs),
    minProperties: 1,
    maxProperties: 1,
  }),
  read(node, cx) {
    const entry = node.is === 'map' ? node.entries[0] : undefined;
    if (node.is !== 'map' || entry === undefined || node.entries.length > 1)
      return unsuitable(node, cx, shownWhen.wants);
    const is = list(text).read(entry.value, cx);
    return is && { value: { field: entry.key, is: is.value } };
  },
};

const preset: Decoder<NonNullable<Field['preset']>> = {
  wants: 'today, latest, { value: … } or { evidence: …, field: … }',
  schema: (defs) =>
    either({ enum: ['today', 'latest'] }, schemaOf(fixed, defs), schemaOf(carried, defs)),
  read(node, cx) {
    if (node.is !== 'map') return oneOf('today', 'latest').read(node, cx);
    return node.entries.some(({ key }) => key === 'value')
      ? fixed.read(node, cx)
      : carried.read(node, cx);
  },
};
const fixed = record({ value: need(text) }, ({ value }) => ({ value }));
const carried = record(
  { evidence: need(nameOfA<EvidenceKind>('evidence')), field: need(text) },
  ({ evidence, field }, cx, node) => {
    cx.log.uses.push({
      kind: 'field',
      evidence,
      name: field,
      at: valueAt(node, 'field'),
      suits: 'anything',
    });
    return { evidence, field };
  },
);

/** The fields of a form, or of a row. In the interrupt's form nothing is required. */
function fields(owner: string, mayBeEmpty: boolean): Decoder<Form> {
  return mapOf<string, Field>({ kind: 'field', scope: () => owner }, (id) =>
    record(
      {
        label: need(text),
        type: need(fieldTypes),
        hint: may(text),
        required: may(flag),
        'shown-when': may(shownWhen),
        options: may(options, []),
        items: may(formOf(`${owner}.${id}`, mayBeEmpty)),
        kinds: may(list(nameOfA<EvidenceKind>('evidence')), []),
        preset: may(preset),
        time: may(oneOf('past', 'future', 'any'), 'past'),
        reading: may(text),
        ...citing,
      },
      ({ 'shown-when': shownWhen, items, required, ours: _, ...words }, cx, node) => {
        const field: Field = {
          id,
          shownWhen,
          items: [...(items?.values() ?? [])],
          required: required ?? !mayBeEmpty,
          ...words,
        };
        if (mayBeEmpty && required === true) {
          tell(
            cx,
            valueAt(node, 'required'),
            `${cx.thing} is in the interrupt's form, where every field may be left empty`,
          );
          return undefined;
        }
        return isWhole(field, cx, node) ? field : undefined;
      },
    ),
  );
}

/** The fields of a form or of a row. Rows have fields of their own; read when met, since a form would contain itself otherwise. */
export function formOf(owner: string, mayBeEmpty: boolean): Decoder<Form> {
  return named('fields', {
    wants: 'the fields of a row',
    schema: (defs) => schemaOf(fields(owner, mayBeEmpty), defs),
    read: (node, cx) => {
      const read = fields(owner, mayBeEmpty).read(node, cx);
      return read && agrees(read.value, cx) ? read : undefined;
    },
  });
}

/** Whether a field has the words that its type needs, and none that its type has no use for. */
function isWhole(field: Field, cx: Reading, node: MapNode): boolean {
  const { type } = field;
  const before = cx.log.problems.length;
  const written = (word: string) => node.entries.some(({ key }) => key === word);
  const onlyFor = (word: string, ...types: readonly Field['type'][]) => {
    const fits = types.includes(type);
    if (fits && word !== 'preset' && !written(word))
      tell(cx, cx.at, `${cx.thing} is of type ${type} and needs "${word}"`);
    if (!fits && written(word))
      tell(
        cx,
        valueAt(node, word),
        `${cx.thing} is of type ${type}, which has no "${word}". Only ${types.join(' and ')} has`,
      );
  };
  onlyFor('options', 'choice', 'choices');
  onlyFor('items', 'items');
  onlyFor('kinds', 'evidence');
  if (field.preset === 'today' && type !== 'date' && type !== 'date-time')
    tell(
      cx,
      valueAt(node, 'preset'),
      `${cx.thing} is of type ${type} and cannot be preset to today`,
    );
  if (field.preset === 'latest' && type !== 'evidence')
    tell(
      cx,
      valueAt(node, 'preset'),
      `${cx.thing} is of type ${type} and cannot be preset to the latest evidence`,
    );
  if (typeof field.preset === 'object' && 'value' in field.preset)
    isAmong(field, field.preset.value, cx, valueAt(node, 'preset'));
  return cx.log.problems.length === before;
}

/** Whether the fields of one form agree: a field is shown because of another that exists and can have that value. */
function agrees(form: Form, cx: Reading): boolean {
  const before = cx.log.problems.length;
  for (const field of form.values()) {
    if (field.shownWhen === undefined) continue;
    const place = whereIs(cx.log, field, 'shown-when');
    const other = form.get(field.shownWhen.field);
    if (other === undefined || other === field) {
      const known = [...form.keys()].filter((name) => name !== field.id);
      const hint = didYouMean(field.shownWhen.field, known);
      tell(
        cx,
        place,
        `field "${field.id}" is shown because of "${field.shownWhen.field}", which is no other field of this form.${hint}`,
      );
    } else for (const value of field.shownWhen.is) isAmong(other, value, cx, place);
  }
  return cx.log.problems.length === before;
}

function isAmong(
  field: Field,
  value: string,
  cx: Reading,
  place: Parameters<typeof tell>[1],
): void {
  const allowed = allowedValues(field);
  if (allowed === undefined || allowed.includes(value)) return;
  tell(cx, place, notAmong(field.id, value, allowed));
}
