/** The policy itself, readable in the app: every rule with where it comes from and where it applies. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ownsPolicy } from '../../access/policy-owner.ts';
import { decidesOnRecords } from '../../access/records-keeper.ts';
import type { ProtocolKey } from '../../core/protocol/protocol.ts';
import { pathwayBpmn } from '../../drawing/bpmn.ts';
import { drawPathway } from '../../drawing/draw-pathway.ts';
import { sendNotFound } from '../errors.tsx';
import type { SafeHtml } from '../jsx/safe-html.ts';
import { shell } from '../shell.tsx';
import { sendPage, signedIn, type Web } from '../web.ts';
import { policyPage } from './about-page.tsx';
import { checkPage } from './check-page.tsx';
import { clausePage, clausesPage } from './clauses-page.tsx';
import { clocksPage } from './clocks-page.tsx';
import { coveragePage } from './coverage-page.tsx';
import { gatesPage } from './gates-page.tsx';
import { asQuery } from './hrefs.ts';
import { pathwayPage, pathwaysPage } from './pathway-page.tsx';
import type { Reading } from './pieces.tsx';
import { queryText } from './read-query.ts';
import { recordsPage } from './records-page.tsx';
import { addRetentionPages } from './retention-routes.ts';
import { addVersionPages } from './version-routes.ts';

interface Shown {
  readonly title: string;
  readonly children: SafeHtml;
  readonly back?: { readonly href: string; readonly text: string };
}

type Show = (
  reading: Reading,
  request: FastifyRequest,
) => Shown | undefined | Promise<Shown | undefined>;

/** Adds /policy and all below it. */
export function addPolicyPages(app: FastifyInstance, web: Web): void {
  const get = (path: string, show: Show): void => {
    app.get(path, async (request, reply) => send(web, request, reply, show));
  };
  get('/policy', (reading, request) => {
    const { now, authority } = signedIn(request);
    const calendar = web.stile.calendarOf(authority);
    return { title: 'About the policy', children: policyPage({ reading, calendar, now }) };
  });
  get('/policy/pathways', (reading) => ({
    title: 'Pathways of the policy',
    children: pathwaysPage(reading),
  }));
  get('/policy/pathways/:pathway', async (reading, request) => {
    const id = param(request, 'pathway');
    const pathway = [...reading.protocol.pathways.values()].find((each) => each.id === id);
    if (pathway === undefined) return undefined;
    return {
      title: `${pathway.title}, pathway of the policy`,
      children: pathwayPage(reading, pathway, await drawPathway(reading.protocol, pathway)),
      back: { href: `/policy/pathways${asQuery(reading.version)}`, text: 'All pathways' },
    };
  });
  app.get('/policy/pathways/:pathway/bpmn', async (request, reply) => {
    const reading = readingOf(web, request);
    const id = param(request, 'pathway');
    const pathway = [...(reading?.protocol.pathways.values() ?? [])].find((each) => each.id === id);
    if (reading === undefined || pathway === undefined) return sendNotFound(web, request, reply);
    return reply
      .type('application/xml; charset=utf-8')
      .header('content-disposition', `attachment; filename="${pathway.id}.bpmn"`)
      .send(await pathwayBpmn(reading.protocol, pathway));
  });
  get('/policy/gates', (reading) => ({
    title: 'What must be in place before a step',
    children: gatesPage(reading),
  }));
  get('/policy/clocks', (reading) => ({
    title: 'Clocks and duties of the policy',
    children: clocksPage(reading),
  }));
  get('/policy/records', (reading) => ({
    title: 'Records and forms of the policy',
    children: recordsPage(reading),
  }));
  get('/policy/clauses', (reading, { query }) => {
    const q = queryText(query, 'q').trim();
    const treatment = queryText(query, 'treatment');
    return {
      title: q === '' ? 'Clauses of the policy' : `Clauses with “${q}”`,
      children: clausesPage(reading, { q, treatment }),
    };
  });
  get('/policy/clauses/:clause', (reading, request) => {
    const id = param(request, 'clause').toUpperCase();
    const clause = [...reading.protocol.clauses.values()].find((each) => each.id === id);
    if (clause === undefined) return undefined;
    return {
      title: `Clause ${clause.id} of the policy`,
      children: clausePage(reading, clause),
      back: { href: `/policy/clauses${asQuery(reading.version)}`, text: 'All clauses' },
    };
  });
  get('/policy/coverage', (reading) => ({
    title: 'How each clause is covered',
    children: coveragePage(reading),
  }));
  get('/policy/check', (reading) => ({
    title: 'The policy, checked before it is used',
    children: checkPage(reading),
  }));
  addVersionPages(app, web);
  addRetentionPages(app, web);
}

async function send(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  show: Show,
): Promise<FastifyReply> {
  const visitor = signedIn(request);
  const reading = readingOf(web, request);
  const shown = reading && (await show(reading, request));
  if (shown === undefined) return sendNotFound(web, request, reply);
  return sendPage(
    reply,
    shell(web, visitor, request, {
      title: shown.title,
      children: shown.children,
      current: '/policy',
      backLink: shown.back,
    }),
  );
}

/** The current version, or the one asked for: a transfer may be bound to one that is no longer current, and one may be yet to come. */
function readingOf(web: Web, request: FastifyRequest): Reading | undefined {
  const { authority, actor, protocol: current } = signedIn(request);
  const owner = ownsPolicy(current, actor);
  const keeper = decidesOnRecords(current, actor);
  const coming = web.stile.protocols.coming(authority);
  const version = queryText(request.query, 'version');
  if (version === '' || version === current.about.version)
    return { protocol: current, version: undefined, coming, owner, keeper };
  // Only looked up: a key that names nothing finds nothing.
  const protocol = web.stile.protocols.get(`${authority}/${version}` as ProtocolKey);
  return protocol === undefined ? undefined : { protocol, version, coming, owner, keeper };
}

function param(request: FastifyRequest, name: string): string {
  return queryText(request.params, name);
}
