/** What is on file for a family, one record to read or print, and what could be recorded. */
import { allEvidence } from '../../core/family/evolve.ts';
import type { Evidence } from '../../core/family/family.ts';
import type { EvidenceDefinition, Field, Protocol } from '../../core/protocol/protocol.ts';
import { answerInWords, rowsOf } from '../family/answer-words.ts';
import { childrenInWords, rolesInWords, stampInWords } from '../family/names.ts';
import { recordLabel } from '../forms/field-views.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from '../kit/govuk.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { findRecord } from './evidence-form.tsx';
import { type FamilyScene, familyHref, hasOneOf, nameOf } from './scene.ts';

export const GROUPS = {
  assessment: 'Assessments',
  plan: 'Plans',
  visit: 'Visits',
  meeting: 'Meetings',
  supervision: 'Supervision',
  form: 'Forms',
  document: 'Documents',
  contact: 'Contacts and conversations',
  decision: 'Decisions',
  check: 'Checks',
} as const satisfies Record<EvidenceDefinition['group'], string>;

const ORDER = Object.keys(GROUPS) as readonly EvidenceDefinition['group'][];

/** Everything recorded, by kind of thing, newest first. */
export function EvidenceList({ scene }: { readonly scene: FamilyScene }): SafeHtml {
  const all = allEvidence(scene.family);
  const groupOf = (evidence: Evidence) => definitionOf(scene, evidence)?.group ?? 'document';
  return (
    <>
      <Heading scene={scene} title="Records and documents" />
      <p class="govuk-body">
        <a class="govuk-button" href={familyHref(scene, '/evidence/new')}>
          Record something
        </a>
      </p>
      {all.length === 0 ? <p class="govuk-body">Nothing has been recorded yet.</p> : null}
      {ORDER.map((group) => {
        const own = all.filter((evidence) => groupOf(evidence) === group);
        if (own.length === 0) return null;
        return (
          <StackTable
            caption={GROUPS[group]}
            columns={[{ text: 'Record' }, { text: 'When' }, { text: 'By' }, { text: 'For' }]}
            rows={own.map((evidence) => [
              <a class="govuk-link" href={familyHref(scene, `/evidence/${evidence.id}`)}>
                {definitionOf(scene, evidence)?.title ?? evidence.kind}
              </a>,
              stampInWords(evidence),
              evidence.by.name,
              forWhom(scene, evidence),
            ])}
          />
        );
      })}
    </>
  );
}

/** What this person may record first, grouped; the rest is named with whose it is. */
export function EvidenceChooser({ scene }: { readonly scene: FamilyScene }): SafeHtml {
  const { protocol } = scene.visitor;
  const all = [...protocol.evidence.values()].filter(
    (definition) => definition.id !== protocol.interrupt.form,
  );
  const mine = all.filter((definition) => hasOneOf(scene.visitor, definition.by));
  const others = all.filter((definition) => !hasOneOf(scene.visitor, definition.by));
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <Heading scene={scene} title="What do you want to record?" />
        <p class="govuk-body">
          What has happened can always be recorded, at any stage. It is asked for once: every form
          that needs it finds it.
        </p>
        <h2 class="govuk-heading-m">Agreements, visits and who was told</h2>
        <ul class="govuk-list govuk-list--spaced">
          {OTHER_FORMS.map((form) => (
            <li>
              <a class="govuk-link" href={familyHref(scene, form.path)}>
                {form.text}
              </a>
            </li>
          ))}
        </ul>
        {ORDER.map((group) => {
          const own = mine.filter((definition) => definition.group === group);
          if (own.length === 0) return null;
          return (
            <section>
              <h2 class="govuk-heading-m">{GROUPS[group]}</h2>
              <ul class="govuk-list govuk-list--spaced">
                {own.map((definition) => (
                  <li>
                    <a
                      class="govuk-link"
                      href={familyHref(scene, `/evidence/new/${definition.id}`)}
                    >
                      {definition.title}
                    </a>
                  </li>
                ))}
              </ul>
            </section>
          );
        })}
        {others.length === 0
          ? null
          : govuk('details', {
              summaryText: 'What other people record',
              html: (
                <ul class="govuk-list govuk-list--spaced">
                  {others.map((definition) => (
                    <li>
                      {definition.title}: {rolesInWords(protocol, definition.by)}
                    </li>
                  ))}
                </ul>
              ),
            })}
      </div>
    </div>
  );
}

const OTHER_FORMS = [
  { path: '/consent', text: 'What the family agrees to' },
  { path: '/disclosures/new', text: 'Information shared, and why it was lawful' },
  { path: '/visits/new', text: 'A visit that is planned' },
  { path: '/told/new', text: 'Somebody told by telephone, letter or in person' },
] as const;

/** One record, to read and to print. Undefined where there is none. */
export function evidencePage(
  scene: FamilyScene,
): { readonly title: string; readonly body: SafeHtml } | undefined {
  const found = findRecord(scene);
  if (found === undefined) return undefined;
  const { evidence, definition, protocol } = found;
  return {
    title: recordLabel(evidence, { protocol }),
    body: (
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <Heading scene={scene} title={definition.title} />
          <Facts scene={scene} evidence={evidence} />
          <Answers
            scene={scene}
            evidence={evidence}
            protocol={protocol}
            fields={definition.fields}
          />
          {hasOneOf(scene.visitor, definition.by) ? (
            <p class="govuk-body app-no-print">
              <a class="govuk-link" href={familyHref(scene, `/evidence/${evidence.id}/correct`)}>
                Correct this record
              </a>{' '}
              or{' '}
              <a class="govuk-link" href={familyHref(scene, `/evidence/${evidence.id}/strike-out`)}>
                strike it out
              </a>
            </p>
          ) : (
            <p class="govuk-hint">
              It can be corrected by: {rolesInWords(protocol, definition.by)}.
            </p>
          )}
        </div>
      </div>
    ),
  };
}

function Facts(props: { readonly scene: FamilyScene; readonly evidence: Evidence }): SafeHtml {
  const { scene, evidence } = props;
  const rows: readonly (readonly [string, string])[] = [
    ['When it happened', stampInWords(evidence)],
    ['Recorded', `${stampInWords({ at: evidence.recorded })} by ${evidence.by.name}`],
    ['For', forWhom(scene, evidence)],
    ...(evidence.corrected
      ? [['Corrected', 'Yes. The history shows what it said before.'] as const]
      : []),
  ];
  return govuk('summary-list', {
    rows: rows.map(([key, value]) => ({ key: { text: key }, value: { text: value } })),
  });
}

function Answers(props: {
  readonly scene: FamilyScene;
  readonly evidence: Evidence;
  readonly protocol: Protocol;
  readonly fields: readonly Field[];
}): SafeHtml {
  const { scene, evidence, protocol, fields } = props;
  const all = allEvidence(scene.family);
  const said = {
    protocol,
    people: scene.family.people,
    record: (id: string) => {
      const other = all.find((each) => each.id === id);
      return other === undefined ? undefined : recordLabel(other, { protocol });
    },
  };
  const known = new Set(fields.map((field) => field.id));
  // A concern keeps words that were typed where the form had no place for them.
  const extra = Object.entries(evidence.fields).filter(([name]) => !known.has(name));
  return (
    <>
      {fields.map((field) => {
        const value = evidence.fields[field.id];
        if (value === undefined) return null;
        const rows = rowsOf(field, value, said);
        return (
          <section class="app-answer">
            <h2 class="govuk-heading-s govuk-!-margin-bottom-1">{field.label}</h2>
            {rows.length === 0 ? (
              <Paragraphs text={answerInWords(field, value, said)} />
            ) : (
              <ol class="govuk-list govuk-list--number">
                {rows.map((row) => (
                  <li>{row.map((cell) => `${cell.label}: ${cell.answer}`).join('. ')}</li>
                ))}
              </ol>
            )}
          </section>
        );
      })}
      {extra.map(([name, value]) =>
        typeof value === 'string' ? (
          <section>
            <h2 class="govuk-heading-s govuk-!-margin-bottom-1">{name}</h2>
            <Paragraphs text={value} />
          </section>
        ) : null,
      )}
    </>
  );
}

/** Typed text with its line ends. */
export function Paragraphs({ text }: { readonly text: string }): SafeHtml {
  return (
    <>
      {text.split(/\n+/).map((line) => (
        <p class="govuk-body">{line}</p>
      ))}
    </>
  );
}

export function Heading(props: { readonly scene: FamilyScene; readonly title: string }): SafeHtml {
  return (
    <>
      <span class="govuk-caption-l">
        {nameOf(props.scene)}, {props.scene.family.reference}
      </span>
      <h1 class="govuk-heading-l">{props.title}</h1>
    </>
  );
}

function definitionOf(scene: FamilyScene, evidence: Evidence): EvidenceDefinition | undefined {
  const bound = scene.derived.transfers.find((view) => view.transfer.id === evidence.transfer);
  return (bound?.protocol ?? scene.visitor.protocol).evidence.get(evidence.kind);
}

function forWhom(scene: FamilyScene, evidence: Evidence): string {
  return evidence.children.length === 0
    ? 'The whole family'
    : childrenInWords(scene.family.people, evidence.children);
}
