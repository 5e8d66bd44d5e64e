import type { Child, SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from './govuk.ts';

export interface ClockLineProps {
  /** What must happen by then: "Handover meeting". */
  readonly name: string;
  /** The date in words, "12 March 2026", or what stands in for it: "No date yet". */
  readonly date: string;
  readonly words: string;
  readonly state: 'overdue' | 'soon' | 'later' | 'stopped';
  /** The start, the unit, the days not counted and the calendar's version. */
  readonly why?: Child;
}

/** One clock: a bold date, how far off it is, and on request why it is that date. */
export function ClockLine(props: ClockLineProps): SafeHtml {
  return (
    <div class={`app-clock app-clock--${props.state}`}>
      <h3 class="app-clock__name">{props.name}</h3>
      <p class="app-clock__line">
        <strong class="app-clock__date">{props.date}</strong>{' '}
        <span class="app-clock__words">{props.words}</span>
      </p>
      {props.why === undefined
        ? null
        : govuk('details', {
            summaryHtml: (
              <>
                Why this date?<span class="govuk-visually-hidden"> ({props.name})</span>
              </>
            ),
            html: <>{props.why}</>,
            classes: 'app-why',
          })}
    </div>
  );
}
