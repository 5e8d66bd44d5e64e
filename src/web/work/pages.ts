import type { FastifyInstance } from 'fastify';
import { actsFor } from '../../access/may-see.ts';
import { countComparisons } from '../../cases/queries/list-comparisons.ts';
import { listFailedMessages } from '../../cases/queries/list-failed-messages.ts';
import { listMyWork } from '../../cases/queries/list-my-work.ts';
import { listLosingSight, listNotShared } from '../../cases/queries/list-not-shared.ts';
import { listNotices } from '../../cases/queries/list-notices.ts';
import { listUrgentAccesses } from '../../cases/queries/list-urgent-accesses.ts';
import { listOwnDrafts } from '../../cases/save-draft.ts';
import { sendPage, signedIn, type Web } from '../web.ts';
import type { StoredWork } from './fold-work.ts';
import { groupWork } from './group-work.ts';
import { myWorkPage, type Whose } from './page.tsx';

/** My work, which is also the first page. */
export function addWorkPages(app: FastifyInstance, web: Web): void {
  app.get('/', async (_request, reply) => reply.redirect('/work', 303));
  app.get<{ Querystring: Record<string, unknown> }>('/work', async (request, reply) => {
    const visitor = signedIn(request);
    const { stile } = web;
    const [work, notices, drafts, failed, urgent, alike, notShared, losingSight] =
      await Promise.all([
        listMyWork(stile, visitor),
        listNotices(stile, visitor),
        listOwnDrafts(stile, visitor),
        visitor.actor.employer === 'authority' ? listFailedMessages(stile, visitor) : [],
        listUrgentAccesses(stile, visitor),
        countComparisons(stile, visitor),
        listNotShared(stile, visitor),
        listLosingSight(stile, visitor),
      ]);
    const { show } = request.query;
    const whose: Whose = show === 'mine' || show === 'team' ? show : 'all';
    const isMine = (item: StoredWork): boolean =>
      item.worker !== null && actsFor(visitor.actor).some((worker) => worker === item.worker);
    const scene = {
      protocol: visitor.protocol,
      calendar: stile.calendarOf(visitor.authority),
      now: visitor.now,
      worker: visitor.actor.worker,
    };
    const groupsOf = (which: Whose) =>
      groupWork(
        scene,
        work.mine.filter((item) => which === 'all' || isMine(item) === (which === 'mine')),
        which === 'team' ? [] : work.waitingOnOthers,
      );
    const countOf = (which: Whose): number => {
      const { overdue, soon, later } = groupsOf(which);
      return overdue.length + soon.length + later.length;
    };
    const hasMine = work.mine.some(isMine) || work.waitingOnOthers.length > 0;
    const hasTeam = work.mine.some((item) => !isMine(item));
    return sendPage(
      reply,
      myWorkPage(web, visitor, request, {
        whose,
        counts: { all: countOf('all'), mine: countOf('mine'), team: countOf('team') },
        offered: hasMine && hasTeam ? ['all', 'mine', 'team'] : [],
        groups: groupsOf(whose),
        notices: notices.filter((notice) => notice.readAt === null).slice(0, 5),
        drafts: drafts.length,
        failed: failed.length,
        urgent: (urgent?.waiting ?? []).filter(({ own }) => !own),
        alike,
        notShared: notShared.filter(({ why }) => why.some((each) => each !== 'recorded')),
        losingSight,
      }),
    );
  });
}
