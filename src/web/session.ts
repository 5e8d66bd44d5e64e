/** Who is asking: from the browser's cookie to the session in the database, and the key that every form carries. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { countUnreadNotices } from '../cases/queries/list-notices.ts';
import { findSession, type SignedIn, signOut } from '../cases/sessions.ts';
import { withSight } from '../cases/subject-of.ts';
import type { AuthorityId } from '../core/family/people.ts';
import { giveCookie, readCookie, takeCookieBack } from './cookies.ts';
import { sendForgotten } from './errors.tsx';
import { keptForm } from './kept-form.tsx';
import { keepForLater } from './sign-in/keep-for-later.ts';
import { signInPage } from './sign-in/page.tsx';
import type { Web } from './web.ts';
import { sendPage } from './web.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route is for people who are not signed in as well. */
    open?: boolean;
    /** Asking it is no use of a session: a page asks when the session ends, and must not move that by asking. */
    quiet?: boolean;
  }
  interface FastifyRequest {
    /** Notices that wait for the visitor; shown in the navigation. */
    unread: number;
    /** The council that the browser's session was for, signed in or not, or that this way in leads to. */
    council: AuthorityId | undefined;
    /** Why it could not be seen who is asking. */
    sessionFault: unknown;
  }
}

/** Adds the hooks: session, then sign-in where it is needed, then the key of every form. */
export function addSessions(app: FastifyInstance, web: Web): void {
  app.decorateRequest('visitor', undefined);
  app.decorateRequest('unread', 0);
  app.decorateRequest('urgentUntil', undefined);
  app.decorateRequest('council', undefined);
  app.decorateRequest('sessionFault', undefined);
  app.addHook('onRequest', async (request) => {
    if (isAsset(request) || request.routeOptions.config.quiet === true) return;
    try {
      await readSession(request, web);
    } catch (fault) {
      // Told only when the form has been read, so that what was typed is on the page of the fault.
      request.sessionFault = fault;
    }
  });
  app.addHook('preHandler', async (request, reply) => {
    const { open } = request.routeOptions.config;
    // The page with the numbers to ring is there for everybody at all times.
    if (request.sessionFault !== undefined && !(open === true && request.method === 'GET'))
      throw request.sessionFault;
    if (isAsset(request) || request.is404) return undefined;
    if (request.method === 'POST' && request.headers['sec-fetch-site'] === 'cross-site')
      return sendForgotten(web, request, reply, undefined);
    if (open === true) return undefined;
    if (request.visitor === undefined) return askToSignIn(request, reply, web);
    if (request.method === 'POST' && !hasKey(request, request.visitor.csrf))
      return sendForgotten(web, request, reply, keptForm(request));
    return undefined;
  });
}

/** Gives the browser its session; whoever it was before is signed out: nobody is two people at once. */
export async function startSession(
  request: FastifyRequest,
  reply: FastifyReply,
  web: Web,
  { authority, signedIn }: { readonly authority: AuthorityId; readonly signedIn: SignedIn },
): Promise<void> {
  const before = sessionOf(request, web);
  if (before !== undefined) await signOut(web.stile, before.authority, before.secret);
  giveCookie(reply, 'session', `${authority}~${signedIn.secret}`);
}

export function endSession(reply: FastifyReply): void {
  takeCookieBack(reply, 'session');
}

/** The authority and the secret that the browser holds. */
export function sessionOf(
  request: FastifyRequest,
  web: Web,
): { readonly authority: AuthorityId; readonly secret: string } | undefined {
  const [authority = '', secret = ''] = (readCookie(request, 'session') ?? '').split('~');
  if (secret === '' || !web.stile.protocols.authorities.includes(authority)) return undefined;
  // Just found among the authorities.
  return { authority: authority as AuthorityId, secret };
}

/** The key of the sign-in form, kept in a cookie of its own: before there is a session, the form is known as ours by it. */
export function visitKey(request: FastifyRequest, reply: FastifyReply, web: Web): string {
  const known = readCookie(request, 'visit');
  const secret = known ?? web.stile.newId();
  if (known === undefined) giveCookie(reply, 'visit', secret);
  return keyOf(secret);
}

/** Whether the sign-in form is one that this browser was given. */
export function hasVisitKey(request: FastifyRequest): boolean {
  const secret = readCookie(request, 'visit');
  return secret !== undefined && hasKey(request, keyOf(secret));
}

/** The key of forms that goes with a session's secret, which it does not betray. */
export function keyOf(secret: string): string {
  return createHmac('sha256', secret).update('form key').digest('base64url');
}

async function readSession(request: FastifyRequest, web: Web): Promise<void> {
  const held = sessionOf(request, web);
  if (held === undefined) return;
  request.council = held.authority;
  const limits = web.signIn?.sessions;
  const session = await findSession(web.stile, held.authority, held.secret, limits);
  if (session === undefined) return;
  const { actor, authority } = session;
  const viewer = { actor, authority, now: web.stile.now() };
  const [{ sight }, unread] = await Promise.all([
    withSight(web.stile, viewer),
    countUnreadNotices(web.stile, viewer),
  ]);
  request.visitor = {
    ...viewer,
    sight,
    protocol: web.stile.protocols.current(session.authority),
    session: held.secret,
    csrf: keyOf(held.secret),
    ends: { idle: session.expires, last: session.ends },
  };
  request.unread = unread;
}

async function askToSignIn(
  request: FastifyRequest,
  reply: FastifyReply,
  web: Web,
): Promise<FastifyReply> {
  const { council } = request;
  if (request.method !== 'POST') {
    const ended = council === undefined ? '' : '&ended=yes';
    return reply.redirect(`/sign-in?next=${encodeURIComponent(request.url)}${ended}`, 303);
  }
  const kept = keptForm(request);
  const csrf = visitKey(request, reply, web);
  const next = kept && (await keepForLater(web, sessionOf(request, web), kept));
  return sendPage(reply, await signInPage(web, { csrf, next, kept, council }), 403);
}

function hasKey(request: FastifyRequest, key: string): boolean {
  const { body } = request;
  const sent =
    typeof body === 'object' && body !== null && '_csrf' in body ? body._csrf : undefined;
  if (typeof sent !== 'string') return false;
  const [given, wanted] = [Buffer.from(sent), Buffer.from(key)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function isAsset(request: FastifyRequest): boolean {
  return (
    request.url.startsWith('/assets/') ||
    request.url === '/favicon.ico' ||
    request.url === '/health'
  );
}
