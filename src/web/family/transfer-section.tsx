import { dayInWords, fullDayInWords } from '../../core/calendar/words.ts';
import type { StageView, StepView, TransferView } from '../../core/family/derived.ts';
import { standingAnswers, stateOfConsent } from '../../core/family/sharing/consent-state.ts';
import { type FamilyScene, familyHref } from '../acts/scene.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { plural } from '../kit/words.ts';
import { childrenInWords } from './names.ts';
import { mayTake, NextSteps, stepHref, whoseStep } from './next-steps.tsx';

/** One open transfer: where each child is, what is needed next, by whom, and what stands in the way. */
export function TransferSection(props: {
  readonly scene: FamilyScene;
  readonly view: TransferView;
}): SafeHtml {
  const { scene, view } = props;
  const { transfer, pathway, listing, forum } = view;
  return (
    <section class="app-transfer" id={`transfer-${transfer.id}`}>
      <h2 class="govuk-heading-m">{pathway.title}</h2>
      <NoLongerAgreed scene={scene} view={view} />
      {view.stages.map((stage) => (
        <Stage scene={scene} view={view} stage={stage} />
      ))}
      {listing === undefined || forum === undefined || listing.decided !== undefined ? null : (
        <p class="govuk-body">
          Listed for the {forum.title} on{' '}
          <a class="govuk-link" href={`/meetings/${forum.id}/${listing.sitting}`}>
            {fullDayInWords(listing.sitting)}
          </a>
          {listing.rolledOver === 0 ? '.' : `, moved on ${plural(listing.rolledOver, 'time')}.`}
        </p>
      )}
      <p class="govuk-body-s">
        Started {dayInWords(transfer.started.day)}.{' '}
        <a
          class="govuk-link app-screen-only"
          href={familyHref(scene, `/transfers/${transfer.id}/map`)}
        >
          Where it stands on the pathway
          <span class="govuk-visually-hidden">: {pathway.title}</span>
        </a>
        {transfer.state === 'open' && pathway.id !== view.protocol.interrupt.pathway ? (
          <>
            {' '}
            <a
              class="govuk-link app-screen-only"
              href={familyHref(scene, `/transfers/${transfer.id}/end`)}
            >
              End it without finishing
              <span class="govuk-visually-hidden">: {pathway.title}</span>
            </a>
          </>
        ) : null}
      </p>
    </section>
  );
}

/** What the family has withdrawn, refused or let run out since it started. Nothing is closed by that. */
function NoLongerAgreed(props: {
  readonly scene: FamilyScene;
  readonly view: TransferView;
}): SafeHtml {
  const { family, derived } = props.scene;
  const { transfer, protocol } = props.view;
  const said = [...protocol.consents.values()].flatMap(({ id, title }) =>
    standingAnswers(family, id).flatMap((consent) => {
      const { until } = consent.terms;
      const state = stateOfConsent(consent, derived.today);
      if (state === 'expired' && until !== undefined)
        return until < transfer.started.day ? [] : `“${title}” ran out on ${dayInWords(until)}.`;
      if (consent.day < transfer.started.day) return [];
      return state === 'withdrawn' || state === 'refused'
        ? `“${title}” was ${state} on ${dayInWords(consent.day)}.`
        : [];
    }),
  );
  return (
    <>
      {said.map((line) => (
        <p class="govuk-inset-text">
          <strong>{line}</strong> What rests on it is looked at again. Nothing is closed by that:
          people decide what happens next.
        </p>
      ))}
    </>
  );
}

function Stage(props: {
  readonly scene: FamilyScene;
  readonly view: TransferView;
  readonly stage: StageView;
}): SafeHtml {
  const { scene, view, stage } = props;
  const several = view.stages.length > 1;
  const children = childrenInWords(scene.family.people, stage.children);
  const also = stage.steps.filter((step) => step.step.kind !== 'forward');
  return (
    <>
      <p class={`govuk-body app-stage${several ? ' app-stage--one' : ''}`}>
        <span class="app-stage__label">{several ? `${children}: ` : 'Stage: '}</span>
        <strong>{stage.stage.title}</strong>, since {dayInWords(stage.since.day)}
      </p>
      {stage.stage.hint === undefined ? null : <p class="govuk-body">{stage.stage.hint}</p>}
      <NextSteps scene={scene} view={view} stage={stage} forWhom={several ? children : undefined} />
      {also.length === 0 ? null : (
        <AlsoPossible
          scene={scene}
          view={view}
          steps={also}
          forWhom={several ? children : undefined}
        />
      )}
    </>
  );
}

/** Going back, and ending: possible, and not what is needed. */
function AlsoPossible(props: {
  readonly scene: FamilyScene;
  readonly view: TransferView;
  readonly steps: readonly StepView[];
  /** Whose stage it is, where the children stand at several. */
  readonly forWhom: string | undefined;
}): SafeHtml {
  const { scene, view, steps, forWhom } = props;
  return (
    <>
      <h3 class="govuk-heading-s">Also possible{forWhom === undefined ? '' : ` for ${forWhom}`}</h3>
      {steps.map((step) => (
        <p class="govuk-body app-others">
          <a class="govuk-link" href={stepHref(scene, view, step)}>
            {step.step.title}
          </a>
          <span class="app-muted app-block">
            {mayTake(scene, step) ? 'You can do this' : `For: ${whoseStep(scene, view, step)}`}
          </span>
        </p>
      ))}
    </>
  );
}
