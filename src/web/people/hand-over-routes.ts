/** Handing over: shown, shown back with what would happen, and carried out where that has been confirmed. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PeopleError } from '../../cases/administer.ts';
import { handOverFamilies, tryHandOver } from '../../cases/hand-over-families.ts';
import { familiesOf, findSuccessors } from '../../cases/queries/preview-hand-over.ts';
import { dayOf } from '../../core/calendar/time.ts';
import { keyOf } from '../acts/act-form.tsx';
import { setFlash } from '../flash.ts';
import { bodyOf, forget, keep, kept, requestKeyOf, textOf } from '../forms/keep.ts';
import { wallTime } from '../forms/read-fields.ts';
import type { FieldError } from '../kit/field-view.ts';
import { readForm } from '../kit/read-form.ts';
import { list, plural } from '../kit/words.ts';
import { sendPage, signedIn, type Web } from '../web.ts';
import { besideField } from './form-page.tsx';
import {
  askedOf,
  fieldsOf,
  type HandingOver,
  type Scene,
  seenOf,
  titleOf,
} from './hand-over-form.ts';
import { choosePage, confirmPage } from './hand-over-page.tsx';
import { personHref } from './person-page.tsx';

export async function sendHandOver(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  handing: HandingOver,
): Promise<FastifyReply> {
  const scene = await sceneFor(web, request, handing);
  const before = await kept(web, scene.visitor, keyOf(request));
  const shown = { typed: before?.typed, errors: [], kept: before };
  return sendPage(reply, choosePage(web, request, scene, shown));
}

/** The posted form: shown back with what would happen, or done where that has been confirmed. */
export async function takeHandOver(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  handing: HandingOver,
): Promise<FastifyReply> {
  const scene = await sceneFor(web, request, handing);
  const visitor = signedIn(request);
  const body = bodyOf(request.body);
  const read = readForm(fieldsOf(scene), body, wallTime(visitor.now));
  await keep(web, visitor, { key: keyOf(request), title: titleOf(scene), typed: read.typed });
  const wrong = (errors: readonly FieldError[]) =>
    sendPage(reply, choosePage(web, request, scene, { typed: read.typed, errors }), 422);
  if ('errors' in read) return wrong(read.errors);
  const asked = askedOf(scene, read.values, read.typed);
  const tried = await tryHandOver(web.stile, visitor, asked);
  const errorsOf = (errors: readonly PeopleError[]) =>
    errors.map((error) => besideField(error, fieldsOf(scene)));
  if (!tried.ok) return wrong(errorsOf(tried.errors));
  if (textOf(body, 'confirm') !== seenOf(scene, asked) || textOf(body, 'change') !== '')
    return sendPage(
      reply,
      textOf(body, 'change') === ''
        ? confirmPage(web, request, scene, { asked, typed: read.typed })
        : choosePage(web, request, scene, { typed: read.typed, errors: [] }),
    );
  const done = await handOverFamilies(web.stile, visitor, {
    ...asked,
    requestKey: requestKeyOf(body),
  });
  if (!done.ok) return wrong(errorsOf(done.errors));
  await forget(web, visitor, keyOf(request));
  const { name } = handing.person.worker;
  const stuck = done.stuck.map(({ reference, why }) => `${reference}: ${why}`);
  setFlash(reply, {
    kind: done.done ? 'success' : 'information',
    text:
      stuck.length > 0
        ? `${plural(done.moved, 'family is', 'families are')} handed over. ${list(stuck)}.`
        : done.done
          ? doneInWords(scene, done.moved)
          : `Decided for ${name}. It is done by itself when the day has come.`,
  });
  return reply.redirect(personHref(handing.person.worker.id), 303);
}

function doneInWords({ person, why }: Scene, moved: number): string {
  if (moved > 0) return `Done: ${plural(moved, 'family is', 'families are')} handed over.`;
  return why === 'leaves' ? `Done: ${person.worker.name} can no longer sign in.` : 'Done.';
}

async function sceneFor(web: Web, request: FastifyRequest, handing: HandingOver): Promise<Scene> {
  const visitor = signedIn(request);
  const { authority, now } = visitor;
  const { worker } = handing.person;
  const of = { worker: worker.id, role: handing.ending?.role ?? null };
  const [families, successors] = await Promise.all([
    familiesOf(web.stile, authority, of),
    findSuccessors(web.stile, authority, { worker, on: dayOf(now) }),
  ]);
  const able = successors.filter(
    ({ worker: { id }, leaves }) => id !== visitor.actor.worker && !leaves,
  );
  return { ...handing, visitor, families, successors: able };
}
