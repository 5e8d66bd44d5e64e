/** From one version of the policy to the next: is it sound, what changed, and who moves to it. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ownsPolicy, policyOwners } from '../../access/policy-owner.ts';
import { decidesOnRecords } from '../../access/records-keeper.ts';
import { moveTransfers } from '../../cases/move-transfers.ts';
import { listVersions } from '../../cases/queries/list-versions.ts';
import { previewMoves } from '../../cases/queries/preview-moves.ts';
import type { Protocol } from '../../core/protocol/protocol.ts';
import { sendNotAllowed, sendNotFound } from '../errors.tsx';
import { setFlash } from '../flash.ts';
import { bodyOf, requestKeyOf, textOf } from '../forms/keep.ts';
import { list, plural } from '../kit/words.ts';
import { shell } from '../shell.tsx';
import { sendPage, signedIn, type Web } from '../web.ts';
import { comparePage } from './compare-page.tsx';
import { confirmId, movedPage, movePage } from './move-page.tsx';
import type { Reading } from './pieces.tsx';
import { queryText } from './read-query.ts';

/** Adds /policy/compare and /policy/move; /policy/check is a page like the others of the policy. */
export function addVersionPages(app: FastifyInstance, web: Web): void {
  app.get('/policy/compare', (request, reply) => sendCompare(web, request, reply));
  app.get('/policy/move', (request, reply) =>
    forOwner(web, request, reply, () =>
      sendPreview(web, request, reply, queryText(request.query, 'to')),
    ),
  );
  app.get('/policy/move/done', (request, reply) =>
    forOwner(web, request, reply, () => sendDone(web, request, reply)),
  );
  app.post('/policy/move', (request, reply) =>
    forOwner(web, request, reply, () => move(web, request, reply)),
  );
}

async function sendCompare(web: Web, request: FastifyRequest, reply: FastifyReply) {
  const visitor = signedIn(request);
  const versions = await listVersions(web.stile, visitor);
  const chosen = (name: string): Protocol | undefined => {
    const version = queryText(request.query, name);
    return versions.find(({ protocol }) => protocol.about.version === version)?.protocol;
  };
  const asked = ['from', 'to'].some((name) => queryText(request.query, name) !== '');
  if (asked && (chosen('from') === undefined || chosen('to') === undefined))
    return sendNotFound(web, request, reply);
  // Without a choice: what the latest version changed.
  const [latest, before] = versions.map(({ protocol }) => protocol);
  const two = before === undefined ? undefined : { from: before, to: latest };
  return sendPage(
    reply,
    shell(web, visitor, request, {
      title: 'What changed between versions of the policy',
      current: '/policy',
      children: comparePage({
        reading: readingFor(web, request),
        versions,
        from: chosen('from') ?? two?.from,
        to: chosen('to') ?? two?.to,
      }),
    }),
  );
}

async function forOwner(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  act: () => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const { protocol, actor } = signedIn(request);
  if (ownsPolicy(protocol, actor)) return act();
  const owners = list(
    policyOwners(protocol).map(({ title }) => title),
    'or',
  );
  const whose = owners === '' ? 'whoever looks after the policy' : owners;
  return sendNotAllowed(
    web,
    request,
    reply,
    `Moving transfers to another version is for the ${whose}.`,
  );
}

async function sendPreview(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  version: string,
  unconfirmed = false,
): Promise<FastifyReply> {
  const visitor = signedIn(request);
  const versions = await listVersions(web.stile, visitor);
  const to =
    version === ''
      ? visitor.protocol
      : versions.find(({ protocol }) => protocol.about.version === version)?.protocol;
  if (to === undefined) return sendNotFound(web, request, reply);
  const preview = await previewMoves(web.stile, visitor, to.key);
  const reading = readingFor(web, request);
  return sendPage(
    reply,
    shell(web, visitor, request, {
      title: `Move open transfers to version ${to.about.version}`,
      current: '/policy',
      errors: unconfirmed
        ? [{ message: 'Select that you have read the list', href: `#${confirmId}` }]
        : [],
      children: movePage({ web, visitor, reading, versions, to, preview, unconfirmed }),
    }),
    unconfirmed ? 422 : 200,
  );
}

async function move(web: Web, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const visitor = signedIn(request);
  const body = bodyOf(request.body);
  const version = textOf(body, 'to').slice(0, 100);
  const versions = await listVersions(web.stile, visitor);
  const target = versions.find(({ protocol }) => protocol.about.version === version);
  if (target === undefined) return sendNotFound(web, request, reply);
  if (textOf(body, 'confirm') !== 'yes') return sendPreview(web, request, reply, version, true);
  const done = await moveTransfers(web.stile, visitor, {
    to: target.protocol.key,
    seen: textOf(body, 'seen'),
    requestKey: requestKeyOf(body),
  });
  const query = `to=${encodeURIComponent(version)}`;
  if (!done.ok) {
    if (done.because === 'not-theirs' || done.because === 'no-version')
      return sendNotAllowed(web, request, reply, done.message);
    setFlash(reply, { kind: 'information', text: done.message });
    return reply.redirect(`/policy/move?${query}`, 303);
  }
  const stuck = done.left.filter(({ result }) => result === 'stuck').length;
  const left = stuck === 0 ? '' : ` ${stuck} could not be moved.`;
  setFlash(reply, {
    kind: 'success',
    text: `${plural(done.moved.length, 'transfer')} moved to version ${version}.${left}`,
  });
  return reply.redirect(`/policy/move/done?${query}`, 303);
}

async function sendDone(web: Web, request: FastifyRequest, reply: FastifyReply) {
  const visitor = signedIn(request);
  const version = queryText(request.query, 'to');
  const versions = await listVersions(web.stile, visitor);
  const to = versions.find(({ protocol }) => protocol.about.version === version)?.protocol;
  if (to === undefined) return sendNotFound(web, request, reply);
  const preview = await previewMoves(web.stile, visitor, to.key);
  return sendPage(
    reply,
    shell(web, visitor, request, {
      title: `Transfers on version ${version}`,
      current: '/policy',
      backLink: { href: `/policy/move?to=${encodeURIComponent(version)}`, text: 'What would move' },
      children: movedPage({ reading: readingFor(web, request), to, preview }),
    }),
  );
}

function readingFor(web: Web, request: FastifyRequest): Reading {
  const { protocol, actor, authority } = signedIn(request);
  const coming = web.stile.protocols.coming(authority);
  return {
    protocol,
    version: undefined,
    coming,
    owner: ownsPolicy(protocol, actor),
    keeper: decidesOnRecords(protocol, actor),
  };
}
