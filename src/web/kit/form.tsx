import type { Child, SafeHtml } from '../jsx/jsx-runtime.ts';
import type { FieldError, FieldView, Typed } from './field-view.ts';
import { Fields } from './form-fields.tsx';
import { govuk } from './govuk.ts';

export interface FormProps {
  readonly action: string;
  readonly csrf: string;
  readonly fields: readonly FieldView[];
  /** The act in words: "Send for sign off". */
  readonly submit: string;
  readonly warning?: boolean | undefined;
  /** What was typed before (after errors, or from a draft). It wins over the fields' own values. */
  readonly typed?: Typed | undefined;
  readonly errors?: readonly FieldError[] | undefined;
  /** Where drafts are kept; without it nothing is kept. */
  readonly draftUrl?: string | undefined;
  readonly hidden?: Readonly<Record<string, string>> | undefined;
  readonly cancel?: { readonly href: string; readonly text: string } | undefined;
  /** Stands between the questions and the button. */
  readonly children?: Child;
}

/** A form that posts its fields under flat names, for `readForm` to read. */
export function Form(props: FormProps): SafeHtml {
  const draft = props.draftUrl;
  return (
    <form
      method="post"
      action={props.action}
      novalidate
      data-draft={draft === undefined ? undefined : 'yes'}
      data-draft-url={draft}
    >
      <input type="hidden" name="_csrf" value={props.csrf} />
      {Object.entries(props.hidden ?? {}).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {/* Pressing Enter in a field presses the first button there is, which may not be "Add another". */}
      {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: it is taken out of the tab order */}
      <button type="submit" class="govuk-visually-hidden" tabindex={-1} aria-hidden={true}>
        {props.submit}
      </button>
      <Fields fields={props.fields} typed={props.typed} errors={props.errors} />
      {props.children}
      <div class="govuk-button-group">
        {govuk('button', {
          text: props.submit,
          preventDoubleClick: true,
          classes: props.warning ? 'govuk-button--warning' : undefined,
        })}
        {props.cancel === undefined ? null : (
          <a class="govuk-link" href={props.cancel.href}>
            {props.cancel.text}
          </a>
        )}
      </div>
      {draft === undefined ? null : (
        <p class="govuk-hint app-draft" data-draft-status="" role="status" />
      )}
    </form>
  );
}
