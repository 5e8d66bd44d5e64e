/** Who takes over: first chosen, then shown family by family, to be confirmed. */
import type { FastifyRequest } from 'fastify';
import type { AskedHandOver } from '../../cases/hand-over-families.ts';
import { dayInWords } from '../../core/calendar/words.ts';
import { keyOf } from '../acts/act-form.tsx';
import { DraftForm } from '../forms/draft-form.tsx';
import type { Kept } from '../forms/keep.ts';
import { Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import type { FieldError, FieldView, Typed } from '../kit/field-view.ts';
import { typedText } from '../kit/field-view.ts';
import { Fields } from '../kit/form-fields.tsx';
import { govuk } from '../kit/govuk.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { plural } from '../kit/words.ts';
import { shell } from '../shell.tsx';
import type { Web } from '../web.ts';
import { fieldsOf, ONE, type Scene, seenOf, titleOf } from './hand-over-form.ts';
import { partInWords, personHref } from './person-page.tsx';

export function choosePage(
  web: Web,
  request: FastifyRequest,
  scene: Scene,
  {
    typed,
    errors,
    kept: before,
  }: {
    readonly typed: Typed | undefined;
    readonly errors: readonly FieldError[];
    readonly kept?: Kept | undefined;
  },
): string {
  const { visitor, families, person } = scene;
  const fields = fieldsOf(scene);
  const single = fields.filter(({ name }) => name.startsWith(ONE));
  const back = personHref(person.worker.id);
  return shell(web, visitor, request, {
    title: titleOf(scene),
    current: '/people',
    backLink: { href: back, text: person.worker.name },
    errors,
    children: (
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <h1 class="govuk-heading-l">{titleOf(scene)}</h1>
          <p class="govuk-body">
            {families.length === 0
              ? `${person.worker.name} has nothing to do in any family${scene.why === 'role-ends' ? ' in this role' : ''}.`
              : `${person.worker.name} has something to do in ${plural(families.length, 'family', 'families')}. Each goes to somebody named, and never to nobody.`}
          </p>
          <DraftForm
            action={request.url}
            csrf={visitor.csrf}
            draft={{ key: keyOf(request), title: titleOf(scene) }}
            kept={before}
          >
            <Fields
              fields={fields.filter(({ name }) => !name.startsWith(ONE))}
              typed={typed}
              errors={errors}
            />
            {single.length === 0
              ? null
              : govuk('details', {
                  summaryText: 'Choose somebody else for single families',
                  open:
                    errors.some(({ field }) => field.startsWith(ONE)) || chosenIn(typed, single),
                  html: <Fields fields={single} typed={typed} errors={errors} />,
                })}
            <div class="govuk-button-group">
              {govuk('button', { text: 'Show what would happen' })}
              <a class="govuk-link" href={back}>
                Cancel
              </a>
            </div>
          </DraftForm>
        </div>
      </div>
    ),
  });
}

function chosenIn(typed: Typed | undefined, single: readonly FieldView[]): boolean {
  return typed !== undefined && single.some(({ name }) => typedText(typed, name) !== '');
}

export function confirmPage(
  web: Web,
  request: FastifyRequest,
  scene: Scene,
  { asked, typed }: { readonly asked: AskedHandOver; readonly typed: Typed },
): string {
  const { visitor, families, person, why } = scene;
  const { name } = person.worker;
  const takers = Map.groupBy(
    families,
    (each) => asked.chosen[each.family] ?? asked.successor ?? '',
  );
  return shell(web, visitor, request, {
    title: `Check: ${titleOf(scene)}`,
    current: '/people',
    backLink: { href: personHref(person.worker.id), text: name },
    children: (
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <h1 class="govuk-heading-l">Check: {titleOf(scene)}</h1>
          <ul class="govuk-list govuk-list--bullet">
            {[...takers].map(([id, those]) => (
              <li>
                <strong>{plural(those.length, 'family', 'families')}</strong>:{' '}
                {id === ''
                  ? `${those.length === 1 ? 'goes' : 'go'} with ${name}`
                  : `${nameOf(scene, id)} takes over`}
              </li>
            ))}
            <li>
              {asked.last === undefined
                ? 'This is done now.'
                : `This is done when ${dayInWords(asked.last)} is over, by the clock of London.`}
            </li>
            {asked.last === undefined || asked.successor === undefined ? null : (
              <li>Families that come until then go to {nameOf(scene, asked.successor)}.</li>
            )}
            {why === 'leaves' ? (
              <li>
                {name} is signed out then and cannot sign in any more. All their roles and cover
                end.
              </li>
            ) : null}
            {why === 'moves' ? (
              <li>
                New team: {asked.team === '' || asked.team === undefined ? 'none' : asked.team}
              </li>
            ) : null}
          </ul>
          {families.length === 0 ? (
            <Fragment />
          ) : (
            <StackTable
              caption="Family by family"
              columns={[
                { text: 'Family' },
                { text: `What ${name} has in it` },
                { text: 'Who takes over' },
              ]}
              rows={families.map((each) => [
                <>
                  {each.reference}
                  {each.restricted ? <span class="app-muted app-block">Restricted</span> : null}
                </>,
                partInWords(each, visitor),
                nameOf(scene, asked.chosen[each.family] ?? asked.successor),
              ])}
            />
          )}
          <form method="post" action={request.url}>
            <input type="hidden" name="_csrf" value={visitor.csrf} />
            {Object.entries(typed).flatMap(([field, value]) =>
              (typeof value === 'string' ? [value] : value).map((text) => (
                <input type="hidden" name={field} value={text} />
              )),
            )}
            <input type="hidden" name="confirm" value={seenOf(scene, asked)} />
            <input type="hidden" name="request" value={web.stile.newId()} />
            <div class="govuk-button-group">
              {govuk('button', {
                text: why === 'leaves' ? `Hand over, and end ${name}’s access` : 'Confirm',
                classes: why === 'leaves' ? 'govuk-button--warning' : undefined,
                preventDoubleClick: true,
              })}
              {govuk('button', {
                text: 'Change the choice',
                name: 'change',
                value: 'yes',
                classes: 'govuk-button--secondary',
              })}
            </div>
          </form>
        </div>
      </div>
    ),
  });
}

function nameOf({ successors, person }: Scene, id: string | undefined): SafeHtml | string {
  if (id === undefined) return `stays with ${person.worker.name}`;
  return successors.find(({ worker }) => worker.id === id)?.worker.name ?? 'nobody';
}
