import { dayInWords } from '../../core/calendar/words.ts';
import { DraftForm } from '../forms/draft-form.tsx';
import type { Kept } from '../forms/keep.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { typedText } from '../kit/field-view.ts';
import { govuk } from '../kit/govuk.ts';
import { caseId, sittingHref } from './meeting-hrefs.ts';
import type { AgendaItem, SittingScene } from './sitting.ts';

/** What was sent for one case and could not be done. */
export interface Sent {
  readonly act: 'roll-over' | 'accept-late';
  readonly family: string;
  readonly transfer: string;
  readonly reason: string;
  readonly message: string;
  /** The words belong to the box for the reason, and not to the case. */
  readonly onField: boolean;
}

/** The place on the page that an error message leads to. */
export function reasonId(act: Sent['act'], item: Parameters<typeof caseId>[0]): string {
  return `${act}-${caseId(item)}`;
}

/** Something done to a case on the agenda for a reason that is written down. */
export function ReasonForm(props: {
  readonly sitting: SittingScene;
  readonly item: AgendaItem;
  readonly act: Sent['act'];
  readonly summary: string;
  readonly label: string;
  readonly submit: string;
  readonly sent: Sent | undefined;
  readonly kept: ReadonlyMap<string, Kept>;
}): SafeHtml {
  const { sitting, item, act } = props;
  const { visitor, web, forum, day } = sitting;
  const id = reasonId(act, item);
  const sent =
    props.sent?.act === act &&
    props.sent.family === item.family &&
    props.sent.transfer === item.transfer
      ? props.sent
      : undefined;
  const key = sittingHref(forum.id, day, `#${id}`);
  const kept = sent === undefined ? props.kept.get(key) : undefined;
  const words = sent?.reason ?? typedText(kept?.typed ?? {}, 'reason');
  const title = `${props.submit}, ${item.familyName}, ${dayInWords(day)}`;
  return (
    <details class="govuk-details app-no-print" open={sent !== undefined || kept !== undefined}>
      <summary class="govuk-details__summary">
        <span class="govuk-details__summary-text">
          {props.summary}
          <span class="govuk-visually-hidden">, {item.familyName}</span>
        </span>
      </summary>
      <div class="govuk-details__text">
        <DraftForm
          action={sittingHref(forum.id, day, `/${act}`)}
          csrf={visitor.csrf}
          draft={{ key, title }}
          kept={kept}
        >
          <input type="hidden" name="request" value={web.stile.newId()} />
          <input type="hidden" name="family" value={item.family} />
          <input type="hidden" name="transfer" value={item.transfer} />
          {govuk('textarea', {
            id,
            name: 'reason',
            label: { text: props.label },
            value: words,
            rows: '3',
            errorMessage: sent?.onField === true ? { text: sent.message } : undefined,
          })}
          <button
            type="submit"
            class="govuk-button govuk-button--secondary"
            data-module="govuk-button"
            data-prevent-double-click="true"
          >
            {props.submit}
            <span class="govuk-visually-hidden">, {item.familyName}</span>
          </button>
        </DraftForm>
      </div>
    </details>
  );
}
