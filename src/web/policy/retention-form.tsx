/** What every part of the page of retention is given, and the form by which each says what is to be done. */
import type { RecordsSeen } from '../../cases/queries/get-records.ts';
import type { RetentionPreview } from '../../cases/queries/preview-retention.ts';

import type { Child, SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from '../kit/govuk.ts';
import type { Visitor } from '../web.ts';
import type { Reading } from './pieces.tsx';

/** What was wrong with a form, and what was typed into it. */
export interface Mistake {
  readonly field: string;
  readonly message: string;
  readonly typed: (name: string) => string;
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
}

export function RetentionForm(props: {
  readonly visitor: Visitor;
  readonly action: string;
  readonly hidden?: Readonly<Record<string, string>>;
  readonly children?: Child;
}): SafeHtml {
  return (
    <form method="post" action={`/policy/retention${props.action}`} novalidate class="app-no-print">
      <input type="hidden" name="_csrf" value={props.visitor.csrf} />
      {Object.entries(props.hidden ?? {}).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {props.children}
    </form>
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
