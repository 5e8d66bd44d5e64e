/** The meetings, their agendas, and what is done at them. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { carryOut } from '../../cases/carry-out.ts';
import { lookAtFamily } from '../../cases/look-at-family.ts';
import { getAgenda, listForumSittings } from '../../cases/queries/get-agenda.ts';
import { listDirectory } from '../../cases/queries/list-team.ts';
import { recordAttendance, recordMinutesSent } from '../../cases/record-meeting.ts';
import { addDays } from '../../core/calendar/day-number.ts';
import { dayOf, parseDay } from '../../core/calendar/time.ts';
import { dayInWords, fullDayInWords } from '../../core/calendar/words.ts';
import type { Command } from '../../core/family/commands.ts';
import type { TransferId } from '../../core/family/events.ts';
import type { FamilyId } from '../../core/family/people.ts';
import { sendNotAllowed, sendNotFound } from '../errors.tsx';
import { rolesInWords } from '../family/names.ts';
import { setFlash } from '../flash.ts';
import {
  bodyOf,
  forget,
  isDraftKey,
  keep,
  keptOn,
  requestKeyOf,
  textOf,
  titleIn,
  typedOf,
} from '../forms/keep.ts';
import { shell } from '../shell.tsx';
import { sendPage, signedIn, type Web } from '../web.ts';
import { agendaPage } from './agenda-page.tsx';
import { type Person, readAttendance } from './attendance.tsx';
import { decisionsPage } from './decisions-page.tsx';
import { caseId, sittingHref } from './meeting-hrefs.ts';
import { meetingsPage } from './meetings-page.tsx';
import { readLines } from './minutes.tsx';
import { reasonId, type Sent } from './reason-form.tsx';
import { findForum, isMember, nextHeld, openSitting, type SittingScene } from './sitting.ts';

type Request = FastifyRequest<{ Params: { forum: string; sitting: string } }>;

/** How far back sittings are listed; those with undecided cases are listed however old they are. */
const DAYS_BACK = 90;

/** Adds /meetings and all below it. */
export function addMeetingPages(app: FastifyInstance, web: Web): void {
  app.get('/meetings', async (request, reply) => {
    const visitor = signedIn(request);
    const from = addDays(dayOf(visitor.now), -DAYS_BACK);
    const counted = await listForumSittings(web.stile, visitor, from);
    return sendPage(
      reply,
      shell(web, visitor, request, {
        title: 'Meetings',
        current: '/meetings',
        children: meetingsPage({ web, visitor, counted }),
      }),
    );
  });
  const path = '/meetings/:forum/:sitting';
  app.get(path, async (request: Request, reply) => {
    const sitting = await open(web, request);
    if (sitting === undefined) return sendNotFound(web, request, reply);
    return sendAgenda(sitting, request, reply, {});
  });
  app.get(`${path}/decisions`, async (request: Request, reply) => {
    const sitting = await open(web, request);
    if (sitting === undefined) return sendNotFound(web, request, reply);
    const { visitor, forum, day } = sitting;
    return sendPage(
      reply,
      shell(web, visitor, request, {
        title: `Decisions of the ${forum.short}, ${dayInWords(day)}`,
        current: '/meetings',
        backLink: { href: sittingHref(forum.id, day), text: 'Agenda' },
        children: decisionsPage(sitting),
      }),
    );
  });
  app.post(`${path}/roll-over`, async (request: Request, reply) =>
    actOnCase(web, request, reply, 'roll-over'),
  );
  app.post(`${path}/accept-late`, async (request: Request, reply) =>
    actOnCase(web, request, reply, 'accept-late'),
  );
  app.post(`${path}/attendance`, async (request: Request, reply) =>
    forMembers(web, request, reply, async (sitting) => {
      const { forum, day, visitor } = sitting;
      const body = bodyOf(request.body);
      await recordAttendance(web.stile, visitor, {
        ...{ forum: forum.id, sitting: day, attendance: readAttendance(body) },
        requestKey: requestKeyOf(body),
      });
      const here = sittingHref(forum.id, day, '#attendance');
      await forget(web, visitor, here);
      setFlash(reply, { kind: 'success', text: 'Recorded who is here' });
      return reply.redirect(here, 303);
    }),
  );
  app.post(`${path}/minutes`, async (request: Request, reply) =>
    forMembers(web, request, reply, async (sitting) => {
      const { forum, day, visitor } = sitting;
      const body = bodyOf(request.body);
      const to = readLines(textOf(body, 'to'));
      if (to.length === 0)
        return sendAgenda(sitting, request, reply, {
          minutesProblem: 'Enter who the minutes were sent to',
        });
      await recordMinutesSent(web.stile, visitor, {
        ...{ forum: forum.id, sitting: day, to },
        requestKey: requestKeyOf(body),
      });
      const here = sittingHref(forum.id, day, '#minutes-heading');
      await forget(web, visitor, here);
      setFlash(reply, { kind: 'success', text: 'Recorded that the minutes were sent' });
      return reply.redirect(here, 303);
    }),
  );
}

async function open(web: Web, request: Request): Promise<SittingScene | undefined> {
  const visitor = signedIn(request);
  const forum = findForum(visitor, request.params.forum);
  const day = parseDay(request.params.sitting);
  if (forum === undefined || !day.ok) return undefined;
  return openSitting(web, visitor, { forum, day: day.value });
}

async function forMembers(
  web: Web,
  request: Request,
  reply: FastifyReply,
  act: (sitting: SittingScene) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const sitting = await open(web, request);
  if (sitting === undefined) return sendNotFound(web, request, reply);
  const { visitor, forum } = sitting;
  if (isMember(visitor, forum)) return act(sitting);
  const who = rolesInWords(visitor.protocol, [forum.chair, ...forum.members]);
  return sendNotAllowed(
    web,
    request,
    reply,
    `This is for the council’s own staff who sit in the ${forum.short}: ${who}.`,
  );
}

interface Failed {
  readonly sent?: Sent;
  readonly minutesProblem?: string;
}

async function sendAgenda(
  sitting: SittingScene,
  request: FastifyRequest,
  reply: FastifyReply,
  { sent, minutesProblem }: Failed,
): Promise<FastifyReply> {
  const { web, visitor, forum, day } = sitting;
  const laterDay = nextHeld(web, visitor, forum, day);
  const later =
    laterDay === undefined
      ? []
      : (await getAgenda(web.stile, visitor, { forum: forum.id, sitting: laterDay })).items;
  const errors = [
    ...(sent === undefined
      ? []
      : [
          {
            message: sent.message,
            href: sent.onField ? `#${reasonId(sent.act, sent)}` : `#${caseId(sent)}`,
          },
        ]),
    ...(minutesProblem === undefined ? [] : [{ message: minutesProblem, href: '#minutes-to' }]),
  ];
  const children = agendaPage({
    sitting,
    people: await membersOf(sitting),
    later: later.filter(({ decided }) => decided === null),
    laterDay,
    sent,
    minutesProblem,
    kept: await keptOn(web, visitor, sittingHref(forum.id, day)),
  });
  const status = errors.length === 0 ? 200 : sent?.onField === false ? 409 : 422;
  return sendPage(
    reply,
    shell(web, visitor, request, {
      title: `${forum.short}, ${fullDayInWords(day)}`,
      current: '/meetings',
      backLink: { href: '/meetings', text: 'Meetings' },
      errors,
      children,
    }),
    status,
  );
}

/** Everybody whom the directory knows to sit in the forum, once each, in their first role there. */
async function membersOf({ web, visitor, forum }: SittingScene): Promise<readonly Person[]> {
  const workers = await listDirectory(web.stile, visitor);
  const roles: readonly string[] = [forum.chair, ...forum.members];
  return workers.flatMap(({ name, roles: held }) => {
    const role = roles.find((each) => held.includes(each));
    return role === undefined ? [] : [{ name, role }];
  });
}

async function actOnCase(
  web: Web,
  request: Request,
  reply: FastifyReply,
  act: Sent['act'],
): Promise<FastifyReply> {
  const sitting = await open(web, request);
  if (sitting === undefined) return sendNotFound(web, request, reply);
  const { visitor, forum, day } = sitting;
  const body = bodyOf(request.body);
  const sent = {
    act,
    family: textOf(body, 'family').slice(0, 100),
    transfer: textOf(body, 'transfer').slice(0, 100),
    reason: textOf(body, 'reason').replaceAll('\u0000', '').trim(),
  };
  // Ids from a form are only ever looked up.
  const family = sent.family as FamilyId;
  const transfer = sent.transfer as TransferId;
  if (act === 'roll-over') {
    const moved = await movedSince(sitting, family, sent.transfer);
    if (moved !== undefined) {
      setFlash(reply, { kind: 'information', text: moved });
      return reply.redirect(sittingHref(forum.id, day), 303);
    }
  }
  const command: Command =
    act === 'roll-over'
      ? { do: 'roll-over', transfer, forum: forum.id, sitting: day, reason: sent.reason }
      : { do: 'accept-late', transfer, forum: forum.id, sitting: day, reason: sent.reason };
  const carried = await carryOut(web.stile, {
    actor: visitor.actor,
    authority: visitor.authority,
    sight: visitor.sight,
    family,
    command,
    requestKey: requestKeyOf(body),
  });
  const key = sittingHref(forum.id, day, `#${reasonId(act, sent)}`);
  if (!carried.ok) {
    if (isDraftKey(key))
      await keep(web, visitor, { key, title: titleIn(body), typed: typedOf(body) });
    const refusal = carried.because === 'refused' ? carried.refusal : undefined;
    const onField = refusal?.refused === 'form';
    const message =
      refusal === undefined
        ? carried.because === 'conflict'
          ? carried.message
          : ''
        : refusal.refused === 'form'
          ? (refusal.errors[0]?.message ?? refusal.message)
          : refusal.message;
    return sendAgenda(sitting, request, reply, { sent: { ...sent, message, onField } });
  }
  await forget(web, visitor, key);
  const event = carried.events.find(
    (each) => each.type === 'CaseRolledOver' || each.type === 'CaseAcceptedLate',
  );
  const when = event === undefined || !('sitting' in event) ? day : event.sitting;
  setFlash(reply, {
    kind: 'success',
    text:
      act === 'roll-over'
        ? `Rolled over to ${fullDayInWords(when)}`
        : `Accepted late for ${fullDayInWords(when)}`,
  });
  return reply.redirect(sittingHref(forum.id, day), 303);
}

/** Why a case can no longer be rolled over from this sitting: another chair was first. */
async function movedSince(
  sitting: SittingScene,
  family: FamilyId,
  transfer: string,
): Promise<string | undefined> {
  const { web, visitor, forum, day } = sitting;
  const purpose = `roll over at the ${forum.short}`;
  const looked = await lookAtFamily(web.stile, visitor, { family, purpose });
  const listing = looked?.family.listings.findLast(
    (each) => each.transfer === transfer && each.forum === forum.id,
  );
  if (listing === undefined) return undefined;
  if (listing.decided !== undefined) return 'This case has been decided, so nothing was changed.';
  return listing.sitting === day
    ? undefined
    : `This case has already gone to ${fullDayInWords(listing.sitting)}. Nothing was changed.`;
}
