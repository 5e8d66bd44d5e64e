/** /policy/retention: what the time of has run out, what is held, and the two people whom a disposal takes. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ownsPolicy } from '../../access/policy-owner.ts';
import { decidesOnRecords, keepsRecords, mayConfirm } from '../../access/records-keeper.ts';
import {
  carryOutDisposals,
  confirmDisposal,
  endHold,
  type KeptOrNot,
  placeHold,
  proposeDisposal,
  refuseDisposal,
} from '../../cases/keep-records.ts';
import { getRecords } from '../../cases/queries/get-records.ts';
import { previewRetention } from '../../cases/queries/preview-retention.ts';
import { parsePersonDate } from '../../core/calendar/time.ts';
import type { FamilyId } from '../../core/family/people.ts';
import { sendNotAllowed } from '../errors.tsx';
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
import { queryText } from './read-query.ts';
import { type Mistake, RETENTION } from './retention-form.tsx';
import { retentionPage } from './retention-page.tsx';

export function addRetentionPages(app: FastifyInstance, web: Web): void {
  app.get(RETENTION, (request, reply) => send(web, request, reply));
  const post = (
    path: string,
    act: (body: Body, request: FastifyRequest) => Promise<KeptOrNot>,
    place: (body: Body) => string = () => '',
  ) =>
    app.post(`${RETENTION}${path}`, async (request, reply) => {
      const body = bodyOf(request.body);
      const get = (name: string) => textOf(body, name).slice(0, 2000);
      const done = await act(get, request);
      const visitor = signedIn(request);
      const key = `${RETENTION}#${place(get)}`;
      if (done.ok) await forget(web, visitor, key);
      else if (done.because !== 'not-theirs' && isDraftKey(key))
        await keep(web, visitor, { key, title: titleIn(body), typed: typedOf(body) });
      if (!done.ok && done.because === 'form')
        return send(web, request, reply, { field: done.field ?? '', message: done.message });
      if (!done.ok && done.because === 'not-theirs')
        return sendNotAllowed(web, request, reply, done.message);
      setFlash(reply, { kind: done.ok ? 'success' : 'information', text: done.message });
      return reply.redirect(RETENTION, 303);
    });
  const { stile } = web;
  post(
    '/holds',
    async (get, request) => {
      const typed = {
        day: get('review-day'),
        month: get('review-month'),
        year: get('review-year'),
      };
      const review = parsePersonDate(typed);
      return placeHold(stile, signedIn(request), {
        reference: get('reference'),
        sightUnseen: get('sight-unseen') === 'yes',
        reason: get('reason'),
        review: review.ok ? review.value : undefined,
        requestKey: requestKeyOf(bodyOf(request.body)),
      });
    },
    () => 'hold',
  );
  post(
    '/holds/end',
    (get, request) =>
      endHold(stile, signedIn(request), { hold: get('hold'), reason: get('reason') }),
    (get) => `reason-${get('hold')}`,
  );
  post('/propose', async (get, request) =>
    get('confirm') === 'yes'
      ? proposeDisposal(stile, signedIn(request), {
          seen: get('seen'),
          page: pageIn(get('page')),
          // Only looked up: an id that names nothing finds nothing.
          ...(get('family') === '' ? {} : { family: get('family') as FamilyId }),
        })
      : unread('propose'),
  );
  post('/confirm', async (get, request) =>
    get('confirm') === 'yes'
      ? confirmDisposal(stile, signedIn(request), {
          proposal: Number(get('proposal')),
          seen: get('seen'),
        })
      : unread('agree'),
  );
  post(
    '/refuse',
    (get, request) =>
      refuseDisposal(stile, signedIn(request), {
        proposal: Number(get('proposal')),
        reason: get('reason'),
      }),
    (get) => `proposal-${get('proposal')}`,
  );
  post('/go-on', (_, request) => carryOutDisposals(stile, signedIn(request)));
}

type Body = (name: string) => string;

function pageIn(text: string): number {
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 1;
}

function unread(field: string): KeptOrNot {
  return {
    ok: false,
    because: 'form',
    field,
    message: 'Select that you have read the list',
  };
}

async function send(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  mistake?: Mistake,
): Promise<FastifyReply> {
  const visitor = signedIn(request);
  const pageOf = (name: string) => pageIn(queryText(request.query, name));
  const preview = await previewRetention(web.stile, visitor, {
    ...{ due: pageOf('due'), held: pageOf('held'), unknown: pageOf('unknown') },
  });
  const records = await getRecords(web.stile, visitor);
  if (preview === undefined || records === undefined)
    return sendNotAllowed(
      web,
      request,
      reply,
      'How long records are kept is for those who look after the records.',
    );
  const { protocol, actor } = visitor;
  const reading = {
    protocol,
    version: undefined,
    owner: ownsPolicy(protocol, actor),
    keeper: decidesOnRecords(protocol, actor),
  };
  return sendPage(
    reply,
    shell(web, visitor, request, {
      title: 'How long records are kept',
      current: '/policy',
      errors:
        mistake === undefined
          ? []
          : [
              {
                message: mistake.message,
                href: `#${mistake.field === 'review' ? 'review-day' : mistake.field}`,
              },
            ],
      children: retentionPage({
        ...{ visitor, reading, preview, records, mistake },
        newKey: web.stile.newId(),
        kept: await keptOn(web, visitor, RETENTION),
        keeper: keepsRecords(protocol, actor),
        confirmer: mayConfirm(protocol, actor),
      }),
    }),
    mistake === undefined ? 200 : 422,
  );
}
