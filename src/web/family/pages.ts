import type { FastifyInstance, FastifyRequest } from 'fastify';
import { getHistory, listLooks } from '../../cases/queries/get-history.ts';
import { listComparisonsOf } from '../../cases/queries/list-comparisons.ts';
import { parseDay } from '../../core/calendar/time.ts';
import { isFamilyId, openFamily, textsOf } from '../acts/open-family.ts';
import { addExportPages } from '../exports/routes.ts';
import { addFamiliesPages } from '../families/pages.ts';
import { addNoticePages } from '../notices/pages.ts';
import { sendNotOpen } from '../sharing/not-shared-page.tsx';
import { sendPage, signedIn, type Web } from '../web.ts';
import { addWorkPages } from '../work/pages.ts';
import { addAsOfPages } from './as-of-pages.ts';
import { isHistoryKind } from './history-kinds.ts';
import { historyPage } from './history-page.tsx';
import { lookedPage } from './looked-page.tsx';
import { addMapPages } from './map-pages.tsx';
import { overviewPage } from './overview.tsx';
import { addPeoplePages } from './people-pages.ts';
import { tellHistory } from './tell-history.tsx';

const LATEST = 5;
/** Lines of who has looked on one page; a day is never parted. */
const LOOKS_ON_A_PAGE = 100;

/** My work, finding and registering families, and each family's own pages. */
export function addFamilyPages(app: FastifyInstance, web: Web): void {
  addWorkPages(app, web);
  addFamiliesPages(app, web);
  addNoticePages(app, web);
  addPeoplePages(app, web);
  addAsOfPages(app, web);
  addMapPages(app, web);
  addExportPages(app, web);
  const { stile } = web;
  app.get('/families/:family', async (request, reply) => {
    const id = textsOf(request.params).family ?? '';
    const [{ scene, entries }, alike] = await Promise.all([
      openWithHistory(web, request, 'family page'),
      isFamilyId(id) ? listComparisonsOf(stile, signedIn(request), id) : [],
    ]);
    if (scene === undefined) return sendNotOpen(web, request, reply);
    const { authority } = scene.visitor;
    const events = entries.map((entry) => entry.event);
    const latest = tellHistory(stile.protocols, authority, events, LATEST);
    return sendPage(reply, overviewPage(scene, request, { events, latest, alike }));
  });
  app.get('/families/:family/history', async (request, reply) => {
    const { scene, entries } = await openWithHistory(web, request, 'history');
    if (scene === undefined) return sendNotOpen(web, request, reply);
    const { authority } = scene.visitor;
    const told = tellHistory(
      stile.protocols,
      authority,
      entries.map((entry) => entry.event),
    );
    const kind = scene.query.kind ?? '';
    return sendPage(
      reply,
      historyPage(scene, request, { told, kind: isHistoryKind(kind) ? kind : undefined }),
    );
  });
  app.get('/families/:family/looked', async (request, reply) => {
    const scene = await openFamily(web, request, 'who has looked');
    if (scene === undefined) return sendNotOpen(web, request, reply);
    const day = parseDay(scene.query.before ?? '');
    const which = { before: day.ok ? day.value : undefined, most: LOOKS_ON_A_PAGE };
    const looks = (await listLooks(stile, scene.visitor, scene.family.id, which)) ?? [];
    const more = looks.length >= LOOKS_ON_A_PAGE;
    return sendPage(reply, lookedPage(scene, request, { looks, before: which.before, more }));
  });
}

/** The family and its history, asked for together. Nothing is shown before it is recorded that somebody looked. */
async function openWithHistory(web: Web, request: FastifyRequest, purpose: string) {
  const id = textsOf(request.params).family ?? '';
  const [scene, entries] = await Promise.all([
    openFamily(web, request, purpose),
    isFamilyId(id) ? getHistory(web.stile, signedIn(request), id) : undefined,
  ]);
  return { scene, entries: entries ?? [] };
}
