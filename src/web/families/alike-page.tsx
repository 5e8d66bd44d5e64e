import type { FastifyRequest } from 'fastify';
import type { Comparison, Comparisons } from '../../cases/queries/list-comparisons.ts';
import { dayInWords, momentInWords } from '../../core/calendar/words.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { shell } from '../shell.tsx';
import type { Visitor, Web } from '../web.ts';
import { compareHref, FINDINGS } from './finding-words.ts';

/** Families that may be the same, of which somebody sees both. */
export function alikePage(
  web: Web,
  visitor: Visitor,
  request: FastifyRequest,
  { open, done, searches, desk }: Comparisons,
): string {
  return shell(web, visitor, request, {
    title: 'Families that may be the same',
    current: '/work',
    backLink: { href: '/work', text: 'My work' },
    children: (
      <>
        <h1 class="govuk-heading-l">Families that may be the same</h1>
        <p class="govuk-body">
          When a family is registered, Stile looks whether a child in it is known already, and
          whether another family has its reference. Whoever registered it was not told of these. You
          see both families: compare them and record what you find. Nothing is joined by itself.
        </p>
        <h2 class="govuk-heading-m">To compare</h2>
        {open.length === 0 ? (
          <p class="govuk-body app-muted">Nothing waits to be compared.</p>
        ) : (
          <StackTable
            caption="To compare"
            captionHidden
            columns={[
              { text: 'Family' },
              { text: 'May be the same as' },
              { text: 'Since' },
              { text: 'What to do' },
            ]}
            rows={open.map((each) => [
              ...familiesOf(each),
              momentInWords(each.since),
              <Compare of={each} words="Compare them" />,
            ])}
          />
        )}
        {done.length === 0 ? null : (
          <>
            <h2 class="govuk-heading-m">Compared in the last 90 days</h2>
            <StackTable
              caption="Compared"
              captionHidden
              columns={[
                { text: 'Family' },
                { text: 'Compared with' },
                { text: 'Found' },
                { text: 'Look again' },
              ]}
              rows={done.map((each) => [
                ...familiesOf(each),
                <Latest of={each} />,
                <Compare of={each} words="Look again" />,
              ])}
            />
          </>
        )}
        {searches.length === 0 ? null : (
          <>
            <h2 class="govuk-heading-m">Who was shown families while registering</h2>
            <p class="govuk-body">
              In the last 90 days, by day. Many families shown to one person are a question to that
              person.
            </p>
            <StackTable
              caption="Who was shown families while registering"
              captionHidden
              columns={[
                { text: 'Who' },
                { text: 'Day' },
                { text: 'Searches', numeric: true },
                { text: 'Families shown', numeric: true },
              ]}
              rows={searches.map((each) => [
                each.name,
                dayInWords(each.day),
                String(each.searches),
                String(each.answers),
              ])}
            />
          </>
        )}
        {desk ? (
          <p class="govuk-body">
            <a class="govuk-link" href="/families/searches">
              Who searched for families
            </a>
          </p>
        ) : null}
      </>
    ),
  });
}

function familiesOf(each: Comparison) {
  return [
    <Family id={each.family} name={each.name} reference={each.reference} />,
    <Family id={each.other} name={each.otherName} reference={each.otherReference} />,
  ];
}

function Family(props: {
  readonly id: string;
  readonly name: string;
  readonly reference: string;
}): SafeHtml {
  return (
    <div>
      <a class="govuk-link" href={`/families/${encodeURIComponent(props.id)}`}>
        {props.name}
      </a>
      <span class="app-muted app-block">{props.reference}</span>
    </div>
  );
}

function Compare(props: { readonly of: Comparison; readonly words: string }): SafeHtml {
  const { of: each, words } = props;
  return (
    <a class="govuk-link" href={compareHref(each)}>
      {words}
      <span class="govuk-visually-hidden">
        : {each.reference} and {each.otherReference}
      </span>
    </a>
  );
}

function Latest({ of: { found } }: { readonly of: Comparison }): SafeHtml {
  const [latest] = found;
  return (
    <div>
      {latest === undefined ? '' : FINDINGS[latest.finding]}
      <span class="app-muted app-block">
        {latest === undefined ? '' : `${latest.name}, ${momentInWords(latest.at)}`}
      </span>
      {latest?.reason}
    </div>
  );
}
