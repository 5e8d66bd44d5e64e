/** Where signing in did not work: plain words and a way on, the same for everybody who is refused. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Child, SafeHtml } from '../jsx/jsx-runtime.ts';
import { UrgentPanel } from '../kit/urgent-panel.tsx';
import { councilsOf, numbersOf } from '../numbers.ts';
import { knownProtocol, publicShell } from '../shell.tsx';
import { sendPage, type Web } from '../web.ts';
import type { Provider } from './provider.ts';

/** A page of signing in, with the numbers to ring beside it. */
export function sendSignInPage(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  page: { readonly status?: number; readonly title: string; readonly children: Child },
): FastifyReply {
  const html = publicShell(web, knownProtocol(web, request), {
    title: page.title,
    children: (
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <h1 class="govuk-heading-l">{page.title}</h1>
          {page.children}
        </div>
        <div class="govuk-grid-column-one-third">
          <UrgentPanel
            heading="Worried about a child now?"
            numbers={numbersOf(web, councilsOf(web, request))}
          />
        </div>
      </div>
    ),
  });
  return sendPage(reply, html, page.status);
}

/** Known to the provider and not let in. Why is in the log of sign-ins, for an administrator. */
export function sendNotLetIn(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  { id, name }: Pick<Provider, 'id' | 'name'>,
): FastifyReply {
  return sendSignInPage(web, request, reply, {
    status: 403,
    title: 'You cannot sign in to Stile with this account',
    children: (
      <>
        <p class="govuk-body">
          You have signed in to {name}, but Stile does not let that account in. It may be that you
          have not been entered in Stile, or with another e-mail address, or that your time here has
          ended.
        </p>
        <p class="govuk-body">
          Ask your manager, or whoever looks after the people in Stile at the council: they can see
          why, and put it right.
        </p>
        <p class="govuk-body">
          If you have another account,{' '}
          <a class="govuk-link" href={`/sign-in/out/${id}`}>
            sign out of this one
          </a>{' '}
          first: otherwise it is used again.
        </p>
        <Again />
      </>
    ),
  });
}

export function sendNotFinished(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  return sendSignInPage(web, request, reply, {
    status: 400,
    title: 'Signing in was not finished',
    children: (
      <>
        <p class="govuk-body">
          It took too long, was begun in another browser, or a page from before was opened again.
          Nothing has been changed.
        </p>
        <Again />
      </>
    ),
  });
}

export function sendProviderAway(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  { name, next }: { readonly name: string; readonly next: string | undefined },
): FastifyReply {
  reply.header('retry-after', '30');
  return sendSignInPage(web, request, reply, {
    status: 503,
    title: 'You cannot sign in at the moment',
    children: (
      <>
        <p class="govuk-body">
          Stile cannot reach {name}. Wait a minute and try again: nothing that you have typed is
          lost. If it goes on, tell whoever looks after Stile this number:{' '}
          <strong>{request.id}</strong>
        </p>
        <Again next={next} />
      </>
    ),
  });
}

function Again({ next }: { readonly next?: string | undefined }): SafeHtml {
  const query = next === undefined ? '' : `?next=${encodeURIComponent(next)}`;
  return (
    <p class="govuk-body">
      <a class="govuk-link" href={`/sign-in${query}`}>
        Sign in again
      </a>
    </p>
  );
}
