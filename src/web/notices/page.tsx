import type { FastifyRequest } from 'fastify';
import { draftKeptUntil, termOf } from '../../cases/clear-what-ran-out.ts';
import type {
  listAstrayMessages,
  listFailedMessages,
} from '../../cases/queries/list-failed-messages.ts';
import type { listNotices } from '../../cases/queries/list-notices.ts';
import type { listOwnDrafts } from '../../cases/save-draft.ts';
import { dayInWords, momentInWords } from '../../core/calendar/words.ts';
import { roleTitle } from '../family/names.ts';
import type { Child, SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from '../kit/govuk.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { shell } from '../shell.tsx';
import type { Visitor, Web } from '../web.ts';

export type NoticeView = Awaited<ReturnType<typeof listNotices>>[number];
type FailedView = Awaited<ReturnType<typeof listFailedMessages>>[number];
type AstrayView = Awaited<ReturnType<typeof listAstrayMessages>>[number];
type DraftView = Awaited<ReturnType<typeof listOwnDrafts>>[number];

/** What somebody was told, what they have not read first. */
export function noticesPage(
  web: Web,
  visitor: Visitor,
  request: FastifyRequest,
  notices: readonly NoticeView[],
): string {
  const unread = notices.filter((notice) => notice.readAt === null);
  const read = notices.filter((notice) => notice.readAt !== null);
  return shell(web, visitor, request, {
    title: 'Notices',
    current: '/notices',
    children: (
      <>
        <h1 class="govuk-heading-l">Notices</h1>
        <p class="govuk-body">
          What Stile has told you, or your team. Marking a team’s notice as read marks it for
          everybody in the team.
        </p>
        <h2 class="govuk-heading-m">Not read yet</h2>
        {unread.length === 0 ? (
          <p class="govuk-body app-muted">
            You have read everything. You are told here when somebody acts in a family you work
            with.
          </p>
        ) : (
          <>
            <NoticeTable caption="Not read yet" notices={unread} visitor={visitor} />
            <form method="post" action="/notices">
              <input type="hidden" name="_csrf" value={visitor.csrf} />
              <input type="hidden" name="all" value="yes" />
              {govuk('button', {
                text: 'Mark all of these as read',
                classes: 'govuk-button--secondary',
                preventDoubleClick: true,
              })}
            </form>
          </>
        )}
        {read.length === 0 ? null : (
          <>
            <h2 class="govuk-heading-m">Read</h2>
            <NoticeTable caption="Read" notices={read} visitor={visitor} />
          </>
        )}
      </>
    ),
  });
}

function NoticeTable(props: {
  readonly caption: string;
  readonly notices: readonly NoticeView[];
  readonly visitor: Visitor;
}): SafeHtml {
  const { visitor } = props;
  return (
    <StackTable
      caption={props.caption}
      captionHidden
      columns={[{ text: 'What' }, { text: 'Family' }, { text: 'When' }, { text: 'Read' }]}
      rows={props.notices.map((notice) => [
        <>
          {notice.what}
          {notice.toRole === null ? null : (
            <span class="app-muted app-block">
              To everybody who is {roleTitle(visitor.protocol, notice.toRole)}
            </span>
          )}
        </>,
        familyLink(notice.family, notice.name, notice.reference),
        momentInWords(notice.at),
        notice.readAt === null ? (
          <form method="post" action="/notices">
            <input type="hidden" name="_csrf" value={visitor.csrf} />
            <input type="hidden" name="notice" value={notice.id} />
            <button type="submit" class="app-link-button">
              Mark as read
              <span class="govuk-visually-hidden">: {notice.what}</span>
            </button>
          </form>
        ) : (
          momentInWords(notice.readAt)
        ),
      ])}
    />
  );
}

/** Everything that somebody has begun and not sent. */
export function unfinishedPage(
  web: Web,
  visitor: Visitor,
  request: FastifyRequest,
  drafts: readonly DraftView[],
): string {
  return shell(web, visitor, request, {
    title: 'Unfinished work',
    backLink: { href: '/work', text: 'My work' },
    children: (
      <>
        <h1 class="govuk-heading-l">Unfinished work</h1>
        <p class="govuk-body">
          What you typed and have not sent. Only you can see it. It is kept when you sign out, when
          the connection fails and when the session ends, for {termOf.draft} days after you last
          changed it. Then it is deleted, because it may name children.
        </p>
        {drafts.length === 0 ? (
          <p class="govuk-body">You have sent everything that you began.</p>
        ) : (
          <StackTable
            caption="Unfinished work"
            captionHidden
            columns={[
              { text: 'What' },
              { text: 'Last changed' },
              { text: 'Kept until' },
              { text: 'If you do not want it' },
            ]}
            rows={drafts.map((draft) => [
              <a class="govuk-link" href={draft.key.startsWith('/') ? draft.key : '/work'}>
                {draft.title}
              </a>,
              momentInWords(draft.updated),
              dayInWords(draftKeptUntil(draft.updated)),
              <form method="post" action="/unfinished">
                <input type="hidden" name="_csrf" value={visitor.csrf} />
                <input type="hidden" name="draft" value={draft.key} />
                <button type="submit" class="app-link-button">
                  Throw away
                  <span class="govuk-visually-hidden">: {draft.title}</span>
                </button>
              </form>,
            ])}
          />
        )}
      </>
    ),
  });
}

/** Messages that did not arrive: shown until somebody sees to it, never dropped. */
export function failedPage(
  web: Web,
  visitor: Visitor,
  request: FastifyRequest,
  {
    failed,
    astray,
  }: { readonly failed: readonly FailedView[]; readonly astray: readonly AstrayView[] },
): string {
  return shell(web, visitor, request, {
    title: 'Messages that did not arrive',
    backLink: { href: '/work', text: 'My work' },
    children: (
      <>
        <h1 class="govuk-heading-l">Messages that did not arrive</h1>
        <p class="govuk-body">
          Somebody was to be told and has not been. Tell them another way if it matters today, then
          record on the family’s page that you did.
        </p>
        {failed.length === 0 ? (
          <p class="govuk-body">Nothing waits for you to see to it.</p>
        ) : (
          <StackTable
            caption="Messages that did not arrive"
            captionHidden
            columns={[
              { text: 'Message' },
              { text: 'Family' },
              { text: 'Why not' },
              { text: 'Tried' },
              { text: 'Next' },
            ]}
            rows={failed.map((message) => [
              whatOf(message),
              familyLink(message.family, null, message.reference),
              message.failed,
              `${message.attempts === 1 ? 'Once' : `${message.attempts} times`} since ${momentInWords(message.created)}`,
              <form method="post" action="/messages/failed">
                <input type="hidden" name="_csrf" value={visitor.csrf} />
                <input type="hidden" name="message" value={message.id} />
                <span class="app-block">
                  {message.nextTry === undefined
                    ? 'Given up until you try it'
                    : `Tried again ${momentInWords(message.nextTry)}`}
                </span>
                <button type="submit" class="app-link-button">
                  Try it now
                  <span class="govuk-visually-hidden">: {whatOf(message)}</span>
                </button>
              </form>,
            ])}
          />
        )}
        {astray.length === 0 ? null : <Astray messages={astray} />}
      </>
    ),
  });
}

/** Over without having arrived with those whom they were for: nothing is left to do but to know of it. */
function Astray({ messages }: { readonly messages: readonly AstrayView[] }): SafeHtml {
  return (
    <>
      <h2 class="govuk-heading-m">Not sent, or told to somebody else</h2>
      <p class="govuk-body">
        In the last 30 days. When a message is due, Stile looks again who may see the family.
        Whoever holds the family was told of each of these, or somebody else who looks after it.
      </p>
      <StackTable
        caption="Not sent, or told to somebody else"
        captionHidden
        columns={[
          { text: 'Message' },
          { text: 'Family' },
          { text: 'What became of it' },
          { text: 'When' },
        ]}
        rows={messages.map((message) => [
          whatOf(message),
          familyLink(message.family, null, message.reference),
          message.toldInstead ?? `Not sent: ${message.notSent ?? ''}`,
          momentInWords(message.doneAt),
        ])}
      />
    </>
  );
}

function familyLink(family: string | null, name: string | null, reference: string | null): Child {
  if (family === null) return '';
  return (
    <a class="govuk-link" href={`/families/${encodeURIComponent(family)}`}>
      {[name, reference].filter((part) => part !== null).join(', ') || 'The family'}
    </a>
  );
}

function whatOf({ payload }: Pick<FailedView, 'payload'>): string {
  if (typeof payload !== 'object' || payload === null) return 'A message';
  if ('what' in payload && typeof payload.what === 'string') return payload.what;
  return 'toName' in payload ? `Mail to ${String(payload.toName)}` : 'A message';
}
