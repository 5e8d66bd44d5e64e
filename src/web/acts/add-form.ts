/** The two routes of every form: showing it, and sending it. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { carryOut } from '../../cases/carry-out.ts';
import type { Refusal } from '../../core/family/refusal.ts';
import { setFlash } from '../flash.ts';
import {
  bodyOf,
  forget,
  keep,
  kept,
  requestKeyOf,
  seenOf,
  textOf,
  typedOf,
} from '../forms/keep.ts';
import { errorsOnPage, wallTime } from '../forms/read-fields.ts';
import type { FieldError, Typed } from '../kit/field-view.ts';
import { readForm } from '../kit/read-form.ts';
import { withAddedRow } from '../kit/typed-form.ts';
import { sendNotOpen } from '../sharing/not-shared-page.tsx';
import { sendPage, signedIn, type Web } from '../web.ts';
import { type ActForm, actPage, type FormState, keyOf } from './act-form.tsx';
import { openFamily } from './open-family.ts';
import { type FamilyScene, nameOf, safePath } from './scene.ts';
import { doneSince } from './since.ts';
import { differencesIn } from './two-versions.tsx';

/** Makes the form for a family; undefined where the address names nothing. */
export type MakeForm = (scene: FamilyScene) => ActForm | undefined;

const STATUS = {
  form: 422,
  gates: 409,
  role: 403,
  stage: 409,
  suspended: 409,
  time: 422,
  unknown: 404,
  already: 409,
  changed: 409,
} as const satisfies Record<Refusal['refused'], number>;

/** Adds `GET` and `POST` of one form. `purpose` is what the record of who looked will say. */
export function addForm(
  app: FastifyInstance,
  web: Web,
  path: string,
  purpose: string,
  make: MakeForm,
): void {
  app.get(path, async (request, reply) => {
    const scene = await openFamily(web, request, purpose);
    const form = scene === undefined ? undefined : make(scene);
    if (scene === undefined || form === undefined) return sendNotOpen(web, request, reply);
    const before = await kept(web, scene.visitor, keyOf(request));
    const seen = before?.seen ?? scene.family.version;
    const state = { kept: before, seen, request: web.stile.newId() };
    return sendPage(reply, actPage(scene, request, form, state));
  });
  app.post(path, async (request, reply) => {
    const scene = await openSent(web, request, purpose);
    const form = scene === undefined ? undefined : make(scene);
    if (scene === undefined || form === undefined) return sendNotOpen(web, request, reply);
    return sendForm(scene, request, reply, form, make);
  });
}

/** A sent form carries in itself where to go back to. */
async function openSent(
  web: Web,
  request: FastifyRequest,
  purpose: string,
): Promise<FamilyScene | undefined> {
  const scene = await openFamily(web, request, purpose);
  const back = safePath(textOf(bodyOf(request.body), 'back'));
  return scene === undefined || back === undefined
    ? scene
    : { ...scene, query: { ...scene.query, back } };
}

async function sendForm(
  scene: FamilyScene,
  request: FastifyRequest,
  reply: FastifyReply,
  form: ActForm,
  make: MakeForm,
): Promise<FastifyReply> {
  const { web, visitor } = scene;
  const body = bodyOf(request.body);
  const failed = (status: number, state: Again) =>
    showAgain(scene, request, reply, form, status, state);
  const grown = withAddedRow(form.views, body);
  // A row more is a page shown again, not a fault; what was typed so far is kept all the same.
  if (grown !== undefined) return failed(200, { typed: { ...typedOf(body), ...grown } });
  const read = readForm(form.views, body, wallTime(visitor.now));
  if ('errors' in read) return failed(422, { typed: typedOf(body), errors: read.errors });
  const command = form.command({ ...read, seen: seenOf(body) });
  if ('errors' in command) return failed(422, { typed: typedOf(body), errors: command.errors });
  const carried = await carryOut(web.stile, {
    actor: visitor.actor,
    authority: visitor.authority,
    sight: visitor.sight,
    family: scene.family.id,
    command,
    requestKey: requestKeyOf(body),
  });
  if (carried.ok) {
    await forget(web, visitor, keyOf(request));
    const { href, says } = form.done(carried);
    setFlash(
      reply,
      carried.repeated
        ? { kind: 'information', text: `${says} It was sent twice and is recorded once.` }
        : { kind: 'success', text: says },
    );
    return reply.redirect(href ?? form.back.href, 303);
  }
  const refusal: Refusal =
    carried.because === 'refused'
      ? carried.refusal
      : { refused: 'already', message: carried.message };
  return showRefused(scene, request, reply, { form, make, refusal, typed: typedOf(body) });
}

/** Refused: shown on the family as it now is, which may be another than the one the person saw. */
async function showRefused(
  scene: FamilyScene,
  request: FastifyRequest,
  reply: FastifyReply,
  refused: {
    readonly form: ActForm;
    readonly make: MakeForm;
    readonly refusal: Refusal;
    readonly typed: Typed;
  },
): Promise<FastifyReply> {
  const { refusal, typed, make } = refused;
  const now = (await openSent(scene.web, request, 'act refused')) ?? scene;
  const form = make(now) ?? refused.form;
  const changed = refusal.refused === 'changed';
  const seen = seenOf(bodyOf(request.body));
  const errors: readonly FieldError[] =
    refusal.refused === 'form'
      ? errorsOnPage(refusal.errors, form.views)
      : refusal.refused === 'time' && form.views.some((view) => view.name === 'act__when__date')
        ? [{ field: 'act__when__date', message: refusal.message, href: '#act__when__date-day' }]
        : [];
  return showAgain(now, request, reply, form, STATUS[refusal.refused], {
    typed,
    errors,
    refusal: errors.length > 0 ? undefined : refusal,
    since: changed || seen === undefined ? [] : await doneSince(now, seen),
    differences: changed ? differencesIn(form.edits ?? [], typed) : [],
    // Both versions are on this page: what is sent from it is meant.
    ...(changed ? { seen: now.family.version } : {}),
  });
}

/** A form that was sent, to be sent once more. */
type Again = Omit<FormState, 'request' | 'seen'> & Partial<Pick<FormState, 'seen'>>;

async function showAgain(
  scene: FamilyScene,
  request: FastifyRequest,
  reply: FastifyReply,
  form: ActForm,
  status: number,
  state: Again,
): Promise<FastifyReply> {
  const { web } = scene;
  const visitor = signedIn(request);
  const body = bodyOf(request.body);
  const sent = seenOf(body);
  if (state.typed !== undefined) {
    const title = `${form.title}, ${nameOf(scene)}`;
    await keep(web, visitor, { key: keyOf(request), title, typed: state.typed, seen: sent });
  }
  const key = textOf(body, 'request') || web.stile.newId();
  const seen = state.seen ?? sent ?? scene.family.version;
  return sendPage(reply, actPage(scene, request, form, { ...state, seen, request: key }), status);
}
