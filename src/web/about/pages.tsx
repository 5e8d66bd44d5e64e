/** Pages about Stile itself: the statements that the law and good manners ask for. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Protocol } from '../../core/protocol/protocol.ts';
import type { Child, SafeHtml } from '../jsx/jsx-runtime.ts';
import { knownProtocol, publicShell, shell } from '../shell.tsx';
import { sendPage, type Web } from '../web.ts';
import { AccessibilityStatement } from './accessibility.tsx';

export function addAboutPages(app: FastifyInstance, web: Web): void {
  const page = (
    path: string,
    title: string,
    body: (web: Web, protocol: Protocol | undefined) => SafeHtml,
  ): void => {
    app.get(path, { config: { open: true } }, async (request, reply) =>
      send(web, request, reply, title, body(web, knownProtocol(web, request))),
    );
  };
  page('/accessibility', 'Accessibility statement', () => <AccessibilityStatement />);
  page('/about', 'About Stile', about);
  page('/tell-us', 'Tell us what would work better', tellUs);
}

function send(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  title: string,
  body: SafeHtml,
): FastifyReply {
  const children: Child = (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <h1 class="govuk-heading-l">{title}</h1>
        {body}
      </div>
    </div>
  );
  const html =
    request.visitor === undefined
      ? publicShell(web, knownProtocol(web, request), {
          title,
          children,
          backLink: { href: '/sign-in', text: 'Sign in' },
        })
      : shell(web, request.visitor, request, { title, children });
  return sendPage(reply, html);
}

function about(web: Web, protocol: Protocol | undefined): SafeHtml {
  return (
    <>
      <p class="govuk-body">
        A stile is the step that lets people cross a fence between two fields, up one side and down
        the other. This one stands between Early Help and Children’s Social Care.
      </p>
      <p class="govuk-body">
        Stile follows the council’s own policy, and shows for each family who holds it, what is
        needed next, by whom, by when, and why.
      </p>
      <ul class="govuk-list govuk-list--bullet">
        <li>
          A safeguarding concern can be raised from every page, in one act. Nothing blocks it.
        </li>
        <li>Every family always has one named person or team who holds it.</li>
        <li>Nothing is accepted, refused or closed because time has passed.</li>
        <li>Every date and every refusal says why, with the clause of the policy.</li>
        <li>What has happened is never overwritten. Corrections are added, with a reason.</li>
        <li>Who looked at a family is recorded.</li>
      </ul>
      {protocol === undefined ? null : (
        <p class="govuk-body">
          Policy in use: {protocol.about.title}, version {protocol.about.version}.{' '}
          <a class="govuk-link" href="/policy">
            Read the policy
          </a>
        </p>
      )}
      {web.demonstration ? (
        <p class="govuk-body">
          This is a demonstration. Every person and every family in it is invented.
        </p>
      ) : null}
    </>
  );
}

function tellUs(_web: Web, protocol: Protocol | undefined): SafeHtml {
  const emails = [...(protocol?.contacts.values() ?? [])].flatMap(({ title, email }) =>
    email === undefined ? [] : [{ title, email }],
  );
  return (
    <>
      <p class="govuk-body">
        You know best what gets in your way. Say what you were doing, what you expected, and what
        happened. Leave out names and anything that would tell who a family is.
      </p>
      <h2 class="govuk-heading-m">About Stile</h2>
      <p class="govuk-body">
        Tell your team manager, or whoever looks after Stile at{' '}
        {protocol?.about.authority.name ?? 'your council'}. Give the number shown on the page if
        there was a fault.
      </p>
      {emails.length === 0 ? null : <h2 class="govuk-heading-m">About the policy</h2>}
      {emails.map(({ title, email }) => (
        <p class="govuk-body">
          {title}:{' '}
          <a class="govuk-link" href={`mailto:${email}`}>
            {email}
          </a>
        </p>
      ))}
    </>
  );
}
