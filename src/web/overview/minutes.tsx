import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from '../kit/govuk.ts';
import { sittingHref } from './meeting-hrefs.ts';
import type { SittingScene } from './sitting.ts';

/** Records that the minutes of a sitting have gone out, and to whom. */
export function MinutesForm(props: {
  readonly sitting: SittingScene;
  readonly problem: string | undefined;
}): SafeHtml {
  const { web, forum, day, visitor, meeting } = props.sitting;
  return govuk('details', {
    classes: 'app-no-print',
    summaryText:
      meeting.minutesSent === undefined
        ? 'Record that the minutes were sent'
        : 'Record that the minutes were sent again',
    open: props.problem !== undefined,
    html: (
      <form method="post" action={sittingHref(forum.id, day, '/minutes')} novalidate>
        <input type="hidden" name="_csrf" value={visitor.csrf} />
        <input type="hidden" name="request" value={web.stile.newId()} />
        {govuk('textarea', {
          id: 'minutes-to',
          name: 'to',
          label: { text: 'Who were they sent to?' },
          hint: { text: 'A name or team on each line' },
          rows: '4',
          errorMessage: props.problem === undefined ? undefined : { text: props.problem },
        })}
        {govuk('button', {
          text: 'Record the minutes as sent',
          classes: 'govuk-button--secondary',
          preventDoubleClick: true,
        })}
      </form>
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
