/** Asked once a day of somebody who opens a family that they do not work with: what for. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sayPurpose } from '../../cases/look-at-family.ts';
import type { FamilyId } from '../../core/family/people.ts';
import { textsOf } from '../acts/open-family.ts';
import { safePath } from '../acts/scene.ts';
import { sendNotFound } from '../errors.tsx';
import { bodyOf, forget, type Kept, keep, kept, textOf, typedOf } from '../forms/keep.ts';
import { KeptNotice } from '../forms/kept-notice.tsx';
import { wallTime } from '../forms/read-fields.ts';
import type { FieldError, FieldView, Typed } from '../kit/field-view.ts';
import { Form } from '../kit/form.tsx';
import { readForm } from '../kit/read-form.ts';
import { shell } from '../shell.tsx';
import { sendPage, signedIn, type Web } from '../web.ts';

const TITLE = 'What do you open this family for?';

const PURPOSES = {
  asked: 'Somebody asked me about this family',
  covering: 'I am standing in for somebody',
  duty: 'I am on duty',
  supervision: 'Supervision or quality assurance',
  meeting: 'Preparing or recording a meeting',
  same: 'Finding out whether it is the family I have in mind',
  other: 'Something else',
} as const;

const fields: readonly FieldView[] = [
  {
    name: 'purpose',
    label: TITLE,
    noun: 'what you open it for',
    type: 'choice',
    required: true,
    options: Object.entries(PURPOSES).map(([value, label]) => ({ value, label })),
  },
  {
    name: 'words',
    label: 'In a few words',
    noun: 'what it is for',
    type: 'text',
    required: true,
    shownWhen: { field: 'purpose', is: ['other'] },
    maxLength: 300,
  },
];

export function addPurposePages(app: FastifyInstance, web: Web): void {
  const path = '/families/:family/purpose';
  app.get(path, async (request, reply) =>
    show(web, request, reply, { kept: await kept(web, signedIn(request), keyIn(request)) }),
  );
  app.post(path, async (request, reply) => {
    const visitor = signedIn(request);
    const body = bodyOf(request.body);
    const read = readForm(fields, body, wallTime(visitor.now));
    if ('errors' in read) {
      const typed = typedOf(body);
      await keep(web, visitor, { key: keyIn(request), title: TITLE, typed });
      return show(web, request, reply, { typed, errors: read.errors, status: 422 });
    }
    const { purpose, words } = read.values;
    const chosen = Object.entries(PURPOSES).find(([value]) => value === purpose)?.[1] ?? '';
    const said = typeof words === 'string' ? words : chosen;
    // An id out of an address is only ever looked up.
    const family = familyIn(request) as FamilyId;
    if (!(await sayPurpose(web.stile, visitor, { family, said })))
      return sendNotFound(web, request, reply);
    await forget(web, visitor, keyIn(request));
    return reply.redirect(nextOf(request, textOf(body, 'next')), 303);
  });
}

function show(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  state: {
    readonly typed?: Typed;
    readonly errors?: readonly FieldError[];
    readonly kept?: Kept | undefined;
    readonly status?: number;
  },
): FastifyReply {
  const visitor = signedIn(request);
  const family = `/families/${encodeURIComponent(familyIn(request))}`;
  const key = keyIn(request);
  const next = nextOf(request, textsOf(request.query).next ?? textOf(bodyOf(request.body), 'next'));
  const html = shell(web, visitor, request, {
    title: TITLE,
    current: '/families',
    errors: state.errors,
    children: (
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <h1 class="govuk-heading-l">Before you open this family</h1>
          <p class="govuk-body">
            You are not named as working with it. What you answer stands in the record of who has
            looked, and you are asked once a day. To report a concern you need not answer:{' '}
            <a class="govuk-link" href={`${family}/concern`}>
              report a safeguarding concern
            </a>
            .
          </p>
          {state.kept === undefined ? null : (
            <KeptNotice kept={state.kept} draftKey={key} csrf={visitor.csrf} />
          )}
          <Form
            action={key}
            csrf={visitor.csrf}
            fields={fields}
            typed={state.typed ?? state.kept?.typed}
            errors={state.errors}
            submit="Open the family"
            draftUrl="/drafts"
            hidden={{ next, draft: key, 'draft-title': TITLE }}
            cancel={{ href: '/work', text: 'Do not open it' }}
          />
        </div>
      </div>
    ),
  });
  return sendPage(reply, html, state.status ?? 200);
}

function keyIn(request: FastifyRequest): string {
  return `/families/${encodeURIComponent(familyIn(request))}/purpose`;
}

function familyIn(request: FastifyRequest): string {
  return textsOf(request.params).family ?? '';
}

/** On to the page of this family that was asked for. */
function nextOf(request: FastifyRequest, asked: string): string {
  const family = `/families/${encodeURIComponent(familyIn(request))}`;
  const path = safePath(asked) ?? family;
  return ['', '/', '?'].some((after) =>
    after === '' ? path === family : path.startsWith(`${family}${after}`),
  )
    ? path
    : family;
}
