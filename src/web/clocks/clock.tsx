import { explainDueParts } from '../../core/calendar/explain-due.ts';
import type { Instant } from '../../core/calendar/time.ts';
import type { WorkingCalendar } from '../../core/calendar/working-calendar.ts';
import type { ClockView } from '../../core/family/derived.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { ClockLine } from '../kit/clock-line.tsx';
import { whyHref } from './clock-href.ts';
import { clockWords } from './clock-words.ts';

/** One clock of a family, with the short answer to "why this date?" and a link to the long one. */
export function Clock(props: {
  readonly family: string;
  readonly view: ClockView;
  readonly now: Instant;
  readonly calendar: WorkingCalendar;
  /** "Ava", where the clock is not the same for all the children. */
  readonly children?: string | undefined;
}): SafeHtml {
  const { view, family } = props;
  const about = props.children === undefined ? view.title : `${view.title}, ${props.children}`;
  return (
    <ClockLine
      name={about}
      {...clockWords(view, props.now, props.calendar)}
      why={<ShortWhy view={view} family={family} about={about} />}
    />
  );
}

function ShortWhy(props: {
  readonly view: ClockView;
  readonly family: string;
  readonly about: string;
}): SafeHtml {
  const { view } = props;
  const parts = view.due === undefined ? undefined : explainDueParts(view.due);
  return (
    <>
      {view.problem === undefined ? null : <p>{view.problem}</p>}
      {parts === undefined ? null : <p>{parts.count}</p>}
      {parts === undefined || parts.notCounted.length === 0 ? null : (
        <p>Not counted: {parts.notCounted.join(', ')}.</p>
      )}
      {parts?.calendar === undefined ? null : <p>{parts.calendar}</p>}
      <p>
        <a class="govuk-link" href={whyHref(props.family, view.key)}>
          The rule, who must act and what stops it
          <span class="govuk-visually-hidden"> ({props.about})</span>
        </a>
      </p>
    </>
  );
}
