import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, type SignedIn, signOut } from '../../cases/sessions.ts';
import { signInForDemonstration } from '../../cases/sign-in-demonstration.ts';
import type { AuthorityId, WorkerId } from '../../core/family/people.ts';
import { isFromHere, type KeptForm, SendAgain, unpackForm } from '../kept-form.tsx';
import { endSession, hasVisitKey, keyOf, sessionOf, startSession, visitKey } from '../session.ts';
import { shell } from '../shell.tsx';
import { sendPage, signedIn, type Web } from '../web.ts';
import { deviceOf } from './device.ts';
import { safeNext } from './next.ts';
import { signInPage } from './page.tsx';

/** Every character of the largest form may be written as six on its way through the sign-in form. */
const LARGEST_KEPT = 12 * 1024 * 1024;

/** Signing in and out. */
export function addSignIn(app: FastifyInstance, web: Web): void {
  app.get<{ Querystring: Record<string, unknown> }>(
    '/sign-in',
    { config: { open: true } },
    async (request, reply) => {
      const next = safeNext(request.query.next);
      if (request.visitor !== undefined) return reply.redirect(next ?? '/work', 303);
      const csrf = visitKey(request, reply, web);
      const signedOut = request.query.signedOut === 'yes';
      const asked = request.query.council;
      const council = typeof asked === 'string' ? asked : request.council;
      const ended = request.query.ended === 'yes';
      const leave = web.signIn?.providers.find(({ id }) => id === request.query.from);
      const about = { csrf, next, kept: undefined, council, signedOut, ended, leave };
      return sendPage(reply, await signInPage(web, about));
    },
  );

  app.post<{ Body: Record<string, unknown> | undefined }>(
    '/sign-in',
    { config: { open: true }, bodyLimit: LARGEST_KEPT },
    async (request, reply) => {
      if (!hasVisitKey(request)) return sendPage(reply, await askAgain(web, request, reply), 403);
      if (request.body?.person === undefined || !web.demonstration)
        return sendPage(reply, await peopleOf(web, request));
      const [authority = '', worker = ''] = String(request.body.person).split('~');
      if (!web.stile.protocols.authorities.includes(authority))
        return reply.redirect('/sign-in', 303);
      // Just found among the authorities; whether there is such a worker is the next question.
      const where = authority as AuthorityId;
      const device = deviceOf(request.headers['user-agent']);
      const around = { device, ...(web.signIn && { limits: web.signIn.sessions }) };
      const signed = await signInForDemonstration(web.stile, where, worker as WorkerId, around);
      if (signed === undefined) return reply.redirect('/sign-in', 303);
      await startSession(request, reply, web, { authority: where, signedIn: signed });
      const kept = unpackForm(request.body?.kept);
      if (kept === undefined) return reply.redirect(safeNext(request.body?.next) ?? '/work', 303);
      return sendPage(reply, keptPage(web, request, kept, signed, where));
    },
  );

  app.post('/sign-out', async (request, reply) => {
    const held = sessionOf(request, web);
    signedIn(request);
    const how = held && (await signOut(web.stile, held.authority, held.secret));
    endSession(reply);
    // A shared computer: the pages of families must not come back with the back button.
    reply.header('clear-site-data', '"cache"');
    const [, provider] = /^provider:(.+)$/.exec(how ?? '') ?? [];
    const from = provider === undefined ? '' : `&from=${encodeURIComponent(provider)}`;
    return reply.redirect(`/sign-in?signedOut=yes${from}`, 303);
  });
}

function keptPage(
  web: Web,
  request: Parameters<typeof shell>[2],
  kept: KeptForm,
  signed: SignedIn,
  authority: AuthorityId,
): string {
  const csrf = keyOf(signed.secret);
  const children = (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <h1 class="govuk-heading-l">You are signed in, and what you typed is kept</h1>
        <p class="govuk-body">It has not been sent yet. Read it and send it now.</p>
        <SendAgain form={kept} csrf={csrf} />
        <p class="govuk-body">
          <a class="govuk-link" href="/work">
            Do not send it, and go to My work
          </a>
        </p>
      </div>
    </div>
  );
  const visitor = {
    actor: actorOf(signed.worker),
    authority,
    protocol: web.stile.protocols.current(authority),
    session: signed.secret,
    csrf,
    now: web.stile.now(),
  };
  return shell(web, visitor, request, {
    title: 'What you typed is kept',
    children,
  });
}

/** The key of the form is missing or an old one: the page once more, with a new key and all that was typed. */
function askAgain(
  web: Web,
  request: FastifyRequest<{ Body: Record<string, unknown> | undefined }>,
  reply: FastifyReply,
): Promise<string> {
  const { next, kept, council } = request.body ?? {};
  return signInPage(web, {
    csrf: visitKey(request, reply, web),
    next: safeNext(next),
    // From elsewhere it would be somebody else's words.
    kept: isFromHere(request) ? unpackForm(kept) : undefined,
    council: typeof council === 'string' ? council : request.council,
    again: true,
  });
}

/** A council has been chosen, and what was typed came with it. */
function peopleOf(
  web: Web,
  request: FastifyRequest<{ Body: Record<string, unknown> | undefined }>,
): Promise<string> {
  const { _csrf: csrf, next, kept, council } = request.body ?? {};
  return signInPage(web, {
    csrf: String(csrf),
    next: safeNext(next),
    kept: unpackForm(kept),
    council: String(council),
  });
}
