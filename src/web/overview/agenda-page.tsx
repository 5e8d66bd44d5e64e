import type { Day } from '../../core/calendar/time.ts';
import {
  fullDayInWords,
  fullMomentInWords,
  momentInWords,
  timeInWords,
} from '../../core/calendar/words.ts';
import type { ForumPart } from '../../core/protocol/protocol.ts';
import { familyHref } from '../acts/scene.ts';
import { Clock } from '../clocks/clock.tsx';
import { roleTitle } from '../family/names.ts';
import type { Kept } from '../forms/keep.ts';
import { Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from '../kit/govuk.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { list, plural } from '../kit/words.ts';
import { Guidance } from '../policy/pieces.tsx';
import { AgendaCase } from './agenda-case.tsx';
import { AttendanceForm, type Person } from './attendance.tsx';
import { sittingHref } from './meeting-hrefs.ts';
import { MinutesForm } from './minutes.tsx';
import { ReasonForm, type Sent } from './reason-form.tsx';
import {
  type AgendaItem,
  clocksFromSitting,
  isMember,
  isOpen,
  mayRun,
  type SittingScene,
} from './sitting.ts';

export interface AgendaProps {
  readonly sitting: SittingScene;
  /** Everybody of the directory who sits in the forum. */
  readonly people: readonly Person[];
  /** Cases listed for the sitting after this one. */
  readonly later: readonly AgendaItem[];
  readonly laterDay: Day | undefined;
  readonly sent: Sent | undefined;
  readonly minutesProblem: string | undefined;
  /** What was begun in the forms of this page. */
  readonly kept: ReadonlyMap<string, Kept>;
}

/** The agenda of one sitting, live: who is there, each case, and its decision. */
export function agendaPage(props: AgendaProps): SafeHtml {
  const { sitting } = props;
  const { forum, day, visitor } = sitting;
  return (
    <>
      <span class="govuk-caption-l">{forum.title}</span>
      <h1 class="govuk-heading-l">
        {forum.short}, {fullDayInWords(day)}
      </h1>
      <State sitting={sitting} />
      <ul class="govuk-list app-agenda__links app-no-print">
        <li>
          <a class="govuk-link" href={sittingHref(forum.id, day)}>
            Check for changes
          </a>
        </li>
        <li>
          <a class="govuk-link" href={sittingHref(forum.id, day, '/decisions')}>
            Decisions, to print or copy
          </a>
        </li>
      </ul>
      <Guidance
        reading={{ protocol: visitor.protocol, version: undefined }}
        at={{ at: 'forum', id: forum.id }}
      />
      {forum.parts.map((part) => (
        <Part {...props} part={part} />
      ))}
      <Later {...props} />
      <Attendance {...props} />
      <Minutes {...props} />
    </>
  );
}

function State({ sitting }: { readonly sitting: SittingScene }): SafeHtml {
  const { cases, forum, today, day, notHeld, visitor } = sitting;
  const deciding = cases.filter(({ item }) => partOf(sitting, item)?.decides !== false);
  const undecided = deciding.filter(isOpen).length;
  const chair = roleTitle(visitor.protocol, forum.chair);
  return (
    <>
      {notHeld === undefined ? null : (
        <p class="govuk-inset-text">
          {sitting.sitting === undefined ? `No meeting is held on this day: ${notHeld}.` : notHeld}
        </p>
      )}
      <p class="govuk-body-l">
        {deciding.length === 0
          ? 'No case is listed for a decision.'
          : `${deciding.length - undecided} of ${plural(deciding.length, 'case')} decided.`}{' '}
        <span class="app-muted">As at {timeInWords(visitor.now)}.</span>
      </p>
      {day < today && undecided > 0
        ? govuk('warning-text', {
            iconFallbackText: 'Warning',
            text: `This sitting has passed with ${plural(undecided, 'undecided case')}. Nothing is decided by waiting. ${
              mayRun(visitor, forum)
                ? 'Record the decision, or roll the case over with the reason.'
                : `For: ${chair}.`
            }`,
          })
        : null}
      {sitting.sitting?.timeKnown === true ? (
        <p class="govuk-body">
          Begins at {timeInWords(sitting.sitting.at)}. Chaired by: {chair}.
        </p>
      ) : (
        <p class="govuk-body">Chaired by: {chair}.</p>
      )}
    </>
  );
}

function partOf({ forum }: SittingScene, item: AgendaItem): ForumPart | undefined {
  return forum.parts.find(({ id }) => id === item.part);
}

function Part(props: AgendaProps & { readonly part: ForumPart }): SafeHtml {
  const { sitting, part } = props;
  const cases = sitting.cases.filter(({ item }) => item.part === part.id);
  if (cases.length === 0 && !part.decides) return Fragment({});
  return (
    <section aria-labelledby={`part-${part.id}`}>
      <h2 class="govuk-heading-l" id={`part-${part.id}`}>
        {part.title}
      </h2>
      {part.decides ? null : (
        <p class="govuk-body">The meeting is told of these and does not decide them.</p>
      )}
      {cases.length === 0 ? <p class="govuk-body">None yet.</p> : null}
      {part.decides ? (
        [...cases.filter(isOpen), ...cases.filter((each) => !isOpen(each))].map((each) => (
          <AgendaCase sitting={sitting} each={each} sent={props.sent} kept={props.kept} />
        ))
      ) : (
        <ul class="govuk-list govuk-list--bullet">
          {cases.map(({ item, scene }) => (
            <li>
              {scene === undefined ? (
                item.familyName
              ) : (
                <a class="govuk-link" href={familyHref(scene)}>
                  {item.familyName}
                </a>
              )}
              , {item.reference}: {list(item.children.map(({ name }) => name))}.{' '}
              {item.transferTitle}, listed {momentInWords(item.listed)}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Later(props: AgendaProps): SafeHtml {
  const { sitting, later, laterDay } = props;
  const { forum, visitor, day, today } = sitting;
  const mayTake = forum.lateBy.some((role) => visitor.actor.roles.includes(role));
  if (later.length === 0 || day < today || sitting.sitting === undefined) return Fragment({});
  return (
    <section aria-labelledby="later">
      <h2 class="govuk-heading-m" id="later">
        Listed for the next sitting
      </h2>
      <p class="govuk-body">
        {laterDay === undefined ? '' : `For ${fullDayInWords(laterDay)}. `}
        {mayTake
          ? 'You may take one now, with the reason.'
          : `${list(
              forum.lateBy.map((role) => roleTitle(visitor.protocol, role)),
              'or',
            )} may take one now, with the reason.`}
      </p>
      <ul class="govuk-list">
        {later.map((item) => (
          <li>
            <strong>{item.familyName}</strong>, {item.reference}. {item.transferTitle}, listed{' '}
            {momentInWords(item.listed)}
            {mayTake ? (
              <ReasonForm
                sitting={sitting}
                item={item}
                act="accept-late"
                summary="Take it at this sitting"
                label="Why is the case accepted late?"
                submit="Accept the case late"
                sent={props.sent}
                kept={props.kept}
              />
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Attendance(props: AgendaProps): SafeHtml {
  const { sitting } = props;
  const { meeting, visitor, forum, day } = sitting;
  const kept = props.kept.get(sittingHref(forum.id, day, '#attendance'));
  return (
    <section aria-labelledby="attendance">
      <h2 class="govuk-heading-m" id="attendance">
        Who is here
      </h2>
      <AttendanceTable sitting={sitting} />
      {isMember(visitor, forum)
        ? govuk('details', {
            classes: 'app-no-print',
            summaryText:
              meeting.attendance.length === 0 ? 'Record who is here' : 'Change who is here',
            open: kept !== undefined,
            html: <AttendanceForm sitting={sitting} people={props.people} kept={kept} />,
          })
        : null}
    </section>
  );
}

/** Who came and who sent apologies. */
export function AttendanceTable({ sitting }: { readonly sitting: SittingScene }): SafeHtml {
  const { meeting, visitor } = sitting;
  if (meeting.attendance.length === 0)
    return <p class="govuk-body">Nobody has recorded yet who is here.</p>;
  return (
    <StackTable
      caption="Attendance"
      captionHidden={true}
      columns={[{ text: 'Name' }, { text: 'Role' }, { text: 'Here' }]}
      rows={meeting.attendance.map(({ name, role, present }) => [
        name,
        roleTitle(visitor.protocol, role),
        present ? 'Present' : 'Apologies',
      ])}
    />
  );
}

function Minutes(props: AgendaProps): SafeHtml {
  const { sitting } = props;
  const { meeting, visitor, forum, day, web } = sitting;
  const calendar = web.stile.calendarOf(visitor.authority);
  const clocks = sitting.cases.flatMap((each) =>
    clocksFromSitting(each, forum.id, day).map((view) => ({ view, each })),
  );
  return (
    <section aria-labelledby="minutes-heading">
      <h2 class="govuk-heading-m" id="minutes-heading">
        Minutes
      </h2>
      <p class="govuk-body">
        {meeting.minutesSent === undefined
          ? 'The minutes have not been recorded as sent.'
          : `Minutes sent ${fullMomentInWords(meeting.minutesSent)}.`}
      </p>
      {clocks.map(({ view, each }) => (
        <Clock
          family={each.item.family}
          view={view}
          now={visitor.now}
          calendar={calendar}
          children={each.item.familyName}
        />
      ))}
      {isMember(visitor, forum) && day <= sitting.today ? (
        <MinutesForm sitting={sitting} problem={props.minutesProblem} kept={props.kept} />
      ) : null}
    </section>
  );
}
