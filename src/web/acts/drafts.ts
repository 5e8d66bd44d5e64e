/** Keeping what is typed while it is typed, and throwing it away when asked. */
import type { FastifyInstance } from 'fastify';
import { sendNotFound } from '../errors.tsx';
import {
  bodyOf,
  forget,
  isDraftKey,
  keep,
  seenOf,
  textOf,
  titleIn,
  typedOf,
} from '../forms/keep.ts';
import { signedIn, type Web } from '../web.ts';

/** `POST /drafts` answers the page's script; `POST /drafts/discard` a button. */
export function addDraftRoutes(app: FastifyInstance, web: Web): void {
  app.post('/drafts', async (request, reply) => {
    const body = bodyOf(request.body);
    const key = textOf(body, 'draft');
    if (!isDraftKey(key)) return reply.code(400).send();
    const title = titleIn(body);
    await keep(web, signedIn(request), { key, title, typed: typedOf(body), seen: seenOf(body) });
    return reply.code(204).send();
  });
  app.post('/drafts/discard', async (request, reply) => {
    const key = textOf(bodyOf(request.body), 'draft');
    if (!isDraftKey(key)) return sendNotFound(web, request, reply);
    await forget(web, signedIn(request), key);
    return reply.redirect(key, 303);
  });
}
