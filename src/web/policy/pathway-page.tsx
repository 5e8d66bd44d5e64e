import type { Effects, Outcome, Pathway, Stage, Step } from '../../core/protocol/protocol.ts';
import type { Drawing } from '../../drawing/draw-pathway.ts';
import { Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { PathwayDrawing } from './drawing.tsx';
import { bpmnHref, clockHref, evidenceHref, gateHref, pathwayHref } from './hrefs.ts';
import {
  Clauses,
  Facts,
  Guidance,
  PolicyHead,
  type Reading,
  Roles,
  Tells,
  Written,
} from './pieces.tsx';

/** The pathways of the policy, each with what it is for. */
export function pathwaysPage(reading: Reading): SafeHtml {
  return (
    <>
      <PolicyHead reading={reading} section="/policy/pathways" heading="Pathways" />
      {[...reading.protocol.pathways.values()].map((pathway) => (
        <section id={`pathway-${pathway.id}`} class="app-policy__item">
          <h2 class="govuk-heading-m">
            <a class="govuk-link" href={pathwayHref(pathway.id, reading.version)}>
              {pathway.title}
            </a>
          </h2>
          <p class="govuk-body">{pathway.summary}</p>
          <p class="govuk-body app-muted">{directionInWords(pathway)}</p>
        </section>
      ))}
    </>
  );
}

/** One pathway as a drawing, and as an ordered text: each stage, who holds the family there, and what can be done. */
export function pathwayPage(reading: Reading, pathway: Pathway, drawing: Drawing): SafeHtml {
  const { version } = reading;
  return (
    <>
      <PolicyHead reading={reading} section="/policy/pathways" heading={pathway.title} />
      <p class="govuk-body-l">{pathway.summary}</p>
      <Guidance reading={reading} at={{ at: 'pathway', id: pathway.id }} />
      <Facts
        facts={[
          { title: 'Direction', value: directionInWords(pathway) },
          { title: 'Started by', value: <Roles reading={reading} roles={pathway.start.by} /> },
          {
            title: 'Before it starts',
            value: pathway.start.gates.length === 0 ? undefined : gateLinks(reading, pathway.start),
          },
          { title: 'If a safeguarding concern is raised', value: interruptInWords(pathway) },
        ]}
      />
      <Clauses clauses={pathway.clauses} version={version} />
      <h2 class="govuk-heading-m">Drawing</h2>
      <PathwayDrawing drawing={drawing} title={pathway.title} />
      <p class="govuk-body">
        <a class="govuk-link" href={bpmnHref(pathway.id, version)}>
          Download “{pathway.title}” as BPMN 2.0, for a modelling tool
        </a>
      </p>
      <h2 class="govuk-heading-m">Stages, in order</h2>
      <ol class="app-policy__stages">
        {[...pathway.stages.values()].map((stage) => (
          <li>
            <StageText reading={reading} pathway={pathway} stage={stage} />
          </li>
        ))}
      </ol>
      <Clocks reading={reading} pathway={pathway} />
    </>
  );
}

function directionInWords({ direction }: Pathway): string {
  switch (direction) {
    case 'up':
      return 'Step up, towards Children’s Social Care';
    case 'down':
      return 'Step down, towards Early Help';
    case 'beside':
      return 'Runs beside another transfer and does not move the family';
  }
}

function interruptInWords({ onInterrupt }: Pathway): string {
  switch (onInterrupt) {
    case 'suspends':
      return 'This pathway waits until somebody decides to resume or end it';
    case 'ends':
      return 'This pathway ends';
    case 'continues':
      return 'This pathway goes on';
  }
}

function StageText(props: {
  readonly reading: Reading;
  readonly pathway: Pathway;
  readonly stage: Stage;
}): SafeHtml {
  const { reading, pathway, stage } = props;
  const steps = [...pathway.steps.values()].filter(({ from }) => from.includes(stage.id));
  // A step that can be taken from several stages is told in full at the first, and only named at the others.
  const own = steps.filter((step) => firstStage(pathway, step) === stage.id);
  const also = steps.filter((step) => firstStage(pathway, step) !== stage.id);
  return (
    <section id={`stage-${stage.id}`} class="app-policy__item">
      <h3 class="govuk-heading-m">{stage.title}</h3>
      <p class="govuk-body">
        {stage.kind === 'end' ? 'The pathway ends here. ' : ''}
        {stage.holder === 'unchanged' ? (
          'Whoever holds the family goes on holding it.'
        ) : stage.holder === 'as-before' ? (
          'Held by whoever held the family when this began.'
        ) : (
          <>
            Held by: <Roles reading={reading} roles={[stage.holder]} />
          </>
        )}
      </p>
      {stage.hint === undefined ? null : <p class="govuk-body">{stage.hint}</p>}
      <Guidance reading={reading} at={{ at: 'stage', id: `${pathway.id}.${stage.id}` }} />
      <Clauses clauses={stage.clauses} version={reading.version} />
      {own.map((step) => (
        <StepText reading={reading} pathway={pathway} step={step} />
      ))}
      {also.length === 0 ? null : (
        <p class="govuk-body">
          Also possible here:{' '}
          {also.map((step, index) => (
            <>
              {index === 0 ? '' : '; '}
              <a class="govuk-link" href={`#step-${step.id}`}>
                {step.title}
              </a>
            </>
          ))}
        </p>
      )}
    </section>
  );
}

function firstStage(pathway: Pathway, step: Step): string | undefined {
  return [...pathway.stages.keys()].find((stage) => step.from.includes(stage));
}

function StepText(props: {
  readonly reading: Reading;
  readonly pathway: Pathway;
  readonly step: Step;
}): SafeHtml {
  const { reading, pathway, step } = props;
  const { protocol, version } = reading;
  const form = step.form === undefined ? undefined : protocol.evidence.get(step.form);
  return (
    <section id={`step-${step.id}`} class="app-policy__step">
      <h4 class="govuk-heading-s">{step.title}</h4>
      {step.hint === undefined ? null : <p class="govuk-body">{step.hint}</p>}
      <Guidance reading={reading} at={{ at: 'step', id: `${pathway.id}.${step.id}` }} />
      <Facts
        facts={[
          { title: 'Who', value: <Roles reading={reading} roles={step.by} /> },
          {
            title: 'Only for people who work for',
            value:
              step.employer === undefined
                ? undefined
                : step.employer === 'authority'
                  ? 'the local authority'
                  : 'a partner agency',
          },
          {
            title: 'Needed first',
            value: hasGates(step) ? gateLinks(reading, step) : undefined,
          },
          {
            title: 'Form',
            value:
              form === undefined ? undefined : (
                <a class="govuk-link" href={evidenceHref(form.id, version)}>
                  {form.title}
                </a>
              ),
          },
          {
            title: 'Leads to',
            value: step.outcomes.length > 0 ? undefined : stageTitle(pathway, step.to),
          },
          ...effectFacts(reading, step.effects),
        ]}
      />
      {step.outcomes.map((outcome) => (
        <OutcomeText reading={reading} pathway={pathway} outcome={outcome} per={step.outcomePer} />
      ))}
      <Written written={step.written} reading={step.reading} />
      <Clauses clauses={step.clauses} version={version} />
    </section>
  );
}

function OutcomeText(props: {
  readonly reading: Reading;
  readonly pathway: Pathway;
  readonly outcome: Outcome;
  readonly per: 'family' | 'child';
}): SafeHtml {
  const { reading, outcome } = props;
  return (
    <div class="app-policy__outcome">
      <h5 class="govuk-heading-s">
        Outcome{props.per === 'child' ? ' for each child' : ''}: {outcome.title}
      </h5>
      {outcome.hint === undefined ? null : <p class="govuk-body">{outcome.hint}</p>}
      <Facts
        facts={[
          { title: 'Leads to', value: stageTitle(props.pathway, outcome.to) },
          {
            title: 'Needed first',
            value: outcome.gates.length === 0 ? undefined : gateLinks(reading, outcome),
          },
          ...effectFacts(reading, outcome.effects),
        ]}
      />
    </div>
  );
}

function effectFacts(reading: Reading, effects: Effects) {
  const { protocol } = reading;
  const lists = effects.lists;
  return [
    {
      title: 'Told',
      value:
        effects.tells.length === 0 ? undefined : <Tells reading={reading} tells={effects.tells} />,
    },
    {
      title: 'Listed for',
      value: lists === undefined ? undefined : protocol.forums.get(lists.forum)?.title,
    },
    {
      title: 'Is a decision of',
      value:
        effects.decides === undefined ? undefined : protocol.forums.get(effects.decides)?.title,
    },
    {
      title: 'Goes on in',
      value:
        effects.handsTo === undefined ? undefined : (
          <a class="govuk-link" href={pathwayHref(effects.handsTo, reading.version)}>
            {protocol.pathways.get(effects.handsTo)?.title ?? effects.handsTo}
          </a>
        ),
    },
  ];
}

function hasGates(step: Step): boolean {
  return step.gates.length + step.gateLists.length > 0;
}

function gateLinks(
  { protocol, version }: Reading,
  rule: { readonly gates: readonly string[]; readonly gateLists?: readonly string[] },
): SafeHtml {
  const lists = (rule.gateLists ?? []).flatMap((id) => protocol.gateLists.get(id) ?? []);
  const title = (id: string): string =>
    [...protocol.gates.values()].find((gate) => gate.id === id)?.title ?? id;
  const link = (id: string): SafeHtml => (
    <li>
      <a class="govuk-link" href={gateHref(id, version)}>
        {title(id)}
      </a>
    </li>
  );
  return (
    <ul class="govuk-list">
      {rule.gates.map(link)}
      {lists.map((each) => (
        <li>
          {each.title}:<ul class="govuk-list govuk-list--bullet">{each.gates.map(link)}</ul>
        </li>
      ))}
    </ul>
  );
}

function stageTitle(pathway: Pathway, to: Step['to']): string {
  if (to === 'stay') return 'The stage stays as it is';
  return pathway.stages.get(to)?.title ?? to;
}

function Clocks(props: { readonly reading: Reading; readonly pathway: Pathway }): SafeHtml {
  const clocks = [...props.pathway.clocks.values()];
  if (clocks.length === 0) return Fragment({});
  return (
    <>
      <h2 class="govuk-heading-m">Clocks</h2>
      <ul class="govuk-list">
        {clocks.map((clock) => (
          <li>
            <a
              class="govuk-link"
              href={clockHref(props.pathway.id, clock.id, props.reading.version)}
            >
              {clock.title}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
