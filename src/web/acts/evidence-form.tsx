/** Recording a piece of evidence, and correcting or striking out one. */
import { formatLocal } from '../../core/calendar/time.ts';
import { allEvidence, childrenOf } from '../../core/family/evolve.ts';
import type { Evidence } from '../../core/family/family.ts';
import type { EvidenceDefinition, EvidenceKind, Protocol } from '../../core/protocol/protocol.ts';
import { rolesInWords, upperFirst } from '../family/names.ts';
import { childrenViews, readChildren } from '../forms/children-field.ts';
import { fieldViews, recordLabel } from '../forms/field-views.ts';
import { coreFields } from '../forms/read-fields.ts';
import { readWhen, whenViews } from '../forms/when-field.ts';
import type { Child, SafeHtml } from '../jsx/jsx-runtime.ts';
import { type ActForm, backToFamily } from './act-form.tsx';
import { Advice, ClauseLinks, Reading } from './guidance.tsx';
import { backHref, type FamilyScene, familyHref, formContext, hasOneOf } from './scene.ts';

/** The form that records something new. */
export function recordForm(scene: FamilyScene): ActForm | undefined {
  // A name in an address finds a kind of record or nothing.
  const found = findDefinition(scene, (scene.params.kind ?? '') as EvidenceKind);
  if (found === undefined) return undefined;
  const { definition, protocol, transfer } = found;
  const context = formContext(scene, protocol);
  const children = childrenOf(scene.family);
  const back = backToFamily(scene);
  return {
    title: definition.title,
    views: [
      ...fieldViews(definition.fields, context),
      ...childrenViews(scene.family, children),
      ...whenViews(definition.timed),
    ],
    submit: 'Save this record',
    above: <AboutKind protocol={protocol} definition={definition} />,
    back: { ...back, href: backHref(scene, back.href) },
    protocol,
    closed: whoseItIs(scene, protocol, definition),
    command: (read) => {
      const when = readWhen(read.values);
      if ('errors' in when) return when;
      const chosen = readChildren(read.values, children);
      return {
        do: 'record-evidence',
        kind: definition.id,
        fields: coreFields(definition.fields, read, context),
        // No child named means the whole family, also for those who join it later.
        children: chosen === undefined || chosen.length === children.length ? [] : chosen,
        ...(transfer === undefined ? {} : { transfer }),
        ...when,
      };
    },
    done: () => ({ says: `Recorded: ${definition.title}.` }),
  };
}

/** The form that corrects a record; what was recorded first stays in the history. */
export function correctForm(scene: FamilyScene): ActForm | undefined {
  const found = findRecord(scene);
  if (found === undefined) return undefined;
  const { evidence, definition, protocol } = found;
  const context = formContext(scene, protocol);
  const children = childrenOf(scene.family);
  const href = familyHref(scene, `/evidence/${evidence.id}`);
  const [date = '', time = ''] = formatLocal(evidence.at).split('T');
  const edits = [
    ...fieldViews(definition.fields, context, evidence.fields),
    ...childrenViews(scene.family, children, evidence.children),
    ...whenViews(definition.timed, {
      date,
      time: evidence.dayOnly ? undefined : time.slice(0, 5),
    }),
  ];
  return {
    title: `Correct: ${recordLabel(evidence, context)}`,
    views: [reasonView('Why is it corrected?', 'why it is corrected'), ...edits],
    edits,
    submit: 'Save the correction',
    above: (
      <p class="govuk-body">
        What was first recorded stays in the history. From now on, Stile goes by what you write
        here.
      </p>
    ),
    back: { href, text: definition.title },
    protocol,
    closed: whoseItIs(scene, protocol, definition),
    command: (read) => {
      const when = readWhen(read.values);
      if ('errors' in when) return when;
      const chosen = readChildren(read.values, children);
      return {
        do: 'correct-evidence',
        evidence: evidence.id,
        fields: coreFields(definition.fields, read, context),
        ...(chosen === undefined
          ? {}
          : { children: chosen.length === children.length ? [] : chosen }),
        reason: String(read.values.act__reason ?? ''),
        basedOn: read.seen,
        ...(when.at === undefined
          ? { at: scene.visitor.now, dayOnly: false }
          : { at: when.at, dayOnly: when.dayOnly ?? false }),
      };
    },
    done: () => ({ says: `Corrected: ${definition.title}.` }),
  };
}

/** The form that strikes a record out: it no longer counts, and can still be read. */
export function strikeOutForm(scene: FamilyScene): ActForm | undefined {
  const found = findRecord(scene);
  if (found === undefined) return undefined;
  const { evidence, definition, protocol } = found;
  return {
    title: `Strike out: ${recordLabel(evidence, { protocol })}`,
    views: [reasonView('Why is it struck out?', 'why it is struck out')],
    submit: 'Strike it out',
    warning: true,
    above: (
      <p class="govuk-body">
        Use this where the record should never have been made, for example because it is about
        another family. It no longer counts for anything. What it said stays in the history. Open
        transfers are looked at again.
      </p>
    ),
    back: { href: familyHref(scene, `/evidence/${evidence.id}`), text: definition.title },
    protocol,
    closed: whoseItIs(scene, protocol, definition),
    command: (read) => ({
      do: 'strike-out-evidence',
      evidence: evidence.id,
      reason: String(read.values.act__reason ?? ''),
    }),
    done: () => ({
      href: familyHref(scene, '/evidence'),
      says: `Struck out: ${definition.title}.`,
    }),
  };
}

/** The question why, for every act that asks it. */
export function reasonView(label: string, noun: string): ActForm['views'][number] {
  return { name: 'act__reason', label, noun, type: 'long-text', required: true };
}

/** A record that an address names, with the protocol it was made under. */
export function findRecord(scene: FamilyScene):
  | {
      readonly evidence: Evidence;
      readonly definition: EvidenceDefinition;
      readonly protocol: Protocol;
    }
  | undefined {
  const evidence = allEvidence(scene.family).find((each) => each.id === scene.params.evidence);
  if (evidence === undefined) return undefined;
  const bound = scene.derived.transfers.find((view) => view.transfer.id === evidence.transfer);
  const protocol = bound?.protocol ?? scene.visitor.protocol;
  const definition = protocol.evidence.get(evidence.kind);
  return definition === undefined ? undefined : { evidence, definition, protocol };
}

/** What the current policy calls so; else what the policy of a transfer under way does. */
function findDefinition(scene: FamilyScene, kind: EvidenceKind) {
  const { protocol } = scene.visitor;
  const current = protocol.evidence.get(kind);
  if (current !== undefined) return { definition: current, protocol, transfer: undefined };
  for (const view of scene.derived.transfers) {
    const definition = view.protocol.evidence.get(kind);
    if (definition !== undefined)
      return { definition, protocol: view.protocol, transfer: view.transfer.id };
  }
  return undefined;
}

function whoseItIs(scene: FamilyScene, protocol: Protocol, definition: EvidenceDefinition): Child {
  if (hasOneOf(scene.visitor, definition.by)) return undefined;
  return (
    <p>
      {upperFirst(definition.noun)} is recorded by: {rolesInWords(protocol, definition.by)}.
    </p>
  );
}

function AboutKind(props: {
  readonly protocol: Protocol;
  readonly definition: EvidenceDefinition;
}): SafeHtml {
  const { protocol, definition } = props;
  return (
    <>
      {definition.hint === undefined ? null : (
        <p class="govuk-body">
          {definition.hint} <ClauseLinks clauses={definition.clauses} />
        </p>
      )}
      <Advice protocol={protocol} places={[{ at: 'evidence', id: definition.id }]} />
      <Reading
        written={definition.written}
        reading={definition.reading}
        clauses={definition.clauses}
      />
    </>
  );
}
