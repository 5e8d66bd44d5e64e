import { dayOf, type Instant } from '../../core/calendar/time.ts';
import {
  clockInWords,
  dayInWords,
  momentInWords,
  shortDayInWords,
  timeInWords,
} from '../../core/calendar/words.ts';
import type { WorkingCalendar } from '../../core/calendar/working-calendar.ts';
import type { ClockView } from '../../core/family/derived.ts';
import type { Protocol, RoleId } from '../../core/protocol/protocol.ts';
import { whyHref } from '../clocks/clock-href.ts';
import { age, clockWords } from '../clocks/clock-words.ts';
import { rolesInWords } from '../family/names.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { plural } from '../kit/words.ts';
import { runsByMinute, type Waiting } from './front-door.ts';

interface Scene {
  readonly protocol: Protocol;
  readonly calendar: WorkingCalendar;
  readonly now: Instant;
  readonly roles: readonly RoleId[];
}

/** The queue of those who receive: what has come in, how long is left, and what can be done about it. */
export function frontDoorPage(props: Scene & { readonly waiting: readonly Waiting[] }): SafeHtml {
  const { waiting, protocol, roles, now } = props;
  const concerns = waiting.filter(({ concern }) => concern);
  const others = waiting.filter(({ concern }) => !concern);
  return (
    <>
      <h1 class="govuk-heading-l">Front door</h1>
      <p class="govuk-body">
        {roles.length === 0
          ? 'This page is for teams that receive new requests and concerns. You are in none of them.'
          : `What waits for: ${rolesInWords(protocol, roles, 'and')}. Most urgent first, as at ${timeInWords(now)}.`}{' '}
        <a class="govuk-link app-no-print" href="/front-door">
          Check for new cases
        </a>
      </p>
      <Queue
        {...props}
        title={protocol.interrupt.title}
        waiting={concerns}
        empty="No safeguarding concern is waiting for you."
      />
      <Queue
        {...props}
        title="Other cases"
        waiting={others}
        empty="No other case is waiting for you."
      />
    </>
  );
}

function Queue(
  props: Scene & {
    readonly title: string;
    readonly waiting: readonly Waiting[];
    readonly empty: string;
  },
): SafeHtml {
  const { title, waiting } = props;
  return (
    <section class="app-group">
      <h2 class="govuk-heading-m">
        {title} <span class="app-group__count">{plural(waiting.length, 'case')}</span>
      </h2>
      {waiting.length === 0 ? (
        <p class="govuk-body">{props.empty}</p>
      ) : (
        <StackTable
          caption={`${title}, most urgent first`}
          captionHidden={true}
          columns={[
            { text: 'Family' },
            { text: 'Stage' },
            { text: 'Time' },
            { text: 'What you can do' },
          ]}
          rows={waiting.map((each) => [
            <FamilyCell each={each} />,
            <StageCell scene={props} each={each} />,
            <Clocks scene={props} each={each} />,
            <Steps each={each} />,
          ])}
        />
      )}
    </section>
  );
}

function FamilyCell({ each }: { readonly each: Waiting }): SafeHtml {
  return (
    <>
      <a class="govuk-link" href={`/families/${encodeURIComponent(each.family)}`}>
        {each.familyName}
      </a>
      <span class="app-queue__detail">{each.reference}</span>
    </>
  );
}

function StageCell(props: { readonly scene: Scene; readonly each: Waiting }): SafeHtml {
  const { each, scene } = props;
  const { since } = each.stage;
  return (
    <span>
      {each.stage.stage.title}
      <span class="app-queue__detail">{each.view.pathway.title}</span>
      <span class="app-queue__detail">
        Waiting {age(since, scene.now)}, since{' '}
        {since.dayOnly ? dayInWords(since.day) : momentInWords(since.at)}
      </span>
    </span>
  );
}

function Clocks(props: { readonly scene: Scene; readonly each: Waiting }): SafeHtml {
  const { each, scene } = props;
  if (each.clocks.length === 0) return <span class="app-muted">No clock runs</span>;
  return (
    <span>
      {each.clocks.map((view) => (
        <span
          class={`app-queue__clock app-queue__clock--${clockWords(view, scene.now, scene.calendar).state}`}
        >
          {view.title}: <strong>{left(view, scene)}</strong>{' '}
          <a class="govuk-link" href={whyHref(each.family, view.key)}>
            Why
            <span class="govuk-visually-hidden">
              {' '}
              this date? {view.title}, {each.familyName}
            </span>
          </a>
        </span>
      ))}
    </span>
  );
}

/** "38 minutes left, by 3:20pm", "Due in 2 working days, by Thursday 5 March". */
function left(view: ClockView, { now, calendar }: Scene): string {
  const { due } = view;
  if (due === undefined) {
    return view.problem ?? `${age(view.started, now)} so far`;
  }
  const words = clockInWords(due, now, calendar);
  if (!runsByMinute(view)) return words;
  const day = due.day === dayOf(now) ? '' : ` on ${shortDayInWords(due.day)}`;
  const by = view.state === 'overdue' ? 'it was due by' : 'by';
  return `${words}, ${by} ${timeInWords(due.at)}${day}`;
}

function Steps({ each }: { readonly each: Waiting }): SafeHtml {
  if (each.steps.length === 0) return <span class="app-muted">Nothing just now</span>;
  return (
    <ul class="govuk-list app-queue__steps">
      {each.steps.map(({ step, blockedBy }) => (
        <li>
          <a
            class="govuk-link"
            href={`/families/${encodeURIComponent(each.family)}/transfers/${each.view.transfer.id}/steps/${step.id}?back=/front-door`}
          >
            {step.title}
            <span class="govuk-visually-hidden">, {each.familyName}</span>
          </a>
          {blockedBy.length === 0 ? null : (
            <span class="app-queue__detail">{plural(blockedBy.length, 'thing')} needed first</span>
          )}
        </li>
      ))}
    </ul>
  );
}
