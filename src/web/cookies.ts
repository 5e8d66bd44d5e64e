/** Every cookie of Stile is given, read and taken back here, and nowhere else. */
import cookie from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    /** People come by https. */
    cookiesAreSecure: boolean;
  }
}

export type CookieName = 'session' | 'visit' | 'flash' | 'link' | `try_${string}`;

export function addCookies(app: FastifyInstance, { secure }: { readonly secure: boolean }): void {
  app.decorate('cookiesAreSecure', secure);
  app.register(cookie);
}

/** Without minutes the browser forgets it when it is closed. */
export function giveCookie(
  reply: FastifyReply,
  name: CookieName,
  value: string,
  minutes?: number,
): void {
  reply.setCookie(fullName(reply.server, name), value, {
    ...attributes(reply.server),
    ...(minutes !== undefined && { maxAge: minutes * 60 }),
  });
}

export function readCookie(request: FastifyRequest, name: CookieName): string | undefined {
  return request.cookies[fullName(request.server, name)];
}

/** The names that begin so, the one given first before the others, as browsers send them. */
export function listCookies(request: FastifyRequest, begins: 'try_'): readonly CookieName[] {
  const start = fullName(request.server, begins);
  return Object.keys(request.cookies)
    .filter((name) => name.startsWith(start))
    .map((name): CookieName => `${begins}${name.slice(start.length)}`);
}

export function takeCookieBack(reply: FastifyReply, name: CookieName): void {
  reply.clearCookie(fullName(reply.server, name), attributes(reply.server));
}

/**
 * With the prefix, browsers take a cookie from this host alone and over https alone: no neighbour under the same domain
 * can plant one. Over plain http they would take none.
 */
function fullName({ cookiesAreSecure }: FastifyInstance, name: CookieName): string {
  return `${cookiesAreSecure ? '__Host-' : ''}stile_${name}`;
}

/** The prefix asks for the whole site and no domain. Providers send browsers back from another site: `lax`. */
function attributes({ cookiesAreSecure }: FastifyInstance) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: cookiesAreSecure } as const;
}
