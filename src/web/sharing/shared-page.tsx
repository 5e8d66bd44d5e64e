/** What of a family was shared with whom and when. For the council's staff and for whoever holds the family. */
import type { FastifyRequest } from 'fastify';
import type { listLooks } from '../../cases/queries/get-history.ts';
import { dayInWords, momentInWords } from '../../core/calendar/words.ts';
import type { FamilyEvent } from '../../core/family/events.ts';
import type { Disclosure } from '../../core/family/family.ts';
import {
  standingAnswers,
  stateOfConsent,
  stateOfDisclosure,
} from '../../core/family/sharing/consent-state.ts';
import { type SightSpan, sightHistory } from '../../core/family/sharing/sight-history.ts';
import { type FamilyScene, familyHref } from '../acts/scene.ts';
import { familyPage } from '../family/frame.tsx';
import { upperFirst } from '../family/names.ts';
import { sharedWithInWords } from '../forms/shared-with.ts';
import type { Child, SafeHtml } from '../jsx/jsx-runtime.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { list, plural } from '../kit/words.ts';
import {
  CONSENT_STATES,
  DISCLOSURE_STATES,
  kindsInWords,
  untilInWords,
  WHY_NO_CONSENT,
} from './words.ts';

type Look = NonNullable<Awaited<ReturnType<typeof listLooks>>>[number];

export function sharedPage(
  scene: FamilyScene,
  request: FastifyRequest,
  of: { readonly events: readonly FamilyEvent[]; readonly looks: readonly Look[] },
): string {
  const spans = sightHistory(of.events, scene.visitor.protocol, scene.derived.now);
  return familyPage(scene, request, {
    title: 'What was shared with whom and when',
    active: 'consent',
    children: (
      <>
        <h2 class="govuk-heading-m">What was shared with whom and when</h2>
        <p class="govuk-body app-no-print">
          <a class="govuk-link" href={familyHref(scene, '/disclosures/new')}>
            Record information shared
          </a>{' '}
          or{' '}
          <a class="govuk-link" href={familyHref(scene, '/share')}>
            share a summary
          </a>
        </p>
        <h3 class="govuk-heading-s">Partners who could see the family in Stile</h3>
        <Spans scene={scene} spans={spans} />
        <h3 class="govuk-heading-s">Consents that open it</h3>
        <Consents scene={scene} />
        <h3 class="govuk-heading-s">Information shared</h3>
        <Disclosures scene={scene} />
        <h3 class="govuk-heading-s">Who looked from outside</h3>
        <Outside scene={scene} looks={of.looks} spans={spans} />
      </>
    ),
  });
}

function Spans(props: {
  readonly scene: FamilyScene;
  readonly spans: readonly SightSpan[];
}): SafeHtml {
  const { scene, spans } = props;
  if (spans.length === 0) return <p class="govuk-body">No partner could see it so far.</p>;
  return (
    <StackTable
      caption="Partners who could see the family"
      captionHidden
      columns={[{ text: 'Who' }, { text: 'From' }, { text: 'Until' }, { text: 'Because of' }]}
      rows={spans.map(({ partner, from, until, because }) => [
        [partner.name, partner.agency].filter((part) => part !== '').join(', '),
        momentInWords(from),
        until === undefined ? 'Still sees it' : momentInWords(until),
        upperFirst(list(because.map((ground) => groundInWords(scene, ground)))),
      ])}
    />
  );
}

function groundInWords(
  { family, visitor }: FamilyScene,
  { because, id }: SightSpan['because'][number],
): string {
  switch (because) {
    case 'holds':
      return 'holds the family';
    case 'consent': {
      const scope = family.consents.find((each) => each.id === id)?.scope;
      const title = scope === undefined ? undefined : visitor.protocol.consents.get(scope)?.title;
      return `consent to “${title ?? scope ?? 'sharing'}”`;
    }
    case 'disclosure': {
      const found = family.disclosures.find((each) => each.id === id);
      return `information shared on ${found === undefined ? 'record' : dayInWords(found.day)}`;
    }
  }
}

function Consents({ scene }: { readonly scene: FamilyScene }): SafeHtml {
  const { family, visitor, derived } = scene;
  const sharing = family.consents.filter(
    ({ scope }) => visitor.protocol.consents.get(scope)?.shares === true,
  );
  if (sharing.length === 0) return <p class="govuk-body">No answer is recorded.</p>;
  return (
    <StackTable
      caption="Consents that open the family to partners"
      captionHidden
      columns={[{ text: 'To what' }, { text: 'Answer' }, { text: 'When' }, { text: 'Until' }]}
      rows={sharing.map((consent) => [
        visitor.protocol.consents.get(consent.scope)?.title ?? consent.scope,
        standingAnswers(family, consent.scope).includes(consent)
          ? CONSENT_STATES[stateOfConsent(consent, derived.today)]
          : `${CONSENT_STATES[consent.status]}, and answered again since`,
        dayInWords(consent.day),
        consent.status === 'given' ? untilInWords(consent.terms.until) : '',
      ])}
    />
  );
}

function Disclosures({ scene }: { readonly scene: FamilyScene }): SafeHtml {
  const { disclosures } = scene.family;
  if (disclosures.length === 0) return <p class="govuk-body">Nothing is recorded.</p>;
  return (
    <StackTable
      caption="Information shared"
      captionHidden
      columns={[
        { text: 'With whom' },
        { text: 'What' },
        { text: 'Lawful because' },
        { text: 'Now' },
      ]}
      rows={disclosures.toReversed().map((each) => [
        <>
          {sharedWithInWords(scene.visitor.protocol, each.to)}
          <span class="app-muted app-block">
            {dayInWords(each.day)}, by {each.by.name}
          </span>
        </>,
        <What scene={scene} disclosure={each} />,
        <Why disclosure={each} />,
        <Now scene={scene} disclosure={each} />,
      ])}
    />
  );
}

function What(props: { readonly scene: FamilyScene; readonly disclosure: Disclosure }): SafeHtml {
  const { scene, disclosure } = props;
  const { summary, leavesOut } = disclosure.terms;
  return (
    <>
      {summary === undefined ? (
        disclosure.what
      ) : (
        <a class="govuk-link" href={familyHref(scene, `/shared/${disclosure.id}`)}>
          {disclosure.what}
          <span class="govuk-visually-hidden">: read the summary</span>
        </a>
      )}
      {leavesOut === undefined ? null : (
        <span class="app-muted app-block">
          Without {kindsInWords(scene.visitor.protocol, leavesOut)}
        </span>
      )}
    </>
  );
}

function Why({ disclosure }: { readonly disclosure: Disclosure }): SafeHtml {
  const { basis, whyNoConsent, consulted, terms } = disclosure;
  const more: readonly Child[] = [
    terms.why === undefined ? undefined : `No consent: ${WHY_NO_CONSENT[terms.why]}`,
    whyNoConsent,
    terms.decidedBy === undefined ? undefined : `Decided by ${terms.decidedBy}`,
    consulted === undefined ? undefined : `Consulted: ${consulted.name}`,
  ];
  return (
    <>
      {basis}
      {more.map((line) =>
        line === undefined ? null : <span class="app-muted app-block">{line}</span>,
      )}
    </>
  );
}

function Now(props: { readonly scene: FamilyScene; readonly disclosure: Disclosure }): SafeHtml {
  const { scene, disclosure } = props;
  const state = stateOfDisclosure(disclosure, scene.derived.today);
  const { ended, terms } = disclosure;
  return (
    <>
      {DISCLOSURE_STATES[state]}
      {ended === undefined ? null : (
        <span class="app-muted app-block">
          {dayInWords(ended.day)}: {ended.reason}
        </span>
      )}
      {state !== 'in-force' ? null : (
        <>
          <span class="app-muted app-block">{untilInWords(terms.until)}</span>
          <a
            class="govuk-link app-no-print"
            href={familyHref(scene, `/disclosures/${disclosure.id}/end`)}
          >
            End it<span class="govuk-visually-hidden">: {disclosure.what}</span>
          </a>
        </>
      )}
    </>
  );
}

/** Everybody who looked and does not work for the council. */
function Outside(props: {
  readonly scene: FamilyScene;
  readonly looks: readonly Look[];
  readonly spans: readonly SightSpan[];
}): SafeHtml {
  const { scene, spans } = props;
  const partners = new Map<string, string>();
  for (const { partner } of spans) if (partner.worker) partners.set(partner.worker, partner.agency);
  for (const { worker, employer, agency } of scene.directory)
    if (worker !== undefined && employer === 'partner') partners.set(worker, agency);
  const outside = props.looks.filter(({ worker }) => partners.has(worker));
  const days = [...Map.groupBy(outside, ({ day, worker }) => `${day} ${worker}`).values()];
  if (days.length === 0) return <p class="govuk-body">Nobody so far.</p>;
  return (
    <StackTable
      caption="Who looked from outside the council"
      captionHidden
      columns={[{ text: 'Who' }, { text: 'When' }, { text: 'How often' }]}
      rows={days.map((looks) => [
        [looks[0]?.name ?? '', partners.get(looks[0]?.worker ?? '') ?? '']
          .filter((part) => part !== '')
          .join(', '),
        looks[0] === undefined ? '' : dayInWords(looks[0].day),
        plural(
          looks.reduce((sum, { times }) => sum + times, 0),
          'page',
        ),
      ])}
    />
  );
}
