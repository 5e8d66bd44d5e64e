import type { FastifyRequest } from 'fastify';
import type { Access } from '../../access/may-see.ts';
import type { listViews } from '../../cases/queries/get-history.ts';
import { dayOf } from '../../core/calendar/time.ts';
import { dayInWords, timeInWords } from '../../core/calendar/words.ts';
import { type FamilyScene, familyHref } from '../acts/scene.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { list, plural } from '../kit/words.ts';
import { familyPage } from './frame.tsx';
import { upperFirst } from './names.ts';

type View = NonNullable<Awaited<ReturnType<typeof listViews>>>[number];

/** Who has looked at the family, the latest first: a line for each person and day. */
export function lookedPage(
  scene: FamilyScene,
  request: FastifyRequest,
  views: readonly View[],
): string {
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
        <Looks scene={scene} views={views} />
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

function Looks(props: { readonly scene: FamilyScene; readonly views: readonly View[] }): SafeHtml {
  const { scene, views } = props;
  const groups = Map.groupBy(
    views,
    ({ at, worker, access }) => `${dayOf(at)} ${worker} ${access ?? ''}`,
  );
  return (
    <StackTable
      caption={`The latest ${plural(views.length, 'look')}, newest first`}
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
function How(props: { readonly scene: FamilyScene; readonly looks: readonly View[] }): SafeHtml {
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
function whenInWords(looks: readonly View[]): string {
  const [last] = looks;
  const first = looks.at(-1);
  if (last === undefined || first === undefined) return '';
  const [from, to] = [timeInWords(first.at), timeInWords(last.at)];
  return `${dayInWords(dayOf(last.at))}, ${from === to ? from : `${from} to ${to}`}`;
}

/** "Family page (3 times), history". */
function whatInWords(looks: readonly View[]): string {
  const purposes = [...Map.groupBy(looks, (look) => look.purpose)].map(([purpose, of]) =>
    of.length === 1 ? purpose : `${purpose} (${of.length} times)`,
  );
  return upperFirst(list(purposes));
}
