/** The way to a provider of accounts, and back. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { endProviderSessions, type SignOut } from '../../cases/end-provider-sessions.ts';
import { recordSignIn } from '../../cases/record-sign-in.ts';
import { signInWithProvider } from '../../cases/sign-in-with-provider.ts';
import {
  type CookieName,
  giveCookie,
  listCookies,
  readCookie,
  takeCookieBack,
} from '../cookies.ts';
import { sendNotFound } from '../errors.tsx';
import { bodyOf, textOf } from '../forms/keep.ts';
import { queryText } from '../policy/read-query.ts';
import { startSession } from '../session.ts';
import type { Web } from '../web.ts';
import { deviceOf } from './device.ts';
import { safeNext } from './next.ts';
import type { Attempt, Provider } from './provider.ts';
import { sendNotFinished, sendNotLetIn, sendProviderAway } from './refused-page.tsx';
import { noWays, type SignInWays } from './ways.ts';

type Request = FastifyRequest<{ Params: { provider: string } }>;

interface KeptAttempt extends Attempt {
  readonly provider: string;
  readonly next: string | undefined;
}

const MINUTES = 10;
/** One for each attempt, so that signing in again in several tabs works in all of them. */
const cookieOf = (state: string): CookieName => `try_${state.slice(0, 8).replace(/[^\w-]/g, '')}`;
/** Browsers keep no cookie above 4,096 characters. */
const LONGEST = 3500;
/** Before this one: a server takes 16,000 characters of all headers together. */
const MOST_OTHERS = 2;

export function addProviderPages(app: FastifyInstance, web: Web): void {
  const ways = web.signIn ?? noWays;
  const config = { open: true, limited: 'provider' } as const;
  const find = (request: Request): Provider | undefined => {
    const provider = ways.providers.find(({ id }) => id === request.params.provider);
    request.council ??= provider?.authority;
    return provider;
  };

  app.get('/sign-in/with/:provider', { config }, async (request: Request, reply) => {
    const provider = find(request);
    if (provider === undefined) return sendNotFound(web, request, reply);
    const next = safeNext(queryText(request.query, 'next', 2000));
    if (request.visitor !== undefined) return reply.redirect(next ?? '/work', 303);
    const begun = await provider.begin(backTo(ways, provider), web.stile.now());
    if ('away' in begun) {
      ways.log(`The provider ${provider.id} cannot be used: ${begun.away}`);
      await record(web, request, provider, 'provider-away');
      return sendProviderAway(web, request, reply, { name: provider.name, next });
    }
    keepAttempt(request, reply, { ...begun.attempt, provider: provider.id, next });
    return reply.redirect(begun.address, 303);
  });

  app.get('/sign-in/with/:provider/back', { config }, async (request: Request, reply) => {
    const provider = find(request);
    if (provider === undefined) return sendNotFound(web, request, reply);
    return comeBack(web, request, reply, provider);
  });

  // From the provider itself and no browser: no session and no key, its signature is what counts.
  const fromProvider = { open: true, quiet: true, limited: 'ended' } as const;
  app.post(
    '/sign-in/with/:provider/ended',
    { config: fromProvider },
    async (request: Request, reply) => {
      const provider = find(request);
      if (provider === undefined) return sendNotFound(web, request, reply);
      return hearSignOut(web, request, reply, provider);
    },
  );

  app.get('/sign-in/out/:provider', { config }, async (request: Request, reply) => {
    const provider = find(request);
    if (provider === undefined) return sendNotFound(web, request, reply);
    const back = `${ways.address}/sign-in`;
    return reply.redirect(
      (await provider.signOutAddress(back, web.stile.now())) ?? '/sign-in',
      303,
    );
  });
}

async function comeBack(
  web: Web,
  request: Request,
  reply: FastifyReply,
  provider: Provider,
): Promise<FastifyReply> {
  const ways = web.signIn ?? noWays;
  const attempt = takeAttempt(request, reply, queryText(request.query, 'state', 200));
  if (attempt?.provider !== provider.id) {
    // The page was opened again after all had gone well.
    if (request.visitor !== undefined) return reply.redirect('/work', 303);
    await record(web, request, provider, 'answer-not-good');
    return sendNotFinished(web, request, reply);
  }
  const address = new URL(`${ways.address}${request.url}`);
  const answer = await provider.finish(address, attempt, web.stile.now());
  if ('fault' in answer) {
    await record(web, request, provider, answer.fault);
    if (answer.fault === 'cancelled') return reply.redirect('/sign-in', 303);
    ways.log(`Signing in with the provider ${provider.id} failed: ${answer.detail}`);
    return answer.fault === 'provider-away'
      ? sendProviderAway(web, request, reply, { name: provider.name, next: attempt.next })
      : sendNotFinished(web, request, reply);
  }
  const signed = await signInWithProvider(web.stile, provider, answer.claims, {
    how: `provider:${provider.id}`,
    device: deviceOf(request.headers['user-agent']),
    limits: ways.sessions,
  });
  if (!signed.ok) return sendNotLetIn(web, request, reply, provider);
  const { authority } = provider;
  await startSession(request, reply, web, { authority, signedIn: signed.signedIn });
  return reply.redirect(attempt.next ?? '/work', 303);
}

/** 200 where it was heard, 400 where it was not believed or heard before, as the standard has it. */
async function hearSignOut(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  provider: Provider,
): Promise<FastifyReply> {
  const ways = web.signIn ?? noWays;
  const token = textOf(bodyOf(request.body), 'logout_token');
  const read = await provider.readSignOut(token, web.stile.now());
  const fault = 'fault' in read ? read.fault : await endSessions(web, provider, read.signOut);
  if (fault === undefined) return reply.code(200).send();
  ways.log(`A sign-out told by the provider ${provider.id} was not believed: ${fault}`);
  return reply.code(400).type('application/json').send('{"error":"invalid_request"}');
}

/** One registration at a provider can stand for several of Stile's: for staff and for partners, of several councils. */
async function endSessions(
  web: Web,
  { issuer, client }: Provider,
  signOut: SignOut,
): Promise<string | undefined> {
  const same = (web.signIn ?? noWays).providers.filter(
    (each) => each.issuer === issuer && each.client === client,
  );
  const byAuthority = Map.groupBy(same, ({ authority }) => authority);
  const heard = await Promise.all(
    [...byAuthority].map(([authority, theirs]) =>
      endProviderSessions(
        web.stile,
        authority,
        signOut,
        theirs.map(({ id }) => `provider:${id}`),
      ),
    ),
  );
  return heard.includes(true) ? undefined : 'heard before';
}

function backTo({ address }: SignInWays, { id }: Provider): string {
  return `${address}/sign-in/with/${id}/back`;
}

function record(
  web: Web,
  request: Request,
  provider: Provider,
  result: 'answer-not-good' | 'provider-away' | 'cancelled',
): Promise<void> {
  const how = `provider:${provider.id}`;
  const device = deviceOf(request.headers['user-agent']);
  return recordSignIn(web.stile, provider.authority, { how, device, result });
}

function keepAttempt(request: FastifyRequest, reply: FastifyReply, attempt: KeptAttempt): void {
  for (const old of listCookies(request, 'try_').slice(0, -MOST_OTHERS)) takeCookieBack(reply, old);
  const text = packed(attempt);
  // Rather signed in at My work than not at all.
  const kept = text.length > LONGEST ? packed({ ...attempt, next: undefined }) : text;
  giveCookie(reply, cookieOf(attempt.state), kept, MINUTES);
}

function packed(attempt: KeptAttempt): string {
  return Buffer.from(JSON.stringify(attempt)).toString('base64url');
}

/** What was kept for this answer, which is good for one. */
function takeAttempt(
  request: FastifyRequest,
  reply: FastifyReply,
  state: string,
): KeptAttempt | undefined {
  const name = cookieOf(state);
  const text = readCookie(request, name);
  if (text === undefined) return undefined;
  takeCookieBack(reply, name);
  try {
    const read: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return isAttempt(read) ? { ...read, next: safeNext(read.next) } : undefined;
  } catch {
    return undefined;
  }
}

function isAttempt(read: unknown): read is KeptAttempt {
  return (
    typeof read === 'object' &&
    read !== null &&
    ['state', 'nonce', 'verifier', 'provider'].every(
      (name) => name in read && typeof read[name as keyof typeof read] === 'string',
    )
  );
}
