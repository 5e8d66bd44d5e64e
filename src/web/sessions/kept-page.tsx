import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { type KeptForm, SendAgain } from '../kept-form.tsx';

/** What somebody sent after their session had ended, ready to be sent. */
export function KeptPage(props: {
  readonly form: KeptForm;
  readonly csrf: string;
  /** Where it waits; it is thrown away when it is sent. */
  readonly address: string;
}): SafeHtml {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <h1 class="govuk-heading-l">You are signed in, and what you typed is kept</h1>
        <p class="govuk-body">It has not been sent yet. Read it and send it now.</p>
        <SendAgain form={{ ...props.form, action: props.address }} csrf={props.csrf} />
        <form method="post" action={`${props.address}/discard`}>
          <input type="hidden" name="_csrf" value={props.csrf} />
          <button type="submit" class="app-link-button">
            Throw it away, and go to My work
          </button>
        </form>
      </div>
    </div>
  );
}
