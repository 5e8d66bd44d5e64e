import type { Version } from '../../cases/queries/list-versions.ts';
import { dayOf } from '../../core/calendar/time.ts';
import { dayInWords } from '../../core/calendar/words.ts';
import { compare } from '../../core/protocol/compare/compare.ts';
import { groupChanges } from '../../core/protocol/compare/group-changes.ts';
import type { Protocol } from '../../core/protocol/protocol.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from '../kit/govuk.ts';
import { plural } from '../kit/words.ts';
import { isComing, PolicyHead, type Reading } from './pieces.tsx';

/** Two versions of this authority's policy side by side, in words; `from` and `to` are undefined until they are chosen. */
export function comparePage(props: {
  readonly reading: Reading;
  readonly versions: readonly Version[];
  readonly from: Protocol | undefined;
  readonly to: Protocol | undefined;
}): SafeHtml {
  const { reading, versions, from, to } = props;
  return (
    <>
      <PolicyHead
        reading={reading}
        section="/policy/compare"
        heading="What changed between versions"
      />
      <Published versions={versions} coming={reading.coming ?? []} />
      {versions.length < 2 ? (
        <p class="govuk-body">
          There is only this version. When another is published, this page says what it changes.
        </p>
      ) : (
        <Choose versions={versions} from={from} to={to} />
      )}
      {from === undefined || to === undefined ? null : <Changes from={from} to={to} />}
    </>
  );
}

function Published(props: {
  readonly versions: readonly Version[];
  readonly coming: readonly Protocol[];
}): SafeHtml {
  const { versions, coming } = props;
  return (
    <>
      <h2 class="govuk-heading-m">Published versions</h2>
      <ul class="govuk-list">
        {versions.map(({ protocol, published, records }) => (
          <li class="app-policy__version">
            <a
              class="govuk-link"
              href={`/policy?version=${encodeURIComponent(protocol.about.version)}`}
            >
              Version {protocol.about.version}
            </a>
            : {isComing({ protocol, coming }) ? 'takes effect on' : 'in force from'}{' '}
            {dayInWords(protocol.about.effectiveFrom)}, published here on{' '}
            {dayInWords(dayOf(published))}
            {protocol.about.publishing.map(({ id, title }) => (
              <span class="app-block app-muted">
                {title}: {records[id] ?? 'not given; it was the first version here'}
              </span>
            ))}
          </li>
        ))}
      </ul>
    </>
  );
}

function Choose(props: {
  readonly versions: readonly Version[];
  readonly from: Protocol | undefined;
  readonly to: Protocol | undefined;
}): SafeHtml {
  const items = (chosen: Protocol | undefined) =>
    props.versions.map(({ protocol }) => ({
      value: protocol.about.version,
      text: `${protocol.about.version}, from ${dayInWords(protocol.about.effectiveFrom)}`,
      selected: protocol.key === chosen?.key,
    }));
  return (
    <form method="get" action="/policy/compare" class="app-search app-no-print">
      {govuk('select', {
        id: 'from',
        name: 'from',
        label: { text: 'From version' },
        items: items(props.from),
      })}
      {govuk('select', {
        id: 'to',
        name: 'to',
        label: { text: 'To version' },
        items: items(props.to),
      })}
      {govuk('button', { text: 'Compare', classes: 'govuk-button--secondary' })}
    </form>
  );
}

function Changes({ from, to }: { readonly from: Protocol; readonly to: Protocol }): SafeHtml {
  const changes = compare(from, to);
  return (
    <>
      <h2 class="govuk-heading-m">
        From version {from.about.version} to version {to.about.version}
      </h2>
      <p class="govuk-body" role="status">
        {changes.length === 0 ? 'Nothing is different.' : plural(changes.length, 'change')}
      </p>
      {groupChanges(changes).map(({ where, heading, changes: found }) => (
        <section id={`changes-${where}`} class="app-policy__item">
          <h3 class="govuk-heading-s">{heading}</h3>
          <dl class="govuk-body app-changes">
            {[...Map.groupBy(found, ({ what }) => what)].map(([what, same]) => (
              <>
                <dt>{what}</dt>
                {same.map(({ says }) => (
                  <dd>{says}</dd>
                ))}
              </>
            ))}
          </dl>
        </section>
      ))}
    </>
  );
}
