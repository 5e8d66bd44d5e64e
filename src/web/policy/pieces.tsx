/** Parts that every page of the policy is made of. */
import { dayInWords } from '../../core/calendar/words.ts';
import { roleTitle } from '../../core/protocol/describe-moment.ts';
import type { ClauseId, Holds, Place, Protocol, Tell } from '../../core/protocol/protocol.ts';
import { type Child, Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { moj } from '../kit/govuk.ts';
import { aboutHref, asQuery, clauseHref } from './hrefs.ts';

/** The policy being read, and whether it is the current version of it. */
export interface Reading {
  readonly protocol: Protocol;
  /** Set where it is not the current version, so that links stay within it. */
  readonly version: string | undefined;
  /** Versions that take effect on a later day, the soonest first; the policy's own pages say so. */
  readonly coming?: readonly Protocol[];
  /** The reader looks after the policy, and may move transfers to another version. */
  readonly owner?: boolean;
  /** The reader looks after the records, or confirms what goes. */
  readonly keeper?: boolean;
}

const SECTIONS = [
  ['/policy', 'About'],
  ['/policy/pathways', 'Pathways'],
  ['/policy/gates', 'What must be in place'],
  ['/policy/clocks', 'Clocks and duties'],
  ['/policy/records', 'Records and forms'],
  ['/policy/clauses', 'Clauses'],
  ['/policy/coverage', 'Coverage'],
  ['/policy/check', 'Check'],
  ['/policy/compare', 'Versions'],
  ['/policy/move', 'Move transfers'],
  ['/access/roles', 'How far roles see'],
  ['/policy/retention', 'Retention'],
] as const;

export type Section = (typeof SECTIONS)[number][0];

/** The heading of a page of the policy, the way to its other parts, and a warning on an old version. */
export function PolicyHead(props: {
  readonly reading: Reading;
  readonly section: Section;
  readonly heading: string;
}): SafeHtml {
  const { protocol, version } = props.reading;
  return (
    <>
      <span class="govuk-caption-l">
        {protocol.about.title}, version {protocol.about.version}
      </span>
      <h1 class="govuk-heading-l">{props.heading}</h1>
      <Standing {...props} />
      {moj('sub-navigation', {
        label: 'Parts of the policy',
        items: SECTIONS.filter(
          ([href]) =>
            ((href !== '/policy/move' && href !== '/access/roles') ||
              props.reading.owner === true) &&
            (href !== '/policy/retention' || props.reading.keeper === true),
        ).map(([href, text]) => ({
          text,
          href: `${href}${asQuery(version)}`,
          active: href === props.section,
        })),
      })}
    </>
  );
}

/** Whether the version being read takes effect on a later day. */
export function isComing({ protocol, coming = [] }: Pick<Reading, 'protocol' | 'coming'>): boolean {
  return coming.some(({ key }) => key === protocol.key);
}

/** Whether the version being read is in force; where it is, which one takes its place and when. */
function Standing(props: { readonly reading: Reading; readonly section: Section }): SafeHtml {
  const { protocol, version, coming = [] } = props.reading;
  if (version === undefined) {
    const [next] = coming;
    if (next === undefined) return Fragment({});
    const [from, to] = [protocol, next].map(({ about }) => encodeURIComponent(about.version));
    return (
      <p class="govuk-inset-text">
        Version {next.about.version} takes effect on {dayInWords(next.about.effectiveFrom)}.{' '}
        <a class="govuk-link" href={`/policy/compare?from=${from}&to=${to}`}>
          See what it changes
        </a>
      </p>
    );
  }
  return (
    <p class="govuk-inset-text">
      {isComing(props.reading)
        ? `This version takes effect on ${dayInWords(protocol.about.effectiveFrom)}. Until then the current version counts.`
        : 'This version is no longer the current one.'}{' '}
      <a class="govuk-link" href={props.section}>
        Read the current version
      </a>
    </p>
  );
}

/** The clauses that something comes from, each a link; nothing where it is not from the document. */
export function Clauses(props: {
  readonly clauses: readonly ClauseId[];
  readonly version?: string | undefined;
}): SafeHtml {
  if (props.clauses.length === 0)
    return <p class="govuk-hint app-policy__clauses">Not from the document: added by Stile</p>;
  return (
    <p class="app-policy__clauses">
      <span class="govuk-visually-hidden">From the policy: </span>
      {props.clauses.map((clause) => (
        <>
          <a class="govuk-link app-policy__clause" href={clauseHref(clause, props.version)}>
            {clause}
          </a>{' '}
        </>
      ))}
    </p>
  );
}

/** What the document says in its own words, and how it was read, where the two are not the same. */
export function Written(props: {
  readonly written: string | undefined;
  readonly reading: string | undefined;
}): SafeHtml {
  if (props.written === undefined && props.reading === undefined) return Fragment({});
  return (
    <div class="app-written">
      {props.written === undefined ? null : (
        <p class="govuk-body">
          <strong>The policy says:</strong> <q>{props.written}</q>
        </p>
      )}
      {props.reading === undefined ? null : (
        <p class="govuk-body">
          <strong>How Stile reads it:</strong> {props.reading}
        </p>
      )}
    </div>
  );
}

/** The words that the policy puts at this place. */
export function Guidance(props: { readonly reading: Reading; readonly at: Place }): SafeHtml {
  const { protocol, version } = props.reading;
  const { at } = props;
  const found = protocol.guidance.filter(({ places }) =>
    places.some((place) => place.at === at.at && idOf(place) === idOf(at)),
  );
  if (found.length === 0) return Fragment({});
  return (
    <div class="govuk-inset-text app-policy__guidance">
      {found.map((guidance) => (
        <>
          <p class="govuk-body">
            {guidance.says}
            {guidance.href === undefined ? null : (
              <>
                {' '}
                <a class="govuk-link" href={guidance.href}>
                  {guidance.href.startsWith('mailto:')
                    ? guidance.href.slice('mailto:'.length)
                    : 'Open the linked document'}
                </a>
              </>
            )}
          </p>
          <Clauses clauses={guidance.clauses} version={version} />
        </>
      ))}
    </div>
  );
}

/** The roles as links to what each may do. */
export function Roles(props: {
  readonly reading: Reading;
  readonly roles: readonly Tell['who'][number][];
  readonly last?: 'or' | 'and' | undefined;
}): SafeHtml {
  const { protocol, version } = props.reading;
  if (props.roles.length === 0) return <>Nobody in particular</>;
  return (
    <>
      {props.roles.map((role, index) => (
        <>
          {index === 0 ? '' : index === props.roles.length - 1 ? ` ${props.last ?? 'or'} ` : ', '}
          {role === 'family' ? (
            'the family'
          ) : role === 'holder' ? (
            'whoever holds the family'
          ) : role === 'planned-visitors' ? (
            'everybody with a visit planned'
          ) : role === 'starter' ? (
            'whoever started it'
          ) : (
            <a class="govuk-link" href={aboutHref('role', role, version)}>
              {roleTitle(protocol, role)}
            </a>
          )}
        </>
      ))}
    </>
  );
}

/** How strictly a gate holds, in a sentence. */
export function holdsInWords(holds: Holds): string {
  switch (holds) {
    case 'block':
      return 'Stops the step until it is met';
    case 'block-unless-exception':
      return 'Stops the step until it is met, or until an exception is recorded';
    case 'warn':
      return 'Warns and lets the step pass';
    case 'show':
      return 'Is shown, and stops nothing';
  }
}

/** A list of titled facts; those without a value are left out. */
export function Facts(props: {
  readonly facts: readonly { readonly title: string; readonly value: Child }[];
}): SafeHtml {
  const given = props.facts.filter(
    ({ value }) => value !== undefined && value !== null && value !== '' && value !== false,
  );
  return (
    <dl class="govuk-summary-list app-facts">
      {given.map(({ title, value }) => (
        <div class="govuk-summary-list__row">
          <dt class="govuk-summary-list__key">{title}</dt>
          <dd class="govuk-summary-list__value">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What people are told, and who. */
export function Tells(props: {
  readonly reading: Reading;
  readonly tells: readonly Tell[];
}): SafeHtml {
  if (props.tells.length === 0) return Fragment({});
  return (
    <ul class="govuk-list">
      {props.tells.map((tell) => (
        <li>
          <Roles reading={props.reading} roles={tell.who} last="and" />: “{tell.what}”
        </li>
      ))}
    </ul>
  );
}

function idOf(place: Place): string {
  return 'id' in place ? place.id : '';
}
