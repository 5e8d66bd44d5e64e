/** Refuses posts that come too fast, and keeps what was typed. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sendTooMany } from '../errors.tsx';
import { keptForm } from '../kept-form.tsx';
import type { Web } from '../web.ts';
import { type Limit, type Limits, makeLimiter } from './limits.ts';

/** Whoever has a concern about a child is never asked to wait. */
const NEVER_LIMITED: ReadonlySet<string> = new Set(['/concern', '/families/:family/concern']);

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Before anybody is known: what is counted, also where a page is only asked for. */
    limited?: 'provider' | 'ended' | 'link';
  }
}

export function limitPosts(app: FastifyInstance, web: Web, limits: Limits): void {
  const limiter = makeLimiter();
  app.addHook('preHandler', async (request, reply) => {
    const route = request.routeOptions.url ?? '';
    const counted = request.method === 'POST' || request.routeOptions.config.limited !== undefined;
    if (!counted || NEVER_LIMITED.has(route)) return undefined;
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
  const { ip, visitor } = request;
  if (route === '/sign-in')
    return [
      [`sign-in from ${ip}`, limits.signInByAddress],
      [`sign-in as ${sent(request, 'person')}`, limits.signInByAccount],
    ];
  const { limited } = request.routeOptions.config;
  if (limited === 'provider') return [[`provider from ${ip}`, limits.providerByAddress]];
  if (limited === 'ended') return [[`ended from ${ip}`, limits.endedByAddress]];
  if (limited === 'link') {
    const email = sent(request, 'email').trim().toLowerCase();
    return [
      [`sign-in from ${ip}`, limits.signInByAddress],
      ...(email === '' ? [] : [[`link to ${email}`, limits.linkByAccount] as const]),
    ];
  }
  return [
    [`post from ${ip}`, limits.postByAddress],
    ...(visitor === undefined
      ? []
      : [[`post by ${visitor.authority} ${visitor.actor.worker}`, limits.postByAccount] as const]),
  ];
}

function sent({ body }: FastifyRequest, name: string): string {
  const value: unknown =
    typeof body === 'object' && body !== null
      ? Object.entries(body).find(([key]) => key === name)?.[1]
      : undefined;
  return String(value ?? '').slice(0, 200);
}
