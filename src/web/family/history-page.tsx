import type { FastifyRequest } from 'fastify';
import { keepsRecords } from '../../access/records-keeper.ts';
import { type FamilyScene, familyHref } from '../acts/scene.ts';
import { Timeline } from '../kit/timeline.tsx';
import { plural } from '../kit/words.ts';
import { familyPage } from './frame.tsx';
import { type HistoryKind, historyKinds } from './history-kinds.ts';
import type { ToldEvent } from './tell-history.tsx';

/** Everything that happened, newest first, narrowed to a kind where that is asked. */
export function historyPage(
  scene: FamilyScene,
  request: FastifyRequest,
  props: { readonly told: readonly ToldEvent[]; readonly kind: HistoryKind | undefined },
): string {
  const { told, kind } = props;
  const shown = kind === undefined ? told : told.filter((each) => each.kind === kind);
  const count = (which: HistoryKind): number => told.filter((each) => each.kind === which).length;
  return familyPage(scene, request, {
    title: 'History',
    active: 'history',
    children: (
      <>
        <h2 class="govuk-heading-m">What has happened</h2>
        <nav class="app-filter" aria-label="Show only">
          <ul class="govuk-list app-filter__list">
            <li>
              <a
                class="govuk-link"
                href={familyHref(scene, '/history')}
                aria-current={kind === undefined ? 'true' : undefined}
              >
                Everything ({told.length})
              </a>
            </li>
            {Object.entries(historyKinds).map(([name, title]) => {
              // The keys of the table are the kinds.
              const which = name as HistoryKind;
              return count(which) === 0 ? null : (
                <li>
                  <a
                    class="govuk-link"
                    href={familyHref(scene, `/history?kind=${which}`)}
                    aria-current={kind === which ? 'true' : undefined}
                  >
                    {title} ({count(which)})
                  </a>
                </li>
              );
            })}
          </ul>
        </nav>
        <p class="govuk-body app-muted">
          {plural(shown.length, 'entry', 'entries')}, newest first. Nothing here can be changed or
          taken away; what was wrong is put right by a new entry.{' '}
          <a class="govuk-link" href={familyHref(scene, '/as-of')}>
            See the family as it was at an earlier time
          </a>
          {', or '}
          <a class="govuk-link" href={familyHref(scene, '/looked')}>
            who has looked at this family
          </a>
          {keepsRecords(scene.visitor.protocol, scene.visitor.actor) ? (
            <>
              {', or '}
              <a class="govuk-link" href={familyHref(scene, '/exports')}>
                gather what is held about one person
              </a>
            </>
          ) : null}
        </p>
        <Timeline
          items={shown.map((each) => ({
            ...each,
            title: each.title,
          }))}
        />
      </>
    ),
  });
}
