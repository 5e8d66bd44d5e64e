/** The page of a safeguarding concern: the number to ring comes first, and one button records the call. */
import type { Contact, Protocol } from '../../core/protocol/protocol.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import type { FieldView, Typed } from '../kit/field-view.ts';
import { Fields } from '../kit/form-fields.tsx';
import { govuk } from '../kit/govuk.ts';
import { UrgentPanel } from '../kit/urgent-panel.tsx';
import { Advice, ClauseLinks } from './guidance.tsx';

export interface ConcernProps {
  readonly protocol: Protocol;
  readonly contacts: readonly Contact[];
  /** Whom it is about, where the person may know; undefined where they may not see the family. */
  readonly about: string | undefined;
  readonly action: string;
  /** Undefined for somebody who is not signed in: they see the number, and where to sign in. */
  readonly form:
    | {
        readonly csrf: string;
        readonly request: string;
        readonly title: string;
        readonly views: readonly FieldView[];
        readonly typed: Typed | undefined;
        readonly child: readonly FieldView[];
      }
    | undefined;
}

const HOURS = {
  office: 'In office hours, now',
  'out-of-office': 'Outside office hours, now',
  always: 'At any time',
  unknown: 'The policy does not give the hours. If nobody answers, try the other number.',
} as const satisfies Record<Contact['hours'], string>;

/** Heading, number, button; then what may be added and never must. */
export function ConcernPage(props: ConcernProps): SafeHtml {
  const { protocol, contacts, about } = props;
  const { interrupt } = protocol;
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <h1 class="govuk-heading-l govuk-!-margin-bottom-3">
          {about === undefined ? interrupt.title : `${interrupt.title}: ${about}`}
        </h1>
        <UrgentPanel
          heading="Ring now"
          numbers={contacts.flatMap((contact) =>
            contact.phone === undefined
              ? []
              : [
                  {
                    name: contact.title,
                    phone: contact.phone,
                    hours: [contact.menu && `Choose ${contact.menu}`, HOURS[contact.hours]]
                      .filter((part) => part)
                      .join('. '),
                  },
                ],
          )}
        >
          {contacts.map((contact) =>
            contact.noNumber === undefined ? null : (
              <p class="govuk-body">
                <strong>{contact.title}.</strong> {contact.noNumber}
              </p>
            ),
          )}
          <p class="govuk-body govuk-!-margin-bottom-0">
            If a child is in danger at this moment, ring{' '}
            <a class="govuk-link" href="tel:999">
              999
            </a>{' '}
            first.
          </p>
        </UrgentPanel>
        {props.form === undefined ? (
          <p class="govuk-body">
            When you have rung,{' '}
            <a class="govuk-link" href={`/sign-in?next=${encodeURIComponent(props.action)}`}>
              sign in to record it
            </a>
            .
          </p>
        ) : (
          <RecordIt action={props.action} form={props.form} />
        )}
        <p class="govuk-body">
          {interrupt.hint} <ClauseLinks clauses={interrupt.clauses} />
        </p>
        <Advice protocol={protocol} places={[{ at: 'interrupt', id: 'interrupt' }]} />
      </div>
    </div>
  );
}

function RecordIt(props: {
  readonly action: string;
  readonly form: NonNullable<ConcernProps['form']>;
}): SafeHtml {
  const { action, form } = props;
  return (
    <form method="post" action={action} novalidate data-draft="yes" data-draft-url="/drafts">
      <input type="hidden" name="_csrf" value={form.csrf} />
      <input type="hidden" name="request" value={form.request} />
      <input type="hidden" name="draft" value={action} />
      <input type="hidden" name="draft-title" value={form.title} />
      {govuk('button', {
        text: 'I have rung, or I am ringing now: record it',
        preventDoubleClick: true,
        classes: 'govuk-button--warning',
      })}
      <p class="govuk-body">
        You do not need to fill in anything. It records that you raised a concern, and tells the
        people who need to know.
      </p>
      {govuk('details', {
        summaryText: 'Add what you know (you can also do this afterwards)',
        open:
          form.child.length > 0 ||
          Object.values(form.typed ?? {})
            .flat()
            .some((text) => text !== ''),
        html: (
          <>
            {form.child.length === 0 ? null : <WhichChild form={form} />}
            <Fields fields={form.views} typed={form.typed} />
            {govuk('button', {
              text: 'Record it with these details',
              preventDoubleClick: true,
              classes: 'govuk-button--warning',
            })}
          </>
        ),
      })}
      <p class="govuk-hint app-draft" data-draft-status="" role="status" />
    </form>
  );
}

function WhichChild(props: { readonly form: NonNullable<ConcernProps['form']> }): SafeHtml {
  const { form } = props;
  return (
    <>
      <p class="govuk-body">
        If the family is already in Stile,{' '}
        <a class="govuk-link" href="/families">
          find the family
        </a>{' '}
        and record it there. If you do not know, go on here.
      </p>
      <Fields fields={form.child} typed={form.typed} />
    </>
  );
}
