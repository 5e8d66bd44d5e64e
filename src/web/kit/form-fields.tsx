import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import {
  type FieldError,
  type FieldView,
  type Typed,
  typedText,
  typedTexts,
} from './field-view.ts';
import { conditionWords } from './field-words.ts';
import { DateField, PeriodField } from './form-parts.tsx';
import { ItemsField } from './form-rows.tsx';
import { govuk } from './govuk.ts';
import type { ChoiceItem, HintOptions } from './govuk-options.ts';
import { typedFromValues } from './typed-form.ts';

/** What a field needs to know of the form around it. */
export interface FieldContext {
  readonly fields: readonly FieldView[];
  readonly typed: Typed;
  readonly errors: readonly FieldError[];
  /** Of a row: `items-0-`. */
  readonly prefix: string;
}

export interface FieldProps {
  readonly field: FieldView;
  /** The flat name, which is also the id. */
  readonly name: string;
  readonly context: FieldContext;
}

/** The questions alone, for a form that is built by hand around them. */
export function Fields(props: {
  readonly fields: readonly FieldView[];
  readonly typed?: Typed | undefined;
  readonly errors?: readonly FieldError[] | undefined;
}): SafeHtml {
  const typed = props.typed ?? typedFromValues(props.fields);
  return (
    <FieldSet context={{ fields: props.fields, typed, errors: props.errors ?? [], prefix: '' }} />
  );
}

/** The questions of one form or one row; those that hang on one answer stand inside it, those on several come with any. */
export function FieldSet({ context }: { readonly context: FieldContext }): SafeHtml {
  return (
    <>
      {context.fields
        .filter((field) => revealedBy(field, context) === undefined)
        .map((field) => {
          const question = (
            <Field field={field} name={context.prefix + field.name} context={context} />
          );
          const { shownWhen } = field;
          if (shownWhen === undefined || !isAsked(shownWhen.field, context)) return question;
          return (
            <div
              data-shown-by={context.prefix + shownWhen.field}
              data-shown-when={JSON.stringify(shownWhen.is)}
            >
              {question}
            </div>
          );
        })}
    </>
  );
}

function isAsked(name: string, { fields }: FieldContext): boolean {
  return fields.some((field) => field.name === name);
}

/** The message for a field, in the shape the macros take. */
export function errorOf({ name, context }: FieldProps): { readonly text: string } | undefined {
  const error = context.errors.find((candidate) => candidate.field === name);
  return error === undefined ? undefined : { text: error.message };
}

/** The label, saying where an answer is not needed. */
export function labelOf(field: FieldView): string {
  return field.required ? field.label : `${field.label} (optional)`;
}

/** The hint and, for a question that hangs on another, when to answer it. */
export function hintOf({ field, context }: FieldProps): HintOptions | undefined {
  if (field.shownWhen === undefined)
    return field.hint === undefined ? undefined : { text: field.hint };
  // A script shows the question with the answers that bring it.
  const asked = isAsked(field.shownWhen.field, context);
  return {
    html: (
      <>
        {field.hint}{' '}
        <span class={asked ? 'app-without-script' : undefined}>
          {conditionWords(field, context.fields)}
        </span>
      </>
    ),
  };
}

// Only an answer that alone brings the question can hold it: the same question cannot stand in two places.
function revealedBy(field: FieldView, context: FieldContext): FieldView | undefined {
  const { shownWhen } = field;
  if (shownWhen === undefined || shownWhen.is.length !== 1) return undefined;
  const other = context.fields.find((candidate) => candidate.name === shownWhen.field);
  if (other === undefined || other === field) return undefined;
  const holds = ['yes-no', 'choice', 'choices', 'level', 'records'].includes(other.type);
  return holds && choicesOf(other).some((choice) => choice.value === shownWhen.is[0])
    ? other
    : undefined;
}

function Field(props: FieldProps): SafeHtml {
  switch (props.field.type) {
    case 'text':
    case 'number':
      return <TextField {...props} />;
    case 'person':
      return props.field.options === undefined ? (
        <TextField {...props} />
      ) : (
        <PickField {...props} />
      );
    case 'long-text':
      return <LongTextField {...props} />;
    case 'yes-no':
    case 'choice':
    case 'level':
      return <RadiosField {...props} />;
    case 'choices':
    case 'records':
      return <CheckboxesField {...props} />;
    case 'date':
    case 'date-time':
      return <DateField {...props} />;
    case 'period':
      return <PeriodField {...props} />;
    case 'items':
      return <ItemsField {...props} />;
  }
}

function TextField(props: FieldProps): SafeHtml {
  const { field, name, context } = props;
  const number = field.type === 'number';
  return govuk('input', {
    id: name,
    name,
    label: { text: labelOf(field), classes: 'govuk-label--s' },
    hint: hintOf(props),
    errorMessage: errorOf(props),
    value: typedText(context.typed, name),
    inputmode: number ? 'numeric' : undefined,
    spellcheck: field.type === 'person' ? false : undefined,
    classes: number ? 'govuk-input--width-5' : 'govuk-!-width-two-thirds',
  });
}

function LongTextField(props: FieldProps): SafeHtml {
  const { field, name, context } = props;
  const common = {
    id: name,
    name,
    label: { text: labelOf(field), classes: 'govuk-label--s' },
    hint: hintOf(props),
    errorMessage: errorOf(props),
    value: typedText(context.typed, name),
    rows: '5',
  };
  if (field.maxLength === undefined) return govuk('textarea', common);
  return govuk('character-count', {
    ...common,
    maxlength: String(field.maxLength),
    threshold: '75',
  });
}

function PickField(props: FieldProps): SafeHtml {
  const { field, name, context } = props;
  const chosen = typedText(context.typed, name);
  return govuk('select', {
    id: name,
    name,
    label: { text: labelOf(field), classes: 'govuk-label--s' },
    hint: hintOf(props),
    errorMessage: errorOf(props),
    items: [
      { value: '', text: field.nothing ?? 'Choose a name', selected: chosen === '' },
      ...(field.options ?? []).map((option) => ({
        value: option.value,
        text: option.label,
        selected: option.value === chosen,
      })),
    ],
  });
}

function RadiosField(props: FieldProps): SafeHtml {
  const { field, name } = props;
  const short =
    field.type === 'yes-no' &&
    !props.context.fields.some((other) => revealedBy(other, props.context) === field);
  return govuk('radios', {
    idPrefix: name,
    name,
    fieldset: { legend: { text: labelOf(field), classes: 'govuk-fieldset__legend--s' } },
    hint: hintOf(props),
    errorMessage: errorOf(props),
    classes: short ? 'govuk-radios--inline' : undefined,
    items: choiceItems(props),
  });
}

function CheckboxesField(props: FieldProps): SafeHtml {
  const { field, name } = props;
  if (field.options === undefined || field.options.length === 0)
    return <NothingToPick {...props} />;
  return govuk('checkboxes', {
    idPrefix: name,
    name,
    fieldset: { legend: { text: labelOf(field), classes: 'govuk-fieldset__legend--s' } },
    hint: hintOf(props),
    errorMessage: errorOf(props),
    classes: field.type === 'records' ? 'govuk-checkboxes--small' : undefined,
    items: choiceItems(props),
  });
}

function NothingToPick(props: FieldProps): SafeHtml {
  const error = errorOf(props);
  return (
    <div
      class={`govuk-form-group${error === undefined ? '' : ' govuk-form-group--error'}`}
      id={props.name}
    >
      <p class="govuk-label govuk-label--s">{labelOf(props.field)}</p>
      {error === undefined ? null : <p class="govuk-error-message">{error.text}</p>}
      <p class="govuk-hint">Nothing has been recorded yet that could be chosen here.</p>
    </div>
  );
}

function choiceItems({ field, name, context }: FieldProps): ChoiceItem[] {
  const chosen = typedTexts(context.typed, name);
  return choicesOf(field).map((choice) => {
    const revealed = context.fields.filter(
      (other) => revealedBy(other, context) === field && other.shownWhen?.is[0] === choice.value,
    );
    return {
      text: choice.label,
      value: choice.value,
      hint: choice.hint === undefined ? undefined : { text: choice.hint },
      checked: chosen.includes(choice.value),
      conditional:
        revealed.length === 0
          ? undefined
          : {
              html: (
                <>
                  {revealed.map((other) => (
                    <Field field={other} name={context.prefix + other.name} context={context} />
                  ))}
                </>
              ),
            },
    };
  });
}

function choicesOf(field: FieldView): NonNullable<FieldView['options']> {
  if (field.type === 'yes-no')
    return [
      { value: 'yes', label: 'Yes' },
      { value: 'no', label: 'No' },
    ];
  return field.options ?? [];
}
