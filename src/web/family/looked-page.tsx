import type { FastifyRequest } from 'fastify';
import type { Access } from '../../access/may-see.ts';
import type { listLooks } from '../../cases/queries/get-history.ts';
import type { Day } from '../../core/calendar/time.ts';
import { dayInWords, timeInWords } from '../../core/calendar/words.ts';
import { type FamilyScene, familyHref } from '../acts/scene.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { list } from '../kit/words.ts';
import { familyPage } from './frame.tsx';
import { upperFirst } from './names.ts';

type Look = NonNullable<Awaited<ReturnType<typeof listLooks>>>[number];

/** Who has looked at the family, the latest first: a line for each person and day. */
export function lookedPage(
  scene: FamilyScene,
  request: FastifyRequest,
  page: {
    readonly looks: readonly Look[];
    readonly before: Day | undefined;
    /** There may be older ones. */
    readonly more: boolean;
  },
): string {
  const { looks, before, more } = page;
  const oldest = looks.at(-1)?.day;
  return familyPage(scene, request, {
    title: 'Who has looked at this family',
    active: 'history',
    children: (
      <>
        <h2 class="govuk-heading-m">Who has looked at this family</h2>
        <p class="govuk-body">
          Every time somebody opens a page about the family, that is written down. It cannot be
          changed.{' '}
          <a class="govuk-link" href={familyHref(scene, '/history')}>
            What has happened
          </a>
        </p>
        {before === undefined ? null : (
          <p class="govuk-body">
            Before {dayInWords(before)}.{' '}
            <a class="govuk-link" href={familyHref(scene, '/looked')}>
              The latest
            </a>
          </p>
        )}
        {looks.length === 0 ? (
          <p class="govuk-body">Nobody looked.</p>
        ) : (
          <Looks scene={scene} looks={looks} />
        )}
        {more && oldest !== undefined ? (
          <p class="govuk-body app-no-print">
            <a class="govuk-link" href={familyHref(scene, `/looked?before=${oldest}`)}>
              Older
              <span class="govuk-visually-hidden">: before {dayInWords(oldest)}</span>
            </a>
          </p>
        ) : null}
      </>
    ),
  });
}

/** How somebody came to see the family, in the reader's words. */
const ACCESS = {
  holds: 'Holds the family',
  named: 'Named in a role',
  visits: 'Visits the family',
  listed: 'On the list of this restricted family',
  urgent: 'Urgent access',
  'role-holds': 'Their role holds the family',
  concern: 'On duty for an open concern',
  waits: 'Something waits for their role',
  team: 'In the team that works with it',
  role: 'Their role sees every family',
} as const satisfies Record<Access, string>;

function Looks(props: { readonly scene: FamilyScene; readonly looks: readonly Look[] }): SafeHtml {
  const { scene } = props;
  const groups = Map.groupBy(
    props.looks,
    ({ day, worker, access }) => `${day} ${worker} ${access ?? ''}`,
  );
  return (
    <StackTable
      caption="Who has looked, newest first"
      captionHidden
      columns={[
        { text: 'Who' },
        { text: 'When' },
        { text: 'How they see it' },
        { text: 'What they looked at' },
      ]}
      rows={[...groups.values()].map((looks) => [
        looks[0]?.name,
        whenInWords(looks),
        <How scene={scene} looks={looks} />,
        whatInWords(looks),
      ])}
    />
  );
}

/** By what they see it, what they said it was for, and the way to the review of urgent access. */
function How(props: { readonly scene: FamilyScene; readonly looks: readonly Look[] }): SafeHtml {
  const [look] = props.looks;
  const words = Object.entries(ACCESS).find(([access]) => access === look?.access)?.[1];
  const said = [...new Set(props.looks.flatMap((each) => each.said ?? []))];
  return (
    <div>
      {words ?? <span class="app-muted">Not recorded then</span>}
      {look?.access === 'urgent' ? (
        <>
          {': '}
          <a class="govuk-link" href={familyHref(props.scene, '/access#urgent')}>
            reason and review
          </a>
        </>
      ) : null}
      {said.map((each) => (
        <span class="app-muted app-block">What for: {each}</span>
      ))}
    </div>
  );
}

/** "22 November 2026, 9:05am to 9:40am". The list is newest first. */
function whenInWords(looks: readonly Look[]): string {
  const [latest] = looks;
  if (latest === undefined) return '';
  const first = looks.reduce(
    (least, { first: each }) => (each < least ? each : least),
    latest.first,
  );
  const [from, to] = [timeInWords(first), timeInWords(latest.last)];
  return `${dayInWords(latest.day)}, ${from === to ? from : `${from} to ${to}`}`;
}

/** "Family page (3 times), history". */
function whatInWords(looks: readonly Look[]): string {
  const purposes = [...Map.groupBy(looks, (look) => look.purpose)].map(([purpose, of]) => {
    const times = of.reduce((sum, look) => sum + look.times, 0);
    return times === 1 ? purpose : `${purpose} (${times} times)`;
  });
  return upperFirst(list(purposes));
}
