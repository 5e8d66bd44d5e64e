import type { Weekday } from '../../core/calendar/day-number.ts';
import type { RhythmSpan } from '../../core/calendar/rhythm.ts';
import { dayInWords } from '../../core/calendar/words.ts';
import type { Forum } from '../../core/protocol/protocol.ts';
import { Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { list } from '../kit/words.ts';
import { Clauses, Facts, Guidance, type Reading, Roles, Written } from './pieces.tsx';

/** The meetings of the policy: when they sit, who chairs, and until when a case can be listed. */
export function Forums({ reading }: { readonly reading: Reading }): SafeHtml {
  const forums = [...reading.protocol.forums.values()];
  if (forums.length === 0) return Fragment({});
  return (
    <>
      <h2 class="govuk-heading-m">Meetings</h2>
      {forums.map((forum) => (
        <ForumCard reading={reading} forum={forum} />
      ))}
    </>
  );
}

function ForumCard({
  reading,
  forum,
}: {
  readonly reading: Reading;
  readonly forum: Forum;
}): SafeHtml {
  return (
    <section id={`forum-${forum.id}`} class="app-policy__item">
      <h3 class="govuk-heading-s">
        {forum.title} ({forum.short})
      </h3>
      <Facts
        facts={[
          { title: 'When', value: list(forum.rhythm.map(spanInWords), 'and') },
          { title: 'Chair', value: <Roles reading={reading} roles={[forum.chair]} /> },
          {
            title: 'Members',
            value: <Roles reading={reading} roles={forum.members} last="and" />,
          },
          {
            title: 'Cases after the cut-off are accepted by',
            value: <Roles reading={reading} roles={forum.lateBy} />,
          },
          ...forum.parts.map((part) => ({
            title: part.title,
            value: `${part.decides ? 'Cases that the meeting decides' : 'Cases that the meeting is told of'}. ${
              part.cutOff === undefined
                ? 'A case can be listed until the meeting begins.'
                : `A case can be listed until ${part.cutOff.time} on the ${capital(part.cutOff.weekday)} before.`
            }`,
          })),
        ]}
      />
      <Guidance reading={reading} at={{ at: 'forum', id: forum.id }} />
      <Written written={forum.written} reading={forum.reading} />
      <Clauses clauses={forum.clauses} version={reading.version} />
      <p class="govuk-body">
        <a class="govuk-link" href="/meetings">
          See the next meetings and their agendas
        </a>
      </p>
    </section>
  );
}

/** "Every Tuesday and Thursday at 10am, from 1 July 2026". */
export function spanInWords({ pattern, time, from, to }: RhythmSpan): string {
  const days =
    pattern.kind === 'weekly'
      ? `every ${pattern.everyWeeks === 2 ? 'second ' : ''}${list(pattern.on.map(capital))}`
      : `the ${pattern.ordinal} ${capital(pattern.on)} of each month`;
  const at = time === undefined ? '' : ` at ${time}`;
  const since = from === undefined ? '' : `, from ${dayInWords(from)}`;
  return `${days}${at}${since}${to === undefined ? '' : `, until ${dayInWords(to)}`}`;
}

function capital(weekday: Weekday): string {
  return weekday.charAt(0).toUpperCase() + weekday.slice(1);
}
