import { fullDayInWords, momentInWords } from '../../core/calendar/words.ts';
import type { StepView } from '../../core/family/derived.ts';
import type { Evidence, Family } from '../../core/family/family.ts';

import type { EvidenceDefinition, Field, Protocol } from '../../core/protocol/protocol.ts';
import { gateRows } from '../acts/gate-rows.tsx';
import { familyHref, hasOneOf, whySuspended } from '../acts/scene.ts';
import { answerInWords, rowsOf } from '../family/answer-words.ts';
import { givenName, holderInWords, rolesInWords } from '../family/names.ts';
import type { Kept } from '../forms/keep.ts';
import { Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { GateList } from '../kit/gate-list.tsx';
import { govuk } from '../kit/govuk.ts';
import { Tag } from '../kit/tag.tsx';
import { list, plural } from '../kit/words.ts';
import { Facts } from '../policy/pieces.tsx';
import { caseId, sittingHref } from './meeting-hrefs.ts';
import { ReasonForm, type Sent } from './reason-form.tsx';
import { type Case, isOpen, mayRun, type SittingScene } from './sitting.ts';

/** One case that the meeting decides: who, why now, what it needs, and how to record the decision. */
export function AgendaCase(props: {
  readonly sitting: SittingScene;
  readonly each: Case;
  readonly sent: Sent | undefined;
  readonly kept: ReadonlyMap<string, Kept>;
}): SafeHtml {
  const { sitting, each } = props;
  const { item } = each;
  const id = caseId(item);
  return (
    <section class="app-agenda__case" id={id}>
      <h3 class="govuk-heading-m">
        {each.scene === undefined ? (
          item.familyName
        ) : (
          <a class="govuk-link" href={familyHref(each.scene)}>
            {item.familyName}
          </a>
        )}{' '}
        {isOpen(each) ? <Tag colour="yellow">To decide</Tag> : <Tag colour="green">Decided</Tag>}
      </h3>
      <CaseFacts sitting={sitting} each={each} />
      {isOpen(each) ? <ToDecide {...props} /> : null}
      <OnFile each={each} />
    </section>
  );
}

/** Who it is about, since when it is listed and why now, and who holds the family. */
export function CaseFacts(props: {
  readonly sitting: SittingScene;
  readonly each: Case;
}): SafeHtml {
  const { item, scene, view, why, decision } = props.each;
  const holder =
    scene === undefined
      ? undefined
      : holderInWords(view?.protocol ?? scene.visitor.protocol, scene.family.holder);
  return (
    <Facts
      facts={[
        {
          title: 'Decision',
          value:
            item.decided === null ? undefined : (
              <>
                <strong>{decision?.words ?? item.outcome}</strong>, recorded{' '}
                {momentInWords(item.decided)}
                {decision === undefined ? '' : ` by ${decision.by}`}
              </>
            ),
        },
        {
          title: 'Children',
          value: `${list(item.children.map(({ name }) => name))} (${item.reference})`,
        },
        { title: 'Stage', value: `${item.summary}. ${item.transferTitle}` },
        {
          title: 'Listed',
          value: (
            <>
              {why.length === 0
                ? `${momentInWords(item.listed)}.`
                : why.map((line) => <p class="govuk-body">{line}</p>)}
            </>
          ),
        },
        {
          title: 'Held by',
          value:
            holder === undefined
              ? undefined
              : `${holder.name}${holder.role === undefined ? '' : `, ${holder.role}`}`,
        },
      ]}
    />
  );
}

function ToDecide(props: {
  readonly sitting: SittingScene;
  readonly each: Case;
  readonly sent: Sent | undefined;
  readonly kept: ReadonlyMap<string, Kept>;
}): SafeHtml {
  const { sitting, each, sent } = props;
  if (each.scene === undefined || each.view === undefined) return Fragment({});
  const { forum, visitor } = sitting;
  const family = each.scene.family.people;
  return (
    <>
      {each.view.transfer.state === 'suspended' ? (
        <p class="govuk-inset-text">
          “{each.view.pathway.title}” is suspended{whySuspended(each.scene)} It cannot be decided
          until somebody resumes or ends it.
        </p>
      ) : null}
      {each.view.transfer.state === 'open' && each.deciding.length === 0 ? (
        <p class="govuk-inset-text">
          The case has moved on to “{each.item.summary}”, where the {forum.short} has nothing to
          decide. It can be rolled over, or left until it comes back.
        </p>
      ) : null}
      {each.item.decided === null ? null : (
        <p class="govuk-body">
          Still to decide for{' '}
          {list(
            each.deciding
              .flatMap(({ children }) => children)
              .map((child) => givenName(family, child)),
          )}
          .
        </p>
      )}
      {each.deciding.map((step) => (
        <DecidingStep sitting={sitting} each={each} step={step} />
      ))}
      {mayRun(visitor, forum) && each.item.decided === null ? (
        <ReasonForm
          sitting={sitting}
          item={each.item}
          act="roll-over"
          summary="Not reached: roll over to the next sitting"
          label="Why is the case rolled over?"
          submit="Roll the case over"
          sent={sent}
          kept={props.kept}
        />
      ) : null}
    </>
  );
}

function DecidingStep(props: {
  readonly sitting: SittingScene;
  readonly each: Case;
  readonly step: StepView;
}): SafeHtml {
  const { sitting, each, step } = props;
  const { scene, view, item } = each;
  if (scene === undefined || view === undefined) return Fragment({});
  const { visitor, forum, day } = sitting;
  const here = sittingHref(forum.id, day);
  const open = step.gates.filter(({ status, gate }) => {
    const definition = view.protocol.gates.get(gate);
    // What only the form of the decision can answer is answered there.
    return (
      status === 'unmet' &&
      definition !== undefined &&
      step.blockedBy.some((each) => each.gate === gate)
    );
  });
  const mine = hasOneOf(visitor, step.by);
  const who = rolesInWords(view.protocol, step.by);
  const address = familyHref(scene, `/transfers/${view.transfer.id}/steps/${step.step.id}`);
  return (
    <div class="app-agenda__decide">
      {open.length === 0 ? (
        <p class="govuk-body">Nothing stands in the way of a decision.</p>
      ) : (
        <>
          <h4 class="govuk-heading-s">What is needed before “{step.step.title}”</h4>
          <GateList
            id={`${caseId(item)}-${step.step.id}`}
            gates={gateRows(open, {
              scene,
              protocol: view.protocol,
              transfer: view.transfer.id,
              here,
            })}
          />
        </>
      )}
      {mine ? (
        <p class="govuk-body app-no-print">
          {govuk('button', {
            href: `${address}?back=${here}`,
            html: (
              <>
                {step.step.title}
                <span class="govuk-visually-hidden"> for {item.familyName}</span>
              </>
            ),
          })}
        </p>
      ) : (
        <p class="govuk-body">
          {step.step.title}: {who} can do this.
        </p>
      )}
    </div>
  );
}

const SHOWN: ReadonlySet<EvidenceDefinition['group']> = new Set([
  'plan',
  'form',
  'assessment',
  'meeting',
]);

/** The tasks and plans that are on file, as they were written. */
function OnFile({ each }: { readonly each: Case }): SafeHtml {
  const { scene, view } = each;
  if (scene === undefined || view === undefined) return Fragment({});
  const records = latestOf(scene.family, view.protocol);
  if (records.length === 0) return Fragment({});
  return govuk('details', {
    classes: 'app-agenda__file',
    summaryHtml: (
      <>
        Tasks and plan on file
        <span class="govuk-visually-hidden">, {each.item.familyName}</span>:{' '}
        {plural(records.length, 'record')}
      </>
    ),
    html: (
      <>
        {records.map(({ record, definition }) => (
          <>
            <h4 class="govuk-heading-s">
              <a class="govuk-link" href={familyHref(scene, `/evidence/${record.id}`)}>
                {definition.title}
              </a>
              , {fullDayInWords(record.day)}
            </h4>
            {definition.fields.map((field) => (
              <Answer
                field={field}
                record={record}
                family={scene.family}
                protocol={view.protocol}
              />
            ))}
          </>
        ))}
      </>
    ),
  });
}

/** The newest record of each kind that has tasks, plans or long answers in it. */
function latestOf(family: Family, protocol: Protocol) {
  return [...family.evidence].flatMap(([kind, records]) => {
    const definition = protocol.evidence.get(kind);
    const record = records.at(-1);
    if (definition === undefined || record === undefined || record.kind !== kind) return [];
    if (!SHOWN.has(definition.group)) return [];
    const says = definition.fields.some((field) => isTold(field) && field.id in record.fields);
    return says ? [{ definition, record }] : [];
  });
}

function isTold({ type }: Field): boolean {
  return type === 'long-text' || type === 'items';
}

function Answer(props: {
  readonly field: Field;
  readonly record: Evidence;
  readonly family: Family;
  readonly protocol: Protocol;
}): SafeHtml {
  const { field, record, family, protocol } = props;
  const value = record.fields[field.id];
  if (value === undefined || !isTold(field)) return Fragment({});
  const scene = { protocol, people: family.people };
  const rows = rowsOf(field, value, scene);
  return (
    <>
      <p class="govuk-body">
        <strong>{field.label}</strong>
        {field.type === 'items' ? '' : `: ${answerInWords(field, value, scene)}`}
      </p>
      {rows.length === 0 ? null : (
        <ul class="govuk-list govuk-list--bullet">
          {rows.map((row) => (
            <li>{row.map(({ label, answer }) => `${label}: ${answer}`).join('; ')}</li>
          ))}
        </ul>
      )}
    </>
  );
}
