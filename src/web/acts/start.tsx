/** Starting a transfer: which way, which pathway, for which children; then what is needed for it. */

import { childrenOf } from '../../core/family/evolve.ts';
import type { Pathway, PathwayId, Protocol } from '../../core/protocol/protocol.ts';
import { rolesInWords } from '../family/names.ts';
import { childrenViews, readChildren } from '../forms/children-field.ts';
import { readWhen, whenViews } from '../forms/when-field.ts';
import { Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { GateList } from '../kit/gate-list.tsx';
import { type ActForm, backToFamily } from './act-form.tsx';
import { gateRows } from './gate-rows.tsx';
import { Advice, ClauseLinks } from './guidance.tsx';
import { type FamilyScene, familyHref, hasOneOf } from './scene.ts';
import { deriveStart } from './start-gates.ts';

const DIRECTIONS = {
  down: 'Less help is needed: step down',
  up: 'More help is needed: step up',
  beside: 'Something beside the transfer that is under way',
} as const satisfies Record<Pathway['direction'], string>;

/** The first page: every pathway by direction, with what it is for. */
export function StartChooser({ scene }: { readonly scene: FamilyScene }): SafeHtml {
  const { protocol } = scene.visitor;
  const pathways = [...protocol.pathways.values()].filter(
    (pathway) => pathway.id !== protocol.interrupt.pathway,
  );
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <h1 class="govuk-heading-l">What is changing for this family?</h1>
        <p class="govuk-body">
          If a child may be at risk now, do not start anything here:{' '}
          <a class="govuk-link" href={familyHref(scene, '/concern')}>
            ring about a safeguarding concern
          </a>
          .
        </p>
        {(['down', 'up', 'beside'] as const).map((direction) => (
          <Direction
            scene={scene}
            title={DIRECTIONS[direction]}
            pathways={pathways.filter((pathway) => pathway.direction === direction)}
          />
        ))}
      </div>
    </div>
  );
}

function Direction(props: {
  readonly scene: FamilyScene;
  readonly title: string;
  readonly pathways: readonly Pathway[];
}): SafeHtml {
  if (props.pathways.length === 0) return Fragment({});
  return (
    <section>
      <h2 class="govuk-heading-m">{props.title}</h2>
      {props.pathways.map((pathway) => (
        <Choice scene={props.scene} pathway={pathway} />
      ))}
    </section>
  );
}

function Choice(props: { readonly scene: FamilyScene; readonly pathway: Pathway }): SafeHtml {
  const { scene, pathway } = props;
  const { protocol } = scene.visitor;
  const mine = hasOneOf(scene.visitor, pathway.start.by);
  const running = scene.derived.transfers.find(
    (view) => view.pathway.id === pathway.id && view.transfer.state !== 'ended',
  );
  return (
    <div class="govuk-!-margin-bottom-6">
      <h3 class="govuk-heading-s govuk-!-margin-bottom-1">
        {mine ? (
          <a class="govuk-link" href={familyHref(scene, `/start/${pathway.id}`)}>
            {pathway.title}
          </a>
        ) : (
          pathway.title
        )}
      </h3>
      <p class="govuk-body govuk-!-margin-bottom-1">{pathway.summary}</p>
      {running === undefined ? null : <p class="govuk-hint">Already under way for this family.</p>}
      {mine ? null : (
        <p class="govuk-hint">Who can start it: {rolesInWords(protocol, pathway.start.by)}.</p>
      )}
    </div>
  );
}

/** The second page: the children, what is needed, and the button. */
export function startForm(scene: FamilyScene): ActForm | undefined {
  const { protocol } = scene.visitor;
  // A name in an address finds a pathway or nothing.
  const pathway = protocol.pathways.get((scene.params.pathway ?? '') as PathwayId);
  if (pathway === undefined || pathway.id === protocol.interrupt.pathway) return undefined;
  const children = childrenOf(scene.family);
  return {
    title: `Start: ${pathway.title}`,
    views: [...childrenViews(scene.family, children), ...whenViews(false)],
    submit: 'Start',
    above: <BeforeStart scene={scene} protocol={protocol} pathway={pathway} />,
    back: backToFamily(scene),
    closed: hasOneOf(scene.visitor, pathway.start.by) ? undefined : (
      <p>You cannot start this yourself. Who can: {rolesInWords(protocol, pathway.start.by)}.</p>
    ),
    command: (read) => {
      const when = readWhen(read.values);
      if ('errors' in when) return when;
      const chosen = readChildren(read.values, children);
      return {
        do: 'start-transfer',
        pathway: pathway.id,
        ...(chosen === undefined ? {} : { children: chosen }),
        ...when,
      };
    },
    done: () => ({ says: `Started: ${pathway.title}.` }),
  };
}

function BeforeStart(props: {
  readonly scene: FamilyScene;
  readonly protocol: Protocol;
  readonly pathway: Pathway;
}): SafeHtml {
  const { scene, protocol, pathway } = props;
  const first = pathway.stages.get(pathway.first);
  const findings = deriveStart(scene, pathway);
  return (
    <>
      <p class="govuk-body">
        {pathway.summary} <ClauseLinks clauses={pathway.clauses} />
      </p>
      {first === undefined ? null : (
        <p class="govuk-body">
          It begins at “{first.title}”. {first.hint}
        </p>
      )}
      <Advice protocol={protocol} places={[{ at: 'pathway', id: pathway.id }]} />
      {findings.length === 0 ? null : (
        <>
          <h2 class="govuk-heading-m">What is needed to start</h2>
          <GateList
            id="needed"
            gates={gateRows(findings, {
              scene,
              protocol,
              transfer: undefined,
              here: familyHref(scene, `/start/${pathway.id}`),
            })}
          />
        </>
      )}
    </>
  );
}
