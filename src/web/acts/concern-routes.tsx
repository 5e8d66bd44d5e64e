/** Raising a concern: for a family that Stile knows, and for a child that it does not. Nothing here refuses. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type CarriedOut, carryOut } from '../../cases/carry-out.ts';
import { getHistory } from '../../cases/queries/get-history.ts';
import { raiseConcernAboutUnknown } from '../../cases/raise-concern-about-unknown.ts';
import { contactsNow } from '../../core/family/contacts.ts';
import { derive } from '../../core/family/derive.ts';
import type { TransferView } from '../../core/family/derived.ts';
import type { FamilyEvent, TransferId } from '../../core/family/events.ts';
import { allEvidence } from '../../core/family/evolve.ts';
import type { Family } from '../../core/family/family.ts';
import type { FamilyId } from '../../core/family/people.ts';
import type { Protocol } from '../../core/protocol/protocol.ts';
import { sendNotFound } from '../errors.tsx';
import { familyName } from '../family/names.ts';
import { fieldViews } from '../forms/field-views.ts';
import { bodyOf, forget, kept, requestKeyOf } from '../forms/keep.ts';
import { wallTime } from '../forms/read-fields.ts';
import type { FieldView } from '../kit/field-view.ts';
import { contactsOf, councilsOf } from '../numbers.ts';
import { publicShell, shell } from '../shell.tsx';
import { sendPage, signedIn, type Visitor, type Web } from '../web.ts';
import { keyOf } from './act-form.tsx';
import { concernFields, UNKNOWN_CHILD, unknownChild, unrequired } from './concern-answers.ts';
import { ConcernPage } from './concern-page.tsx';
import { ConcernRecorded } from './concern-recorded.tsx';
import { openFamily, textsOf } from './open-family.ts';
import { type FamilyScene, familyHref, nameOf } from './scene.ts';

type CarriedOutWell = Extract<CarriedOut, { readonly ok: true }>;

export function addConcernRoutes(app: FastifyInstance, web: Web): void {
  const paths = ['/concern', '/families/:family/concern'];
  for (const path of paths) {
    // The number is for everybody, signed in or not.
    app.get(path, { config: { open: true } }, (request, reply) => showConcern(web, request, reply));
    app.post(path, (request, reply) => recordConcern(web, request, reply));
  }
  app.get('/families/:family/concern/:transfer', (request, reply) =>
    showRecorded(web, request, reply),
  );
}

async function showConcern(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { visitor } = request;
  const [council = ''] = councilsOf(web, request);
  const protocol = visitor?.protocol ?? web.stile.protocols.current(council);
  const scene =
    visitor === undefined ? undefined : await openFamily(web, request, 'raising a concern');
  const action = keyOf(request);
  const about = scene === undefined ? undefined : nameOf(scene);
  const before = visitor === undefined ? undefined : await kept(web, visitor, action);
  const title =
    about === undefined ? protocol.interrupt.title : `${protocol.interrupt.title}, ${about}`;
  const children = (
    <ConcernPage
      protocol={protocol}
      contacts={contactsOf(web, councilsOf(web, request))}
      about={about}
      action={action}
      form={
        visitor === undefined
          ? undefined
          : {
              csrf: visitor.csrf,
              request: web.stile.newId(),
              title,
              views: viewsOf(protocol, scene),
              typed: before?.typed,
              child: familyIn(request) === undefined ? UNKNOWN_CHILD : [],
            }
      }
    />
  );
  return sendPage(
    reply,
    visitor === undefined
      ? publicShell(web, protocol, { title, children })
      : shell(web, visitor, request, {
          title,
          children,
          family: familyIn(request),
          backLink:
            scene === undefined ? undefined : { href: familyHref(scene), text: nameOf(scene) },
        }),
  );
}

async function recordConcern(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const visitor = signedIn(request);
  const carried = await raise(web, visitor, request);
  // Tried many times, and others were first each time: a fault, whose page says to ring.
  if (!carried.ok) throw new Error('The concern could not be recorded');
  await forget(web, visitor, keyOf(request));
  const raised = carried.events.find((event) => event.type === 'ConcernRaised');
  const own = await openFamily(web, request, 'raising a concern', carried.family.id);
  if (own !== undefined && raised !== undefined)
    return reply.redirect(familyHref(own, `/concern/${raised.transfer}`), 303);
  // Somebody who may not see the family sees here, once, what their concern has brought about.
  return sendPage(reply, recordedPage(web, visitor, request, carried));
}

async function raise(web: Web, visitor: Visitor, request: FastifyRequest): Promise<CarriedOut> {
  const { actor, authority, protocol } = visitor;
  const body = bodyOf(request.body);
  const now = wallTime(visitor.now);
  const views = viewsOf(protocol, undefined);
  const fields = concernFields(views, body, now);
  const requestKey = requestKeyOf(body);
  const family = familyIn(request);
  if (family !== undefined) {
    const carried = await carryOut(web.stile, {
      actor,
      authority,
      family,
      command: { do: 'raise-concern', fields },
      requestKey,
    });
    if (carried.ok) return carried;
  }
  // No such family, or one without a child: the concern stands all the same, and somebody joins the two later.
  return raiseConcernAboutUnknown(web.stile, {
    actor,
    authority,
    reference: `C-${web.stile.newId().replaceAll('-', '').slice(0, 8).toUpperCase()}`,
    people: [unknownChild(body, now)],
    fields,
    requestKey,
  });
}

async function showRecorded(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const visitor = signedIn(request);
  const scene = await openFamily(web, request, 'raising a concern');
  const entries =
    scene === undefined ? undefined : await getHistory(web.stile, visitor, scene.family.id);
  const events = (entries ?? []).map((entry) => entry.event);
  const raised = events.find(
    (event) => event.type === 'ConcernRaised' && event.transfer === scene?.params.transfer,
  );
  if (scene === undefined || raised === undefined) return sendNotFound(web, request, reply);
  // Everything recorded at that moment is of that act.
  const act = events.filter((event) => event.recorded === raised.recorded);
  return sendPage(
    reply,
    recordedPage(web, visitor, request, { family: scene.family, events: act }, scene),
  );
}

function recordedPage(
  web: Web,
  visitor: Visitor,
  request: FastifyRequest,
  carried: Pick<CarriedOutWell, 'family' | 'events'>,
  scene?: FamilyScene,
): string {
  const { authority, now, protocol } = visitor;
  const { family, events } = carried;
  const calendar = web.stile.calendarOf(authority);
  const about = scene === undefined ? undefined : familyName(family.people);
  const title = `Concern recorded${about === undefined ? '' : `, ${about}`}`;
  const transfer = transferIn(web, visitor, family, events);
  const record = scene === undefined ? undefined : recordOf(family, transfer?.transfer.id);
  const again = familyIn(request) === undefined ? '/concern' : `/families/${family.id}/concern`;
  return shell(web, visitor, request, {
    title,
    family: scene === undefined ? undefined : family.id,
    backLink: scene === undefined ? undefined : { href: familyHref(scene), text: nameOf(scene) },
    children: (
      <ConcernRecorded
        protocol={protocol}
        calendar={calendar}
        now={now}
        contacts={contactsNow(protocol, calendar, now)}
        events={events}
        transfer={transfer}
        mayName={scene !== undefined}
        about={about}
        family={family.id}
        links={
          scene === undefined ? (
            <p class="govuk-body">
              To add something, ring again and say it, or{' '}
              <a class="govuk-link" href={again}>
                record it as a further concern
              </a>
              . You do not see this family’s record, because it is not shared with you.
            </p>
          ) : (
            <p class="govuk-body">
              {record === undefined ? null : (
                <>
                  <a
                    class="govuk-link"
                    href={familyHref(scene, `/concern/${transfer?.transfer.id ?? ''}/details`)}
                  >
                    Add details: what happened, whom you spoke to, when you rang
                  </a>{' '}
                  or{' '}
                </>
              )}
              <a class="govuk-link" href={familyHref(scene)}>
                go to the family
              </a>
              .
            </p>
          )
        }
      />
    ),
  });
}

function transferIn(
  web: Web,
  visitor: Visitor,
  family: Family,
  events: readonly FamilyEvent[],
): TransferView | undefined {
  const raised = events.find((event) => event.type === 'ConcernRaised');
  const { stile } = web;
  const present = {
    protocols: stile.protocols,
    calendar: stile.calendarOf(visitor.authority),
    now: visitor.now,
  };
  return derive(present, family).transfers.find((view) => view.transfer.id === raised?.transfer);
}

function recordOf(family: Family, transfer: TransferId | undefined): string | undefined {
  return allEvidence(family).findLast((evidence) => evidence.transfer === transfer)?.id;
}

/** The questions of the concern's form; without the family, those about its people have nothing to offer. */
function viewsOf(protocol: Protocol, scene: FamilyScene | undefined): readonly FieldView[] {
  const form = protocol.evidence.get(protocol.interrupt.form);
  if (form === undefined) return [];
  const simple = form.fields.filter(
    (field) => !['adult', 'evidence'].includes(field.type) || scene !== undefined,
  );
  // Typed, never picked: the person may not see who works with the family.
  const words = simple.map((field) =>
    field.type === 'practitioner' ? { ...field, type: 'text' as const } : field,
  );
  return unrequired(words.length === 0 ? [] : fieldViewsFor(words, protocol, scene));
}

function fieldViewsFor(
  fields: Parameters<typeof fieldViews>[0],
  protocol: Protocol,
  scene: FamilyScene | undefined,
): readonly FieldView[] {
  // Without the family no field that is left looks at it, so an empty one will do.
  const family = scene?.family ?? ({ people: [], evidence: new Map() } as unknown as Family);
  const plain = fields.map((field) => ({ ...field, preset: undefined }));
  return fieldViews(plain, {
    family,
    protocol,
    today: scene?.derived.today ?? protocol.about.effectiveFrom,
    directory: [],
  });
}

function familyIn(request: FastifyRequest): FamilyId | undefined {
  const id = textsOf(request.params).family;
  // Looked up, or raised as a concern about somebody unknown; what can be no id is not even looked up.
  return id === undefined || !/^[\w-]{1,100}$/.test(id) ? undefined : (id as FamilyId);
}
