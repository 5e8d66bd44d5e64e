import type { Clause } from '../../core/protocol/protocol.ts';
import { upperFirst } from '../family/names.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from '../kit/govuk.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { plural } from '../kit/words.ts';
import { clauseHref } from './hrefs.ts';
import { Facts, PolicyHead, type Reading } from './pieces.tsx';
import { whereApplied } from './where.ts';

/** Every clause of the document, or those that have all the words looked for. */
export function clausesPage(
  reading: Reading,
  search: { readonly q: string; readonly treatment: string },
): SafeHtml {
  const all = [...reading.protocol.clauses.values()];
  const found = all.filter((clause) => isFound(clause, search));
  return (
    <>
      <PolicyHead reading={reading} section="/policy/clauses" heading="Clauses of the document" />
      <SearchForm reading={reading} search={search} />
      <p class="govuk-body" role="status">
        {found.length === all.length
          ? plural(all.length, 'clause')
          : `${found.length} of ${plural(all.length, 'clause')}`}
      </p>
      {found.length === 0 ? (
        <p class="govuk-body">
          No clause has these words. Try fewer words, or{' '}
          <a class="govuk-link" href="/policy/clauses">
            show every clause
          </a>
          .
        </p>
      ) : (
        <StackTable
          caption="Clauses"
          captionHidden={true}
          columns={[
            { text: 'Clause' },
            { text: 'What it says' },
            { text: 'In the document' },
            { text: 'In Stile' },
          ]}
          rows={found.map((clause) => [
            <a class="govuk-link app-nowrap" href={clauseHref(clause.id, reading.version)}>
              {clause.id}
            </a>,
            <span>{clause.says}</span>,
            <span>{clause.source}</span>,
            treatmentInWords(clause),
          ])}
        />
      )}
    </>
  );
}

function SearchForm(props: {
  readonly reading: Reading;
  readonly search: { readonly q: string; readonly treatment: string };
}): SafeHtml {
  const { search } = props;
  return (
    <form method="get" action="/policy/clauses" class="app-search">
      {props.reading.version === undefined ? null : (
        <input type="hidden" name="version" value={props.reading.version} />
      )}
      {govuk('input', {
        id: 'q',
        name: 'q',
        label: { text: 'Find words or a clause number' },
        value: search.q,
        type: 'search',
        classes: 'govuk-input--width-20',
      })}
      {govuk('select', {
        id: 'treatment',
        name: 'treatment',
        label: { text: 'How it is treated' },
        items: [
          { value: '', text: 'Any' },
          ...Object.entries(TREATMENTS).map(([value, text]) => ({
            value,
            text,
            selected: value === search.treatment,
          })),
        ],
      })}
      {govuk('button', { text: 'Find clauses', classes: 'govuk-button--secondary' })}
    </form>
  );
}

const TREATMENTS = {
  enforced: 'Enforced',
  guided: 'Guided',
  'not-for-software': 'Not for software',
} as const satisfies Record<Clause['treatment'], string>;

export function treatmentInWords({ treatment }: Clause): string {
  return TREATMENTS[treatment];
}

function isFound(
  clause: Clause,
  { q, treatment }: { readonly q: string; readonly treatment: string },
): boolean {
  if (treatment !== '' && clause.treatment !== treatment) return false;
  const text =
    `${clause.id} ${clause.says} ${clause.source} ${clause.reading ?? ''} ${clause.kind}`.toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** One clause: what it says, where it is in the document, how it was read, and where it applies. */
export function clausePage(reading: Reading, clause: Clause): SafeHtml {
  const { protocol, version } = reading;
  const places = whereApplied(protocol, clause.id, version);
  const guidance = protocol.guidance.filter(({ clauses }) => clauses.includes(clause.id));
  const ids = [...protocol.clauses.keys()];
  const place = ids.indexOf(clause.id);
  const [before, after] = [ids[place - 1], ids[place + 1]];
  return (
    <>
      <PolicyHead reading={reading} section="/policy/clauses" heading={`Clause ${clause.id}`} />
      <p class="govuk-body-l">{clause.says}</p>
      <Facts
        facts={[
          { title: 'In the document', value: clause.source },
          { title: 'Kind of rule', value: upperFirst(clause.kind) },
          { title: 'How binding', value: upperFirst(clause.modality) },
          { title: 'In Stile', value: treatmentInWords(clause) },
          { title: 'Why', value: clause.because },
          { title: 'How Stile reads it', value: clause.reading },
        ]}
      />
      <h2 class="govuk-heading-m">Where it applies in Stile</h2>
      {places.length + guidance.length === 0 ? <p class="govuk-body">Nowhere.</p> : null}
      {places.length === 0 ? null : (
        <ul class="govuk-list">
          {places.map(({ what, title, href }) => (
            <li>
              {what}:{' '}
              {href === undefined ? (
                title
              ) : (
                <a class="govuk-link" href={href}>
                  {title}
                </a>
              )}
            </li>
          ))}
        </ul>
      )}
      {guidance.map(({ says }) => (
        <p class="govuk-inset-text">
          <span class="govuk-visually-hidden">Shown as guidance: </span>
          {says}
        </p>
      ))}
      {before === undefined && after === undefined ? null : (
        <nav class="app-policy__walk" aria-label="Other clauses">
          {before === undefined ? null : (
            <a class="govuk-link" href={clauseHref(before, version)}>
              Previous clause: {before}
            </a>
          )}
          {after === undefined ? null : (
            <a class="govuk-link" href={clauseHref(after, version)}>
              Next clause: {after}
            </a>
          )}
        </nav>
      )}
    </>
  );
}
