import type { EvidenceDefinition, Field, FieldType } from '../../core/protocol/protocol.ts';
import { Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { list } from '../kit/words.ts';
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

const GROUPS = {
  assessment: 'Assessments and tools',
  plan: 'Plans',
  visit: 'Visits',
  meeting: 'Meetings',
  supervision: 'Supervision',
  form: 'Forms',
  document: 'Documents',
  contact: 'Contacts',
  decision: 'Decisions',
  check: 'Checks',
} as const satisfies Record<EvidenceDefinition['group'], string>;

const TYPES = {
  text: 'Text',
  'long-text': 'Long text',
  'yes-no': 'Yes or no',
  choice: 'One of a list',
  choices: 'Any of a list',
  date: 'Date',
  'date-time': 'Date and time',
  number: 'Number',
  adult: 'An adult of the family',
  practitioner: 'A professional',
  level: 'Level of need',
  service: 'Service',
  period: 'Length of time',
  items: 'Rows',
  evidence: 'Records on file',
} as const satisfies Record<FieldType, string>;

/** Everything that can be recorded, with the questions of its form. */
export function recordsPage(reading: Reading): SafeHtml {
  const groups = Map.groupBy(reading.protocol.evidence.values(), ({ group }) => group);
  return (
    <>
      <PolicyHead reading={reading} section="/policy/records" heading="Records and forms" />
      <p class="govuk-body">
        Something recorded once for a family serves every requirement and form that asks for it.
      </p>
      {[...groups].map(([group, definitions]) => (
        <>
          <h2 class="govuk-heading-m">{GROUPS[group]}</h2>
          {definitions.map((definition) => (
            <RecordText reading={reading} definition={definition} />
          ))}
        </>
      ))}
    </>
  );
}

function RecordText(props: {
  readonly reading: Reading;
  readonly definition: EvidenceDefinition;
}): SafeHtml {
  const { reading, definition } = props;
  const { protocol } = reading;
  return (
    <section id={`evidence-${definition.id}`} class="app-policy__item">
      <h3 class="govuk-heading-s">{definition.title}</h3>
      {definition.hint === undefined ? null : <p class="govuk-body">{definition.hint}</p>}
      <Guidance reading={reading} at={{ at: 'evidence', id: definition.id }} />
      <Facts
        facts={[
          {
            title: 'Recorded by',
            value:
              definition.by.length === 0 ? (
                'Anybody who works with the family'
              ) : (
                <Roles reading={reading} roles={definition.by} />
              ),
          },
          {
            title: 'Also counts as',
            value: list(
              definition.countsAs.map((kind) => protocol.evidence.get(kind)?.title ?? kind),
            ),
          },
          { title: 'For each child', value: definition.perChild ? 'Yes' : undefined },
          {
            title: 'Told',
            value:
              definition.tells.length === 0 ? undefined : (
                <Tells reading={reading} tells={definition.tells} />
              ),
          },
        ]}
      />
      <Questions definition={definition} />
      <Written written={definition.written} reading={definition.reading} />
      <Clauses clauses={definition.clauses} version={reading.version} />
    </section>
  );
}

function Questions({ definition }: { readonly definition: EvidenceDefinition }): SafeHtml {
  if (definition.fields.length === 0) return Fragment({});
  return (
    <details class="govuk-details app-policy__questions">
      <summary class="govuk-details__summary">
        <span class="govuk-details__summary-text">
          {definition.fields.length === 1 ? '1 question' : `${definition.fields.length} questions`}
          <span class="govuk-visually-hidden"> of {definition.title}</span>
        </span>
      </summary>
      <div class="govuk-details__text">
        <StackTable
          caption={`Questions of ${definition.title}`}
          captionHidden={true}
          columns={[{ text: 'Question' }, { text: 'Answer' }, { text: 'Needed' }]}
          rows={definition.fields.map((field) => [
            <QuestionText field={field} definition={definition} />,
            <AnswerText field={field} />,
            field.required ? 'Yes' : 'Can be left empty',
          ])}
        />
      </div>
    </details>
  );
}

function QuestionText(props: {
  readonly field: Field;
  readonly definition: EvidenceDefinition;
}): SafeHtml {
  const { field, definition } = props;
  const condition = field.shownWhen;
  const other = definition.fields.find(({ id }) => id === condition?.field);
  return (
    <>
      {field.label}
      {field.hint === undefined ? null : <span class="govuk-hint app-small">{field.hint}</span>}
      {condition === undefined ? null : (
        <span class="govuk-hint app-small">
          Asked when “{other?.label ?? condition.field}” is{' '}
          {list(
            condition.is.map((value) => `“${optionLabel(other, value)}”`),
            'or',
          )}
        </span>
      )}
      {field.reading === undefined ? null : (
        <span class="govuk-hint app-small">How Stile reads it: {field.reading}</span>
      )}
    </>
  );
}

function AnswerText({ field }: { readonly field: Field }): SafeHtml {
  const details =
    field.options.length > 0
      ? list(
          field.options.map(({ label }) => label),
          'or',
        )
      : list(field.items.map(({ label }) => label));
  return (
    <span>
      {TYPES[field.type]}
      {details === '' ? '' : `: ${details}`}
    </span>
  );
}

function optionLabel(field: Field | undefined, value: string): string {
  if (field?.type === 'yes-no') return value === 'yes' ? 'Yes' : 'No';
  return field?.options.find((option) => option.value === value)?.label ?? value;
}
