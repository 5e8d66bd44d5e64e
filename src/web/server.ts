/** The web server: what holds for every page, and the groups of pages. */
import compress from '@fastify/compress';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { describeFault, isDatabaseAway, isRefusedByDatabase } from '../cases/describe-fault.ts';
import { addAboutPages } from './about/pages.tsx';
import { PurposeNeeded } from './acts/open-family.ts';
import { addActPages } from './acts/pages.ts';
import { addCookies } from './cookies.ts';
import { sendAway, sendFault, sendNotAllowed, sendNotFound, sendTooLarge } from './errors.tsx';
import { addFamilyPages } from './family/pages.ts';
import { dropFlash } from './flash.ts';
import { addGuardPages } from './guard/pages.ts';
import { keptForm } from './kept-form.tsx';
import { assetsPlugin } from './kit/assets.ts';
import { JS_ENABLED_HASH } from './kit/govuk.ts';
import { limitPosts } from './operation/limit-posts.ts';
import type { Limits } from './operation/limits.ts';
import type { ObservedRequest } from './operation/metrics.ts';
import { addOperationPages, type Operation } from './operation/pages.ts';
import { addOverviewPages } from './overview/pages.ts';
import { addPeopleDirectoryPages } from './people/pages.ts';
import { addSessions } from './session.ts';
import { addSessionPages } from './sessions/pages.tsx';
import { addLinkPages } from './sign-in/link-pages.tsx';
import { addSignIn } from './sign-in/pages.tsx';
import { addProviderPages } from './sign-in/provider-pages.ts';
import type { Scan } from './uploads/clamav.ts';
import { addUploads } from './uploads/read-uploads.ts';
import type { Web } from './web.ts';
import { withoutNul } from './without-nul.ts';

export interface WebOptions {
  /** People come by https: cookies travel only there, and browsers are told to stay there. */
  readonly secure: boolean;
  /** Faults, with the number that the person was shown. */
  readonly log: (message: string, request?: string) => void;
  /** Proxies whose word on where a request comes from is believed. */
  readonly proxies?: readonly string[];
  /** Without them nothing is limited: tests send faster than people. */
  readonly limits?: Limits;
  readonly operation?: Operation;
  /** Looks for viruses in uploads; without it nobody does. */
  readonly scan?: Scan | undefined;
  /** Goes on with a request in a way that what follows is known to be of it. */
  readonly within?: ((request: string, go: () => void) => void) | undefined;
  /** Is told of every request when it has been answered. */
  readonly answered?: (request: ObservedRequest) => void;
}

/** Room for a long assessment; what is longer is refused kindly. */
const LARGEST_FORM = 2 * 1024 * 1024;

/** In milliseconds, for a request to arrive whole: a long upload on a slow line, and no line kept open for ever. */
const LONGEST_ARRIVAL = 120_000;
const LONGEST_PATH = 1000;
/** No page of ours is there. */
const NOWHERE = '/nowhere';

/** The server, ready to listen or to be asked in a test. */
export function buildWeb(web: Web, options: WebOptions): FastifyInstance {
  const app = fastify({
    bodyLimit: LARGEST_FORM,
    requestTimeout: LONGEST_ARRIVAL,
    // Empty means that no word of any proxy is believed.
    trustProxy: (options.proxies ?? []).length > 0 ? [...(options.proxies ?? [])] : false,
    // What comes while the server is being stopped is still answered; its connection then ends.
    return503OnClosing: false,
    genReqId: () => web.stile.newId().replaceAll('-', '').slice(0, 12),
    // What the router itself refuses would be answered without any of our headers, so it gets nothing to refuse.
    rewriteUrl: ({ url = '/' }) => (isAddress(url) ? url.replaceAll('%00', '') : NOWHERE),
    routerOptions: { maxParamLength: LONGEST_PATH, ignoreTrailingSlash: true },
  });
  const { within } = options;
  // A second time when the form has been read, which is done in the name of the connection.
  if (within !== undefined) {
    app.addHook('onRequest', (request, _reply, done) => within(request.id, done));
    app.addHook('preValidation', (request, _reply, done) => within(request.id, done));
  }
  addHeaders(app, options);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    options.answered?.({
      id: request.id,
      method: request.method,
      route: request.is404 ? 'none' : (request.routeOptions.url ?? 'none'),
      status: reply.statusCode,
      milliseconds: reply.elapsedTime,
    });
  });
  // Before the plugin of the cookies, whose own hook writes what this one says.
  app.addHook('onSend', async (request, reply) => {
    if (request.method === 'GET' && isPage(reply) && reply.statusCode < 300)
      dropFlash(request, reply);
  });
  addCookies(app, options);
  // Forms are all that is ever sent here; the database takes no NUL in any of their words.
  app.removeAllContentTypeParsers();
  app.register(formbody, { bodyLimit: LARGEST_FORM });
  app.addHook('preValidation', async (request) => {
    request.body = withoutNul(request.body);
  });
  // Pages hold a form key and words of others: with cookies that stay within the site, nobody elsewhere can ask for
  // a page in a person's name, so that its compressed length betrays nothing.
  app.register(compress, { encodings: ['gzip'], threshold: 2048, zlibOptions: { level: 5 } });
  app.register(assetsPlugin, { assets: web.assets });
  app.register(async (pages) => {
    addPages(pages, web, options);
  });
  return app;
}

function addPages(app: FastifyInstance, web: Web, options: WebOptions): void {
  addSessions(app, web);
  if (options.limits !== undefined) limitPosts(app, web, options.limits);
  addUploads(app, { scan: options.scan, log: options.log });
  app.setNotFoundHandler((request, reply) => sendNotFound(web, request, reply));
  app.setErrorHandler((error, request, reply) => answerFault(error, request, reply, web, options));
  addSignIn(app, web);
  addProviderPages(app, web);
  addLinkPages(app, web);
  addSessionPages(app, web);
  addAboutPages(app, web);
  addOperationPages(app, web, options.operation);
  addFamilyPages(app, web);
  addActPages(app, web);
  addOverviewPages(app, web);
  addGuardPages(app, web);
  addPeopleDirectoryPages(app, web);
}

function addHeaders(app: FastifyInstance, { secure }: WebOptions): void {
  app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'", `'${JS_ENABLED_HASH}'`],
        'style-src': ["'self'"],
        'img-src': ["'self'"],
        'font-src': ["'self'"],
        'connect-src': ["'self'"],
        'manifest-src': ["'self'"],
        'form-action': ["'self'"],
        'base-uri': ["'none'"],
        'frame-ancestors': ["'none'"],
        // Only where there is https to go to: on plain http it would ask for every asset in vain.
        ...(secure ? { 'upgrade-insecure-requests': [] } : {}),
      },
    },
    frameguard: { action: 'deny' },
    strictTransportSecurity: secure ? { maxAge: 31_536_000 } : false,
    // `no-referrer` would take the origin away that tells our own forms from others'.
    referrerPolicy: { policy: 'same-origin' },
  });
  app.addHook('onSend', async (request, reply, payload) => {
    // An address may bear what somebody typed; a header takes none of it that is not ASCII.
    const location = reply.getHeader('location');
    if (typeof location === 'string' && /[^\x21-\x7e]/.test(location))
      reply.header('location', encodeURI(location.toWellFormed()));
    if (!isPage(reply)) {
      // Downloads and the like; what may be kept says so itself.
      if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
      return;
    }
    // Personal data is kept nowhere. A form to fill in is kept for the back button alone, so that what was typed is
    // there (promise 10); signing out clears it.
    const keep = request.visitor === undefined || isForm(payload);
    reply.header('cache-control', keep ? 'private, no-cache' : 'no-store');
    reply.header('permissions-policy', 'camera=(), microphone=(), geolocation=()');
  });
}

/** Whether the path can be read at all, and holds nothing that the database takes in no word. */
function isAddress(url: string): boolean {
  const path = url.split(/[?;#]/, 1)[0] ?? '';
  try {
    return path.length <= LONGEST_PATH && !decodeURIComponent(path).includes('\u0000');
  } catch {
    return false;
  }
}

function isForm(payload: unknown): boolean {
  return typeof payload === 'string' && payload.includes(' data-draft="yes"');
}

function isPage(reply: FastifyReply): boolean {
  return String(reply.getHeader('content-type') ?? '').startsWith('text/html');
}

function answerFault(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  web: Web,
  { log }: WebOptions,
): FastifyReply {
  if (error instanceof PurposeNeeded) return reply.redirect(error.href, 303);
  const status = statusOf(error);
  if (status === 413) return sendTooLarge(web, request, reply);
  // What was asked could not be read: an address or a form that no page of ours makes.
  if (status >= 400 && status < 500) return sendNotFound(web, request, reply);
  const where = `${request.method} ${request.routeOptions.url ?? '-'}`;
  log(`${request.id} ${where}: ${describeFault(error)}`, request.id);
  if (isDatabaseAway(error)) return sendAway(web, request, reply, keptForm(request));
  if (isRefusedByDatabase(error))
    return sendNotAllowed(web, request, reply, 'This is not for you to see or to change.');
  return sendFault(web, request, reply, keptForm(request));
}

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return 500;
  return typeof error.statusCode === 'number' ? error.statusCode : 500;
}
