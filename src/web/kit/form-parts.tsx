import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { PERIOD_UNITS, typedText } from './field-view.ts';
import { errorOf, type FieldProps, hintOf, labelOf } from './form-fields.tsx';
import { govuk } from './govuk.ts';

const EXAMPLES = {
  date: 'For example, 27 3 2026',
  'date-time': 'For example, 27 3 2026 at 9:30am',
} as const;

/** A date in three boxes, with a fourth for the time where the field has one. */
export function DateField(props: FieldProps): SafeHtml {
  const { field, name, context } = props;
  const error = errorOf(props);
  const parts =
    field.type === 'date-time' ? ['day', 'month', 'year', 'time'] : ['day', 'month', 'year'];
  const empty = parts.filter((part) => typedText(context.typed, `${name}-${part}`).trim() === '');
  // What is missing is marked if only a part is; otherwise the whole date is wrong.
  const wrong = empty.length > 0 && empty.length < parts.length ? empty : parts;
  return govuk('date-input', {
    id: name,
    namePrefix: name,
    fieldset: {
      legend: { text: labelOf(field), classes: 'govuk-fieldset__legend--s' },
      role: 'group',
    },
    hint: hintOf(props) ?? { text: EXAMPLES[field.type === 'date-time' ? 'date-time' : 'date'] },
    errorMessage: error,
    items: parts.map((part) => ({
      name: part,
      value: typedText(context.typed, `${name}-${part}`),
      error: error !== undefined && wrong.includes(part),
      inputmode: part === 'day' || part === 'year' ? 'numeric' : 'text',
      classes:
        part === 'year'
          ? 'govuk-input--width-4'
          : part === 'time'
            ? 'govuk-input--width-5'
            : 'govuk-input--width-3',
    })),
  });
}

/** A length of time: how many, of what. */
export function PeriodField(props: FieldProps): SafeHtml {
  const { field, name, context } = props;
  const chosen = typedText(context.typed, `${name}-unit`);
  const error = errorOf(props);
  const hint = hintOf(props);
  const described = [
    hint === undefined ? '' : `${name}-hint`,
    error === undefined ? '' : `${name}-error`,
  ]
    .filter((id) => id !== '')
    .join(' ');
  return (
    <div class={`govuk-form-group${error === undefined ? '' : ' govuk-form-group--error'}`}>
      <fieldset class="govuk-fieldset" aria-describedby={described === '' ? undefined : described}>
        <legend class="govuk-fieldset__legend govuk-fieldset__legend--s">{labelOf(field)}</legend>
        {hint === undefined ? null : (
          <div class="govuk-hint" id={`${name}-hint`}>
            {'html' in hint ? hint.html : hint.text}
          </div>
        )}
        {error === undefined ? null : (
          <p class="govuk-error-message" id={`${name}-error`}>
            <span class="govuk-visually-hidden">Error:</span> {error.text}
          </p>
        )}
        <div class="app-period">
          {govuk('input', {
            id: name,
            name,
            label: { text: 'How many' },
            value: typedText(context.typed, name),
            inputmode: 'numeric',
            classes: `govuk-input--width-3${error === undefined ? '' : ' govuk-input--error'}`,
          })}
          {govuk('select', {
            id: `${name}-unit`,
            name: `${name}-unit`,
            label: { text: 'Unit' },
            items: PERIOD_UNITS.map((unit) => ({
              value: unit,
              text: unit,
              selected: unit === (chosen === '' ? 'weeks' : chosen),
            })),
          })}
        </div>
      </fieldset>
    </div>
  );
}
