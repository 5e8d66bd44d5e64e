/** Importing a list of people: a file is chosen, what it would change is shown, and only then is anything done. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { administers } from '../../access/administrator.ts';
import { type Imported, importPeople, planImport } from '../../cases/import-people.ts';
import { exportPeople } from '../../cases/queries/export-people.ts';
import { importHeader } from '../../cases/read-people-file.ts';
import { sendNotAllowed } from '../errors.tsx';
import { setFlash } from '../flash.ts';
import { bodyOf, textOf } from '../forms/keep.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from '../kit/govuk.ts';
import { plural } from '../kit/words.ts';
import { shell } from '../shell.tsx';
import { readUpload } from '../uploads/read-uploads.ts';
import { sendPage, signedIn, type Web } from '../web.ts';

const LARGEST_LIST = 1_000_000;
const MOST_ERRORS = 50;

export function addImportPages(app: FastifyInstance, web: Web): void {
  app.get(
    '/people/import',
    (request, reply) =>
      mayImport(web, request, reply) ?? sendPage(reply, choosePage(web, request, [])),
  );
  app.post(
    '/people/import',
    { config: { uploads: { kind: 'csv', most: LARGEST_LIST } } },
    async (request, reply) => {
      const refused = mayImport(web, request, reply);
      if (refused !== undefined) return refused;
      const file = readUpload(request, 'people');
      if ('error' in file) return sendPage(reply, choosePage(web, request, [file.error]), 422);
      return showPlan(web, request, reply, file.value.text);
    },
  );
  app.post('/people/import/confirm', async (request, reply) => {
    const refused = mayImport(web, request, reply);
    if (refused !== undefined) return refused;
    const body = bodyOf(request.body);
    const text = textOf(body, 'list');
    const done = await importPeople(web.stile, signedIn(request), text, textOf(body, 'shown'));
    if (done.errors.length > 0) return sendPage(reply, planPage(web, request, text, done), 422);
    setFlash(reply, {
      kind: 'success',
      text: `${plural(done.changes, 'change')} made from the list.`,
    });
    return reply.redirect('/people', 303);
  });
  app.get('/people/export', async (request, reply) => {
    const refused = mayImport(web, request, reply);
    if (refused !== undefined) return refused;
    const text = await exportPeople(web.stile, signedIn(request));
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="people.csv"')
      .header('cache-control', 'no-store')
      .send(text);
  });
}

function mayImport(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply | undefined {
  if (administers(signedIn(request).actor)) return undefined;
  return sendNotAllowed(
    web,
    request,
    reply,
    'Looking after people is for an administrator of Stile.',
  );
}

async function showPlan(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  text: string,
): Promise<FastifyReply> {
  const planned = await planImport(web.stile, signedIn(request), text);
  const wrong = planned.errors.length > 0;
  return sendPage(reply, planPage(web, request, text, planned), wrong ? 422 : 200);
}

function choosePage(web: Web, request: FastifyRequest, errors: readonly string[]): string {
  const visitor = signedIn(request);
  const [error] = errors;
  return shell(web, visitor, request, {
    title: 'Import a list of people',
    current: '/people',
    backLink: { href: '/people', text: 'People' },
    errors: errors.map((message) => ({ message, href: '#people' })),
    children: (
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <h1 class="govuk-heading-l">Import a list of people</h1>
          <p class="govuk-body">
            A CSV file with one line for each person and role. Somebody with two roles has two
            lines. The e-mail address says who a line is about. Its first line is:
          </p>
          <p class="govuk-body">
            <code>{importHeader}</code>
          </p>
          <ul class="govuk-list govuk-list--bullet">
            <li>Roles are written as in the policy. “Works for” is “council” or “partner”.</li>
            <li>Dates like 27/3/2026. Without a first day a role begins today.</li>
            <li>
              You see first what would be added, changed and ended. Either all of it is done, or
              nothing.
            </li>
            <li>
              Nobody is removed by a list. Who is not in it is shown, and leaves on their own page,
              so that every family goes to somebody named.
            </li>
          </ul>
          <p class="govuk-body">
            <a class="govuk-link" href="/people/export">
              Download the directory as it is now
            </a>{' '}
            to begin with.
          </p>
          <form method="post" action="/people/import" enctype="multipart/form-data" novalidate>
            <input type="hidden" name="_csrf" value={visitor.csrf} />
            {govuk('file-upload', {
              id: 'people',
              name: 'people',
              label: { text: 'The file', classes: 'govuk-label--s' },
              hint: { text: 'CSV, in UTF-8, up to 1 MB' },
              errorMessage: error === undefined ? undefined : { text: error },
            })}
            {govuk('button', { text: 'Show what would change' })}
          </form>
        </div>
      </div>
    ),
  });
}

function planPage(web: Web, request: FastifyRequest, text: string, planned: Imported): string {
  const visitor = signedIn(request);
  const { errors, groups, changes, seen } = planned;
  const wrong = errors.length > 0;
  return shell(web, visitor, request, {
    title: 'What the list would change',
    current: '/people',
    backLink: { href: '/people/import', text: 'Choose another file' },
    errors: wrong
      ? [{ message: 'Nothing was changed. Mend the list and send it again', href: '#wrong' }]
      : undefined,
    children: (
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <h1 class="govuk-heading-l">What the list would change</h1>
          {wrong ? <Wrong errors={errors} /> : null}
          {!wrong && changes === 0 ? (
            <p class="govuk-body">The directory is already as the list says.</p>
          ) : null}
          {wrong
            ? null
            : groups.map(({ title, lines }) => (
                <>
                  <h2 class="govuk-heading-m">
                    {title}: {lines.length}
                  </h2>
                  <ul class="govuk-list govuk-list--bullet">
                    {lines.map((line) => (
                      <li>{line}</li>
                    ))}
                  </ul>
                </>
              ))}
          {wrong || changes === 0 ? null : (
            <form method="post" action="/people/import/confirm">
              <input type="hidden" name="_csrf" value={visitor.csrf} />
              <input type="hidden" name="shown" value={seen} />
              <textarea name="list" hidden class="govuk-!-display-none">
                {text}
              </textarea>
              {govuk('button', {
                text: `Make ${plural(changes, 'change')}`,
                preventDoubleClick: true,
              })}
            </form>
          )}
        </div>
      </div>
    ),
  });
}

function Wrong({ errors }: { readonly errors: readonly string[] }): SafeHtml {
  return (
    <section id="wrong" aria-labelledby="wrong-heading">
      <h2 class="govuk-heading-m" id="wrong-heading">
        {plural(errors.length, 'thing')} to mend
      </h2>
      <ul class="govuk-list govuk-list--bullet">
        {errors.slice(0, MOST_ERRORS).map((error) => (
          <li>{error}</li>
        ))}
      </ul>
      {errors.length > MOST_ERRORS ? (
        <p class="govuk-body">And {errors.length - MOST_ERRORS} more.</p>
      ) : null}
    </section>
  );
}
