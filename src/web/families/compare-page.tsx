/** Two families side by side, and what somebody finds who compares them. */
import type { FastifyRequest } from 'fastify';
import { likenessOf } from '../../cases/queries/find-possible-duplicates.ts';
import type { Comparison } from '../../cases/queries/list-comparisons.ts';
import { dayInWords, momentInWords } from '../../core/calendar/words.ts';
import { fullName, type Person } from '../../core/family/people.ts';
import { type FamilyScene, familyHref, nameOf } from '../acts/scene.ts';
import { holderInWords, roleTitle } from '../family/names.ts';
import { type Child, Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import type { FieldError, FieldView, FormValues, Typed } from '../kit/field-view.ts';
import { Form } from '../kit/form.tsx';
import { StackTable } from '../kit/stack-table.tsx';
import { list } from '../kit/words.ts';
import { shell } from '../shell.tsx';
import type { Web } from '../web.ts';
import { compareHref, FINDINGS, isFinding } from './finding-words.ts';

export const findingFields: readonly FieldView[] = [
  {
    name: 'finding',
    label: 'What did you find?',
    noun: 'what you found',
    type: 'choice',
    required: true,
    options: [
      {
        value: 'same-family',
        label: FINDINGS['same-family'],
        hint: 'Agree with whoever holds each in which of the two the work goes on, and say so below',
      },
      {
        value: 'child-in-both',
        label: FINDINGS['child-in-both'],
        hint: 'For example, a child who lives in two homes',
      },
      { value: 'not-the-same', label: FINDINGS['not-the-same'], hint: 'You are not asked again' },
    ],
  },
  {
    name: 'reason',
    label: 'How do you know, and what is done now?',
    noun: 'how you know, and what is done now',
    type: 'long-text',
    required: true,
    hint: 'Everybody who sees both families can read it',
    maxLength: 2000,
  },
];

export function readFinding(
  values: FormValues,
): { readonly finding: keyof typeof FINDINGS; readonly reason: string } | undefined {
  const { finding, reason } = values;
  return isFinding(finding) && typeof reason === 'string' ? { finding, reason } : undefined;
}

export interface Compared {
  readonly comparison: Comparison;
  readonly one: FamilyScene;
  readonly other: FamilyScene;
}

export interface ComparedState {
  readonly typed?: Typed | undefined;
  readonly errors?: readonly FieldError[];
  readonly status?: number;
  readonly request: string;
}

export function comparePage(
  web: Web,
  request: FastifyRequest,
  { comparison, one, other }: Compared,
  { typed, errors = [], request: key }: ComparedState,
): string {
  const { visitor } = one;
  return shell(web, visitor, request, {
    title: `Are these the same family? ${one.family.reference} and ${other.family.reference}`,
    current: '/work',
    backLink: { href: '/families/alike', text: 'Families that may be the same' },
    errors,
    children: (
      <>
        <h1 class="govuk-heading-l">Are these the same family?</h1>
        <Likeness one={one} other={other} />
        <StackTable
          caption="Side by side"
          captionHidden
          columns={[
            { text: 'About' },
            { text: one.family.reference },
            { text: other.family.reference },
          ]}
          rows={sideBySide(one, other)}
        />
        {comparison.found.length === 0 ? null : <Before found={comparison.found} />}
        <div class="govuk-grid-row">
          <div class="govuk-grid-column-two-thirds">
            <p class="govuk-body">
              Nothing is joined by itself. If a child is at risk now, do not wait for this: use{' '}
              <em>Report a safeguarding concern</em> above.
            </p>
            <Form
              action={compareHref(comparison)}
              csrf={visitor.csrf}
              fields={findingFields}
              typed={typed}
              errors={errors}
              submit="Record what you found"
              draftUrl="/drafts"
              hidden={{
                request: key,
                draft: compareHref(comparison),
                'draft-title': 'Compare two families',
              }}
              cancel={{ href: '/families/alike', text: 'Decide later' }}
            />
          </div>
        </div>
      </>
    ),
  });
}

/** One reference for both; and what agrees and what does not, of the children who are alike. */
function Likeness(props: { readonly one: FamilyScene; readonly other: FamilyScene }): SafeHtml {
  const { one: first, other: second } = props;
  const pairs = likenessOf(first.family.people, second.family.people);
  const { reference } = first.family;
  const oneReference = reference.toLowerCase() === second.family.reference.toLowerCase();
  if (pairs.length === 0 && !oneReference)
    return (
      <p class="govuk-body">
        They were alike when Stile looked. Names, dates or references have been corrected since.
      </p>
    );
  return (
    <ul class="govuk-list govuk-list--bullet">
      {oneReference ? (
        <li>
          Both have the reference {reference}.{' '}
          {pairs.length === 0 ? 'No child of one is like a child of the other.' : ''}
        </li>
      ) : null}
      {pairs.map(({ one, other, agrees, differs }) => (
        <li>
          {fullName(one)} and {fullName(other)}.{' '}
          {agrees.length === 0 ? '' : `The same: ${list(agrees)}. `}
          {differs.length === 0 ? '' : `Different: ${list(differs)}.`}
        </li>
      ))}
    </ul>
  );
}

function sideBySide(one: FamilyScene, other: FamilyScene): readonly (readonly Child[])[] {
  const row = (about: string, say: (scene: FamilyScene) => Child): readonly Child[] => [
    about,
    say(one),
    say(other),
  ];
  return [
    row('Family', (scene) => (
      <a class="govuk-link" href={familyHref(scene)}>
        {nameOf(scene)}
      </a>
    )),
    row('Children', ({ family }) => <People people={family.people} kind="child" />),
    row('Adults', ({ family }) => <People people={family.people} kind="adult" />),
    row('Area', ({ family }) => family.locality ?? 'Not recorded'),
    row('Known since', ({ family }) => dayInWords(family.knownSince)),
    row('Held by', ({ visitor, family }) => {
      const { name, role } = holderInWords(visitor.protocol, family.holder);
      return [name, role].filter((part) => part !== undefined).join(', ');
    }),
    row('Works with it', (scene) => workersOf(scene)),
    row('Where it stands', ({ derived }) => {
      const open = derived.transfers.filter(({ transfer }) => transfer.state === 'open');
      const stages = open.flatMap(({ pathway, stages }) =>
        stages.map(({ stage }) => `${pathway.title}: ${stage.title}`),
      );
      return stages.length === 0 ? 'No pathway is running' : stages.join('. ');
    }),
  ];
}

function People(props: {
  readonly people: readonly Person[];
  readonly kind: Person['kind'];
}): SafeHtml {
  const people = props.people.filter(({ kind }) => kind === props.kind);
  if (people.length === 0) return Fragment({ children: 'Nobody recorded' });
  return (
    <div>
      {people.map((person) => (
        <span class="app-block">
          {[
            fullName(person),
            person.kind === 'adult' ? person.relation : undefined,
            person.born === undefined ? undefined : `born ${dayInWords(person.born)}`,
          ]
            .filter((part) => part !== undefined && part !== '')
            .join(', ')}
        </span>
      ))}
    </div>
  );
}

function workersOf({ family, visitor }: FamilyScene): string {
  const named = [...family.assigned].map(
    ([role, { practitioner }]) => `${practitioner.name}, ${roleTitle(visitor.protocol, role)}`,
  );
  return named.length === 0 ? 'Nobody named' : named.join('. ');
}

function Before({ found }: Pick<Comparison, 'found'>): SafeHtml {
  return (
    <>
      <h2 class="govuk-heading-m">What was found before</h2>
      <ul class="govuk-list govuk-list--bullet">
        {found.map(({ finding, name, at, reason }) => (
          <li>
            {FINDINGS[finding]}. {name}, {momentInWords(at)}: {reason}
          </li>
        ))}
      </ul>
    </>
  );
}
