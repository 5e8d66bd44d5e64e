import {
  ADD_ROW,
  type FieldValue,
  type FieldView,
  MOST_ROWS,
  type RowValue,
  rowCount,
  type Typed,
} from './field-view.ts';

/** Keeps of a posted form what belongs to its fields, right and wrong alike, for showing again or for a draft. */
export function typedForm(
  fields: readonly FieldView[],
  body: Readonly<Record<string, unknown>>,
): Typed {
  const kept: Record<string, string | readonly string[]> = {};
  const keep = (name: string): void => {
    const value = Object.hasOwn(body, name) ? body[name] : undefined;
    if (typeof value === 'string') kept[name] = clean(value);
    else if (Array.isArray(value))
      kept[name] = value.filter((entry) => typeof entry === 'string').map(clean);
  };
  const keepField = (field: FieldView, prefix: string): void => {
    const name = prefix + field.name;
    if (field.type !== 'items') {
      for (const part of partNames(field, name)) keep(part);
      return;
    }
    keep(`${name}-rows`);
    const sent: Typed = Object.fromEntries(
      Object.keys(body)
        .filter((key) => key.startsWith(`${name}-`))
        .map((key) => [key, String(body[key])]),
    );
    for (let row = 0; row < rowCount(sent, name); row += 1) {
      for (const inner of field.items ?? []) keepField(inner, `${name}-${row}-`);
    }
  };
  for (const field of fields) keepField(field, '');
  return kept;
}

/** What was typed with one more row, if the button pressed was "Add another"; otherwise undefined. */
export function withAddedRow(
  fields: readonly FieldView[],
  body: Readonly<Record<string, unknown>>,
): Typed | undefined {
  const list = fields.find((field) => field.type === 'items' && field.name === body[ADD_ROW]);
  if (list === undefined) return undefined;
  const typed = typedForm(fields, body);
  const rows = Math.min(Math.max(rowCount(typed, list.name), 1) + 1, MOST_ROWS);
  return { ...typed, [`${list.name}-rows`]: String(rows) };
}

/** The stored values of the fields in the shape a form travels in. */
export function typedFromValues(fields: readonly FieldView[], prefix = ''): Typed {
  const typed: Record<string, string | readonly string[]> = {};
  for (const field of fields) {
    if (field.value !== undefined)
      Object.assign(typed, flatten(field, field.value, prefix + field.name));
  }
  return typed;
}

/** The flat names under which one field travels. */
export function partNames(field: FieldView, name: string): readonly string[] {
  if (field.type === 'date') return [`${name}-day`, `${name}-month`, `${name}-year`];
  if (field.type === 'date-time')
    return [`${name}-day`, `${name}-month`, `${name}-year`, `${name}-time`];
  if (field.type === 'period') return [name, `${name}-unit`];
  return [name];
}

function flatten(field: FieldView, value: FieldValue, name: string): Typed {
  if (typeof value === 'number') return { [name]: String(value) };
  if (typeof value !== 'string') return flattenMany(field, value, name);
  if (field.type === 'date' || field.type === 'date-time') {
    const [, year = '', month = '', day = '', time] =
      /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d))?/.exec(value) ?? [];
    const parts = {
      [`${name}-day`]: withoutZero(day),
      [`${name}-month`]: withoutZero(month),
      [`${name}-year`]: year,
    };
    return field.type === 'date-time' ? { ...parts, [`${name}-time`]: time ?? '' } : parts;
  }
  if (field.type === 'period') {
    const [count = '', ...unit] = value.split(' ');
    // "1 day" is stored in the singular; the list of units is in the plural.
    return { [name]: count, [`${name}-unit`]: unit.join(' ').replace(/s?$/, 's') };
  }
  return { [name]: value };
}

function flattenMany(
  field: FieldView,
  values: readonly string[] | readonly RowValue[],
  name: string,
): Typed {
  const texts = values.filter((value) => typeof value === 'string');
  if (field.type !== 'items') return { [name]: texts };
  const typed: Record<string, string | readonly string[]> = {};
  values.forEach((row, index) => {
    if (typeof row === 'string') return;
    const cells = (field.items ?? []).map((inner) => ({ ...inner, value: row[inner.name] }));
    Object.assign(typed, typedFromValues(cells, `${name}-${index}-`));
  });
  return typed;
}

function withoutZero(digits: string): string {
  return digits.replace(/^0/, '');
}

// The database takes no NUL, and browsers send line ends as two characters, which would count twice.
function clean(text: string): string {
  return text.replaceAll('\u0000', '').replace(/\r\n?/g, '\n');
}
