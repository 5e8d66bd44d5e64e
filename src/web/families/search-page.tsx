import type { FastifyRequest } from 'fastify';
import { mostFamilySearches, type Searched } from '../../cases/search-families.ts';
import { dayNumber } from '../../core/calendar/day-number.ts';
import type { Day } from '../../core/calendar/time.ts';
import { dayInWords } from '../../core/calendar/words.ts';
import type { Protocol } from '../../core/protocol/protocol.ts';
import { roleTitle } from '../family/names.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import type { FieldError, FieldView, Typed } from '../kit/field-view.ts';
import { Fields } from '../kit/form-fields.tsx';
import { govuk } from '../kit/govuk.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { UrgentPanel } from '../kit/urgent-panel.tsx';
import { list, plural } from '../kit/words.ts';
import { councilsOf, numbersOf, type UrgentNumber } from '../numbers.ts';
import { shell } from '../shell.tsx';
import type { Visitor, Web } from '../web.ts';

export type Found = Searched['found'][number];

export interface Asked {
  readonly name?: string | undefined;
  readonly born?: Day | undefined;
  readonly reference?: string | undefined;
}

export const searchFields: readonly FieldView[] = [
  {
    name: 'name',
    label: 'Name of a child or an adult',
    noun: 'a name',
    type: 'text',
    required: false,
    hint: 'Names that sound alike are found too: Catherine and Kathryn, Siobhan and Shivaun',
    maxLength: 200,
  },
  {
    name: 'born',
    label: 'Date of birth',
    noun: 'the date of birth',
    type: 'date',
    time: 'past',
    required: false,
    hint: 'With a name, people born within a year of it are found. For example, 27 3 2017',
  },
  {
    name: 'reference',
    label: 'Reference',
    noun: 'the reference',
    type: 'text',
    required: false,
    hint: 'With a reference, only that family is found',
    maxLength: 100,
  },
];

/**
 * Finding a family: narrowly by its reference, widely by names and dates of birth. What is typed is sent, and stands in
 * no address: addresses are kept by browsers and by proxies.
 */
export function searchPage(
  web: Web,
  visitor: Visitor,
  request: FastifyRequest,
  props: {
    readonly typed: Typed;
    readonly errors: readonly FieldError[];
    readonly asked: Asked | undefined;
    /** Undefined before anything was searched for. */
    readonly searched: Searched | undefined;
  },
): string {
  const { asked, searched } = props;
  const partner = visitor.actor.employer === 'partner';
  return shell(web, visitor, request, {
    title: 'Find a family',
    current: '/families',
    errors: props.errors,
    children: (
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <h1 class="govuk-heading-l">Find a family</h1>
          {partner ? (
            <p class="govuk-body">You find here the families that you work with.</p>
          ) : null}
          <form method="post" action="/families" novalidate>
            <input type="hidden" name="_csrf" value={visitor.csrf} />
            <Fields fields={searchFields} typed={props.typed} errors={props.errors} />
            <div class="govuk-button-group">
              {govuk('button', { text: 'Find' })}
              <a class="govuk-link" href="/families/new">
                Register a family
              </a>
            </div>
          </form>
          {partner ? null : (
            <p class="govuk-body">
              Must you see a family now that you do not find here?{' '}
              <a class="govuk-link" href="/urgent-access">
                Urgent access
              </a>
            </p>
          )}
          <p class="govuk-hint">
            It is recorded that you searched, and how many families you were shown. What you typed
            is kept for you alone, until you search again.
          </p>
          {searched?.answered === false ? (
            <TooOften numbers={numbersOf(web, councilsOf(web, request))} />
          ) : null}
          {asked === undefined || searched?.answered !== true ? null : (
            <Results
              protocol={visitor.protocol}
              asked={asked}
              found={searched.found}
              partner={partner}
            />
          )}
        </div>
      </div>
    ),
  });
}

/** Nobody who is worried about a child is held up by it. */
function TooOften(props: { readonly numbers: readonly UrgentNumber[] }): SafeHtml {
  return (
    <section aria-labelledby="results">
      <h2 class="govuk-heading-m" id="results">
        Wait before you search again
      </h2>
      <p class="govuk-body">
        You have searched {mostFamilySearches} times within an hour, so this search was not done.
        Try again in a while. Families that you work with are on{' '}
        <a class="govuk-link" href="/work">
          My work
        </a>
        .
      </p>
      <p class="govuk-body">
        A concern needs no search:{' '}
        <a class="govuk-link" href="/concern">
          report a safeguarding concern
        </a>
        .
      </p>
      <UrgentPanel heading="Worried about a child now?" numbers={props.numbers} />
    </section>
  );
}

function Results(props: {
  readonly protocol: Protocol;
  readonly asked: Asked;
  readonly found: readonly Found[];
  readonly partner: boolean;
}): SafeHtml {
  const { found, asked, protocol } = props;
  if (found.length === 0)
    return (
      <section aria-labelledby="results">
        <h2 class="govuk-heading-m" id="results">
          Nobody found
        </h2>
        <p class="govuk-body">
          Try fewer words, only the family name, or leave the date of birth out.
          {props.partner
            ? ' A family may be known here without your being named in it: ask the council’s front door.'
            : ''}
        </p>
        {govuk('button', {
          text: 'Register a family',
          href: '/families/new',
          classes: 'govuk-button--secondary',
        })}
      </section>
    );
  return (
    <section aria-labelledby="results">
      <h2 class="govuk-heading-m" id="results">
        {plural(found.length, 'person', 'people')} found
        {found.length >= 50 ? ', and there are more: say more to narrow it down' : ''}
      </h2>
      <StackTable
        caption="People found"
        captionHidden
        columns={[
          { text: 'Person' },
          { text: 'Family' },
          { text: 'Held by' },
          { text: 'Why it is shown' },
        ]}
        rows={found.map((person) => [
          <>
            {`${person.given} ${person.surname}`.trim()}
            <span class="app-muted app-block">
              {person.kind === 'child' ? 'Child' : 'Adult'}
              {person.born === null ? '' : `, born ${dayInWords(person.born)}`}
            </span>
          </>,
          <>
            <a class="govuk-link" href={`/families/${encodeURIComponent(person.family)}`}>
              {person.familyName}
            </a>
            <span class="app-muted app-block">{person.reference}</span>
          </>,
          person.holderName ?? person.holderTeam ?? roleTitle(protocol, person.holderRole),
          whyShown(asked, person),
        ])}
      />
    </section>
  );
}

/** What of the search agrees with this person. */
export function whyShown(asked: Asked, person: Found): string {
  if (asked.reference !== undefined) return 'Same reference';
  const reasons: string[] = [];
  if (asked.name !== undefined) {
    const full = fold(`${person.given} ${person.surname}`);
    const words = fold(asked.name).split(' ');
    const same = words.every((word) => full.split(' ').includes(word));
    reasons.push(
      same ? 'same name' : person.alike >= 0.55 ? 'name spelt alike' : 'name sounds alike',
    );
  }
  if (asked.born !== undefined && person.born !== null) {
    const apart = Math.abs(dayNumber(asked.born) - dayNumber(person.born));
    reasons.push(apart === 0 ? 'same date of birth' : 'born within a year of that date');
  }
  if (asked.born !== undefined && person.born === null) reasons.push('date of birth not known');
  const said = list(reasons);
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}`;
}

function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}
