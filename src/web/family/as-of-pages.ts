import type { FastifyInstance } from 'fastify';
import { getFamilyAsOf } from '../../cases/queries/get-family-as-of.ts';
import { found, type Parsed, problem } from '../../core/calendar/parsed.ts';
import {
  atLocal,
  dayOf,
  endOfDay,
  type Instant,
  parseLocalTime,
  parsePersonDate,
} from '../../core/calendar/time.ts';
import { openFamily } from '../acts/open-family.ts';
import { sendNotOpen } from '../sharing/not-shared-page.tsx';
import { sendPage, type Web } from '../web.ts';
import { asOfPage } from './as-of-page.tsx';
import { tellHistory } from './tell-history.tsx';

/** A family as it was known at a past moment. */
export function addAsOfPages(app: FastifyInstance, web: Web): void {
  app.get('/families/:family/as-of', async (request, reply) => {
    const scene = await openFamily(web, request, 'as it was');
    if (scene === undefined) return sendNotOpen(web, request, reply);
    const { visitor, family } = scene;
    const typed = {
      on: (scene.query.on ?? '').slice(0, 40).replaceAll('\u0000', ''),
      time: (scene.query.time ?? '').slice(0, 10).replaceAll('\u0000', ''),
    };
    const page = (
      rest: { problem?: string; found?: Parameters<typeof asOfPage>[2]['found'] },
      status = 200,
    ) =>
      sendPage(
        reply,
        asOfPage(scene, request, { typed, problem: rest.problem, found: rest.found }),
        status,
      );
    if (scene.query.on === undefined) return page({});
    const read = readMoment(typed, visitor.now);
    if (!read.ok) return page({ problem: read.problem }, 422);
    const at = read.value;
    const asOf = await getFamilyAsOf(web.stile, visitor, { family: family.id, at });
    if (asOf === undefined) return sendNotOpen(web, request, reply);
    const told = tellHistory(web.stile.protocols, visitor.authority, asOf.past?.events ?? []);
    return page({ found: { at, asOf, told } });
  });
}

/** The end of the day where no time is given; never later than now. */
function readMoment(
  { on, time }: { readonly on: string; readonly time: string },
  now: Instant,
): Parsed<Instant> {
  const day = parsePersonDate(on);
  if (!day.ok) return day;
  const clock = time.trim() === '' ? undefined : parseLocalTime(time.trim().padStart(5, '0'));
  if (clock !== undefined && !clock.ok) return clock;
  const at = clock === undefined ? endOfDay(day.value) : atLocal(day.value, clock.value);
  if (clock !== undefined && at > now) return problem('Enter a time that has passed');
  if (clock === undefined && day.value > dayOf(now)) return problem('Enter a date that has passed');
  return found(at > now ? now : at);
}
