/** What the family agrees to: each scope with its latest answer and those before. */

import { dayInWords } from '../../core/calendar/words.ts';
import type { Consent } from '../../core/family/family.ts';
import { fullName } from '../../core/family/people.ts';
import { stateOfConsent } from '../../core/family/sharing/consent-state.ts';
import type { ConsentScope, ConsentStatus } from '../../core/protocol/protocol.ts';
import { stampInWords } from '../family/names.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from '../kit/govuk.ts';
import { COMPETENCES, exclusionsInWords } from '../sharing/words.ts';
import { Heading } from './evidence-pages.tsx';
import { type FamilyScene, familyHref } from './scene.ts';

export const STATUS = {
  given: 'Agreed',
  refused: 'Did not agree',
  'not-sought': 'Not asked',
  withdrawn: 'Withdrawn',
} as const satisfies Record<ConsentStatus, string>;

/** All scopes, with what was last answered and what was answered before. */
export function ConsentList({ scene }: { readonly scene: FamilyScene }): SafeHtml {
  const { protocol } = scene.visitor;
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <Heading scene={scene} title="What the family agrees to" />
        <p class="govuk-body">
          Agreeing to a service and sharing information lawfully are two different things.{' '}
          <a class="govuk-link" href={familyHref(scene, '/disclosures/new')}>
            Record information shared
          </a>
          ,{' '}
          <a class="govuk-link" href={familyHref(scene, '/share')}>
            share a summary
          </a>
          , or see{' '}
          <a class="govuk-link" href={familyHref(scene, '/shared')}>
            what was shared with whom and when
          </a>
        </p>
        {[...protocol.consents.values()].map((scope) => (
          <Scope scene={scene} scope={scope} />
        ))}
      </div>
    </div>
  );
}

function Scope(props: { readonly scene: FamilyScene; readonly scope: ConsentScope }): SafeHtml {
  const { scene, scope } = props;
  const answers = scene.family.consents
    .filter((consent) => consent.scope === scope.id)
    .toSorted((a, b) => (a.at > b.at ? -1 : 1));
  const [now, ...before] = answers;
  return (
    <section>
      <h2 class="govuk-heading-m">{scope.title}</h2>
      {scope.hint === undefined ? null : <p class="govuk-body">{scope.hint}</p>}
      {now === undefined ? (
        <p class="govuk-body">Nothing has been recorded.</p>
      ) : (
        <Answer scene={scene} consent={now} />
      )}
      <p class="govuk-body">
        <a class="govuk-link" href={familyHref(scene, `/consent/new/${scope.id}`)}>
          Record the family’s answer
          <span class="govuk-visually-hidden">: {scope.title}</span>
        </a>
        {now?.status === 'given' ? (
          <>
            {' '}
            or{' '}
            <a class="govuk-link" href={familyHref(scene, `/consent/withdraw/${scope.id}`)}>
              record that it is withdrawn
            </a>
          </>
        ) : null}
      </p>
      {before.length === 0
        ? null
        : govuk('details', {
            summaryText: 'Earlier answers',
            html: (
              <>
                {before.map((consent) => (
                  <Answer scene={scene} consent={consent} />
                ))}
              </>
            ),
          })}
    </section>
  );
}

function Answer(props: { readonly scene: FamilyScene; readonly consent: Consent }): SafeHtml {
  const { scene, consent } = props;
  const giver = scene.family.people.find((person) => person.id === consent.given);
  const who =
    giver === undefined
      ? undefined
      : `${fullName(giver)} (${consent.relation ?? ''}${consent.inHousehold ? ', lives in the household' : ', does not live in the household'})`;
  const { terms } = consent;
  const expired = stateOfConsent(consent, scene.derived.today) === 'expired';
  const rows: readonly (readonly [string, string | undefined])[] = [
    [
      'Answer',
      `${STATUS[consent.status]}, ${stampInWords(consent)}${expired ? '. It has expired' : ''}`,
    ],
    [
      'Counts until',
      terms.until === undefined ? undefined : `The end of ${dayInWords(terms.until)}`,
    ],
    ['Who answered', who],
    ['Signed', consent.status === 'not-sought' ? undefined : consent.signed ? 'Yes' : 'No'],
    ['The signed form', terms.form],
    ['How', consent.method],
    [
      'Their own answer',
      terms.competence === undefined ? undefined : `${COMPETENCES[terms.competence]}.`,
    ],
    ['Judged by', terms.judgedBy],
    ['Leaves out', exclusionsInWords(scene.visitor.protocol, terms.excludes)],
    ['Except', consent.exclusions],
    ['Note', consent.note],
    ['Recorded by', consent.by.name],
  ];
  return govuk('summary-list', {
    rows: rows.flatMap(([key, value]) =>
      value === undefined || value === '' ? [] : [{ key: { text: key }, value: { text: value } }],
    ),
  });
}
