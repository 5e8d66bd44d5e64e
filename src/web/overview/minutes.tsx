import { dayInWords } from '../../core/calendar/words.ts';
import { DraftForm } from '../forms/draft-form.tsx';
import type { Kept } from '../forms/keep.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { typedText } from '../kit/field-view.ts';
import { govuk } from '../kit/govuk.ts';
import { sittingHref } from './meeting-hrefs.ts';
import type { SittingScene } from './sitting.ts';

/** Records that the minutes of a sitting have gone out, and to whom. */
export function MinutesForm(props: {
  readonly sitting: SittingScene;
  readonly problem: string | undefined;
  readonly kept: ReadonlyMap<string, Kept>;
}): SafeHtml {
  const { web, forum, day, visitor, meeting } = props.sitting;
  const draft = {
    key: sittingHref(forum.id, day, '#minutes-heading'),
    title: `Who the minutes were sent to, ${forum.short}, ${dayInWords(day)}`,
  };
  const kept = props.kept.get(draft.key);
  return govuk('details', {
    classes: 'app-no-print',
    summaryText:
      meeting.minutesSent === undefined
        ? 'Record that the minutes were sent'
        : 'Record that the minutes were sent again',
    open: props.problem !== undefined || kept !== undefined,
    html: (
      <DraftForm
        action={sittingHref(forum.id, day, '/minutes')}
        csrf={visitor.csrf}
        draft={draft}
        kept={kept}
        request={web.stile.newId()}
      >
        {govuk('textarea', {
          id: 'minutes-to',
          name: 'to',
          label: { text: 'Who were they sent to?' },
          hint: { text: 'A name or team on each line' },
          value: typedText(kept?.typed ?? {}, 'to'),
          rows: '4',
          errorMessage: props.problem === undefined ? undefined : { text: props.problem },
        })}
        {govuk('button', {
          text: 'Record the minutes as sent',
          classes: 'govuk-button--secondary',
          preventDoubleClick: true,
        })}
      </DraftForm>
    ),
  });
}

/** The names on the lines. */
export function readLines(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim().slice(0, 200))
    .filter((line) => line !== '')
    .slice(0, 100);
}
