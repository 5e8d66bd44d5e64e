import { getHistory, listLooks } from '../../cases/queries/get-history.ts';
import { openFamily } from '../acts/open-family.ts';
import type { FamilyScene } from '../acts/scene.ts';
import { sendNotFound } from '../errors.tsx';
import { type AddPages, sendPage } from '../web.ts';
import { basisPage } from './basis-page.tsx';
import { sendNotOpen } from './not-shared-page.tsx';
import { addSharePages, sharedSummaryPage } from './share-pages.tsx';
import { sharedPage } from './shared-page.tsx';

/** What was shared with whom, on which basis a partner sees the family, and summaries for somebody outside. */
export const addSharingPages: AddPages = (app, web) => {
  app.get('/families/:family/shared', async (request, reply) => {
    const scene = await openFamily(web, request, 'what was shared');
    if (scene === undefined) return sendNotOpen(web, request, reply);
    if (!answersForSharing(scene)) return sendNotFound(web, request, reply);
    const { id } = scene.family;
    const entries = (await getHistory(web.stile, scene.visitor, id)) ?? [];
    const looks = (await listLooks(web.stile, scene.visitor, id)) ?? [];
    const events = entries.map(({ event }) => event);
    return sendPage(reply, sharedPage(scene, request, { events, looks }));
  });
  app.get('/families/:family/shared/:disclosure', async (request, reply) => {
    const scene = await openFamily(web, request, 'a summary that was shared');
    if (scene === undefined) return sendNotOpen(web, request, reply);
    const page = sharedSummaryPage(scene, request);
    return page === undefined ? sendNotFound(web, request, reply) : sendPage(reply, page);
  });
  app.get('/families/:family/basis/:worker', async (request, reply) => {
    const scene = await openFamily(web, request, 'on which basis somebody sees it');
    if (scene === undefined) return sendNotOpen(web, request, reply);
    const page = basisPage(scene, request);
    return page === undefined ? sendNotFound(web, request, reply) : sendPage(reply, page);
  });
  addSharePages(app, web);
};

/** The council's staff, and whoever holds the family: others see what they see, and not who else does. */
function answersForSharing({ visitor, family }: FamilyScene): boolean {
  return (
    visitor.actor.employer === 'authority' ||
    family.holder.practitioner?.worker === visitor.actor.worker
  );
}
