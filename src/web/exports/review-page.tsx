import type { FastifyRequest } from 'fastify';
import type { StoredExport } from '../../cases/answer-access-request.ts';
import { dayInWords, momentInWords } from '../../core/calendar/words.ts';
import { type Decided, exemptions, isUndecided, type Passage } from '../../core/records/export.ts';
import { type FamilyScene, familyHref } from '../acts/scene.ts';
import { familyPage } from '../family/frame.tsx';
import { DraftForm } from '../forms/draft-form.tsx';
import type { Kept } from '../forms/keep.ts';
import type { Child, SafeHtml } from '../jsx/jsx-runtime.ts';
import { typedText } from '../kit/field-view.ts';
import { govuk } from '../kit/govuk.ts';
import { plural } from '../kit/words.ts';
import { nameOf } from './requests-page.tsx';

/** So many passages are decided at once. */
export const perPage = 10;

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
