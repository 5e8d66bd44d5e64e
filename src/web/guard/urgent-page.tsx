/** Urgent access: one form, found exactly or not at all, and the family opens. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { mayTakeUrgentAccess } from '../../access/may-guard.ts';
import { mostTries, takeUrgentAccess, type WhichFamily } from '../../cases/take-urgent-access.ts';
import { parseDay } from '../../core/calendar/time.ts';
import { reviewWorkingDays, urgentAccessHours } from '../../core/family/decide/decide-guard.ts';
import { sendNotFound } from '../errors.tsx';
import { setFlash } from '../flash.ts';
import { bodyOf, forget, keep, kept, requestKeyOf, textOf, typedOf } from '../forms/keep.ts';
import { wallTime } from '../forms/read-fields.ts';
import type { FieldError, FieldView, FormValues, Typed } from '../kit/field-view.ts';
import { Form } from '../kit/form.tsx';
import { readForm } from '../kit/read-form.ts';
import { plural } from '../kit/words.ts';
import { shell } from '../shell.tsx';
import { sendPage, signedIn, type Web } from '../web.ts';

const PATH = '/urgent-access';
const TITLE = 'Urgent access to a family';

const fields: readonly FieldView[] = [
  {
    name: 'reference',
    label: 'Reference of the family',
    type: 'text',
    required: false,
    hint: 'If you know it. Otherwise the child’s full name and date of birth',
    maxLength: 100,
  },
  {
    name: 'name',
    label: 'Full name of a child',
    type: 'text',
    required: false,
    hint: 'Exactly as it is recorded',
    maxLength: 200,
  },
  { name: 'born', label: 'Date of birth', type: 'date', time: 'past', required: false },
  {
    name: 'reason',
    label: 'Why do you need to see this family now?',
    noun: 'why you need to see it now',
    type: 'long-text',
    required: true,
    hint: 'For example: on duty tonight, and the police have the child at the station',
    maxLength: 2000,
  },
];

interface Showing {
  readonly typed?: Typed | undefined;
  readonly errors?: readonly FieldError[];
  readonly request?: string;
  readonly status?: number;
}

export function addUrgentPages(app: FastifyInstance, web: Web): void {
  app.get(PATH, async (request, reply) => {
    const visitor = signedIn(request);
    if (!mayTakeUrgentAccess(visitor.actor)) return sendNotFound(web, request, reply);
    const before = await kept(web, visitor, PATH);
    return show(web, request, reply, { typed: before?.typed });
  });
  app.post(PATH, async (request, reply) => {
    const { actor } = signedIn(request);
    return mayTakeUrgentAccess(actor)
      ? take(web, request, reply)
      : sendNotFound(web, request, reply);
  });
}

async function take(web: Web, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const visitor = signedIn(request);
  const body = bodyOf(request.body);
  const typed = typedOf(body);
  const again = async (errors: readonly FieldError[], status: number): Promise<FastifyReply> => {
    await keep(web, visitor, { key: PATH, title: TITLE, typed });
    return show(web, request, reply, { typed, errors, status, request: textOf(body, 'request') });
  };
  const read = readForm(fields, body, wallTime(visitor.now));
  if ('errors' in read) return again(read.errors, 422);
  const which = whichIn(read.values);
  if (which === undefined)
    return again([fault('Enter the reference, or a child’s full name and date of birth')], 422);
  const requestKey = requestKeyOf(body);
  const reason = String(read.values.reason ?? '');
  const outcome = await takeUrgentAccess(web.stile, visitor, { which, reason, requestKey });
  switch (outcome.result) {
    case 'too-many':
      return again([fault(tooMany)], 429);
    case 'nothing':
      return again([fault(nothing)], 422);
    case 'sees':
      await forget(web, visitor, PATH);
      return opened(reply, outcome);
  }
}

const tooMany = `You have searched ${mostTries} times in the last hour. Ring the numbers for a safeguarding concern, or somebody who works with the family`;
// The same whether there is no such family or none for them.
const nothing =
  'No family was found that you can have access to. Check each letter and the date, or ring';

function fault(message: string): FieldError {
  return { field: 'reference', message, href: '#reference' };
}

/** On to the family; where the child is in two, to the first, with a word about the other. */
function opened(
  reply: FastifyReply,
  { families, taken }: { readonly families: readonly string[]; readonly taken: number },
): FastifyReply {
  const [first = '', second] = families.map((id) => `/families/${encodeURIComponent(id)}`);
  const words =
    taken === 0
      ? 'You see this family already. No urgent access was needed.'
      : `You have urgent access for ${urgentAccessHours} hours. Whoever holds the family is told.`;
  setFlash(
    reply,
    second === undefined
      ? { kind: 'success', text: words }
      : {
          kind: 'success',
          text: `${words} The child is in another family as well.`,
          link: { href: second, text: 'The other family' },
        },
  );
  return reply.redirect(first, 303);
}

function whichIn({ reference, name, born }: FormValues): WhichFamily | undefined {
  if (typeof reference === 'string') return { reference };
  const day = parseDay(typeof born === 'string' ? born : '');
  return typeof name === 'string' && day.ok ? { name, born: day.value } : undefined;
}

function show(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  { typed, errors = [], status = 200, request: key }: Showing,
): FastifyReply {
  const visitor = signedIn(request);
  const html = shell(web, visitor, request, {
    title: TITLE,
    current: '/families',
    backLink: { href: '/families', text: 'Find a family' },
    errors,
    children: (
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <h1 class="govuk-heading-l">{TITLE}</h1>
          <p class="govuk-body">
            For when you must see a family now that you do not see, and cannot wait for somebody to
            name you in it. You see it at once, for {urgentAccessHours} hours.
          </p>
          <ul class="govuk-list govuk-list--bullet">
            <li>Whoever holds the family is told that you did, and when.</li>
            <li>
              A manager reviews it within {plural(reviewWorkingDays, 'working day')}, with your
              reason and the record of what you looked at.
            </li>
            <li>Every search here is recorded, found or not.</li>
          </ul>
          <p class="govuk-body">
            To report a concern you need no access:{' '}
            <a class="govuk-link" href="/concern">
              report a safeguarding concern
            </a>
            .
          </p>
          <Form
            action={PATH}
            csrf={visitor.csrf}
            fields={fields}
            typed={typed}
            errors={errors}
            submit="Take urgent access"
            warning={true}
            draftUrl="/drafts"
            hidden={{
              request: key === undefined || key === '' ? web.stile.newId() : key,
              draft: PATH,
              'draft-title': TITLE,
            }}
            cancel={{ href: '/families', text: 'Cancel' }}
          />
        </div>
      </div>
    ),
  });
  return sendPage(reply, html, status);
}
