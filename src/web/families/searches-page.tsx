import type { FastifyRequest } from 'fastify';
import type { listSearches } from '../../cases/search-families.ts';
import { dayInWords } from '../../core/calendar/words.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { shell } from '../shell.tsx';
import type { Visitor, Web } from '../web.ts';

type Searches = NonNullable<Awaited<ReturnType<typeof listSearches>>>;

/** Who searched for families, and how often: for those who compare families for the council. */
export function searchesPage(
  web: Web,
  visitor: Visitor,
  request: FastifyRequest,
  searches: Searches,
): string {
  return shell(web, visitor, request, {
    title: 'Who searched for families',
    current: '/work',
    backLink: { href: '/families/alike', text: 'Families that may be the same' },
    children: (
      <>
        <h1 class="govuk-heading-l">Who searched for families</h1>
        <p class="govuk-body">
          In the last 90 days, with “Find a family”. Whoever searched most on one day comes first.
          What they typed and whom they were shown is not in this record. Many searches by one
          person are a question to that person.
        </p>
        {searches.length === 0 ? (
          <p class="govuk-body app-muted">Nobody searched.</p>
        ) : (
          <StackTable
            caption="Who searched for families"
            captionHidden
            columns={[
              { text: 'Who' },
              { text: 'Most on one day' },
              { text: 'Days', numeric: true },
              { text: 'Searches', numeric: true },
              { text: 'Families shown', numeric: true },
            ]}
            rows={searches.map((each) => [
              each.name,
              `${each.most}, on ${dayInWords(each.mostOn)}`,
              String(each.days),
              String(each.searches),
              String(each.answers),
            ])}
          />
        )}
      </>
    ),
  });
}
