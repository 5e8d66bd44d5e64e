/** "What is needed next": each step that leads on, whose it is, and what it still needs, as a task list. */
import type { StageView, StepView, TransferView } from '../../core/family/derived.ts';
import type { GateFinding } from '../../core/family/refusal.ts';
import { answeredInForm, forms, type GateSetting, gateRows } from '../acts/gate-rows.tsx';
import { type FamilyScene, familyHref, hasOneOf } from '../acts/scene.ts';
import { Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { GateList } from '../kit/gate-list.tsx';
import { govuk } from '../kit/govuk.ts';
import { list, plural } from '../kit/words.ts';
import { rolesInWords, roleTitle } from './names.ts';

/** The steps that lead on from a stage; what the person who reads can do comes first. */
export function NextSteps(props: {
  readonly scene: FamilyScene;
  readonly view: TransferView;
  readonly stage: StageView;
  /** Whose stage it is, where the children stand at several. */
  readonly forWhom: string | undefined;
}): SafeHtml {
  const { scene, view, stage, forWhom } = props;
  const forward = stage.steps.filter((step) => step.step.kind === 'forward');
  if (forward.length === 0) return Fragment({});
  const next = [
    ...forward.filter((step) => mayTake(scene, step)),
    ...forward.filter((step) => !mayTake(scene, step)),
  ];
  // One button stands out: the first that nothing stops.
  const main = next.find((step) => step.open && mayTake(scene, step));
  return (
    <>
      <h3 class="govuk-heading-s app-next">
        What is needed next{forWhom === undefined ? '' : ` for ${forWhom}`}
      </h3>
      {next.map((step, index) => (
        <StepBlock
          scene={scene}
          view={view}
          step={step}
          main={step === main}
          first={index === 0}
          above={next.slice(0, index)}
        />
      ))}
    </>
  );
}

interface Block {
  readonly scene: FamilyScene;
  readonly view: TransferView;
  readonly step: StepView;
  readonly main: boolean;
  readonly first: boolean;
  /** The steps shown before this one: what they need already stands there, and is not said twice. */
  readonly above: readonly StepView[];
}

function StepBlock(props: Block): SafeHtml {
  const { scene, view, step, main } = props;
  const { title } = step.step;
  const href = stepHref(scene, view, step);
  const needed =
    step.blockedBy.length === 0
      ? ''
      : ` ${plural(step.blockedBy.length, 'thing')} ${step.blockedBy.length === 1 ? 'is' : 'are'} needed first.`;
  return (
    <section class="app-step" aria-label={title}>
      {mayTake(scene, step) ? (
        <>
          {govuk('button', {
            text: title,
            href,
            classes: main ? undefined : 'govuk-button--secondary',
          })}
          <p class="govuk-body-s app-lines">
            You can do this.
            {needed === '' ? '' : `${needed} You can open the form and prepare it.`}
          </p>
        </>
      ) : (
        <>
          <p class="govuk-body app-lines">
            <a class="govuk-link app-step__link" href={href}>
              {title}
            </a>
          </p>
          <p class="govuk-body-s app-lines">
            For: {whoseStep(scene, view, step)}.{needed}
          </p>
        </>
      )}
      <Gates {...props} />
    </section>
  );
}

/** What is open stands in the list; what is done is counted, and opens on request. */
function Gates(props: Block): SafeHtml {
  const { scene, view, step, first, above } = props;
  const setting = {
    scene,
    protocol: view.protocol,
    transfer: view.transfer.id,
    here: familyHref(scene),
  };
  const inForm = answeredInForm(step);
  const wanted = step.gates.filter(
    (gate) => gate.status !== 'not-needed' && !(gate.status === 'unmet' && inForm.has(gate.gate)),
  );
  const unmet = wanted.filter((gate) => gate.status === 'unmet');
  const shown = new Set(above.flatMap((each) => openGates(each)));
  const again = unmet.filter((gate) => shown.has(gate.gate));
  const open = unmet.filter((gate) => !shown.has(gate.gate));
  const done = wanted.filter((gate) => gate.status !== 'unmet');
  const id = `${view.transfer.id}-${step.step.id}`;
  const rows = <GateList id={id} gates={gateRows(open, setting)} />;
  return (
    <>
      {open.length === 0
        ? null
        : // Somebody who can do nothing about a step that is not the next one is told, but not at length.
          first || concerns(props, open, setting)
          ? rows
          : govuk('details', {
              summaryHtml: withStep(`${plural(open.length, 'thing')} not done yet`, step),
              html: rows,
              classes: 'app-why',
            })}
      {again.length === 0 ? null : (
        <p class="govuk-body-s app-lines">Also needed, and listed above: {titles(again)}.</p>
      )}
      {done.length === 0
        ? null
        : govuk('details', {
            summaryHtml: withStep(doneInWords(done), step),
            html: <GateList id={`${id}-done`} gates={gateRows(done, setting)} />,
            classes: 'app-why',
          })}
    </>
  );
}

function openGates(step: StepView): readonly string[] {
  const inForm = answeredInForm(step);
  return step.gates.flatMap(({ gate, status }) =>
    status === 'unmet' && !inForm.has(gate) ? [gate] : [],
  );
}

function concerns(
  { scene, step }: Block,
  open: readonly GateFinding[],
  setting: GateSetting,
): boolean {
  return (
    mayTake(scene, step) ||
    open.some((gate) => hasOneOf(scene.visitor, gate.who) || forms(gate, setting).length > 0)
  );
}

function titles(gates: readonly GateFinding[]): string {
  return list(gates.map((gate) => `“${gate.title}”`));
}

function doneInWords(done: readonly GateFinding[]): string {
  const excepted = done.filter((gate) => gate.status === 'exception').length;
  return `${done.length} done${excepted === 0 ? '' : `, ${excepted} of them by an exception`}`;
}

function withStep(words: string, step: StepView): SafeHtml {
  return (
    <>
      {words}
      <span class="govuk-visually-hidden"> for {step.step.title}</span>
    </>
  );
}

export function mayTake({ visitor }: FamilyScene, step: StepView): boolean {
  return (
    hasOneOf(visitor, step.by) &&
    (step.employer === undefined || step.employer === visitor.actor.employer)
  );
}

export function stepHref(scene: FamilyScene, view: TransferView, step: StepView): string {
  return familyHref(scene, `/transfers/${view.transfer.id}/steps/${step.step.id}`);
}

/** "Social Care Team Manager (Priya Nair)": the role, and who has it for this family. */
export function whoseStep(scene: FamilyScene, view: TransferView, step: StepView): string {
  const [role] = step.by;
  const named = role === undefined ? undefined : scene.family.assigned.get(role);
  if (role === undefined || named === undefined || step.by.length > 1)
    return rolesInWords(view.protocol, step.by);
  return `${roleTitle(view.protocol, role)} (${named.practitioner.name})`;
}
