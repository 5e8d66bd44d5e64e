/** Why a date is what it is, and the calendar it was worked out with. */
import type { FastifyInstance } from 'fastify';
import { openFamily } from '../acts/open-family.ts';
import { familyHref, nameOf } from '../acts/scene.ts';
import { sendNotOpen } from '../sharing/not-shared-page.tsx';
import { shell } from '../shell.tsx';
import { sendPage, signedIn, type Web } from '../web.ts';
import { calendarPage } from './calendar-page.tsx';
import { whyPage } from './why-page.tsx';
import { findClocks, whyScenes } from './why-scene.ts';

/** Adds /calendar and /families/:family/why/… */
export function addClockPages(app: FastifyInstance, web: Web): void {
  // The key of a clock has slashes in it, so it is all the rest of the address.
  app.get<{ Params: { family: string; '*': string } }>(
    '/families/:family/why/*',
    async (request, reply) => {
      const scene = await openFamily(web, request, 'why a date');
      if (scene === undefined) return sendNotOpen(web, request, reply);
      const key = request.params['*'];
      const views = findClocks(scene, key);
      const [first] = views;
      if (first === undefined) return sendNotOpen(web, request, reply);
      const whys = await whyScenes(scene, views);
      return sendPage(
        reply,
        shell(web, scene.visitor, request, {
          title: `Why this date? ${first.title}, ${nameOf(scene)}`,
          family: scene.family.id,
          backLink: { href: familyHref(scene), text: nameOf(scene) },
          children: whyPage({ scene, whys, restarted: first.key !== key }),
        }),
      );
    },
  );
  app.get('/calendar', async (request, reply) => {
    const visitor = signedIn(request);
    const { protocol, authority, now } = visitor;
    const { stile } = web;
    return sendPage(
      reply,
      shell(web, visitor, request, {
        title: 'Bank holidays, closures and office hours',
        current: '/policy',
        children: calendarPage({
          protocol,
          bankHolidays: stile.bankHolidays,
          calendar: stile.calendarOf(authority),
          now,
        }),
      }),
    );
  });
}
