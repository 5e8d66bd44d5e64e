import type { FastifyRequest } from 'fastify';
import type { listPeopleChanges } from '../../cases/queries/list-people.ts';
import { momentInWords } from '../../core/calendar/words.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { shell } from '../shell.tsx';
import type { Visitor, Web } from '../web.ts';
import { personHref } from './person-page.tsx';

/** What was changed in the directory and by whom. Nobody can take a line of it away. */
export function logPage(
  web: Web,
  visitor: Visitor,
  request: FastifyRequest,
  changes: NonNullable<Awaited<ReturnType<typeof listPeopleChanges>>>,
): string {
  return shell(web, visitor, request, {
    title: 'What was changed in the directory',
    current: '/people',
    backLink: { href: '/people', text: 'People' },
    children: (
      <>
        <h1 class="govuk-heading-l">What was changed in the directory</h1>
        {changes.length === 0 ? (
          <p class="govuk-body">Nothing yet.</p>
        ) : (
          <StackTable
            caption="Changes, the newest first"
            captionHidden
            columns={[{ text: 'Who' }, { text: 'What' }, { text: 'By' }, { text: 'When' }]}
            rows={changes.map((each) => [
              each.worker === null ? (
                'The directory'
              ) : (
                <a class="govuk-link" href={personHref(each.worker)}>
                  {each.workerName ?? each.worker}
                </a>
              ),
              each.what,
              each.byName,
              momentInWords(each.at),
            ])}
          />
        )}
      </>
    ),
  });
}
