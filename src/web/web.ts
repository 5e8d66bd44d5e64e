/** What every page is given, and what it knows of the person asking for it. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Sight } from '../access/may-see.ts';
import type { Stile } from '../cases/stile.ts';
import type { Instant } from '../core/calendar/time.ts';
import type { Actor, AuthorityId } from '../core/family/people.ts';
import type { Protocol } from '../core/protocol/protocol.ts';
import type { Assets } from './kit/assets.ts';
import type { SignInWays } from './sign-in/ways.ts';

/** Made once, when the server starts. */
export interface Web {
  readonly stile: Stile;
  readonly assets: Assets;
  /** The database holds demonstration data: said on every page, and people sign in by choosing a name. */
  readonly demonstration: boolean;
  /** How people sign in who are not invented; none where it is not given. */
  readonly signIn?: SignInWays | undefined;
}

/** The signed-in person, for one request. */
export interface Visitor {
  readonly actor: Actor;
  readonly authority: AuthorityId;
  /** How far they see. */
  readonly sight?: Sight | undefined;
  /** The authority's current protocol: its words are what the person reads. */
  readonly protocol: Protocol;
  readonly session: string;
  readonly csrf: string;
  readonly now: Instant;
  /** When their session ends if they do nothing, and when it ends in any case. */
  readonly ends?: { readonly idle: Instant; readonly last: Instant | null } | undefined;
}

/** A group of pages adds its routes with a function of this shape; `server.ts` calls each. */
export type AddPages = (app: FastifyInstance, web: Web) => void;

declare module 'fastify' {
  interface FastifyRequest {
    /** Set for every route but sign-in, assets and health; `signedIn` reads it. */
    visitor: Visitor | undefined;
  }
}

/** The visitor of a route that needs one. Throws where the route was wrongly left open: a fault. */
export function signedIn(request: FastifyRequest): Visitor {
  if (request.visitor === undefined) throw new Error('This page needs a signed-in person');
  return request.visitor;
}

export function sendPage(reply: FastifyReply, html: string, status = 200): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(html);
}
