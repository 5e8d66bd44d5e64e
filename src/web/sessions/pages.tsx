/** Routes of being signed in: where, for how long yet, and what was sent too late. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { administers } from '../../access/administrator.ts';
import {
  endSessionsOfOther,
  findSignInsOf,
  listSignInLog,
  unlinkAccount,
} from '../../cases/administer-sessions.ts';
import { endOtherSessions, endOwnSession, listOwnSessions } from '../../cases/own-sessions.ts';
import { whenSessionEnds } from '../../cases/sessions.ts';
import { parseInstant } from '../../core/calendar/time.ts';
import type { WorkerId } from '../../core/family/people.ts';
import { sendNotAllowed, sendNotFound } from '../errors.tsx';
import { setFlash } from '../flash.ts';
import { bodyOf, textOf } from '../forms/keep.ts';
import type { Child } from '../jsx/jsx-runtime.ts';
import { plural } from '../kit/words.ts';
import { queryText } from '../policy/read-query.ts';
import { sessionOf } from '../session.ts';
import { shell } from '../shell.tsx';
import { findKept, forgetKept } from '../sign-in/keep-for-later.ts';
import { sendPage, signedIn, type Web } from '../web.ts';
import { KeptPage } from './kept-page.tsx';
import { OthersSessions, OwnSessions, SignInLog } from './page.tsx';

export function addSessionPages(app: FastifyInstance, web: Web): void {
  addOwn(app, web);
  addTime(app, web);
  addKept(app, web);
  addForAdministrators(app, web);
}

function addOwn(app: FastifyInstance, web: Web): void {
  app.get('/sessions', async (request, reply) => {
    const visitor = signedIn(request);
    const sessions = await listOwnSessions(web.stile, visitor, visitor.session);
    const title = 'Where you are signed in';
    return send(web, request, reply, title, <OwnSessions {...{ web, visitor, sessions }} />);
  });
  app.post('/sessions/end', async (request, reply) => {
    const id = textOf(bodyOf(request.body), 'session');
    const ended = await endOwnSession(web.stile, signedIn(request), id);
    setFlash(reply, {
      kind: ended ? 'success' : 'information',
      text: ended ? 'That session has ended.' : 'That session had ended already.',
    });
    return reply.redirect('/sessions', 303);
  });
  app.post('/sessions/end-others', async (request, reply) => {
    const visitor = signedIn(request);
    const ended = await endOtherSessions(web.stile, visitor, visitor.session);
    const text = `${plural(ended, 'other session')} ended.`;
    setFlash(reply, { kind: 'success', text });
    return reply.redirect('/sessions', 303);
  });
}

/** For the page's script: when the session ends, and staying. Asking does not move the end. */
function addTime(app: FastifyInstance, web: Web): void {
  app.get('/session', { config: { open: true, quiet: true } }, async (request, reply) => {
    const held = sessionOf(request, web);
    const ends = held && (await whenSessionEnds(web.stile, held.authority, held.secret));
    reply.header('cache-control', 'no-store');
    if (ends === undefined) return reply.code(401).send({ ends: null });
    return reply.send({ now: web.stile.now(), ends: ends.expires, last: ends.ends });
  });
  app.post('/session', async (request, reply) => {
    const { ends } = signedIn(request);
    reply.header('cache-control', 'no-store');
    return reply.send({ now: web.stile.now(), ends: ends?.idle, last: ends?.last });
  });
}

type Kept = FastifyRequest<{ Params: { kept: string } }>;

function addKept(app: FastifyInstance, web: Web): void {
  const address = ({ params }: Kept): string => `/kept/${encodeURIComponent(params.kept)}`;
  app.get('/kept/:kept', async (request: Kept, reply) => {
    const visitor = signedIn(request);
    const form = await findKept(web, visitor, request.params.kept);
    if (form === undefined) return sendNotFound(web, request, reply);
    const { csrf } = visitor;
    const page = <KeptPage {...{ form, csrf, address: address(request) }} />;
    return send(web, request, reply, 'What you typed is kept', page);
  });
  app.post('/kept/:kept', async (request: Kept, reply) => {
    const visitor = signedIn(request);
    const form = await findKept(web, visitor, request.params.kept);
    if (form === undefined) return sendNotFound(web, request, reply);
    await forgetKept(web, visitor, request.params.kept);
    // The browser sends the same form once more, to where it was meant to go.
    return reply.redirect(form.action, 307);
  });
  app.post('/kept/:kept/discard', async (request: Kept, reply) => {
    await forgetKept(web, signedIn(request), request.params.kept);
    return reply.redirect('/work', 303);
  });
}

type Other = FastifyRequest<{ Params: { worker: string } }>;

function addForAdministrators(app: FastifyInstance, web: Web): void {
  // The directory is where worker ids come from; one that is not in it finds nobody.
  const workerOf = ({ params }: Other): WorkerId => params.worker as WorkerId;
  app.get('/sessions/of/:worker', async (request: Other, reply) => {
    const visitor = signedIn(request);
    if (!administers(visitor.actor)) return refuse(web, request, reply);
    const found = await findSignInsOf(web.stile, visitor, workerOf(request));
    if (found === undefined) return sendNotFound(web, request, reply);
    const title = `Where ${found.worker.name} is signed in`;
    const { csrf } = visitor;
    return send(web, request, reply, title, <OthersSessions {...{ web, csrf, found }} />, {
      href: `/people/${encodeURIComponent(found.worker.id)}`,
      text: found.worker.name,
    });
  });
  app.post('/sessions/of/:worker/end', async (request: Other, reply) => {
    const visitor = signedIn(request);
    if (!administers(visitor.actor)) return refuse(web, request, reply);
    const id = textOf(bodyOf(request.body), 'session') || undefined;
    const worker = workerOf(request);
    const ended = await endSessionsOfOther(web.stile, visitor, { worker, id });
    setFlash(reply, { kind: 'success', text: `${plural(ended, 'session')} ended.` });
    return reply.redirect(`/sessions/of/${encodeURIComponent(worker)}`, 303);
  });
  app.post('/sessions/of/:worker/unlink', async (request: Other, reply) => {
    const visitor = signedIn(request);
    if (!administers(visitor.actor)) return refuse(web, request, reply);
    const issuer = textOf(bodyOf(request.body), 'issuer');
    const worker = workerOf(request);
    const done = await unlinkAccount(web.stile, visitor, { worker, issuer });
    setFlash(reply, {
      kind: done ? 'success' : 'information',
      text: done ? 'That account is no longer linked.' : 'That account was not linked any more.',
    });
    return reply.redirect(`/sessions/of/${encodeURIComponent(worker)}`, 303);
  });
  app.get('/sign-in-log', async (request, reply) => {
    const visitor = signedIn(request);
    const before = parseInstant(queryText(request.query, 'before'));
    const log = await listSignInLog(web.stile, visitor, before.ok ? before.value : undefined);
    if (log === undefined) return refuse(web, request, reply);
    const last = log.length < 100 ? undefined : log.at(-1)?.at;
    const older = last === undefined ? undefined : `/sign-in-log?before=${last}`;
    const title = 'Who came in, and who was refused';
    return send(web, request, reply, title, <SignInLog {...{ web, log, older }} />, {
      href: '/people',
      text: 'People',
    });
  });
}

function refuse(web: Web, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const words = 'Who is signed in is for those who look after the people in Stile.';
  return sendNotAllowed(web, request, reply, words);
}

function send(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  title: string,
  children: Child,
  backLink?: { readonly href: string; readonly text: string },
): FastifyReply {
  return sendPage(reply, shell(web, signedIn(request), request, { title, children, backLink }));
}
