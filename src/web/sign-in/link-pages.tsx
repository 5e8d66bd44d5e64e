/** Signing in by a link in a mail, for partners where the operator allows it. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  askForSignInLink,
  findSignInLink,
  linkLasts,
  signInByLink,
} from '../../cases/sign-in-link.ts';
import type { AuthorityId } from '../../core/family/people.ts';
import { giveCookie, readCookie, takeCookieBack } from '../cookies.ts';
import { sendForgotten, sendNotFound } from '../errors.tsx';
import { bodyOf, textOf } from '../forms/keep.ts';
import { govuk } from '../kit/govuk.ts';
import { hasVisitKey, startSession, visitKey } from '../session.ts';
import { sendPage, type Web } from '../web.ts';
import { deviceOf } from './device.ts';
import { safeNext } from './next.ts';
import { signInPage } from './page.tsx';
import { sendSignInPage } from './refused-page.tsx';
import { noWays } from './ways.ts';

/** So long a browser is known as the one that asked: longer than the link, which may be some time on its way. */
const BROWSER_MINUTES = 60;

type Request = FastifyRequest<{ Params: { link: string } }>;

export function addLinkPages(app: FastifyInstance, web: Web): void {
  const ways = web.signIn ?? noWays;
  const config = { open: true, limited: 'link' } as const;

  app.post('/sign-in/link', { config }, async (request, reply) => {
    const body = bodyOf(request.body);
    const council = textOf(body, 'council');
    if (!ways.links.includes(council)) return sendNotFound(web, request, reply);
    const typed = textOf(body, 'email').trim().slice(0, 1000);
    const next = safeNext(textOf(body, 'next'));
    const known = hasVisitKey(request);
    const error = known ? faultOf(typed) : OLD_PAGE;
    if (error !== undefined) {
      const csrf = visitKey(request, reply, web);
      const props = { csrf, next, kept: undefined, council, email: { typed, error } };
      return sendPage(reply, await signInPage(web, props), known ? 422 : 403);
    }
    await askForSignInLink(web.stile, council as AuthorityId, {
      email: typed,
      browser: browserOf(request, reply, web),
      next,
      device: deviceOf(request.headers['user-agent']),
    });
    return reply.redirect('/sign-in/link/sent', 303);
  });

  app.get('/sign-in/link/sent', { config: { open: true } }, async (request, reply) =>
    sendSignInPage(web, request, reply, {
      title: 'Look at your e-mail',
      children: (
        <>
          <p class="govuk-body">
            If the council has entered you in Stile with this address, a mail with a link is on its
            way. It can take a minute or two.
          </p>
          <p class="govuk-body">
            Open the link within {linkLasts} minutes,{' '}
            <strong>in this browser on this device</strong>. It works once.
          </p>
          <p class="govuk-body">
            No mail? Look among unwanted mail,{' '}
            <a class="govuk-link" href="/sign-in">
              ask for another link
            </a>
            , or ask the council whether they have your address right.
          </p>
        </>
      ),
    }),
  );

  app.get('/sign-in/link/:link', { config }, async (request: Request, reply) => {
    const link = readLink(web, request);
    const browser = readCookie(request, 'link') ?? '';
    const good = link && (await findSignInLink(web.stile, link, browser));
    if (good === undefined) return sendNoGood(web, request, reply);
    if (good === 'elsewhere') return sendElsewhere(web, request, reply);
    const csrf = visitKey(request, reply, web);
    return sendSignInPage(web, request, reply, {
      title: 'Sign in to Stile',
      children: (
        // A mail scanner that follows links comes this far, and uses nothing up.
        <form method="post" action={`/sign-in/link/${request.params.link}`}>
          <input type="hidden" name="_csrf" value={csrf} />
          {govuk('button', { text: 'Sign in', preventDoubleClick: true })}
        </form>
      ),
    });
  });

  app.post('/sign-in/link/:link', { config }, async (request: Request, reply) => {
    const link = readLink(web, request);
    if (link === undefined) return sendNoGood(web, request, reply);
    if (!hasVisitKey(request)) return sendForgotten(web, request, reply, undefined);
    const signed = await signInByLink(web.stile, link, readCookie(request, 'link') ?? '', {
      device: deviceOf(request.headers['user-agent']),
      limits: ways.sessions,
    });
    if (signed === undefined) return sendNoGood(web, request, reply);
    takeCookieBack(reply, 'link');
    const { authority } = link;
    await startSession(request, reply, web, { authority, signedIn: signed.signedIn });
    return reply.redirect(safeNext(signed.next) ?? '/work', 303);
  });
}

const OLD_PAGE =
  'No link has been sent: this page was too old. Press the button again, and if you keep seeing this, allow cookies for this site in your browser';

function faultOf(email: string): string | undefined {
  if (email === '') return 'Enter your e-mail address';
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) && email.length <= 320
    ? undefined
    : 'Enter an e-mail address in the correct format, like name@example.com';
}

function sendElsewhere(web: Web, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendSignInPage(web, request, reply, {
    status: 403,
    title: 'Open this link in the browser where you asked for it',
    children: (
      <>
        <p class="govuk-body">
          For safety, a link works only in the browser and on the device where it was asked for.
        </p>
        <ul class="govuk-list govuk-list--bullet">
          <li>
            If Stile is still open there, copy the link from the mail and paste it into the address
            bar of that browser.
          </li>
          <li>
            If you want to work here,{' '}
            <a class="govuk-link" href="/sign-in">
              ask for another link here
            </a>
            .
          </li>
        </ul>
      </>
    ),
  });
}

function sendNoGood(web: Web, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendSignInPage(web, request, reply, {
    status: 403,
    title: 'This link does not work any more',
    children: (
      <>
        <p class="govuk-body">
          A link works once, for {linkLasts} minutes, and only as a whole: check that nothing of it
          is missing.
        </p>
        <p class="govuk-body">
          <a class="govuk-link" href="/sign-in">
            Ask for another link
          </a>
        </p>
      </>
    ),
  });
}

/** What the browser that asks for a link holds, and without which the link is no good. */
function browserOf(request: FastifyRequest, reply: FastifyReply, web: Web): string {
  // A second link, asked for because the first was slow, does not spoil the first.
  const browser = readCookie(request, 'link') ?? `${web.stile.newId()}.${web.stile.newId()}`;
  giveCookie(reply, 'link', browser, BROWSER_MINUTES);
  return browser;
}

function readLink(
  web: Web,
  request: Request,
): { readonly authority: AuthorityId; readonly secret: string } | undefined {
  const [authority = '', secret = '', ...more] = request.params.link.split('~');
  const known = (web.signIn ?? noWays).links.includes(authority);
  if (!known || more.length > 0 || !/^[\w.-]{20,150}$/.test(secret)) return undefined;
  // Just found among those with links, which are published.
  const council = authority as AuthorityId;
  request.council ??= council;
  return { authority: council, secret };
}
