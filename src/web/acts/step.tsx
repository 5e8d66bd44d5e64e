/** Taking a step: what it does, what is needed first, and its form. */
import type { StepView, TransferView } from '../../core/family/derived.ts';
import type { EvidenceDefinition, Step } from '../../core/protocol/protocol.ts';
import { holderInWords, rolesInWords } from '../family/names.ts';
import { childrenViews, readChildren } from '../forms/children-field.ts';
import { fieldViews } from '../forms/field-views.ts';
import { coreFields } from '../forms/read-fields.ts';
import { readWhen, whenViews } from '../forms/when-field.ts';
import type { Child, SafeHtml } from '../jsx/jsx-runtime.ts';
import { GateList } from '../kit/gate-list.tsx';
import { govuk } from '../kit/govuk.ts';
import { plural } from '../kit/words.ts';
import { type ActForm, backToFamily } from './act-form.tsx';
import { answeredInForm, gateRows } from './gate-rows.tsx';
import { Advice, ClauseLinks, Reading } from './guidance.tsx';
import { outcomeViews, readOutcome } from './outcome-views.ts';
import {
  backHref,
  type FamilyScene,
  familyHref,
  findStep,
  findTransfer,
  formContext,
  hasOneOf,
  whySuspended,
} from './scene.ts';
import { WhatHappens } from './what-happens.tsx';

/** The form of a step; undefined where the family has no such transfer or the pathway no such step. */
export function stepForm(scene: FamilyScene): ActForm | undefined {
  const transfer = findTransfer(scene);
  const step = [...(transfer?.pathway.steps.values() ?? [])].find(
    (each) => each.id === scene.params.step,
  );
  if (transfer === undefined || step === undefined) return undefined;
  const { protocol } = transfer;
  const view = findStep(transfer, step.id);
  const children = view?.children ?? [...transfer.transfer.places.keys()];
  const definition = step.form === undefined ? undefined : protocol.evidence.get(step.form);
  const context = formContext(scene, protocol);
  const back = backToFamily(scene);
  return {
    title: step.title,
    views: [
      ...childrenViews(scene.family, children),
      ...outcomeViews(scene, transfer, step, children),
      ...(definition === undefined ? [] : fieldViews(definition.fields, context)),
      ...whenViews(definition?.timed ?? false),
    ],
    submit: step.title,
    warning: step.kind === 'end',
    above: <Above scene={scene} transfer={transfer} step={step} />,
    needed:
      view === undefined ? undefined : (
        <Needed
          view={view}
          setting={{
            scene,
            protocol,
            transfer: transfer.transfer.id,
            here: familyHref(scene, `/transfers/${transfer.transfer.id}/steps/${step.id}`),
          }}
        />
      ),
    back: { ...back, href: backHref(scene, back.href) },
    protocol,
    transfer: transfer.transfer.id,
    makes: step.form,
    closed: whyClosed(scene, transfer, step, view),
    command: (read) => {
      const when = readWhen(read.values);
      if ('errors' in when) return when;
      const chosen = readChildren(read.values, children);
      return {
        do: 'take-step',
        transfer: transfer.transfer.id,
        step: step.id,
        ...(chosen === undefined ? {} : { children: chosen }),
        ...readOutcome(read.values, chosen ?? children),
        ...fieldsOf(definition, read, context),
        ...when,
      };
    },
    done: ({ family }) => {
      const { name } = holderInWords(protocol, family.holder);
      return {
        href: backHref(scene, familyHref(scene)),
        says: `Done: ${step.title}. ${name} holds the family now.`,
      };
    },
  };
}

function fieldsOf(
  definition: EvidenceDefinition | undefined,
  read: Parameters<ActForm['command']>[0],
  context: ReturnType<typeof formContext>,
) {
  return definition === undefined ? {} : { fields: coreFields(definition.fields, read, context) };
}

function Above(props: {
  readonly scene: FamilyScene;
  readonly transfer: TransferView;
  readonly step: Step;
}): SafeHtml {
  const { transfer, step } = props;
  const { protocol, pathway } = transfer;
  return (
    <>
      <p class="govuk-body">
        Part of “{pathway.title}”. {step.hint} <ClauseLinks clauses={step.clauses} />
      </p>
      <Advice
        protocol={protocol}
        places={[
          { at: 'step', id: step.id },
          ...(step.form === undefined ? [] : [{ at: 'evidence' as const, id: step.form }]),
        ]}
      />
      <Reading written={step.written} reading={step.reading} clauses={step.clauses} />
      <WhatHappens protocol={protocol} pathway={pathway} step={step} />
    </>
  );
}

function Needed(props: {
  readonly view: StepView;
  readonly setting: Parameters<typeof gateRows>[1];
}): SafeHtml {
  const { view, setting } = props;
  const wanted = view.gates.filter((finding) => finding.status !== 'not-needed');
  const done = wanted.filter((finding) => finding.status === 'met');
  const open = wanted.filter((finding) => finding.status !== 'met');
  const inForm = answeredInForm(view);
  const blocking = view.blockedBy.filter((finding) => !inForm.has(finding.gate)).length;
  if (wanted.length === 0) return <p class="govuk-body">Nothing else is needed before this.</p>;
  return (
    <section aria-labelledby="needed-heading">
      <h2 class="govuk-heading-m" id="needed-heading">
        What is needed first
      </h2>
      <p class="govuk-body">
        {blocking === 0
          ? inForm.size === 0
            ? 'Nothing stands in the way.'
            : 'Nothing else stands in the way: the rest is answered in the form below.'
          : `${plural(blocking, 'thing')} must be in place before this can be done.`}
      </p>
      {open.length === 0 ? null : <GateList id="needed" gates={gateRows(open, setting, inForm)} />}
      {done.length === 0
        ? null
        : govuk('details', {
            summaryText: `${plural(done.length, 'thing')} already in place`,
            html: <GateList id="done" gates={gateRows(done, setting)} />,
          })}
    </section>
  );
}

/** Why there is no form: the step is not theirs, not now, or the pathway stands still. */
function whyClosed(
  scene: FamilyScene,
  transfer: TransferView,
  step: Step,
  view: StepView | undefined,
): Child {
  const { protocol, pathway } = transfer;
  if (transfer.transfer.state === 'ended') return <p>“{pathway.title}” has ended.</p>;
  if (transfer.transfer.state === 'suspended')
    return (
      <p>
        “{pathway.title}” is suspended{whySuspended(scene)} It goes on when somebody decides to{' '}
        <a class="govuk-link" href={familyHref(scene, `/transfers/${transfer.transfer.id}/resume`)}>
          resume it
        </a>
        .
      </p>
    );
  if (!hasOneOf(scene.visitor, step.by))
    return <p>You cannot do this yourself. Who can: {rolesInWords(protocol, step.by)}.</p>;
  if (step.employer !== undefined && step.employer !== scene.visitor.actor.employer)
    return (
      <p>
        This is for people who work for{' '}
        {step.employer === 'partner' ? 'a partner agency' : 'the council'}.
      </p>
    );
  return view === undefined ? <NotNow scene={scene} transfer={transfer} step={step} /> : undefined;
}

function NotNow(props: {
  readonly scene: FamilyScene;
  readonly transfer: TransferView;
  readonly step: Step;
}): SafeHtml {
  const { transfer, step } = props;
  const { pathway } = transfer;
  const title = (stage: string): string =>
    [...pathway.stages.values()].find((each) => each.id === stage)?.title ?? stage;
  const last = transfer.transfer.steps.at(-1);
  const stages = transfer.stages.map((stage) => `“${stage.stage.title}”`).join(' and ');
  return (
    <>
      <p>
        This cannot be done now. The family is at the stage {stages}; this step is taken at{' '}
        {step.from.map((stage) => `“${title(stage)}”`).join(' or ')}.
      </p>
      {last === undefined ? null : (
        <p>
          The last step was “{pathway.steps.get(last.step)?.title ?? last.step}”, by {last.by.name}.
        </p>
      )}
    </>
  );
}
