/** Who takes over: first chosen, then shown family by family, then confirmed. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PeopleError } from '../../cases/administer.ts';
import {
  type AskedHandOver,
  handOverFamilies,
  isFamilyId,
  tryHandOver,
} from '../../cases/hand-over-families.ts';
import type { PersonInFull } from '../../cases/queries/list-people.ts';
import {
  familiesOf,
  findSuccessors,
  type HeldFamily,
  type Successor,
} from '../../cases/queries/preview-hand-over.ts';
import { dayOf } from '../../core/calendar/time.ts';
import { dayInWords } from '../../core/calendar/words.ts';
import { keyOf } from '../acts/act-form.tsx';
import { roleTitle } from '../family/names.ts';
import { setFlash } from '../flash.ts';
import { DraftForm } from '../forms/draft-form.tsx';
import { bodyOf, forget, type Kept, keep, kept, requestKeyOf, textOf } from '../forms/keep.ts';
import { wallTime } from '../forms/read-fields.ts';
import { Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import type { FieldError, FieldView, Typed } from '../kit/field-view.ts';
import { typedText } from '../kit/field-view.ts';
import { Fields } from '../kit/form-fields.tsx';
import { govuk } from '../kit/govuk.ts';
import { readForm } from '../kit/read-form.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { list, plural } from '../kit/words.ts';
import { shell } from '../shell.tsx';
import { sendPage, signedIn, type Visitor, type Web } from '../web.ts';
import { besideField, textIn } from './form-page.tsx';
import { partInWords, personHref } from './person-page.tsx';

export interface HandingOver {
  readonly person: PersonInFull;
  readonly why: AskedHandOver['why'];
  /** The role that is given up, and its holding. */
  readonly ending?: { readonly role: string; readonly holding: string } | undefined;
  /** The teams to move to. */
  readonly teams?: readonly string[];
}

/** Names of the choices for single families. */
const ONE = 'family-';

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

interface Scene extends HandingOver {
  readonly visitor: Visitor;
  readonly families: readonly HeldFamily[];
  readonly successors: readonly Successor[];
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

function fieldsOf(scene: Scene): readonly FieldView[] {
  const { why, families, teams = [], person } = scene;
  const options = peopleToChoose(scene);
  const successor: FieldView = {
    name: 'successor',
    label: why === 'leaves' ? 'Who takes over?' : 'Who takes over the families?',
    noun: 'who takes over',
    type: 'person',
    required: false,
    hint: 'For every family for which nobody else is chosen below. They must hold the same roles',
    options,
    nothing: why === 'moves' ? `Nobody: the families go with ${person.worker.name}` : undefined,
  };
  const last: FieldView = {
    name: 'last',
    label: 'Last day',
    noun: 'the last day',
    type: 'date',
    time: 'future',
    required: false,
    hint:
      why === 'leaves'
        ? 'The whole of that day counts: they can sign in until it is over. Leave it empty to hand over now'
        : 'The whole of that day counts. Leave it empty to end it now',
  };
  const team: FieldView = {
    name: 'team',
    label: 'New team',
    noun: 'the new team',
    type: 'person',
    required: false,
    nothing: 'No team',
    options: teams.map((name) => ({ value: name, label: name })),
    value: person.worker.team ?? undefined,
  };
  const single = families.map(
    (each): FieldView => ({
      name: `${ONE}${each.family}`,
      label: `${each.reference}: ${partInWords(each, scene.visitor)}`,
      type: 'person',
      required: false,
      nothing: 'The same as above',
      options,
    }),
  );
  const first = why === 'moves' ? [team] : [last];
  return [...first, ...(needsSuccessor(scene) ? [successor] : []), ...single];
}

/** Where no family can hang on them in this, nobody need be chosen. */
function needsSuccessor({ families, ending, visitor, why }: Scene): boolean {
  if (families.length > 0) return true;
  if (why === 'moves') return false;
  if (ending === undefined) return true;
  return visitor.protocol.roles.get(ending.role as never)?.held === 'family';
}

function peopleToChoose({ successors, visitor }: Scene): NonNullable<FieldView['options']> {
  return successors.map(({ worker, roles }) => {
    const titles = list(roles.map((role) => roleTitle(visitor.protocol, role)));
    return {
      value: worker.id,
      label: [worker.name, titles, worker.team].filter((part) => part).join(', '),
    };
  });
}

function askedOf(
  { person, why, ending, families }: Scene,
  values: Parameters<typeof textIn>[0],
  typed: Typed,
): AskedHandOver {
  const chosen = Object.fromEntries(
    families.flatMap(({ family }) => {
      const to = typedText(typed, `${ONE}${family}`);
      return to === '' || !isFamilyId(family) ? [] : [[family, to] as const];
    }),
  );
  const successor = textIn(values, 'successor');
  return {
    worker: person.worker.id,
    why,
    holding: ending?.holding,
    team: textIn(values, 'team'),
    // Read as a date by the form.
    last: (textIn(values, 'last') || undefined) as AskedHandOver['last'],
    successor: successor === '' ? undefined : successor,
    chosen,
  };
}

/** Stands for what was shown: another, where another family would be handed over or to somebody else. */
function seenOf({ families }: Scene, asked: AskedHandOver): string {
  return families
    .map(({ family }) => `${family}=${asked.chosen[family] ?? asked.successor ?? ''}`)
    .concat(asked.last ?? 'now', asked.team ?? '')
    .join('|');
}

function titleOf({ person, why, ending, visitor }: Scene): string {
  const { name } = person.worker;
  if (why === 'leaves') return `${name} leaves`;
  return why === 'moves'
    ? `${name} moves to another team`
    : `${name} gives up the role ${roleTitle(visitor.protocol, ending?.role ?? '')}`;
}

function choosePage(
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

function confirmPage(
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
