import type { Refusal } from '../../core/family/refusal.ts';
import { rolesInWords } from '../family/names.ts';
import { Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { GateList } from '../kit/gate-list.tsx';
import { clauseHref } from '../policy/hrefs.ts';
import { type GateSetting, gateRows } from './gate-rows.tsx';
import { type Differing, TwoVersions } from './two-versions.tsx';

/** Why an act did not happen, and what to do about it. What was typed stands in the form below. */
export function RefusalPanel(props: {
  readonly refusal: Refusal;
  readonly setting: GateSetting;
  /** What others have done since the page was opened, a sentence each. */
  readonly since?: readonly string[] | undefined;
  /** Where it was changed meanwhile, what is recorded now beside what was typed. */
  readonly differences?: readonly Differing[] | undefined;
}): SafeHtml {
  const { refusal } = props;
  // These stand in the summary at the top and beside their questions.
  if (refusal.refused === 'form') return Fragment({});
  return (
    <section class="app-refusal" id="refusal" aria-labelledby="refusal-heading" tabindex={-1}>
      <h2 class="govuk-heading-m" id="refusal-heading">
        {refusal.message}
      </h2>
      <p class="govuk-body">
        {refusal.refused === 'changed'
          ? 'What you typed is not recorded yet. It is kept in the form below.'
          : 'Nothing has been changed. What you typed is kept below.'}
      </p>
      {props.since === undefined || props.since.length === 0 ? null : (
        <>
          <p class="govuk-body">Since you opened this page:</p>
          <ul class="govuk-list govuk-list--bullet">
            {props.since.map((line) => (
              <li>{line}</li>
            ))}
          </ul>
        </>
      )}
      <Details {...props} />
    </section>
  );
}

function Details(props: {
  readonly refusal: Refusal;
  readonly setting: GateSetting;
  readonly differences?: readonly Differing[] | undefined;
}): SafeHtml {
  const { refusal, setting, differences = [] } = props;
  switch (refusal.refused) {
    case 'gates':
      return (
        <>
          <h3 class="govuk-heading-s">What is needed first</h3>
          <GateList id="refused" gates={gateRows(refusal.gates, setting)} />
        </>
      );
    case 'role':
      return (
        <>
          {refusal.who.length === 0 ? null : (
            <p class="govuk-body">Who can: {rolesInWords(setting.protocol, refusal.who)}.</p>
          )}
          {refusal.clauses.map((clause) => (
            <p class="govuk-body">
              <a class="govuk-link" href={clauseHref(clause)}>
                {clause}
                <span class="govuk-visually-hidden"> of the policy</span>
              </a>
            </p>
          ))}
        </>
      );
    case 'changed':
      return <TwoVersions scene={setting.scene} refusal={refusal} differences={differences} />;
    case 'suspended':
    case 'stage':
    case 'time':
    case 'unknown':
    case 'already':
    case 'form':
      return Fragment({});
  }
}
