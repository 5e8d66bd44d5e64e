/** What is recorded now beside what a form says, where its writer did not have before them what it would replace. */
import { parseDay, parseLocalDateTime } from '../../core/calendar/time.ts';
import { dayInWords, momentInWords } from '../../core/calendar/words.ts';
import type { Refusal } from '../../core/family/refusal.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import {
  type FieldView,
  isShown,
  rowCount,
  type Typed,
  typedText,
  typedTexts,
} from '../kit/field-view.ts';
import { readDate } from '../kit/read-date.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { typedFromValues } from '../kit/typed-form.ts';
import { list } from '../kit/words.ts';
import { type FamilyScene, familyHref } from './scene.ts';

/** One question that the form answers otherwise than it is recorded; empty where there is no answer. */
export interface Differing {
  readonly label: string;
  readonly recorded: string;
  readonly typed: string;
}

/** Question by question; `edits` bear what is recorded now. */
export function differencesIn(edits: readonly FieldView[], typed: Typed): readonly Differing[] {
  const before = typedFromValues(edits);
  return edits.flatMap((view) => {
    const said = (form: Typed): string =>
      isShown(view, edits, form) ? answerIn(view, view.name, form) : '';
    const [recorded, now] = [said(before), said(typed)];
    return recorded === now ? [] : [{ label: view.label, recorded, typed: now }];
  });
}

export function TwoVersions(props: {
  readonly scene: FamilyScene;
  readonly refusal: Extract<Refusal, { readonly refused: 'changed' }>;
  readonly differences: readonly Differing[];
}): SafeHtml {
  const { scene, refusal, differences } = props;
  const { by, recorded } = refusal;
  const who = by.worker === scene.visitor.actor.worker ? 'You' : by.name;
  const orNothing = (words: string): string => (words === '' ? 'Not answered' : words);
  return (
    <>
      <p class="govuk-body">
        {who} changed it last, on {momentInWords(recorded)}. The{' '}
        <a class="govuk-link" href={familyHref(scene, '/history')}>
          history
        </a>{' '}
        says why.
      </p>
      {differences.length === 0 ? null : (
        <StackTable
          caption="What differs"
          columns={[{ text: 'Question' }, { text: 'Recorded now' }, { text: 'Your form' }]}
          rows={differences.map((each) => [
            each.label,
            orNothing(each.recorded),
            orNothing(each.typed),
          ])}
        />
      )}
      <p class="govuk-body">
        Where the answer that is recorded now is right, put it in the form below. Then send the form
        again: what it says then takes the place of what is recorded now.
      </p>
    </>
  );
}

function answerIn(view: FieldView, name: string, typed: Typed): string {
  switch (view.type) {
    case 'date':
    case 'date-time':
      return dateIn(view, name, typed);
    case 'yes-no':
    case 'choice':
    case 'choices':
    case 'level':
    case 'person':
    case 'records':
      return list(
        typedTexts(typed, name)
          .filter((value) => value !== '')
          .map((value) => labelIn(view, value)),
      );
    case 'period':
      return [name, `${name}-unit`].map((part) => typedText(typed, part)).join(' ');
    case 'items':
      return rowsIn(view, name, typed);
    case 'text':
    case 'long-text':
    case 'number':
      return typedText(typed, name).trim();
  }
}

function dateIn(view: FieldView, name: string, typed: Typed): string {
  const read = readDate({ ...view, time: 'any' }, name, typed, '');
  if (read === undefined || !('value' in read)) return '';
  const day = parseDay(read.value);
  if (day.ok) return dayInWords(day.value);
  const moment = parseLocalDateTime(read.value);
  return moment.ok ? momentInWords(moment.value) : read.value;
}

function labelIn(view: FieldView, value: string): string {
  if (view.type === 'yes-no') return value === 'yes' ? 'Yes' : 'No';
  return view.options?.find((option) => option.value === value)?.label ?? value;
}

function rowsIn(view: FieldView, name: string, typed: Typed): string {
  return Array.from({ length: rowCount(typed, name) }, (_, row) =>
    (view.items ?? [])
      .map((cell) => ({ cell, answer: answerIn(cell, `${name}-${row}-${cell.name}`, typed) }))
      .filter(({ answer }) => answer !== '')
      .map(({ cell, answer }) => `${cell.label}: ${answer}`)
      .join(', '),
  )
    .filter((words) => words !== '')
    .join('; ');
}
