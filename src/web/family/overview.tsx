import type { FastifyRequest } from 'fastify';
import type { Comparison } from '../../cases/queries/list-comparisons.ts';
import { dayInWords } from '../../core/calendar/words.ts';
import type { FamilyEvent } from '../../core/family/events.ts';
import { type FamilyScene, familyHref, hasOneOf } from '../acts/scene.ts';
import { Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { CaseLayout } from '../kit/case-layout.tsx';
import { govuk } from '../kit/govuk.ts';
import { type Happening, Timeline } from '../kit/timeline.tsx';
import { AlikeFamilies } from './alike-families.tsx';
import { Dates, Duties, OtherActs, overdueInWords } from './beside.tsx';
import { familyPage } from './frame.tsx';
import {
  ConsentCard,
  EvidenceCard,
  PeopleCard,
  ToldCard,
  VisitsCard,
  WorkersCard,
} from './summary.tsx';
import { TransferSection } from './transfer-section.tsx';

/** The family at a glance: who holds it, where it stands, what is next and by whom, what blocks it and why. */
export function overviewPage(
  scene: FamilyScene,
  request: FastifyRequest,
  past: {
    readonly events: readonly FamilyEvent[];
    readonly latest: readonly Happening[];
    /** With which families it may be the same, or is. */
    readonly alike: readonly Comparison[];
  },
): string {
  const open = scene.derived.transfers.filter((view) => view.transfer.state === 'open');
  const ended = scene.derived.transfers.filter((view) => view.transfer.state === 'ended');
  const overdue = overdueInWords(scene);
  return familyPage(scene, request, {
    active: 'overview',
    children: (
      <CaseLayout
        firstLabel="Dates"
        first={<Dates scene={scene} />}
        last={<OtherActs scene={scene} />}
      >
        {overdue === undefined ? null : (
          <p class="govuk-body app-overdue">
            <strong>{overdue}.</strong> Nothing closes because of that: what has happened can still
            be recorded.
          </p>
        )}
        <AlikeFamilies scene={scene} alike={past.alike} />
        {open.length === 0 ? <NothingOpen scene={scene} /> : null}
        {open.map((view) => (
          <TransferSection scene={scene} view={view} />
        ))}
        <Duties scene={scene} />
        <PeopleCard scene={scene} />
        <WorkersCard scene={scene} />
        <ConsentCard scene={scene} />
        <EvidenceCard scene={scene} />
        <VisitsCard scene={scene} />
        <ToldCard scene={scene} events={past.events} />
        {ended.length === 0 ? null : (
          <>
            <h2 class="govuk-heading-m">Earlier transfers</h2>
            <ul class="govuk-list govuk-list--bullet">
              {ended.map((view) => (
                <li>
                  {view.pathway.title}: {view.stages.map((each) => each.stage.title).join(', ')}
                  {view.transfer.ended === undefined
                    ? ''
                    : `, ended ${dayInWords(view.transfer.ended.day)}`}
                </li>
              ))}
            </ul>
          </>
        )}
        <h2 class="govuk-heading-m">What happened last</h2>
        <Timeline items={past.latest} />
        <p class="govuk-body">
          <a class="govuk-link" href={familyHref(scene, '/history')}>
            The whole history
          </a>
        </p>
      </CaseLayout>
    ),
  });
}

function NothingOpen({ scene }: { readonly scene: FamilyScene }): SafeHtml {
  const { visitor } = scene;
  const mine = [...visitor.protocol.pathways.values()].filter((pathway) =>
    hasOneOf(visitor, pathway.start.by),
  );
  return (
    <section aria-labelledby="nothing-heading">
      <h2 class="govuk-heading-m" id="nothing-heading">
        What is needed next
      </h2>
      <p class="govuk-body">
        No pathway is running for this family. Whoever holds it goes on holding it.
      </p>
      {mine.length === 0
        ? Fragment({})
        : govuk('button', { text: 'Start a pathway', href: familyHref(scene, '/start') })}
    </section>
  );
}
