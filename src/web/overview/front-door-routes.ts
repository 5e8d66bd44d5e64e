import type { FastifyInstance } from 'fastify';
import { listFrontDoor } from '../../cases/queries/list-front-door.ts';
import { teamRolesOf } from '../../cases/queries/list-my-work.ts';
import { listStanding } from '../../cases/queries/list-standing.ts';
import type { FamilyId } from '../../core/family/people.ts';
import { shell } from '../shell.tsx';
import { sendPage, signedIn, type Web } from '../web.ts';
import { waitingFor } from './front-door.ts';
import { frontDoorPage } from './front-door-page.tsx';

/** Adds /front-door. */
export function addFrontDoor(app: FastifyInstance, web: Web): void {
  app.get('/front-door', async (request, reply) => {
    const visitor = signedIn(request);
    const { protocol, authority, now } = visitor;
    const { stile } = web;
    const roles = teamRolesOf(stile, visitor);
    const items = await listFrontDoor(stile, visitor, roles);
    // The read tables keep the ids that families had when they went in.
    const families = [...new Set(items.map(({ family }) => family as FamilyId))];
    const standing = await listStanding(stile, visitor, families);
    const waiting = waitingFor(items, standing, { roles, protocol });
    const calendar = stile.calendarOf(authority);
    return sendPage(
      reply,
      shell(web, visitor, request, {
        title: 'Front door',
        current: '/front-door',
        children: frontDoorPage({ protocol, calendar, now, roles, waiting }),
      }),
    );
  });
}
