import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { ExportHead, StoredExport } from '../../cases/answer-access-request.ts';
import { type Day, dayOf, type Instant } from '../../core/calendar/time.ts';
import { dayInWords, momentInWords } from '../../core/calendar/words.ts';
import { fullName } from '../../core/family/people.ts';
import {
  type Decided,
  exemptions,
  isUndecided,
  type Passage,
  type ReleasedPassage,
} from '../../core/records/export.ts';
import { type FamilyScene, familyHref, nameOf as familyNameOf } from '../acts/scene.ts';
import { familyPage } from '../family/frame.tsx';
import { type Draft, DraftForm } from '../forms/draft-form.tsx';
import type { Kept } from '../forms/keep.ts';
import type { Child, SafeHtml } from '../jsx/jsx-runtime.ts';
import { typedText } from '../kit/field-view.ts';
import { govuk } from '../kit/govuk.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { plural } from '../kit/words.ts';
import { shell } from '../shell.tsx';

/** So many passages are decided at once. */
export const perPage = 10;

/** What was wrong with a form; what was typed into it is kept. */
export interface Mistake {
  readonly field: string;
  readonly message: string;
}

/** The exports of a family, and the question that makes one. */
export function exportsPage(
  scene: FamilyScene,
  request: FastifyRequest,
  props: {
    readonly all: readonly ExportHead[];
    readonly mistake: Mistake | undefined;
    readonly kept: Kept | undefined;
  },
): string {
  const { all, mistake, kept } = props;
  const typed = (name: string) => typedText(kept?.typed ?? {}, name);
  const error = (field: string) =>
    mistake?.field === field ? { text: mistake.message } : undefined;
  const { people } = scene.family;
  const places = { person: 'person', asked: 'asked-day', 'asked-by': 'asked-by' };
  return familyPage(scene, request, {
    title: 'What is held about one person',
    active: 'history',
    errors:
      mistake === undefined
        ? []
        : [
            {
              message: mistake.message,
              href: `#${Object.entries(places).find(([field]) => field === mistake.field)?.[1] ?? 'person'}`,
            },
          ],
    children: (
      <>
        <h2 class="govuk-heading-m">What is held about one person</h2>
        <p class="govuk-body">
          When somebody asks for their own record. Everything about them is gathered, what names or
          may be about somebody else is marked, and nothing is released before each mark is decided.
        </p>
        {all.length === 0 ? null : (
          <StackTable
            caption={plural(all.length, 'request')}
            columns={[{ text: 'About' }, { text: 'Asked' }, { text: 'Made' }, { text: 'Released' }]}
            rows={all.map((each) => [
              <a class="govuk-link" href={familyHref(scene, `/exports/${each.id}`)}>
                {nameOf(scene, each.person)}
              </a>,
              `${dayInWords(each.asked)}, by ${each.askedBy}`,
              `${dayInWords(dayOf(each.made))}, ${each.madeName}`,
              each.released === null
                ? 'Under review'
                : `${momentInWords(each.released)}, ${each.releasedName ?? ''}`,
            ])}
          />
        )}
        <DraftForm
          action={familyHref(scene, '/exports')}
          csrf={scene.visitor.csrf}
          draft={requestDraft(scene)}
          kept={kept}
          request={scene.web.stile.newId()}
          class="app-no-print"
        >
          {govuk('radios', {
            name: 'person',
            idPrefix: 'person',
            fieldset: { legend: { text: 'Whom is it about?' } },
            errorMessage: error('person'),
            items: people.map((person) => ({
              value: person.id,
              text: fullName(person),
              checked: typed('person') === person.id,
            })),
          })}
          {govuk('input', {
            id: 'asked-by',
            name: 'asked-by',
            label: { text: 'Who asked?' },
            hint: { text: 'For example, the person themselves, or their solicitor' },
            value: typed('asked-by'),
            errorMessage: error('asked-by'),
          })}
          {govuk('date-input', {
            id: 'asked',
            namePrefix: 'asked',
            fieldset: { legend: { text: 'When did they ask?' } },
            hint: { text: 'For example, 27 3 2026' },
            errorMessage: error('asked'),
            items: ['day', 'month', 'year'].map((name) => ({
              name,
              value: typed(`asked-${name}`),
              error: error('asked') !== undefined,
              inputmode: 'numeric',
              classes: name === 'year' ? 'govuk-input--width-4' : 'govuk-input--width-2',
            })),
          })}
          {govuk('button', { text: 'Gather what is held', preventDoubleClick: true })}
        </DraftForm>
      </>
    ),
  });
}

export function requestDraft(scene: FamilyScene): Draft {
  return {
    key: familyHref(scene, '/exports'),
    title: `What is held about one person, ${familyNameOf(scene)}`,
  };
}

/** The passages that wait for a decision, or all of them; it can be left and gone on with at any time. */
export function reviewPage(
  scene: FamilyScene,
  request: FastifyRequest,
  props: {
    readonly export: StoredExport;
    readonly wrong: ReadonlyMap<string, string>;
    readonly typed: (name: string) => string;
    /** What was begun for passages and not sent, the latest first. */
    readonly kept: ReadonlyMap<string, Kept>;
  },
): string {
  const { export: found, wrong, kept } = props;
  const { passages, decisions } = found;
  const marked = passages.filter(({ marks }) => marks.length > 0);
  const undecided = marked.filter((passage) => isUndecided(passage, decisions));
  const all = scene.query.all === 'yes';
  const from = Math.max(0, Number(scene.query.from ?? '0') || 0);
  const listed = all ? passages : undecided;
  const shown =
    wrong.size > 0
      ? passages.filter(({ id }) => props.typed('passages').split(' ').includes(id))
      : listed.slice(from, from + perPage);
  const here = `/exports/${found.id}`;
  const draft = {
    key: familyHref(scene, `${here}#passage-${shown[0]?.id ?? ''}`),
    title: `Review what is held about ${nameOf(scene, found.person)}`,
  };
  // Begun on whichever page of the review; a decision that stands is covered only where this form says what it kept.
  const begunFor = (passage: Passage) => {
    const begun = [...kept].find(
      ([key, { typed }]) =>
        typedText(typed, `does-${passage.id}`) !== '' &&
        (key === draft.key || isUndecided(passage, decisions)),
    )?.[1];
    return begun && ((name: string) => typedText(begun.typed, name));
  };
  const plain = undecided.filter(({ marks }) =>
    marks.every(({ because }) => because === 'practitioner'),
  ).length;
  return familyPage(scene, request, {
    title: `Review what is held about ${nameOf(scene, found.person)}`,
    active: 'history',
    errors: [...wrong].map(([id, message]) => ({ message, href: `#passage-${id}` })),
    children: (
      <>
        <h2 class="govuk-heading-m">What is held about {nameOf(scene, found.person)}</h2>
        <p class="govuk-body">
          Asked for on {dayInWords(found.asked)} by {found.askedBy}. Made on{' '}
          {momentInWords(found.made)}: what was recorded later is not in it.
        </p>
        {found.released === null ? (
          <>
            <p class="govuk-body">
              {plural(passages.length, 'passage')}, {marked.length} marked for review,{' '}
              {undecided.length} of these not decided yet. What is not marked is kept. You can leave
              and go on later.{' '}
              <a class="govuk-link" href={familyHref(scene, all ? here : `${here}?all=yes`)}>
                {all ? 'Show what is not decided yet' : 'Show every passage'}
              </a>
            </p>
            {plain === 0 ? null : (
              <Form scene={scene} action={`/${found.id}/keep-practitioners`}>
                <p class="govuk-body">
                  {plain === 1 ? '1 passage only names' : `${plain} passages only name`} somebody at
                  work. The names of those who acted in their work for the family are usually given.
                </p>
                {govuk('button', {
                  text: `Keep these ${plural(plain, 'passage')}`,
                  classes: 'govuk-button--secondary',
                })}
              </Form>
            )}
            {shown.length === 0 ? null : (
              <DraftForm
                action={familyHref(scene, `${here}/decide`)}
                csrf={scene.visitor.csrf}
                draft={draft}
                kept={kept.get(draft.key)}
                class="app-no-print"
              >
                <input type="hidden" name="passages" value={shown.map(({ id }) => id).join(' ')} />
                {shown.map((passage) => (
                  <Decide
                    passage={passage}
                    decided={decisions.get(passage.id)}
                    problem={wrong.get(passage.id)}
                    typed={wrong.size > 0 ? props.typed : begunFor(passage)}
                  />
                ))}
                {govuk('button', { text: 'Keep these decisions', preventDoubleClick: true })}
              </DraftForm>
            )}
            {from + perPage < listed.length ? (
              <p class="govuk-body">
                <a
                  class="govuk-link"
                  href={familyHref(scene, `${here}?${all ? 'all=yes&' : ''}from=${from + perPage}`)}
                >
                  The next {perPage}
                </a>
              </p>
            ) : null}
            {undecided.length === 0 ? (
              <Form scene={scene} action={`/${found.id}/release`}>
                <p class="govuk-body">
                  Everything that was marked is decided. What is released is exactly that, and
                  cannot be changed.
                </p>
                {govuk('button', { text: 'Release it as decided', preventDoubleClick: true })}
              </Form>
            ) : null}
          </>
        ) : (
          <p class="govuk-body">
            Released on {momentInWords(found.released)} by {found.releasedName}.{' '}
            <a class="govuk-link" href={familyHref(scene, `${here}/released`)}>
              Read or print what was released
            </a>
          </p>
        )}
      </>
    ),
  });
}

function Decide(props: {
  readonly passage: Passage;
  readonly decided: (Decided & { readonly byName: string }) | undefined;
  readonly problem: string | undefined;
  readonly typed: ((name: string) => string) | undefined;
}): SafeHtml {
  const { passage, decided, problem, typed } = props;
  const { id } = passage;
  const does = typed?.(`does-${id}`) ?? decided?.does ?? '';
  const words = typed?.(`words-${id}`) ?? (decided?.words ?? passage.names).join('\n');
  const reason = typed?.(`reason-${id}`) ?? decided?.reason ?? '';
  return (
    <section class="govuk-!-margin-bottom-8" id={`passage-${id}`} aria-labelledby={`title-${id}`}>
      <h3 class="govuk-heading-s govuk-!-margin-bottom-1" id={`title-${id}`}>
        {passage.title}
      </h3>
      <p class="govuk-body-s app-muted">
        {[passage.section, passage.when, passage.by === '' ? '' : `Recorded by ${passage.by}`]
          .filter((part) => part !== '')
          .join('. ')}
      </p>
      {passage.lines.map((line) => (
        <p class="govuk-body govuk-!-margin-bottom-2 app-lines">{line}</p>
      ))}
      {passage.marks.map(({ says }) => (
        <p class="govuk-body-s">
          <strong>Review:</strong> {says}.
        </p>
      ))}
      {govuk('radios', {
        name: `does-${id}`,
        idPrefix: `does-${id}`,
        classes: 'govuk-radios--small',
        fieldset: {
          legend: {
            html: (
              <>
                What to do<span class="govuk-visually-hidden"> with {passage.title}</span>
              </>
            ),
          },
        },
        errorMessage: problem === undefined ? undefined : { text: problem },
        items: [
          { value: 'keep', text: 'Keep it', checked: does === 'keep' },
          {
            value: 'redact',
            text: 'Take words out',
            checked: does === 'redact',
            conditional: {
              html: govuk('textarea', {
                id: `words-${id}`,
                name: `words-${id}`,
                rows: '3',
                label: { text: 'The words to take out, one line each' },
                value: words,
              }),
            },
          },
          {
            value: 'withhold',
            text: 'Leave it out',
            checked: does === 'withhold',
            conditional: {
              html: govuk('select', {
                id: `reason-${id}`,
                name: `reason-${id}`,
                label: { text: 'Why' },
                items: [
                  { value: '', text: 'Select' },
                  ...Object.entries(exemptions).map(([value, text]) => ({
                    ...{ value, text, selected: value === reason },
                  })),
                ],
              }),
            },
          },
        ],
      })}
    </section>
  );
}

/** What was released, to read and to print. Nothing of what was left out is in it. */
export function releasedPage(
  scene: FamilyScene,
  request: FastifyRequest,
  found: StoredExport & { readonly body: string },
): string {
  // Written by the release from exactly this shape.
  const said = JSON.parse(found.body) as {
    readonly about: string;
    readonly asked: Day;
    readonly made: Instant;
    readonly released: Instant;
    readonly passages: readonly ReleasedPassage[];
  };
  const sections = Map.groupBy(said.passages, ({ section }) => section);
  const sha256 = createHash('sha256').update(found.body, 'utf8').digest('hex');
  return shell(scene.web, scene.visitor, request, {
    title: 'What is held about one person',
    current: '/families',
    backLink: { href: familyHref(scene, `/exports/${found.id}`), text: 'The request' },
    children: (
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <h1 class="govuk-heading-l">What is held about {said.about}</h1>
          <p class="govuk-body">
            Asked for on {dayInWords(said.asked)}. Gathered on {momentInWords(said.made)}. Released
            on {momentInWords(said.released)}. What the law lets the council leave out, such as what
            is about other people, is not part of it.
          </p>
          <p class="govuk-body app-no-print">
            <a class="govuk-link" href={familyHref(scene, `/exports/${found.id}/released.json`)}>
              Download it as a JSON file
            </a>
          </p>
          {[...sections].map(([section, passages]) => (
            <section>
              <h2 class="govuk-heading-m">{section}</h2>
              {passages.map(({ title, when, lines, by }) => (
                <div class="govuk-!-margin-bottom-6">
                  <h3 class="govuk-heading-s govuk-!-margin-bottom-1">{title}</h3>
                  {when === '' && by === '' ? null : (
                    <p class="govuk-body-s app-muted">
                      {[when, by === '' ? '' : `recorded by ${by}`]
                        .filter((part) => part !== '')
                        .join(', ')}
                    </p>
                  )}
                  {lines.map((line) => (
                    <p class="govuk-body govuk-!-margin-bottom-2 app-lines">{line}</p>
                  ))}
                </div>
              ))}
            </section>
          ))}
          <p class="govuk-body-s app-muted">Checksum of the JSON file (SHA-256): {sha256}</p>
        </div>
      </div>
    ),
  });
}

function Form(props: {
  readonly scene: FamilyScene;
  readonly action: string;
  readonly children?: Child;
}): SafeHtml {
  const { scene } = props;
  return (
    <form
      method="post"
      action={familyHref(scene, `/exports${props.action}`)}
      novalidate
      class="app-no-print"
    >
      <input type="hidden" name="_csrf" value={scene.visitor.csrf} />
      {props.children}
    </form>
  );
}

function nameOf({ family }: FamilyScene, id: string): string {
  const person = family.people.find((each) => each.id === id);
  return person === undefined ? 'somebody' : fullName(person);
}
