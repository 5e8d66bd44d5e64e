import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { findComparison, listComparisons } from '../../cases/queries/list-comparisons.ts';
import { recordFinding } from '../../cases/record-finding.ts';
import { listSearches } from '../../cases/search-families.ts';
import { openFamily, textsOf } from '../acts/open-family.ts';
import { sendNotFound } from '../errors.tsx';
import { setFlash } from '../flash.ts';
import { bodyOf, forget, keep, kept, requestKeyOf, textOf, typedOf } from '../forms/keep.ts';
import { wallTime } from '../forms/read-fields.ts';
import { readForm } from '../kit/read-form.ts';
import { sendPage, signedIn, type Web } from '../web.ts';
import { alikePage } from './alike-page.tsx';
import {
  type Compared,
  type ComparedState,
  comparePage,
  findingFields,
  readFinding,
} from './compare-page.tsx';
import { searchesPage } from './searches-page.tsx';

const ALIKE = '/families/alike';
const TITLE = 'Compare two families';

/** Families that may be the same: which there are, and two of them side by side; and who searched for families. */
export function addAlikePages(app: FastifyInstance, web: Web): void {
  app.get(ALIKE, async (request, reply) => {
    const visitor = signedIn(request);
    const found = await listComparisons(web.stile, visitor);
    return found === undefined
      ? sendNotFound(web, request, reply)
      : sendPage(reply, alikePage(web, visitor, request, found));
  });
  app.get('/families/searches', async (request, reply) => {
    const visitor = signedIn(request);
    const searches = await listSearches(web.stile, visitor);
    return searches === undefined
      ? sendNotFound(web, request, reply)
      : sendPage(reply, searchesPage(web, visitor, request, searches));
  });
  const path = '/families/:family/alike/:other';
  app.get(path, async (request, reply) => {
    const before = await kept(web, signedIn(request), request.url);
    return show(web, request, reply, { typed: before?.typed });
  });
  app.post(path, (request, reply) => record(web, request, reply));
}

async function record(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const visitor = signedIn(request);
  const body = bodyOf(request.body);
  const typed = typedOf(body);
  const read = readForm(findingFields, body, wallTime(visitor.now));
  if ('errors' in read) {
    await keep(web, visitor, { key: request.url, title: TITLE, typed });
    return show(web, request, reply, { typed, errors: read.errors, status: 422 });
  }
  const said = readFinding(read.values);
  const compared = await open(web, request);
  if (compared === undefined || said === undefined) return sendNotFound(web, request, reply);
  const [one, other] = [compared.one.family.id, compared.other.family.id];
  const requestKey = requestKeyOf(body);
  const pair = { family: one, other, requestKey };
  if (!(await recordFinding(web.stile, visitor, { ...pair, ...said })))
    return sendNotFound(web, request, reply);
  await forget(web, visitor, request.url);
  setFlash(reply, {
    kind: 'success',
    text: 'What you found is recorded. Both families stay as they are.',
  });
  return reply.redirect(ALIKE, 303);
}

async function show(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  state: Omit<ComparedState, 'request'>,
): Promise<FastifyReply> {
  const compared = await open(web, request);
  if (compared === undefined) return sendNotFound(web, request, reply);
  const sent = textOf(bodyOf(request.body), 'request');
  const key = sent === '' ? web.stile.newId() : sent;
  const page = comparePage(web, request, compared, { ...state, request: key });
  return sendPage(reply, page, state.status);
}

/** Both families, for somebody who compares them; that they looked at each is recorded. */
async function open(web: Web, request: FastifyRequest): Promise<Compared | undefined> {
  const visitor = signedIn(request);
  const { family = '', other = '' } = textsOf(request.params);
  const comparison = await findComparison(web.stile, visitor, { family, other });
  if (comparison === undefined) return undefined;
  const purpose = 'comparing it with a family that may be the same';
  const one = await openFamily(web, request, purpose, family);
  const second = await openFamily(web, request, purpose, other);
  return one && second && { comparison, one, other: second };
}
