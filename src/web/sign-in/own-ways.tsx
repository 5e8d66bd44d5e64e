/** The ways into one council that are for real people: a button for each provider, a link by mail for partners. */
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from '../kit/govuk.ts';
import type { Provider } from './provider.ts';
import type { WaysInto } from './ways.ts';

interface Props {
  readonly ways: WaysInto;
  readonly council: string;
  /** There are other councils to choose. */
  readonly others: boolean;
  readonly csrf: string;
  readonly next: string | undefined;
  readonly email?: { readonly typed: string; readonly error: string } | undefined;
}

export function OwnWays(props: Props): SafeHtml {
  const { staff, partners, link } = props.ways;
  const others = partners.length > 0 || link;
  return (
    <>
      {staff.length === 0 ? null : (
        <section>
          {others ? <h2 class="govuk-heading-m">If you work for the council</h2> : null}
          <Buttons providers={staff} next={props.next} />
        </section>
      )}
      {others ? (
        <section>
          <h2 class="govuk-heading-m">If you work in a school, a health service or a charity</h2>
          <Buttons providers={partners} next={props.next} />
          {link ? <LinkForm {...props} /> : null}
        </section>
      ) : null}
      {props.others ? (
        <p class="govuk-body">
          <a
            class="govuk-link"
            href={`/sign-in?council=${props.next === undefined ? '' : `&next=${encodeURIComponent(props.next)}`}`}
          >
            Choose another council
          </a>
        </p>
      ) : null}
    </>
  );
}

/** Links and not forms: the way leads to another site, and forms stay within this one. */
function Buttons(props: {
  readonly providers: readonly Provider[];
  readonly next: string | undefined;
}): SafeHtml {
  const query = props.next === undefined ? '' : `?next=${encodeURIComponent(props.next)}`;
  return (
    <>
      {props.providers.map(({ id, name }) => (
        <p class="govuk-body">
          {govuk('button', { text: `Sign in with ${name}`, href: `/sign-in/with/${id}${query}` })}
        </p>
      ))}
    </>
  );
}

function LinkForm({ csrf, council, next, email }: Props): SafeHtml {
  return (
    <form method="post" action="/sign-in/link" novalidate>
      <input type="hidden" name="_csrf" value={csrf} />
      <input type="hidden" name="council" value={council} />
      {next === undefined ? null : <input type="hidden" name="next" value={next} />}
      {govuk('input', {
        id: 'email',
        name: 'email',
        type: 'email',
        autocomplete: 'email',
        spellcheck: false,
        label: { text: 'Your e-mail address at work', classes: 'govuk-label--s' },
        hint: {
          text: 'We send a link to sign in with, if the council has entered you with this address. It works for 15 minutes, in this browser.',
        },
        errorMessage: email && { text: email.error },
        value: email?.typed,
      })}
      {govuk('button', { text: 'Send me a link', classes: 'govuk-button--secondary' })}
    </form>
  );
}
