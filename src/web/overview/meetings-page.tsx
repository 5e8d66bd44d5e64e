import { addDays } from '../../core/calendar/day-number.ts';
import { sittingsBetween } from '../../core/calendar/rhythm.ts';
import { type Day, dayOf } from '../../core/calendar/time.ts';
import { fullDayInWords, timeInWords } from '../../core/calendar/words.ts';
import type { Forum } from '../../core/protocol/protocol.ts';
import { roleTitle } from '../family/names.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from '../kit/govuk.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { list, plural } from '../kit/words.ts';
import { spanInWords } from '../policy/forums.tsx';
import { aboutHref } from '../policy/hrefs.ts';
import { Guidance } from '../policy/pieces.tsx';
import type { Visitor, Web } from '../web.ts';
import { sittingHref } from './meeting-hrefs.ts';

/** A sitting that has cases. */
export interface Counted {
  readonly forum: string;
  readonly sitting: Day;
  readonly cases: number;
  readonly undecided: number;
}

const WEEKS_AHEAD = 5;

/** The forums of the policy, with their next sittings and those that were. */
export function meetingsPage(props: {
  readonly web: Web;
  readonly visitor: Visitor;
  readonly counted: readonly Counted[];
}): SafeHtml {
  const forums = [...props.visitor.protocol.forums.values()];
  return (
    <>
      <h1 class="govuk-heading-l">Meetings</h1>
      {forums.length === 0 ? (
        <p class="govuk-body">The policy has no meetings at which cases are decided.</p>
      ) : null}
      {forums.map((forum) => (
        <ForumSection
          {...props}
          forum={forum}
          counted={props.counted.filter((each) => each.forum === forum.id)}
        />
      ))}
    </>
  );
}

function ForumSection(props: {
  readonly web: Web;
  readonly visitor: Visitor;
  readonly forum: Forum;
  readonly counted: readonly Counted[];
}): SafeHtml {
  const { forum, visitor, counted } = props;
  const { protocol } = visitor;
  const today = dayOf(visitor.now);
  const left = counted.filter(({ sitting, undecided }) => sitting < today && undecided > 0);
  const past = counted.filter(({ sitting, undecided }) => sitting < today && undecided === 0);
  const rhythm = list(forum.rhythm.map(spanInWords));
  return (
    <section aria-labelledby={`forum-${forum.id}`}>
      <h2 class="govuk-heading-m" id={`forum-${forum.id}`}>
        {forum.title} ({forum.short})
      </h2>
      <p class="govuk-body">
        {rhythm.charAt(0).toUpperCase() + rhythm.slice(1)}. Chaired by:{' '}
        {roleTitle(protocol, forum.chair)}.{' '}
        <a class="govuk-link" href={aboutHref('forum', forum.id)}>
          What the policy says about the {forum.short}
        </a>
      </p>
      <Guidance reading={{ protocol, version: undefined }} at={{ at: 'forum', id: forum.id }} />
      {left.map((sitting) => (
        <PassedWarning forum={forum} sitting={sitting} />
      ))}
      <ComingTable {...props} today={today} />
      {past.length === 0
        ? null
        : govuk('details', {
            summaryText: `Earlier sittings of the ${forum.short}`,
            html: (
              <StackTable
                caption={`Earlier sittings of the ${forum.short}`}
                captionHidden={true}
                columns={[{ text: 'Sitting' }, { text: 'Cases' }]}
                rows={past
                  .toReversed()
                  .map(({ sitting, cases }) => [
                    <SittingLink forum={forum} day={sitting} />,
                    `${cases}, all decided`,
                  ])}
              />
            ),
          })}
    </section>
  );
}

function PassedWarning(props: { readonly forum: Forum; readonly sitting: Counted }): SafeHtml {
  const { forum, sitting } = props;
  return govuk('warning-text', {
    iconFallbackText: 'Warning',
    html: (
      <>
        A sitting has passed with undecided cases:{' '}
        <SittingLink forum={forum} day={sitting.sitting} /> left {plural(sitting.undecided, 'case')}{' '}
        undecided.
      </>
    ),
  });
}

function ComingTable(props: {
  readonly web: Web;
  readonly visitor: Visitor;
  readonly forum: Forum;
  readonly counted: readonly Counted[];
  readonly today: Day;
}): SafeHtml {
  const { forum, today, counted } = props;
  const calendar = props.web.stile.calendarOf(props.visitor.authority);
  const to = addDays(today, WEEKS_AHEAD * 7);
  const sits = sittingsBetween({ rhythm: forum.rhythm, from: today, to, calendar });
  if (!sits.ok) return <p class="govuk-body">{sits.problem}</p>;
  const days = [
    ...sits.value.held.map(({ day, at, timeKnown }) => ({
      day,
      when: timeKnown ? ` at ${timeInWords(at)}` : '',
      note: '',
    })),
    ...sits.value.skipped.map(({ day, reason }) => ({
      day,
      when: '',
      note: `No meeting (${reason})`,
    })),
    ...counted
      .filter(({ sitting }) => sitting > to)
      .map(({ sitting }) => ({ day: sitting, when: '', note: '' })),
  ].toSorted((one, other) => (one.day < other.day ? -1 : 1));
  if (days.length === 0)
    return <p class="govuk-body">No sitting is set in the next {WEEKS_AHEAD} weeks.</p>;
  return (
    <StackTable
      caption={`Next sittings of the ${forum.short}`}
      columns={[{ text: 'Sitting' }, { text: 'Cases' }]}
      rows={days.map(({ day, when, note }) => {
        const known = counted.find(({ sitting }) => sitting === day);
        return [
          note !== '' && known === undefined ? (
            <span>{fullDayInWords(day)}</span>
          ) : (
            <>
              <SittingLink forum={forum} day={day} />
              {when}
              {day === today ? ' (today)' : ''}
            </>
          ),
          note === '' ? casesInWords(known) : note,
        ];
      })}
    />
  );
}

function casesInWords(known: Counted | undefined): string {
  if (known === undefined) return 'None yet';
  if (known.undecided === known.cases) return plural(known.cases, 'case');
  return `${plural(known.cases, 'case')}, ${known.cases - known.undecided} decided`;
}

function SittingLink(props: { readonly forum: Forum; readonly day: Day }): SafeHtml {
  return (
    <a class="govuk-link" href={sittingHref(props.forum.id, props.day)}>
      {fullDayInWords(props.day)}
      <span class="govuk-visually-hidden">, agenda of the {props.forum.short}</span>
    </a>
  );
}
