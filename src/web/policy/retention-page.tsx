import { unnamed } from '../../cases/queries/get-records.ts';
import { dayInWords, momentInWords } from '../../core/calendar/words.ts';
import type { RetentionRule } from '../../core/protocol/protocol.ts';
import { type Proposal, stillToGo, waitingProposals } from '../../core/records/records.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from '../kit/govuk.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { list, plural } from '../kit/words.ts';
import { PolicyHead, type Reading } from './pieces.tsx';
import { Restricted, RunOut } from './retention-families.tsx';
import { ReadIt, ReasonForm, RetentionForm, type RetentionPage } from './retention-form.tsx';
import { Holds } from './retention-holds.tsx';

const mostShown = 100;

/** The rules, what is due and what holds it, what waits for a decision, the holds, and what was disposed of. */
export function retentionPage(props: RetentionPage): SafeHtml {
  const { reading, preview, records } = props;
  const waiting = waitingProposals(records).filter(({ number }) => records.toRefuse.has(number));
  return (
    <>
      <PolicyHead
        reading={reading}
        section="/policy/retention"
        heading="How long records are kept"
      />
      <Rules reading={reading} />
      {waiting.map((proposal) => (
        <Waiting {...props} proposal={proposal} />
      ))}
      {leftOf(records).length === 0 ? null : <GoOn {...props} />}
      <h2 class="govuk-heading-m">Time has run out</h2>
      <p class="govuk-body">
        Families are shown by their reference only. Nothing goes before one person has proposed the
        list and a second person has confirmed exactly that list.
      </p>
      {props.confirmer ? <RunOut {...props} waiting={waiting} /> : null}
      <Restricted {...props} />
      {props.confirmer ? (
        <p class="govuk-body">
          {plural(preview.kept, 'family', 'families')} more without an open transfer: the time has
          not run out. {plural(preview.open, 'family has', 'families have')} an open transfer, and
          nothing is worked out for them.
        </p>
      ) : null}
      {props.confirmer ? <Holds {...props} /> : null}
      <Disposed {...props} />
    </>
  );
}

const countedFrom = {
  'youngest-child-born': 'the birth of the youngest child',
  'oldest-child-born': 'the birth of the oldest child',
  'case-closed': 'the end of the last transfer',
  'last-action': 'the last action',
  'financial-year-ended': 'the end of the financial year of the last action',
  death: 'the death of the last child, when all have died',
} as const satisfies Record<RetentionRule['after'], string>;

function Rules({ reading }: { readonly reading: Reading }): SafeHtml {
  const { retention, roles } = reading.protocol;
  if (retention === undefined || retention.rules.size === 0)
    return (
      <p class="govuk-inset-text">
        This policy has no rules about how long records are kept. Nothing is ever disposed of.
      </p>
    );
  const titles = (ids: readonly (typeof retention.keepers)[number][]) =>
    list(
      ids.map((id) => roles.get(id)?.title ?? id),
      'or',
    );
  return (
    <>
      <p class="govuk-body">{retention.says}</p>
      <p class="govuk-body">
        The records are looked after by: {titles(retention.keepers)}. A disposal may be confirmed
        by: {titles(retention.confirmers)}.
      </p>
      <StackTable
        caption="The rules. Of those that apply, the longest wins"
        columns={[{ text: 'Rule' }, { text: 'Kept for' }, { text: 'For' }]}
        rows={[...retention.rules.values()].map((rule) => [
          rule.title,
          `${plural(rule.years, 'year')} after ${countedFrom[rule.after]}${rule.inPlaceOf.length === 0 ? '' : `. In place of: ${list(rule.inPlaceOf.map((id) => retention.rules.get(id)?.title ?? id))}`}`,
          reachedInWords(reading, rule),
        ])}
      />
    </>
  );
}

function reachedInWords({ protocol }: Reading, { reached }: RetentionRule): string {
  if (reached === undefined) return 'Every family';
  return list(
    [
      ...reached.levels.map((id) => protocol.levels.find((each) => each.id === id)?.title ?? id),
      ...reached.pathways.map((id) => protocol.pathways.get(id)?.title ?? id),
      ...reached.holders.map((id) => `held by the ${protocol.roles.get(id)?.title ?? id}`),
    ],
    'or',
  );
}

function Waiting(props: RetentionPage & { readonly proposal: Proposal }): SafeHtml {
  const { visitor, mistake } = props;
  const { number, proposed } = props.proposal;
  const { families, fingerprint, by, at } = proposed;
  const count = plural(families.length, 'family', 'families');
  return (
    <section class="app-panel" aria-labelledby={`proposal-${number}`}>
      <h2 class="govuk-heading-m" id={`proposal-${number}`}>
        Waits for a second person: {count}
      </h2>
      <p class="govuk-body">
        Proposed by {by.name} on {momentInWords(at)}. Everything that Stile holds about these
        families would be gone for good. What is left is that they were here, and who decided.
      </p>
      <StackTable
        caption="What would be disposed of"
        columns={[{ text: 'Reference' }, { text: 'Kept until' }, { text: 'Rule' }]}
        rows={families.map((each) => [each.reference, dayInWords(each.until), each.rule])}
      />
      {by.worker === visitor.actor.worker ? (
        <p class="govuk-inset-text">You proposed this list. Somebody else has to confirm it.</p>
      ) : !props.records.toConfirm.has(number) ? (
        <p class="govuk-inset-text">
          There are families on this list that you may not see. Somebody who sees all of them has to
          confirm it.
        </p>
      ) : (
        <RetentionForm
          visitor={visitor}
          action="/confirm"
          hidden={{ proposal: String(number), seen: fingerprint }}
        >
          <ReadIt
            {...props}
            id="agree"
            says={`I have read the list: ${count} will be gone for good`}
          />
          {govuk('button', {
            text: `Confirm, and dispose of ${count}`,
            classes: 'govuk-button--warning',
            preventDoubleClick: true,
          })}
        </RetentionForm>
      )}
      <ReasonForm
        {...props}
        action="/refuse"
        place={`proposal-${number}`}
        title="Refuse a list of records to dispose of"
        within={(typed) => (
          <>
            <input type="hidden" name="proposal" value={number} />
            {govuk('textarea', {
              id: 'refuse-reason',
              name: 'reason',
              rows: '2',
              label: { text: 'Why nothing of this list should go' },
              value: typed('reason'),
              errorMessage:
                mistake?.field === 'refuse-reason' ? { text: mistake.message } : undefined,
            })}
            {govuk('button', { text: 'Refuse the list', classes: 'govuk-button--secondary' })}
          </>
        )}
      />
    </section>
  );
}

/** What is left of confirmed lists, and theirs to know of. */
function leftOf(records: RetentionPage['records']): readonly string[] {
  return stillToGo(records).flatMap(({ proposed }) =>
    proposed.families
      .filter(({ family, reference }) => !records.disposed.has(family) && reference !== unnamed)
      .map(({ reference }) => reference),
  );
}

function GoOn({ visitor, records }: RetentionPage): SafeHtml {
  const left = leftOf(records);
  return (
    <RetentionForm visitor={visitor} action="/go-on">
      <p class="govuk-body">
        {plural(left.length, 'family', 'families')} of a confirmed list stayed, because something
        changed or the work was stopped: {list(left.slice(0, 10))}.
      </p>
      {govuk('button', { text: 'Look again at these', classes: 'govuk-button--secondary' })}
    </RetentionForm>
  );
}

function Disposed({ records }: RetentionPage): SafeHtml {
  const all = [...records.disposed.values()].toReversed();
  const deciders = (decision: number): string => {
    const found = [...records.proposals.values()].find((each) => each.decision === decision);
    return found === undefined
      ? ''
      : `${found.proposed.by.name}, and ${found.decided?.by.name ?? ''}`;
  };
  return (
    <>
      <h2 class="govuk-heading-m">Disposed of</h2>
      {all.length === 0 ? (
        <p class="govuk-body">Nothing has been disposed of.</p>
      ) : (
        <StackTable
          caption={`${plural(all.length, 'family', 'families')}, the latest first`}
          columns={[
            { text: 'Reference' },
            { text: 'When' },
            { text: 'Rule' },
            { text: 'Who decided' },
            { text: 'Entries' },
          ]}
          rows={all
            .slice(0, mostShown)
            .map((each) => [
              each.reference,
              momentInWords(each.at),
              `${each.rule}, until ${dayInWords(each.until)}`,
              deciders(each.decision),
              String(each.events),
            ])}
        />
      )}
    </>
  );
}
