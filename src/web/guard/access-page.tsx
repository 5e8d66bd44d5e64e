/** Who may see a family: whether it is restricted, to whom, and the urgent accesses to it. */
import type { FastifyRequest } from 'fastify';
import { mayGuard } from '../../access/may-guard.ts';
import { dayInWords, momentInWords } from '../../core/calendar/words.ts';
import type { Restriction, UrgentAccess } from '../../core/family/guard/guard.ts';
import { guardingRoles } from '../../core/family/guard/guard.ts';
import type { ListedWorker } from '../../core/family/guard/guard-events.ts';
import { type FamilyScene, familyHref } from '../acts/scene.ts';
import { familyPage } from '../family/frame.tsx';
import { FINDINGS } from '../family/guard-words.ts';
import { roleTitle } from '../family/names.ts';
import { Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from '../kit/govuk.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { Tag } from '../kit/tag.tsx';
import { list } from '../kit/words.ts';

export function accessPage(scene: FamilyScene, request: FastifyRequest): string {
  const { family, visitor } = scene;
  const { protocol } = visitor;
  const mine = mayGuard(protocol, visitor.actor, family);
  const roles = guardingRoles(protocol, family).map((role) => roleTitle(protocol, role));
  return familyPage(scene, request, {
    title: 'Who may see this family',
    active: 'people',
    children: (
      <>
        <h2 class="govuk-heading-m">Who may see this family</h2>
        {family.restriction === undefined ? (
          <p class="govuk-body">
            Everybody of the council whose role sees it, and the partners who work with it.
          </p>
        ) : (
          <Restricted scene={scene} restriction={family.restriction} />
        )}
        {mine ? (
          <Acts scene={scene} />
        ) : (
          <p class="govuk-body">This is changed by: {list(roles, 'or')}.</p>
        )}
        <h2 class="govuk-heading-m" id="urgent">
          Urgent access
        </h2>
        <Urgent scene={scene} taken={family.urgentAccesses} mine={mine} />
        <p class="govuk-body">
          <a class="govuk-link" href={familyHref(scene, '/looked')}>
            Who has looked at this family
          </a>
        </p>
      </>
    ),
  });
}

function Restricted(props: {
  readonly scene: FamilyScene;
  readonly restriction: Restriction;
}): SafeHtml {
  const { since, by, reason, people, never } = props.restriction;
  return (
    <>
      <p class="govuk-body">
        <strong>Only named people.</strong> Restricted by {by.name} on {dayInWords(since.day)}.{' '}
        Besides those on the list, it is seen by whoever holds the family, is named in a role or
        visits it. For others it is not there: not in searches, lists, meetings or notices. A
        safeguarding concern is still taken from anybody, and then opens the family to those on duty
        for it.
      </p>
      <dl class="govuk-summary-list">
        <Row label="Why" text={reason} />
        <Row label="On the list" text={namesOf(people)} />
        <Row label="Must not see it" text={namesOf(never)} />
      </dl>
    </>
  );
}

function Row({ label, text }: { readonly label: string; readonly text: string }): SafeHtml {
  return (
    <div class="govuk-summary-list__row">
      <dt class="govuk-summary-list__key">{label}</dt>
      <dd class="govuk-summary-list__value">{text}</dd>
    </div>
  );
}

function namesOf(people: readonly ListedWorker[]): string {
  return people.length === 0 ? 'Nobody' : list(people.map(({ name }) => name));
}

function Acts({ scene }: { readonly scene: FamilyScene }): SafeHtml {
  const restricted = scene.family.restriction !== undefined;
  const to = (path: string, text: string): SafeHtml =>
    govuk('button', {
      text,
      href: familyHref(scene, `/access/${path}`),
      classes: 'govuk-button--secondary',
    });
  return (
    <div class="govuk-button-group">
      {restricted ? to('change', 'Change the list') : to('restrict', 'Restrict to named people')}
      {restricted ? to('lift', 'Lift the restriction') : null}
    </div>
  );
}

function Urgent(props: {
  readonly scene: FamilyScene;
  readonly taken: readonly UrgentAccess[];
  readonly mine: boolean;
}): SafeHtml {
  const { scene, taken, mine } = props;
  if (taken.length === 0)
    return <p class="govuk-body app-muted">Nobody has taken urgent access to this family.</p>;
  return (
    <StackTable
      caption="Urgent access"
      captionHidden
      columns={[{ text: 'Who and when' }, { text: 'Why' }, { text: 'Until' }, { text: 'Review' }]}
      rows={taken.toReversed().map((each) => [
        <>
          {each.by.name}
          <span class="app-muted app-block">{momentInWords(each.at)}</span>
        </>,
        each.reason,
        momentInWords(each.until),
        <Review scene={scene} taken={each} mine={mine} />,
      ])}
    />
  );
}

function Review(props: {
  readonly scene: FamilyScene;
  readonly taken: UrgentAccess;
  readonly mine: boolean;
}): SafeHtml {
  const { scene, taken, mine } = props;
  const { review } = taken;
  if (review !== undefined)
    return (
      <div>
        {FINDINGS[review.finding]}
        <span class="app-muted app-block">
          {review.by.name}, {momentInWords(review.at)}
        </span>
        {review.note}
      </div>
    );
  const own = taken.by.worker === scene.visitor.actor.worker;
  return (
    <div>
      {taken.reviewBy < scene.derived.now ? <Tag colour="red">Overdue</Tag> : Fragment({})} To be
      reviewed by {momentInWords(taken.reviewBy)}
      {own ? <span class="app-muted app-block">Somebody else reviews it.</span> : null}
      {mine && !own ? (
        <>
          {' '}
          <a class="govuk-link" href={familyHref(scene, `/access/review/${taken.id}`)}>
            Review it<span class="govuk-visually-hidden">: {taken.by.name}</span>
          </a>
        </>
      ) : null}
    </div>
  );
}
