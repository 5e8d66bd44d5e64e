import { momentInWords } from '../../core/calendar/words.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from '../kit/govuk.ts';
import type { Kept } from './keep.ts';

/** Says that the form holds what was typed before, and lets it be thrown away. */
export function KeptNotice(props: {
  readonly kept: Kept;
  readonly draftKey: string;
  readonly csrf: string;
}): SafeHtml {
  return (
    <section class="govuk-inset-text" aria-label="Kept from before">
      <p class="govuk-body">
        We kept what you typed on {momentInWords(props.kept.updated)}. It has not been sent.
      </p>
      <form method="post" action="/drafts/discard">
        <input type="hidden" name="_csrf" value={props.csrf} />
        <input type="hidden" name="draft" value={props.draftKey} />
        {govuk('button', {
          text: 'Throw it away and start again',
          classes: 'govuk-button--secondary govuk-!-margin-bottom-0',
        })}
      </form>
    </section>
  );
}
