/** Refuses posts that come too fast, and keeps what was typed. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sendTooMany } from '../errors.tsx';
import { keptForm } from '../kept-form.tsx';
import type { Web } from '../web.ts';
import { type Limit, type Limits, makeLimiter } from './limits.ts';

/** Whoever has a concern about a child is never asked to wait. */
const NEVER_LIMITED: ReadonlySet<string> = new Set(['/concern', '/families/:family/concern']);

export function limitPosts(app: FastifyInstance, web: Web, limits: Limits): void {
  const limiter = makeLimiter();
  app.addHook('preHandler', async (request, reply) => {
    const route = request.routeOptions.url ?? '';
    if (request.method !== 'POST' || NEVER_LIMITED.has(route)) return undefined;
    const now = web.stile.now();
    const waits = countsFor(request, route, limits).map(([key, limit]) =>
      limiter.take(key, limit, now),
    );
    const wait = Math.max(...waits.map((each) => each ?? 0));
    if (wait === 0) return undefined;
    reply.header('retry-after', String(wait));
    return sendTooMany(web, request, reply, { wait, kept: keptForm(request) });
  });
}

function countsFor(
  request: FastifyRequest,
  route: string,
  limits: Limits,
): readonly (readonly [string, Limit])[] {
  const { ip, visitor, body } = request;
  if (route === '/sign-in') {
    const account =
      typeof body === 'object' && body !== null && 'person' in body ? String(body.person) : '';
    return [
      [`sign-in from ${ip}`, limits.signInByAddress],
      [`sign-in as ${account.slice(0, 200)}`, limits.signInByAccount],
    ];
  }
  return [
    [`post from ${ip}`, limits.postByAddress],
    ...(visitor === undefined
      ? []
      : [[`post by ${visitor.authority} ${visitor.actor.worker}`, limits.postByAccount] as const]),
  ];
}
