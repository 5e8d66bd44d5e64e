/** What every part of the page of retention is given, and the form by which each says what is to be done. */
import type { RecordsSeen } from '../../cases/queries/get-records.ts';
import type { RetentionPreview } from '../../cases/queries/preview-retention.ts';
import { DraftForm } from '../forms/draft-form.tsx';
import type { Kept } from '../forms/keep.ts';
import type { Child, SafeHtml } from '../jsx/jsx-runtime.ts';
import { typedText } from '../kit/field-view.ts';
import { govuk } from '../kit/govuk.ts';
import type { Visitor } from '../web.ts';
import type { Reading } from './pieces.tsx';

export const RETENTION = '/policy/retention';

/** What was wrong with a form; what was typed into it is kept. */
export interface Mistake {
  readonly field: string;
  readonly message: string;
}

export interface RetentionPage {
  readonly visitor: Visitor;
  readonly reading: Reading;
  readonly preview: RetentionPreview;
  readonly records: RecordsSeen;
  /** Whether they may hold and propose, and not only confirm. */
  readonly keeper: boolean;
  /** Whether they look after the records, and do not only restrict families. */
  readonly confirmer: boolean;
  readonly mistake: Mistake | undefined;
  /** With it a form is carried out once. */
  readonly newKey: string;
  /** What was begun in the forms of this page. */
  readonly kept: ReadonlyMap<string, Kept>;
}

export function RetentionForm(props: {
  readonly visitor: Visitor;
  readonly action: string;
  readonly hidden?: Readonly<Record<string, string>>;
  readonly children?: Child;
}): SafeHtml {
  return (
    <form method="post" action={`${RETENTION}${props.action}`} novalidate class="app-no-print">
      <input type="hidden" name="_csrf" value={props.visitor.csrf} />
      {Object.entries(props.hidden ?? {}).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {props.children}
    </form>
  );
}

/** One in which somebody writes why; it has a place on the page, where what was begun is found again. */
export function ReasonForm(
  props: Pick<RetentionPage, 'visitor' | 'kept' | 'newKey'> & {
    readonly action: string;
    readonly place: string;
    readonly title: string;
    /** The questions, given what was typed in them before. */
    readonly within: (typed: (name: string) => string) => Child;
  },
): SafeHtml {
  const key = `${RETENTION}#${props.place}`;
  const kept = props.kept.get(key);
  return (
    <DraftForm
      action={`${RETENTION}${props.action}`}
      csrf={props.visitor.csrf}
      draft={{ key, title: props.title }}
      kept={kept}
      request={props.newKey}
      class="app-no-print"
    >
      {props.within((name) => typedText(kept?.typed ?? {}, name))}
    </DraftForm>
  );
}

export function ReadIt(
  props: RetentionPage & { readonly id: string; readonly says: string },
): SafeHtml {
  return govuk('checkboxes', {
    name: 'confirm',
    idPrefix: props.id,
    errorMessage: props.mistake?.field === props.id ? { text: props.mistake.message } : undefined,
    items: [{ value: 'yes', text: props.says }],
  });
}
