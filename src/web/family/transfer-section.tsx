import { dayInWords, fullDayInWords } from '../../core/calendar/words.ts';
import type { StageView, StepView, TransferView } from '../../core/family/derived.ts';
import { answeredInForm, gateRows } from '../acts/gate-rows.tsx';
import { type FamilyScene, familyHref, hasOneOf } from '../acts/scene.ts';
import { Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { GateList } from '../kit/gate-list.tsx';
import { govuk } from '../kit/govuk.ts';
import { plural } from '../kit/words.ts';
import { pathwayHref } from '../policy/hrefs.ts';
import { childrenInWords, rolesInWords } from './names.ts';

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
        <a class="govuk-link app-screen-only" href={pathwayHref(pathway.id)}>
          The whole pathway
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

function Stage(props: {
  readonly scene: FamilyScene;
  readonly view: TransferView;
  readonly stage: StageView;
}): SafeHtml {
  const { scene, view, stage } = props;
  const several = view.stages.length > 1;
  const children = childrenInWords(scene.family.people, stage.children);
  const forward = stage.steps.filter((step) => step.step.kind === 'forward');
  // What this person can do comes first; of the rest, the order of the policy.
  const next = [
    ...forward.filter((step) => mayTake(scene, step)),
    ...forward.filter((step) => !mayTake(scene, step)),
  ];
  const also = stage.steps.filter((step) => step.step.kind !== 'forward');
  // One button stands out: the first that nothing stops.
  const main = next.find((step) => step.open && mayTake(scene, step));
  return (
    <>
      <p class={`govuk-body app-stage${several ? ' app-stage--one' : ''}`}>
        <span class="app-stage__label">{several ? `${children}: ` : 'Stage: '}</span>
        <strong>{stage.stage.title}</strong>, since {dayInWords(stage.since.day)}
      </p>
      {stage.stage.hint === undefined ? null : <p class="govuk-body">{stage.stage.hint}</p>}
      {next.length === 0 ? null : (
        <h3 class="govuk-heading-s app-next">
          What is needed next{several ? ` for ${children}` : ''}
        </h3>
      )}
      {next.map((step) => (
        <StepBlock scene={scene} view={view} step={step} main={step === main} />
      ))}
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

function StepBlock(props: {
  readonly scene: FamilyScene;
  readonly view: TransferView;
  readonly step: StepView;
  readonly main: boolean;
}): SafeHtml {
  const { scene, view, step } = props;
  const needed =
    step.blockedBy.length === 0
      ? undefined
      : `${plural(step.blockedBy.length, 'thing')} needed first`;
  if (mayTake(scene, step))
    return (
      <div class="app-step">
        {govuk('button', {
          text: step.step.title,
          href: stepHref(scene, view, step),
          classes: props.main ? undefined : 'govuk-button--secondary',
        })}
        <p class="govuk-body-s app-lines">
          You can do this.
          {needed === undefined ? '' : ` ${needed}. You can open the form and prepare it.`}
        </p>
        <Gates {...props} />
      </div>
    );
  return (
    <div class="app-step">
      <p class="govuk-body app-lines">
        <a class="govuk-link" href={stepHref(scene, view, step)}>
          {step.step.title}
        </a>
      </p>
      <p class="govuk-body-s app-lines">
        For: {rolesInWords(view.protocol, step.by)}.{needed === undefined ? '' : ` ${needed}.`}
      </p>
      <Gates {...props} />
    </div>
  );
}

/** What is open stands in the list; what is done is counted, and opens on request. */
function Gates(props: {
  readonly scene: FamilyScene;
  readonly view: TransferView;
  readonly step: StepView;
}): SafeHtml {
  const { scene, view, step } = props;
  const setting = {
    scene,
    protocol: view.protocol,
    transfer: view.transfer.id,
    here: familyHref(scene),
  };
  const rows = gateRows(step.gates, setting, answeredInForm(step)).filter(
    (row) => row.state !== 'later',
  );
  const open = rows.filter((row) => row.state !== 'met');
  const done = rows.filter((row) => row.state === 'met');
  if (rows.length === 0) return Fragment({});
  // Somebody who can neither take the step nor meet what it needs is told, but not at length.
  const concerns =
    mayTake(scene, step) ||
    step.gates.some((gate) => gate.status === 'unmet' && hasOneOf(scene.visitor, gate.who));
  const id = `${view.transfer.id}-${step.step.id}`;
  return (
    <>
      {open.length === 0 ? null : concerns ? (
        <>
          <h4 class="govuk-heading-s app-gates__heading">
            Needed for “{step.step.title}”: {done.length} of {rows.length} done
          </h4>
          <GateList id={id} gates={open} />
        </>
      ) : (
        govuk('details', {
          summaryText: `What is still needed for “${step.step.title}”`,
          html: <GateList id={id} gates={open} />,
          classes: 'app-why',
        })
      )}
      {done.length === 0
        ? null
        : govuk('details', {
            summaryText: `${plural(done.length, 'thing')} done for “${step.step.title}”`,
            html: <GateList id={`${id}-done`} gates={done} />,
            classes: 'app-why',
          })}
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
            {mayTake(scene, step)
              ? 'You can do this'
              : `For: ${rolesInWords(view.protocol, step.by)}`}
          </span>
        </p>
      ))}
    </>
  );
}

function mayTake({ visitor }: FamilyScene, step: StepView): boolean {
  return (
    hasOneOf(visitor, step.by) &&
    (step.employer === undefined || step.employer === visitor.actor.employer)
  );
}

function stepHref(scene: FamilyScene, view: TransferView, step: StepView): string {
  return familyHref(scene, `/transfers/${view.transfer.id}/steps/${step.step.id}`);
}
