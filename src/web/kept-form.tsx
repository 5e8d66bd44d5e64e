/** What was posted when it could not be taken (signed out, refused, a fault): shown again, ready to send once more. */
import type { FastifyRequest } from 'fastify';
import { isOwnPath } from './flash.ts';
import type { SafeHtml } from './jsx/jsx-runtime.ts';
import { govuk } from './kit/govuk.ts';

/** Everything that was in the form, under the names it travels by. */
export interface KeptForm {
  readonly action: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

// The largest form, with every character escaped.
const MOST_CHARACTERS = 4_200_000;

/**
 * The form of a request, if it came from a page of ours. From elsewhere it is not kept: somebody else's words
 * must not be sent in this person's name.
 */
export function keptForm(request: FastifyRequest): KeptForm | undefined {
  if (request.method !== 'POST' || !isFromHere(request)) return undefined;
  const action = request.url;
  if (!isOwnPath(action) || typeof request.body !== 'object' || request.body === null)
    return undefined;
  const fields = Object.entries(request.body).flatMap(([name, value]) =>
    name === '_csrf' ? [] : textsOf(value).map((text) => [name, text] as const),
  );
  return { action, fields };
}

/** Whether the browser says that the request came from this site. Old browsers say it in `Origin` alone. */
export function isFromHere(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const origin = request.headers.origin;
  return origin !== undefined && URL.parse(origin)?.host === request.host;
}

/** A kept form in one hidden field, and back. Anything that is not one reads as nothing. */
export function packForm(form: KeptForm): string {
  return JSON.stringify(form);
}

export function unpackForm(text: unknown): KeptForm | undefined {
  if (typeof text !== 'string' || text.length > MOST_CHARACTERS) return undefined;
  try {
    const read: unknown = JSON.parse(text);
    return isKeptForm(read) ? read : undefined;
  } catch {
    return undefined;
  }
}

/** What was typed, to read, and a button that sends it again. */
export function SendAgain(props: { readonly form: KeptForm; readonly csrf: string }): SafeHtml {
  const { form, csrf } = props;
  const typed = form.fields.filter(([name, value]) => name !== 'request' && value.trim() !== '');
  return (
    <>
      {typed.length === 0
        ? null
        : govuk('details', {
            summaryText: 'What you typed',
            html: (
              <>
                {typed.map(([, value]) => (
                  <p class="govuk-body app-typed">{value}</p>
                ))}
              </>
            ),
            open: true,
          })}
      <form method="post" action={form.action}>
        <input type="hidden" name="_csrf" value={csrf} />
        {form.fields.map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        {govuk('button', { text: 'Send it now', preventDoubleClick: true })}
      </form>
    </>
  );
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

function isKeptForm(read: unknown): read is KeptForm {
  if (typeof read !== 'object' || read === null || !('action' in read) || !('fields' in read))
    return false;
  return (
    isOwnPath(read.action) &&
    Array.isArray(read.fields) &&
    read.fields.every(
      (field: unknown) =>
        Array.isArray(field) &&
        field.length === 2 &&
        field.every((part) => typeof part === 'string'),
    )
  );
}
