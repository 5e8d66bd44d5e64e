/** The pages for what cannot be done: plain, without blame, and losing nothing that was typed. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Child } from './jsx/jsx-runtime.ts';
import { type KeptForm, SendAgain } from './kept-form.tsx';
import { UrgentPanel } from './kit/urgent-panel.tsx';
import { councilsOf, numbersOf } from './numbers.ts';
import { knownProtocol, publicShell, shell } from './shell.tsx';
import { sendPage, type Web } from './web.ts';

interface Problem {
  readonly status: number;
  readonly title: string;
  readonly children: Child;
  readonly kept?: KeptForm | undefined;
  /** Something may not have been recorded: the numbers to ring stand there too. */
  readonly urgent?: boolean;
}

/** 404, and also the answer for what is there but not this person's to see. */
export function sendNotFound(web: Web, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendProblem(web, request, reply, {
    status: 404,
    title: 'Page not found',
    children: (
      <>
        <p class="govuk-body">If you typed the address, check it is correct.</p>
        <p class="govuk-body">
          If you followed a link to a family, it may be a family you do not work with. Ask whoever
          holds the family, or your manager, to name you in it.
          {request.visitor?.actor.employer === 'authority' ? (
            <>
              {' '}
              If you must see it now, take{' '}
              <a class="govuk-link" href="/urgent-access">
                urgent access
              </a>
              .
            </>
          ) : null}
        </p>
        <p class="govuk-body">
          <a class="govuk-link" href="/families">
            Find a family
          </a>{' '}
          or go to{' '}
          <a class="govuk-link" href="/work">
            My work
          </a>
          .
        </p>
      </>
    ),
  });
}

/** 403 for a form that does not carry its key: signed out and in again since, or sent from elsewhere. */
export function sendForgotten(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  kept: KeptForm | undefined,
): FastifyReply {
  return sendProblem(web, request, reply, {
    status: 403,
    title: 'Nothing has been sent yet',
    children: (
      <p class="govuk-body">
        {kept === undefined
          ? 'The form did not come from a page of Stile that you have open. Open the page again and fill in the form there.'
          : 'You have signed in again since you opened this form. What you typed is kept: read it and send it now.'}
      </p>
    ),
    kept,
  });
}

/** 403 where somebody is known but may not do this. */
export function sendNotAllowed(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  message: string,
): FastifyReply {
  return sendProblem(web, request, reply, {
    status: 403,
    title: 'You cannot do this',
    children: <p class="govuk-body">{message}</p>,
  });
}

/** 409 where somebody else was first and the page cannot show the form again itself. */
export function sendConflict(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  props: {
    readonly message: string;
    readonly href: string;
    readonly kept?: KeptForm | undefined;
  },
): FastifyReply {
  return sendProblem(web, request, reply, {
    status: 409,
    title: 'Somebody else was first',
    children: (
      <>
        <p class="govuk-body">{props.message}</p>
        <p class="govuk-body">
          <a class="govuk-link" href={props.href}>
            Look at what has changed
          </a>
        </p>
      </>
    ),
    kept: props.kept,
  });
}

/** 413. The body was never read, so the words are still in the browser: going back finds them. */
export function sendTooLarge(web: Web, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendProblem(web, request, reply, {
    status: 413,
    title: 'What you sent is too long',
    urgent: true,
    children: (
      <>
        <p class="govuk-body">
          A form can hold up to 2 MB, about 300,000 words. Nothing was saved.
        </p>
        <p class="govuk-body">
          Go back in your browser: what you typed is still there. Shorten it, or keep the long text
          as a document and say here where it is.
        </p>
      </>
    ),
  });
}

/** 429: too many forms at once. What was typed is on the page, and a concern is never held up. */
export function sendTooMany(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  { wait, kept }: { readonly wait: number; readonly kept: KeptForm | undefined },
): FastifyReply {
  return sendProblem(web, request, reply, {
    status: 429,
    title: 'Wait a moment before you send this',
    urgent: true,
    children: (
      <p class="govuk-body">
        A great many forms have come in a short time, so this one was not taken. Wait{' '}
        {wait === 1 ? 'a second' : `${wait} seconds`}, and send it again. Reporting a concern about
        a child is never held up.
      </p>
    ),
    kept,
  });
}

/** 503: the database is away. Nothing is wrong with what was sent, and it comes back by itself. */
export function sendAway(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  kept: KeptForm | undefined,
): FastifyReply {
  reply.header('retry-after', '10');
  return sendBroken(web, request, reply, {
    status: 503,
    title: 'Stile cannot reach its records at the moment',
    sent: 'What you sent may not have been saved. Wait a minute and send it again: that is safe, it is never recorded twice.',
    asked: 'Nothing was changed. Wait a minute and open the page again.',
    again: 'If it goes on',
    kept,
  });
}

/** 500: what was not saved, and a number by which the fault can be found in the log. */
export function sendFault(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  kept: KeptForm | undefined,
): FastifyReply {
  return sendBroken(web, request, reply, {
    status: 500,
    title: 'There is a problem with Stile',
    sent: 'What you sent may not have been saved. Look at the family’s history first. Sending it again is safe: it is never recorded twice.',
    asked: 'The page could not be shown. Nothing was changed.',
    again: 'If it happens again',
    kept,
  });
}

/** It is Stile that does not work: whoever came for a child must not wait for it. */
function sendBroken(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  words: {
    readonly status: number;
    readonly title: string;
    /** Said to whoever sent something, and to whoever asked for a page. */
    readonly sent: string;
    readonly asked: string;
    readonly again: string;
    readonly kept: KeptForm | undefined;
  },
): FastifyReply {
  const { status, title, sent, asked, again, kept } = words;
  return sendProblem(web, request, reply, {
    status,
    title,
    urgent: true,
    children: (
      <>
        <p class="govuk-body">{request.method === 'POST' ? sent : asked}</p>
        <p class="govuk-body">
          If a child may be at risk, do not wait for this page: ring 999, or report the concern by
          telephone as you usually do.
        </p>
        <p class="govuk-body">
          {again}, tell whoever looks after Stile this number: <strong>{request.id}</strong>
        </p>
      </>
    ),
    kept,
  });
}

function sendProblem(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Problem,
): FastifyReply {
  const { visitor } = request;
  const children = (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <h1 class="govuk-heading-l">{problem.title}</h1>
        {problem.children}
        {problem.kept === undefined ? null : (
          <SendAgain form={problem.kept} csrf={visitor?.csrf ?? keySent(request)} />
        )}
      </div>
      {problem.urgent === true ? (
        <div class="govuk-grid-column-one-third">
          <UrgentPanel
            heading="Worried about a child now?"
            numbers={numbersOf(web, councilsOf(web, request))}
          />
        </div>
      ) : null}
    </div>
  );
  const html =
    visitor === undefined
      ? publicShell(web, knownProtocol(web, request), { title: problem.title, children })
      : shell(web, visitor, request, { title: problem.title, children });
  return sendPage(reply, html, problem.status);
}

/** The key that came with the form: with it the form can be sent again where it could not be seen who sent it. */
function keySent({ body }: FastifyRequest): string {
  return typeof body === 'object' && body !== null && '_csrf' in body ? String(body._csrf) : '';
}
