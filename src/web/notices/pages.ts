import type { FastifyInstance } from 'fastify';
import { tryMessageAgain } from '../../cases/deliver-outbox.ts';
import {
  listAstrayMessages,
  listFailedMessages,
} from '../../cases/queries/list-failed-messages.ts';
import { listNotices, markNoticeRead } from '../../cases/queries/list-notices.ts';
import { discardDraft, listOwnDrafts } from '../../cases/save-draft.ts';
import { sendNotAllowed } from '../errors.tsx';
import { setFlash } from '../flash.ts';
import { plural } from '../kit/words.ts';
import { sendPage, signedIn, type Web } from '../web.ts';
import { failedPage, noticesPage, unfinishedPage } from './page.tsx';

type Body = { Body: Record<string, unknown> | undefined };

/** Notices, unfinished work and messages that did not arrive. */
export function addNoticePages(app: FastifyInstance, web: Web): void {
  const { stile } = web;
  app.get('/notices', async (request, reply) => {
    const visitor = signedIn(request);
    const notices = await listNotices(stile, visitor);
    return sendPage(reply, noticesPage(web, visitor, request, notices));
  });
  app.post<Body>('/notices', async (request, reply) => {
    const visitor = signedIn(request);
    if (request.body?.all === 'yes') {
      const unread = (await listNotices(stile, visitor)).filter(({ readAt }) => readAt === null);
      for (const { id } of unread) await markNoticeRead(stile, visitor, id);
      setFlash(reply, {
        kind: 'success',
        text: `${plural(unread.length, 'notice')} marked as read.`,
      });
      return reply.redirect('/notices', 303);
    }
    const read = await markNoticeRead(stile, visitor, String(request.body?.notice ?? ''));
    setFlash(
      reply,
      read
        ? { kind: 'success', text: 'The notice is marked as read.' }
        : { kind: 'information', text: 'The notice was marked as read before.' },
    );
    return reply.redirect('/notices', 303);
  });
  app.get('/unfinished', async (request, reply) => {
    const visitor = signedIn(request);
    const drafts = await listOwnDrafts(stile, visitor);
    return sendPage(reply, unfinishedPage(web, visitor, request, drafts));
  });
  app.post<Body>('/unfinished', async (request, reply) => {
    await discardDraft(stile, signedIn(request), String(request.body?.draft ?? ''));
    setFlash(reply, { kind: 'success', text: 'The unfinished form is thrown away.' });
    return reply.redirect('/unfinished', 303);
  });
  app.get('/messages/failed', async (request, reply) => {
    const visitor = signedIn(request);
    if (visitor.actor.employer !== 'authority')
      return sendNotAllowed(web, request, reply, ONLY_STAFF);
    const failed = await listFailedMessages(stile, visitor);
    const astray = await listAstrayMessages(stile, visitor);
    return sendPage(reply, failedPage(web, visitor, request, { failed, astray }));
  });
  app.post<Body>('/messages/failed', async (request, reply) => {
    const visitor = signedIn(request);
    if (visitor.actor.employer !== 'authority')
      return sendNotAllowed(web, request, reply, ONLY_STAFF);
    const again = await tryMessageAgain(stile, visitor, String(request.body?.message ?? ''));
    setFlash(
      reply,
      again
        ? { kind: 'success', text: 'The message is tried again within a minute.' }
        : { kind: 'information', text: 'The message has arrived in the meantime.' },
    );
    return reply.redirect('/messages/failed', 303);
  });
}

const ONLY_STAFF =
  'Messages that did not arrive are looked after by people who work for the council.';
