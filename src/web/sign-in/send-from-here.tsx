import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { type KeptForm, SendAgain } from '../kept-form.tsx';

/** What was typed in a browser of which nobody knows whose it was: this page is the only place where it is. */
export function SendFromHere(props: { readonly form: KeptForm; readonly csrf: string }): SafeHtml {
  return (
    <>
      <p class="govuk-body">
        <strong>You had been signed out, so nothing was sent.</strong> What you typed is on this
        page and nowhere else. Leave this page open.
      </p>
      <ol class="govuk-list govuk-list--number">
        <li>
          <a class="govuk-link" href="/sign-in" target="_blank" rel="noopener">
            Sign in (opens in a new tab)
          </a>
        </li>
        <li>Come back to this page and press the button below.</li>
      </ol>
      <SendAgain {...props} />
    </>
  );
}
