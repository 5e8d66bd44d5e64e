/** One record of a family, to read, to print, and to put right. */
import { allEvidence } from '../../core/family/evolve.ts';
import type { Evidence } from '../../core/family/family.ts';
import type { Field, Protocol } from '../../core/protocol/protocol.ts';
import { answerInWords, rowsOf } from '../family/answer-words.ts';
import { rolesInWords, stampInWords } from '../family/names.ts';
import { recordLabel } from '../forms/field-views.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from '../kit/govuk.ts';
import { findRecord } from './evidence-form.tsx';
import { forWhom, Heading } from './evidence-pages.tsx';
import { type FamilyScene, familyHref, hasOneOf } from './scene.ts';

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
