/** The policy's own words where they are needed: what is written, how it is read, and advice at this place. */
import type { ClauseId, Place, Protocol } from '../../core/protocol/protocol.ts';
import { Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from '../kit/govuk.ts';
import { clauseHref } from '../policy/hrefs.ts';

/** What the protocol says at a place, a paragraph each. */
export function Advice(props: {
  readonly protocol: Protocol;
  readonly places: readonly Place[];
}): SafeHtml {
  const says = props.protocol.guidance.filter((guidance) =>
    guidance.places.some((place) => props.places.some((here) => samePlace(here, place))),
  );
  if (says.length === 0) return Fragment({});
  return (
    <>
      {says.map((guidance) => (
        <p class="govuk-body">
          {guidance.says}{' '}
          {guidance.href === undefined ? null : (
            <a class="govuk-link" href={guidance.href}>
              Read more about this
            </a>
          )}{' '}
          <ClauseLinks clauses={guidance.clauses} />
        </p>
      ))}
    </>
  );
}

/** A doubtful clause: the words of the document, and how Stile reads them. */
export function Reading(props: {
  readonly written: string | undefined;
  readonly reading: string | undefined;
  readonly clauses: readonly ClauseId[];
}): SafeHtml {
  if (props.written === undefined && props.reading === undefined) return Fragment({});
  return govuk('details', {
    summaryText: 'How we read the policy here',
    html: (
      <>
        {props.written === undefined ? null : (
          <p class="govuk-body">The policy says: “{props.written}”</p>
        )}
        {props.reading === undefined ? null : (
          <p class="govuk-body">How we read it: {props.reading}</p>
        )}
        <p class="govuk-body">
          <ClauseLinks clauses={props.clauses} />
        </p>
      </>
    ),
  });
}

/** "CE23-043, CE23-044", each leading to the clause. */
export function ClauseLinks(props: { readonly clauses: readonly ClauseId[] }): SafeHtml {
  return (
    <>
      {props.clauses.map((clause, index) => (
        <>
          {index === 0 ? null : ', '}
          <a class="govuk-link govuk-link--muted" href={clauseHref(clause)}>
            {clause}
          </a>
        </>
      ))}
    </>
  );
}

function samePlace(here: Place, place: Place): boolean {
  if (here.at !== place.at) return false;
  return 'id' in here && 'id' in place ? here.id === place.id : true;
}
