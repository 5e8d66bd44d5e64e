/** One form about people: shown, read, carried out, and shown again where something is wrong. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Changed, PeopleError } from '../../cases/administer.ts';
import { keyOf } from '../acts/act-form.tsx';
import { setFlash } from '../flash.ts';
import { bodyOf, forget, keep, kept, requestKeyOf } from '../forms/keep.ts';
import { KeptNotice } from '../forms/kept-notice.tsx';
import { wallTime } from '../forms/read-fields.ts';
import type { Child } from '../jsx/jsx-runtime.ts';
import type { FieldError, FieldView, FormValues, Typed } from '../kit/field-view.ts';
import { Form } from '../kit/form.tsx';
import { readForm } from '../kit/read-form.ts';
import { partNames } from '../kit/typed-form.ts';
import { shell } from '../shell.tsx';
import { sendPage, signedIn, type Web } from '../web.ts';

export interface PeopleForm {
  readonly title: string;
  readonly intro?: Child;
  readonly fields: readonly FieldView[];
  readonly submit: string;
  readonly warning?: boolean;
  readonly back: { readonly href: string; readonly text: string };
  readonly act: (
    values: FormValues,
    requestKey: string | undefined,
  ) => Promise<Changed<{ readonly goOnAt?: string }>>;
  readonly done: (values: FormValues) => string;
}

export async function sendForm(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  form: PeopleForm,
  wrong?: { readonly typed: Typed; readonly errors: readonly FieldError[] },
): Promise<FastifyReply> {
  const visitor = signedIn(request);
  const { title } = form;
  const key = keyOf(request);
  if (wrong !== undefined) await keep(web, visitor, { key, title, typed: wrong.typed });
  const before = wrong === undefined ? await kept(web, visitor, key) : undefined;
  const page = shell(web, visitor, request, {
    title,
    current: '/people',
    backLink: form.back,
    errors: wrong?.errors,
    children: (
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <h1 class="govuk-heading-l">{title}</h1>
          {form.intro}
          {before === undefined ? null : (
            <KeptNotice kept={before} draftKey={key} csrf={visitor.csrf} />
          )}
          <Form
            action={request.url}
            csrf={visitor.csrf}
            fields={form.fields}
            submit={form.submit}
            warning={form.warning}
            typed={wrong?.typed ?? before?.typed}
            errors={wrong?.errors}
            draftUrl="/drafts"
            hidden={{ request: web.stile.newId(), draft: key, 'draft-title': title }}
            cancel={{ href: form.back.href, text: 'Cancel' }}
          />
        </div>
      </div>
    ),
  });
  return sendPage(reply, page, wrong === undefined ? 200 : 422);
}

export async function takeForm(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  form: PeopleForm,
): Promise<FastifyReply> {
  const visitor = signedIn(request);
  const body = bodyOf(request.body);
  const read = readForm(form.fields, body, wallTime(visitor.now));
  if ('errors' in read) return sendForm(web, request, reply, form, read);
  const changed = await form.act(read.values, requestKeyOf(body));
  if (!changed.ok) {
    const errors = changed.errors.map((error) => besideField(error, form.fields));
    return sendForm(web, request, reply, form, { typed: read.typed, errors });
  }
  await forget(web, visitor, keyOf(request));
  setFlash(reply, { kind: 'success', text: form.done(read.values) });
  return reply.redirect(changed.goOnAt ?? form.back.href, 303);
}

/** Where on the page a refusal is mended; the first field, where it is about the whole. */
export function besideField(
  { field, message }: PeopleError,
  fields: readonly FieldView[],
): FieldError {
  const found = fields.find(({ name }) => name === field) ?? fields[0];
  if (found === undefined) return { field: '', message, href: '#main-content' };
  const [first = found.name] = partNames(found, found.name);
  return { field: found.name, message, href: `#${first}` };
}

/** A text value; empty where nothing was answered. */
export function textIn(values: FormValues, name: string): string {
  const value = values[name];
  return typeof value === 'string' ? value : '';
}
