import type { Child, SafeHtml } from '../jsx/jsx-runtime.ts';
import type { Kept } from './keep.ts';
import { KeptNotice } from './kept-notice.tsx';

/** Where a form's draft is kept, and what it is called under unfinished work. */
export interface Draft {
  readonly key: string;
  readonly title: string;
}

/**
 * A form that stands among records: what is typed is kept like that of a form with a page of its own. The page is not
 * kept by the browser, as it would be for a form alone.
 */
export function DraftForm(props: {
  readonly action: string;
  readonly csrf: string;
  readonly draft: Draft;
  readonly kept: Kept | undefined;
  /** The key under which it is carried out once. */
  readonly request?: string | undefined;
  readonly class?: string | undefined;
  readonly children?: Child;
}): SafeHtml {
  const { csrf, draft, kept, request } = props;
  return (
    <>
      {kept === undefined ? null : <KeptNotice kept={kept} draftKey={draft.key} csrf={csrf} />}
      <form
        method="post"
        action={props.action}
        novalidate
        class={props.class}
        data-draft="among-records"
        data-draft-url="/drafts"
      >
        <input type="hidden" name="_csrf" value={csrf} />
        <input type="hidden" name="draft" value={draft.key} />
        <input type="hidden" name="draft-title" value={draft.title} />
        {request === undefined ? null : <input type="hidden" name="request" value={request} />}
        {props.children}
        <p class="govuk-hint app-draft" data-draft-status="" role="status" />
      </form>
    </>
  );
}
