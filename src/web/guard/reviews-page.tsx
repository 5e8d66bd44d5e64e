/** The urgent accesses that wait for a review, and those that have had theirs. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  listUrgentAccesses,
  type UrgentAccesses,
  type UrgentToReview,
} from '../../cases/queries/list-urgent-accesses.ts';
import { dayInWords, momentInWords } from '../../core/calendar/words.ts';
import { sendNotFound } from '../errors.tsx';
import { FINDINGS } from '../family/guard-words.ts';
import { Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { Tag } from '../kit/tag.tsx';
import { shell } from '../shell.tsx';
import { sendPage, signedIn, type Visitor, type Web } from '../web.ts';

export function addReviewPages(app: FastifyInstance, web: Web): void {
  app.get('/urgent-access/reviews', async (request, reply) => {
    const visitor = signedIn(request);
    const found = await listUrgentAccesses(web.stile, visitor);
    return found === undefined
      ? sendNotFound(web, request, reply)
      : sendPage(reply, reviewsPage(web, visitor, request, found));
  });
}

function reviewsPage(
  web: Web,
  visitor: Visitor,
  request: FastifyRequest,
  { waiting, reviewed, vain }: UrgentAccesses,
): string {
  return shell(web, visitor, request, {
    title: 'Urgent access to review',
    current: '/work',
    backLink: { href: '/work', text: 'My work' },
    children: (
      <>
        <h1 class="govuk-heading-l">Urgent access to review</h1>
        <p class="govuk-body">
          Somebody of the council opened a family that was not theirs to see, and said why. Look at
          the reason and at what they looked at. Nobody reviews their own.
        </p>
        <h2 class="govuk-heading-m">Waiting</h2>
        {waiting.length === 0 ? (
          <p class="govuk-body app-muted">Nothing waits for a review.</p>
        ) : (
          <StackTable
            caption="Waiting for a review"
            captionHidden
            columns={[...about, { text: 'Review' }]}
            rows={waiting.map((each) => [...aboutOf(each), <ToReview of={each} />])}
          />
        )}
        {reviewed.length === 0 ? null : (
          <>
            <h2 class="govuk-heading-m">Reviewed in the last 90 days</h2>
            <StackTable
              caption="Reviewed"
              captionHidden
              columns={[...about, { text: 'Finding' }]}
              rows={reviewed.map((each) => [...aboutOf(each), <Finding of={each} />])}
            />
          </>
        )}
        {vain.length === 0 ? null : <VainTries vain={vain} />}
      </>
    ),
  });
}

function VainTries({ vain }: Pick<UrgentAccesses, 'vain'>): SafeHtml {
  return (
    <>
      <h2 class="govuk-heading-m">Searches that found nothing</h2>
      <p class="govuk-body">
        In the last 90 days, by day. One is a slip of the pen; many are a question to the person.
      </p>
      <StackTable
        caption="Searches that found nothing"
        captionHidden
        columns={[{ text: 'Who' }, { text: 'Day' }, { text: 'Searches' }]}
        rows={vain.map((each) => [each.name, dayInWords(each.day), String(each.count)])}
      />
    </>
  );
}

const about = [{ text: 'Who and when' }, { text: 'Family' }, { text: 'Why' }];

function aboutOf(each: UrgentToReview) {
  const { taken } = each;
  return [
    <>
      {taken.by.name}
      <span class="app-muted app-block">{momentInWords(taken.at)}</span>
    </>,
    <div>
      <a class="govuk-link" href={familyHref(each)}>
        {each.familyName}
      </a>
      <span class="app-muted app-block">{each.reference}</span>
    </div>,
    taken.reason,
  ];
}

function ToReview({ of: each }: { readonly of: UrgentToReview }): SafeHtml {
  return (
    <div>
      {each.overdue ? <Tag colour="red">Overdue</Tag> : Fragment({})} By{' '}
      {momentInWords(each.taken.reviewBy)}
      <span class="app-block">
        {each.own ? (
          'Somebody else reviews it'
        ) : (
          <a class="govuk-link" href={`${familyHref(each)}/access/review/${each.taken.id}`}>
            Review it
            <span class="govuk-visually-hidden">
              : {each.taken.by.name}, {each.familyName}
            </span>
          </a>
        )}
      </span>
    </div>
  );
}

function Finding({ of: each }: { readonly of: UrgentToReview }): SafeHtml {
  const { review } = each.taken;
  if (review === undefined) return Fragment({});
  return (
    <div>
      {FINDINGS[review.finding]}
      <span class="app-muted app-block">
        {review.by.name}, {momentInWords(review.at)}
      </span>
      {review.note}
    </div>
  );
}

function familyHref({ family }: UrgentToReview): string {
  return `/families/${encodeURIComponent(family)}`;
}
