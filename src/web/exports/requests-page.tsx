import type { FastifyRequest } from 'fastify';
import type { ExportHead } from '../../cases/answer-access-request.ts';
import { dayOf } from '../../core/calendar/time.ts';
import { dayInWords, momentInWords } from '../../core/calendar/words.ts';
import { fullName } from '../../core/family/people.ts';
import { type FamilyScene, familyHref, nameOf as familyNameOf } from '../acts/scene.ts';
import { familyPage } from '../family/frame.tsx';
import { type Draft, DraftForm } from '../forms/draft-form.tsx';
import type { Kept } from '../forms/keep.ts';
import { typedText } from '../kit/field-view.ts';
import { govuk } from '../kit/govuk.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { plural } from '../kit/words.ts';

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

/** Whom a request is about. */
export function nameOf({ family }: FamilyScene, id: string): string {
  const person = family.people.find((each) => each.id === id);
  return person === undefined ? 'somebody' : fullName(person);
}
