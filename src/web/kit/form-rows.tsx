import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { ADD_ROW, MOST_ROWS, rowCount } from './field-view.ts';
import { errorOf, type FieldProps, FieldSet, hintOf, labelOf } from './form-fields.tsx';

/** A list of rows that grows by posting the form, so that it needs no script and a reload loses nothing. */
export function ItemsField(props: FieldProps): SafeHtml {
  const { field, name, context } = props;
  const rows = Math.max(rowCount(context.typed, name), 1);
  const error = errorOf(props);
  const hint = hintOf(props);
  return (
    <div
      class={`govuk-form-group app-rows${error === undefined ? '' : ' govuk-form-group--error'}`}
    >
      <fieldset
        class="govuk-fieldset"
        aria-describedby={`${name}-hint${error === undefined ? '' : ` ${name}-error`}`}
      >
        <legend class="govuk-fieldset__legend govuk-fieldset__legend--s">{labelOf(field)}</legend>
        <div class="govuk-hint" id={`${name}-hint`}>
          {hint === undefined ? null : 'html' in hint ? hint.html : hint.text}{' '}
          {rows > 1 ? 'Leave a row empty to take it away.' : null}
        </div>
        {error === undefined ? null : (
          <p class="govuk-error-message" id={`${name}-error`}>
            <span class="govuk-visually-hidden">Error:</span> {error.text}
          </p>
        )}
        <input type="hidden" name={`${name}-rows`} value={rows} />
        {Array.from({ length: rows }, (_, row) => (
          <fieldset class="govuk-fieldset app-rows__row">
            <legend class="govuk-fieldset__legend app-rows__legend">
              Row {row + 1}
              <span class="govuk-visually-hidden"> of {field.label}</span>
            </legend>
            <FieldSet
              context={{ ...context, fields: field.items ?? [], prefix: `${name}-${row}-` }}
            />
          </fieldset>
        ))}
        {rows >= MOST_ROWS ? null : (
          <button
            type="submit"
            name={ADD_ROW}
            value={name}
            class="govuk-button govuk-button--secondary app-rows__add"
            formnovalidate
          >
            Add another<span class="govuk-visually-hidden"> row to {field.label}</span>
          </button>
        )}
      </fieldset>
    </div>
  );
}
