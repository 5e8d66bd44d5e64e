import type { Fields } from '../../core/family/events.ts';
import type { EvidenceDefinition } from '../../core/protocol/protocol.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { type AnswerScene, answerInWords, rowsOf } from './answer-words.ts';

/** What a correction changed, answer by answer; what stayed the same is left out. */
export function Difference(props: {
  readonly definition: EvidenceDefinition;
  readonly before: Fields;
  readonly after: Fields;
  readonly scene: AnswerScene;
}): SafeHtml {
  const { definition, before, after, scene } = props;
  const changed = definition.fields.filter(
    (field) => JSON.stringify(before[field.id]) !== JSON.stringify(after[field.id]),
  );
  if (changed.length === 0)
    return <p class="govuk-body-s app-lines">The answers stayed as they were.</p>;
  const said = (field: (typeof changed)[number], fields: Fields): string => {
    const value = fields[field.id];
    if (value === undefined) return 'Not answered';
    if (field.type !== 'items') return answerInWords(field, value, scene);
    return rowsOf(field, value, scene)
      .map((row) => row.map((cell) => `${cell.label}: ${cell.answer}`).join(', '))
      .join('; ');
  };
  return (
    <StackTable
      caption="What was changed"
      captionHidden
      columns={[{ text: 'Question' }, { text: 'Before' }, { text: 'Now' }]}
      rows={changed.map((field) => [field.label, said(field, before), said(field, after)])}
    />
  );
}
