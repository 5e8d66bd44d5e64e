import type { FastifyRequest } from 'fastify';
import { administers } from '../../access/administrator.ts';
import type { LosesSight, NotShared } from '../../cases/queries/list-not-shared.ts';
import { addDays } from '../../core/calendar/day-number.ts';
import { dayOf, type Instant } from '../../core/calendar/time.ts';
import { dayInWords, fullDayInWords, momentInWords } from '../../core/calendar/words.ts';
import { type Child, Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { moj } from '../kit/govuk.ts';
import { plural } from '../kit/words.ts';
import { WorkGroup } from '../kit/work-list.tsx';
import type { NoticeView } from '../notices/page.tsx';
import { shell } from '../shell.tsx';
import type { Visitor, Web } from '../web.ts';
import type { Groups } from './group-work.ts';

export type Whose = 'all' | 'mine' | 'team';

export interface MyWorkPage {
  readonly whose: Whose;
  /** How much each view holds; a view that would always be empty is not offered. */
  readonly counts: Readonly<Record<Whose, number>>;
  readonly offered: readonly Whose[];
  readonly groups: Groups;
  readonly notices: readonly NoticeView[];
  readonly drafts: number;
  readonly failed: number;
  /** Urgent accesses of others that wait for this person's review. */
  readonly urgent: readonly { readonly overdue: boolean }[];
  /** Pairs of families that may be the same, for this person to compare. */
  readonly alike: number;
  /** Families in which a partner is named and that nothing opens to them. */
  readonly notShared: readonly Pick<NotShared, 'family' | 'reference' | 'holder'>[];
  /** Partners who soon cease to see a family that this person holds, or have just ceased to. */
  readonly losingSight: readonly LosesSight[];
}

const WORDS = {
  all: 'All that waits for me',
  mine: 'My families',
  team: 'My team',
} as const satisfies Record<Whose, string>;

/** The first screen: what to do, the most urgent first. */
export function myWorkPage(
  web: Web,
  visitor: Visitor,
  request: FastifyRequest,
  props: MyWorkPage,
): string {
  const { groups } = props;
  const count = groups.overdue.length + groups.soon.length + groups.later.length;
  return shell(web, visitor, request, {
    title: 'My work',
    current: '/work',
    children: (
      <>
        <h1 class="govuk-heading-l">My work</h1>
        <p class="govuk-body">
          {fullDayInWords(dayOf(visitor.now))}. {summary(props, count)}
        </p>
        {props.offered.length < 2
          ? null
          : moj('sub-navigation', {
              label: 'Whose work',
              items: props.offered.map((whose) => ({
                text: `${WORDS[whose]} (${props.counts[whose]})`,
                href: whose === 'all' ? '/work' : `/work?show=${whose}`,
                active: whose === props.whose,
              })),
            })}
        <div class="govuk-grid-row">
          <div class="govuk-grid-column-two-thirds">
            {count === 0 && groups.waiting.length === 0 ? <NothingToDo visitor={visitor} /> : null}
            <WorkGroup title="Overdue" urgency="overdue" items={groups.overdue} />
            <WorkGroup title="Due soon" urgency="soon" items={groups.soon} />
            <WorkGroup title="Not yet due" urgency="later" items={groups.later} />
            <WorkGroup
              title="Waiting on others"
              urgency="waiting"
              items={groups.waiting}
              most={count === 0 ? 10 : 5}
            />
          </div>
          <div class="govuk-grid-column-one-third">
            <Beside {...props} now={visitor.now} />
          </div>
        </div>
      </>
    ),
  });
}

function summary({ groups }: MyWorkPage, count: number): string {
  if (count === 0) return 'Nothing waits for you.';
  if (groups.overdue.length > 0)
    return `${plural(count, 'thing')} to do, ${groups.overdue.length} overdue.`;
  return `${plural(count, 'thing')} to do, nothing overdue.`;
}

function NothingToDo({ visitor }: { readonly visitor: Visitor }): SafeHtml {
  const { actor } = visitor;
  // Whoever has no other role sees no family.
  if (administers(actor) && actor.roles.length === 1)
    return (
      <div class="govuk-inset-text">
        <p class="govuk-body">
          You look after{' '}
          <a class="govuk-link" href="/people">
            the people
          </a>{' '}
          who work here. Families are for those with a role of the policy.
        </p>
      </div>
    );
  return (
    <div class="govuk-inset-text">
      <p class="govuk-body">
        {visitor.actor.employer === 'partner'
          ? 'No family that you work with waits for you. You see here only families in which you are named.'
          : 'Nothing waits for you or your team.'}
      </p>
      <p class="govuk-body">
        <a class="govuk-link" href="/families">
          Find a family
        </a>
        , or{' '}
        <a class="govuk-link" href="/families/new">
          register a family
        </a>{' '}
        that Stile does not know yet.
      </p>
    </div>
  );
}

function Beside(props: MyWorkPage & { readonly now: Instant }): SafeHtml {
  return (
    <>
      <ul class="govuk-list">
        <li>
          <a class="govuk-link" href="/families/new">
            Register a family
          </a>
        </li>
        <li>
          <a class="govuk-link" href="/families">
            Find a family
          </a>
        </li>
        {props.drafts === 0 ? null : (
          <li>
            <a class="govuk-link" href="/unfinished">
              Unfinished work ({props.drafts})
            </a>
          </li>
        )}
        {props.urgent.length === 0 ? null : (
          <li>
            <a class="govuk-link" href="/urgent-access/reviews">
              Urgent access to review ({props.urgent.length})
            </a>
            {props.urgent.some(({ overdue }) => overdue) ? ', overdue' : ''}
          </li>
        )}
        {props.alike === 0 ? null : (
          <li>
            <a class="govuk-link" href="/families/alike">
              Families that may be the same ({props.alike})
            </a>
          </li>
        )}
        {props.failed === 0 ? null : (
          <li>
            <a class="govuk-link" href="/messages/failed">
              Messages that did not arrive ({props.failed})
            </a>
          </li>
        )}
      </ul>
      {props.notShared.length === 0 ? null : (
        <>
          <h2 class="govuk-heading-s">Not shared with you</h2>
          <p class="govuk-body-s">
            You are named in these families. Nothing lets you see them now.
          </p>
          <ul class="govuk-list">
            {props.notShared.map(({ family, reference, holder }) => (
              <li>
                <a class="govuk-link" href={`/families/${encodeURIComponent(family)}`}>
                  {reference}
                </a>
                {holder.practitioner === undefined ? null : (
                  <span class="app-muted app-block">Held by {holder.practitioner.name}</span>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      <LosingSight {...props} />
      <h2 class="govuk-heading-s">Newest notices</h2>
      {props.notices.length === 0 ? (
        <p class="govuk-body-s app-muted">Nothing new. You are told here when somebody acts.</p>
      ) : (
        <ul class="govuk-list app-notices">{props.notices.map(noticeLine)}</ul>
      )}
      <p class="govuk-body-s">
        <a class="govuk-link" href="/notices">
          All notices
        </a>
      </p>
    </>
  );
}

function LosingSight({ losingSight, now }: MyWorkPage & { readonly now: Instant }): SafeHtml {
  if (losingSight.length === 0) return Fragment({});
  return (
    <>
      <h2 class="govuk-heading-s">Partners who stop seeing a family</h2>
      <p class="govuk-body-s">
        What lets them see it runs out. If they still work with the family, ask it again before
        then.
      </p>
      <ul class="govuk-list app-notices">
        {[...Map.groupBy(losingSight, ({ family }) => family)].map(([family, partners]) => (
          <li class="govuk-body-s">
            <a class="govuk-link" href={`/families/${encodeURIComponent(family)}/shared`}>
              {partners[0]?.name}
            </a>
            {partners.map(({ partner, agency, until }) => (
              <span class="app-muted app-block">
                {agency === '' ? partner : `${partner}, ${agency}`}:{' '}
                {until <= now ? 'saw it until' : 'sees it until'} the end of{' '}
                {dayInWords(addDays(dayOf(until), -1))}
              </span>
            ))}
          </li>
        ))}
      </ul>
    </>
  );
}

function noticeLine(notice: NoticeView): Child {
  const about = notice.name ?? notice.reference ?? undefined;
  return (
    <li class="govuk-body-s">
      {notice.family === null ? (
        notice.what
      ) : (
        <a class="govuk-link" href={`/families/${encodeURIComponent(notice.family)}`}>
          {notice.what}
          {about === undefined ? (
            Fragment({})
          ) : (
            <span class="govuk-visually-hidden">, {about}</span>
          )}
        </a>
      )}
      <span class="app-muted app-block">
        {about === undefined ? '' : `${about}. `}
        {momentInWords(notice.at)}
      </span>
    </li>
  );
}
