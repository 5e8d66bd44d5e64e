import type { FastifyRequest } from 'fastify';
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
        <Looks views={views} />
      </>
    ),
  });
}

function Looks({ views }: { readonly views: readonly View[] }): SafeHtml {
  const days = [...Map.groupBy(views, (view) => `${dayOf(view.at)} ${view.worker}`).values()];
  return (
    <StackTable
      caption={`The latest ${plural(views.length, 'look')}, newest first`}
      captionHidden
      columns={[{ text: 'Who' }, { text: 'When' }, { text: 'What they looked at' }]}
      rows={days.map((looks) => [looks[0]?.name, whenInWords(looks), whatInWords(looks)])}
    />
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
