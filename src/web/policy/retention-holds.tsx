/** What stops disposal: the holds there are, ending one, and placing one. */
import { dayOf } from '../../core/calendar/time.ts';
import { dayInWords } from '../../core/calendar/words.ts';
import { type Hold, isOnEverything } from '../../core/records/records.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from '../kit/govuk.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { plural } from '../kit/words.ts';
import { ReasonForm, type RetentionPage } from './retention-form.tsx';

export function Holds(props: RetentionPage): SafeHtml {
  const holds = [...props.records.holds.values()];
  const today = dayOf(props.visitor.now);
  return (
    <>
      <h2 class="govuk-heading-m">Holds</h2>
      <p class="govuk-body">
        While there is a hold, nothing goes: for example for a claim, an inquiry, or a request for
        the record.
      </p>
      {holds.length === 0 ? (
        <p class="govuk-body">There is no hold.</p>
      ) : (
        <StackTable
          caption={plural(holds.length, 'hold')}
          columns={[
            { text: 'On' },
            { text: 'Why' },
            { text: 'Who placed it' },
            { text: 'Look at it again by' },
            ...(props.keeper ? [{ text: 'End it' }] : []),
          ]}
          rows={holds.map((hold) => [
            holdOn(hold),
            hold.reason,
            `${hold.by.name}, ${dayInWords(dayOf(hold.at))}`,
            `${dayInWords(hold.review)}${hold.review < today ? ': this day has passed. The hold goes on' : ''}`,
            ...(props.keeper
              ? [
                  props.records.toEnd.has(hold.hold) ? (
                    <EndHold {...props} hold={hold} />
                  ) : (
                    'Those who see the family end it'
                  ),
                ]
              : []),
          ])}
        />
      )}
      {props.keeper ? <PlaceHold {...props} /> : null}
    </>
  );
}

function holdOn(hold: Hold): string {
  if (isOnEverything(hold)) return 'Every family';
  const reference = hold.reference ?? '';
  return hold.family === undefined ? `Whatever has the reference ${reference}` : reference;
}

function EndHold(props: RetentionPage & { readonly hold: Hold }): SafeHtml {
  const { hold, mistake } = props;
  const id = `reason-${hold.hold}`;
  return (
    <ReasonForm
      {...props}
      action="/holds/end"
      place={id}
      title="End a hold on records"
      within={(typed) => (
        <>
          <input type="hidden" name="hold" value={hold.hold} />
          {govuk('input', {
            id,
            name: 'reason',
            label: { text: `Why the hold on ${hold.reference ?? 'every family'} ends` },
            value: typed('reason'),
            errorMessage: mistake?.field === id ? { text: mistake.message } : undefined,
          })}
          {govuk('button', { text: 'End the hold', classes: 'govuk-button--secondary' })}
        </>
      )}
    />
  );
}

function PlaceHold(props: RetentionPage): SafeHtml {
  const { mistake } = props;
  return (
    <>
      <h3 class="govuk-heading-s" id="hold">
        Place a hold
      </h3>
      <ReasonForm
        {...props}
        action="/holds"
        place="hold"
        title="Place a hold on records"
        within={(typed) => <HoldQuestions mistake={mistake} typed={typed} />}
      />
    </>
  );
}

function HoldQuestions(props: {
  readonly mistake: RetentionPage['mistake'];
  readonly typed: (name: string) => string;
}): SafeHtml {
  const { mistake, typed } = props;
  const error = (field: string) =>
    mistake?.field === field ? { text: mistake.message } : undefined;
  return (
    <>
      {govuk('input', {
        id: 'reference',
        name: 'reference',
        label: { text: 'Reference of the family' },
        hint: { text: 'Leave it empty to hold the records of every family' },
        classes: 'govuk-input--width-10',
        value: typed('reference'),
        errorMessage: error('reference') ?? error('sight-unseen'),
      })}
      {mistake?.field === 'sight-unseen' || typed('sight-unseen') === 'yes'
        ? govuk('checkboxes', {
            name: 'sight-unseen',
            idPrefix: 'sight-unseen',
            hint: {
              text: 'Stile does not say whether there is a family that you may not see. If there is one, it is held.',
            },
            items: [
              {
                value: 'yes',
                text: 'I have checked the reference: hold whatever has it',
                checked: typed('sight-unseen') === 'yes',
              },
            ],
          })
        : null}
      {govuk('textarea', {
        id: 'reason',
        name: 'reason',
        rows: '2',
        label: { text: 'Why the records are held' },
        hint: { text: 'Name nobody: this stays when the family’s record has gone' },
        value: typed('reason'),
        errorMessage: error('reason'),
      })}
      {govuk('date-input', {
        id: 'review',
        namePrefix: 'review',
        fieldset: { legend: { text: 'By when is the hold looked at again?' } },
        hint: { text: 'For example, 27 3 2030. The hold does not end by itself' },
        errorMessage: error('review'),
        items: ['day', 'month', 'year'].map((name) => ({
          name,
          value: typed(`review-${name}`),
          error: error('review') !== undefined,
          inputmode: 'numeric',
          classes: name === 'year' ? 'govuk-input--width-4' : 'govuk-input--width-2',
        })),
      })}
      {govuk('button', { text: 'Place the hold', classes: 'govuk-button--secondary' })}
    </>
  );
}
