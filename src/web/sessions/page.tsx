/** Where somebody is signed in, for themselves and for an administrator; and the log of coming in and going out. */
import { administers } from '../../access/administrator.ts';
import type { ListedSignIn, SignInsOf } from '../../cases/administer-sessions.ts';
import type { ListedSession } from '../../cases/own-sessions.ts';
import { momentInWords } from '../../core/calendar/words.ts';
import type { Child, SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from '../kit/govuk.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { Tag } from '../kit/tag.tsx';
import type { Visitor, Web } from '../web.ts';
import { deviceInWords, howInWords, providerInWords, resultInWords } from './words.ts';

export function OwnSessions(props: {
  readonly web: Web;
  readonly visitor: Visitor;
  readonly sessions: readonly ListedSession[];
}): SafeHtml {
  const { web, visitor, sessions } = props;
  const { csrf } = visitor;
  return (
    <>
      <h1 class="govuk-heading-l">Where you are signed in</h1>
      <p class="govuk-body">
        If you do not know one of these, end it, and tell whoever looks after the people in Stile.
      </p>
      <StackTable
        caption="Where you are signed in"
        captionHidden
        columns={['Browser', 'Signed in with', 'Since', 'Last used', 'End it'].map((text) => ({
          text,
        }))}
        rows={sessions.map((session) => [
          ...cells(web, session, session.here),
          session.here ? (
            'Press Sign out'
          ) : (
            <EndButton csrf={csrf} action="/sessions/end" session={session} />
          ),
        ])}
      />
      {sessions.length < 2 ? null : (
        <form method="post" action="/sessions/end-others">
          <input type="hidden" name="_csrf" value={csrf} />
          {govuk('button', {
            text: 'Sign out everywhere else',
            classes: 'govuk-button--secondary',
            preventDoubleClick: true,
          })}
        </form>
      )}
      {visitor.ends === undefined ? null : (
        <p class="govuk-body">
          This session ends on {momentInWords(visitor.ends.idle)} if you do nothing until then
          {visitor.ends.last === null
            ? ''
            : `, and on ${momentInWords(visitor.ends.last)} in any case`}
          . What you have typed is kept as a draft.
        </p>
      )}
      {administers(visitor.actor) ? (
        <p class="govuk-body">
          <a class="govuk-link" href="/sign-in-log">
            Who came in, and who was refused
          </a>
        </p>
      ) : null}
    </>
  );
}

export function OthersSessions(props: {
  readonly web: Web;
  readonly csrf: string;
  readonly found: SignInsOf;
}): SafeHtml {
  const { web, csrf } = props;
  const { worker, sessions, accounts, log } = props.found;
  const action = `/sessions/of/${encodeURIComponent(worker.id)}/end`;
  return (
    <>
      <h1 class="govuk-heading-l">Where {worker.name} is signed in</h1>
      {sessions.length === 0 ? (
        <p class="govuk-body">{worker.name} is not signed in anywhere.</p>
      ) : (
        <>
          <StackTable
            caption={`Where ${worker.name} is signed in`}
            captionHidden
            columns={['Browser', 'Signed in with', 'Since', 'Last used', 'End it'].map((text) => ({
              text,
            }))}
            rows={sessions.map((session) => [
              ...cells(web, session, false),
              <EndButton csrf={csrf} action={action} session={session} />,
            ])}
          />
          <form method="post" action={action}>
            <input type="hidden" name="_csrf" value={csrf} />
            {govuk('button', {
              text: 'Sign them out everywhere',
              classes: 'govuk-button--warning',
            })}
          </form>
        </>
      )}
      <h2 class="govuk-heading-m">Accounts at providers</h2>
      {accounts.length === 0 ? (
        <p class="govuk-body">
          None is linked yet. The first sign-in with their address links one.
        </p>
      ) : (
        <StackTable
          caption="Accounts at providers"
          captionHidden
          columns={['Provider', 'Linked', 'Unlink'].map((text) => ({ text }))}
          rows={accounts.map(({ issuer, linked }) => [
            providerOf(web, issuer),
            momentInWords(linked),
            <form method="post" action={`/sessions/of/${encodeURIComponent(worker.id)}/unlink`}>
              <input type="hidden" name="_csrf" value={csrf} />
              <input type="hidden" name="issuer" value={issuer} />
              <button type="submit" class="app-link-button">
                Unlink<span class="govuk-visually-hidden"> {providerOf(web, issuer)}</span>
              </button>
            </form>,
          ])}
        />
      )}
      <h2 class="govuk-heading-m">Coming in and going out</h2>
      <SignInTable web={web} log={log} named={false} />
    </>
  );
}

export function SignInLog(props: {
  readonly web: Web;
  readonly log: readonly ListedSignIn[];
  readonly older: string | undefined;
}): SafeHtml {
  return (
    <>
      <h1 class="govuk-heading-l">Who came in, and who was refused</h1>
      <SignInTable web={props.web} log={props.log} named />
      {props.older === undefined ? null : (
        <p class="govuk-body">
          <a class="govuk-link" href={props.older}>
            Earlier
          </a>
        </p>
      )}
    </>
  );
}

function SignInTable(props: {
  readonly web: Web;
  readonly log: readonly ListedSignIn[];
  readonly named: boolean;
}): SafeHtml {
  if (props.log.length === 0) return <p class="govuk-body">Nothing yet.</p>;
  const columns = ['When', ...(props.named ? ['Who'] : []), 'What', 'How', 'Browser'];
  return (
    <StackTable
      caption="Coming in and going out"
      captionHidden
      columns={columns.map((text) => ({ text }))}
      rows={props.log.map((entry) => [
        momentInWords(entry.at),
        ...(props.named ? [who(entry)] : []),
        resultInWords(entry.result),
        howInWords(props.web, entry.how),
        deviceInWords(entry),
      ])}
    />
  );
}

function who({ worker, name }: ListedSignIn): Child {
  if (worker === null) return 'Not known';
  return (
    <a class="govuk-link" href={`/sessions/of/${encodeURIComponent(worker)}`}>
      {name ?? worker}
    </a>
  );
}

function cells(
  web: Web,
  session: ListedSession | SignInsOf['sessions'][number],
  here: boolean,
): readonly Child[] {
  return [
    <>
      {deviceInWords(session)} {here ? <Tag>This browser</Tag> : null}
    </>,
    howInWords(web, session.how),
    momentInWords(session.started),
    momentInWords(session.seen),
  ];
}

function EndButton(props: {
  readonly csrf: string;
  readonly action: string;
  readonly session: Pick<ListedSession, 'id' | 'device' | 'started'>;
}): SafeHtml {
  return (
    <form method="post" action={props.action}>
      <input type="hidden" name="_csrf" value={props.csrf} />
      <input type="hidden" name="session" value={props.session.id} />
      <button type="submit" class="app-link-button">
        End
        <span class="govuk-visually-hidden">
          {' '}
          {deviceInWords(props.session)}, since {momentInWords(props.session.started)}
        </span>
      </button>
    </form>
  );
}

function providerOf(web: Web, issuer: string): string {
  return providerInWords(web, (provider) => provider.issuer === issuer) ?? issuer;
}
