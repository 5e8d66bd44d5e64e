/** What was typed in a form, as the core takes it. */
import { formatLocal, type Instant } from '../../core/calendar/time.ts';
import type { Fields, FieldValue, Row } from '../../core/family/events.ts';
import type { FieldError as CoreError } from '../../core/family/refusal.ts';
import type { Field } from '../../core/protocol/protocol.ts';
import type {
  FieldError,
  FieldView,
  FormValues,
  FieldValue as Read,
  RowValue,
  Typed,
} from '../kit/field-view.ts';
import { partNames } from '../kit/typed-form.ts';
import type { FormContext } from './context.ts';
import { readPractitioner } from './practitioner-views.ts';

/** The values of a protocol's fields out of a form that was read without a fault. */
export function coreFields(
  fields: readonly Field[],
  read: { readonly values: FormValues; readonly typed: Typed },
  context: FormContext,
): Fields {
  const entries = fields.flatMap((field): readonly [string, FieldValue][] => {
    // A field that was not asked is not in the values, whatever else was sent.
    const value = read.values[field.id];
    if (value === undefined) return [];
    if (field.type !== 'practitioner') return [[field.id, coreValue(value)]];
    const practitioner = readPractitioner(field.id, read.typed, context);
    return practitioner === undefined ? [] : [[field.id, practitioner]];
  });
  return Object.fromEntries(entries);
}

/** The time on the wall as `readForm` takes it. */
export function wallTime(now: Instant): string {
  return formatLocal(now).slice(0, 16);
}

/** What the core found wrong, pointing to the questions on the page; a name the page does not know points to its form. */
export function errorsOnPage(
  errors: readonly CoreError[],
  views: readonly FieldView[],
): readonly FieldError[] {
  return errors.map(({ field, message }) => {
    // Questions of the act itself bear a name that no question of a policy can have.
    const view =
      views.find((each) => each.name === field) ??
      views.find((each) => each.name === `act__${field}`);
    const name = view?.name ?? field;
    const id = view === undefined ? 'form' : (partNames(view, name)[0] ?? name);
    return { field: name, message, href: `#${id}` };
  });
}

function coreValue(value: Read): FieldValue {
  if (typeof value === 'string' || typeof value === 'number') return value;
  const rows = value.filter((entry) => typeof entry !== 'string');
  if (rows.length > 0) return rows.map(coreRow);
  return value.filter((entry) => typeof entry === 'string');
}

function coreRow(row: RowValue): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, cell]) => [
      name,
      typeof cell === 'object' ? cell.join(', ') : String(cell),
    ]),
  );
}
