/** The family in short: who is in it, who works with it, what is agreed, what is on file. */
import { dayInWords } from '../../core/calendar/words.ts';
import type { FamilyEvent } from '../../core/family/events.ts';
import { allEvidence } from '../../core/family/evolve.ts';
import { fullName, type Person } from '../../core/family/people.ts';
import { stateOfConsent } from '../../core/family/sharing/consent-state.ts';
import { type FamilyScene, familyHref } from '../acts/scene.ts';
import { type Child, Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from '../kit/govuk.ts';
import { telephone } from '../kit/holder-bar.tsx';
import { list, plural } from '../kit/words.ts';
import { CONSENT_STATES } from '../sharing/words.ts';
import { recipientInWords, roleTitle, stampInWords } from './names.ts';

interface Line {
  readonly key: string;
  readonly value: Child;
}

/** Children first, then adults, each with what matters for who may agree to what. */
export function PeopleCard({ scene }: { readonly scene: FamilyScene }): SafeHtml {
  const children = scene.family.people.filter((person) => person.kind === 'child');
  const adults = scene.family.people.filter((person) => person.kind === 'adult');
  return card(scene, {
    title: 'People',
    action: { href: '/people', text: 'Add or change people' },
    lines: [...children, ...adults].map((person) => ({
      key: fullName(person),
      value: personLine(person),
    })),
    empty: 'Nobody is recorded yet.',
  });
}

export function personLine(person: Person): string {
  const born = person.born === undefined ? undefined : `born ${dayInWords(person.born)}`;
  const parts =
    person.kind === 'child'
      ? ['Child', born ?? (person.note === undefined ? 'date of birth not known' : undefined)]
      : [
          capital(person.relation),
          person.inHousehold ? 'lives in the household' : 'does not live in the household',
          born,
        ];
  return [...parts, person.note].filter((part) => part !== undefined && part !== '').join(', ');
}

/** Everybody named in a role, and how to reach them. */
export function WorkersCard({ scene }: { readonly scene: FamilyScene }): SafeHtml {
  const { family, visitor } = scene;
  return card(scene, {
    title: 'Who works with them',
    action: { href: '/people#roles', text: 'Name somebody' },
    lines: [...family.assigned].map(([role, { practitioner, since }]) => ({
      key: roleTitle(visitor.protocol, role),
      value: (
        <>
          {practitioner.name}
          <span class="app-muted app-block">
            {[practitioner.agency, `since ${dayInWords(since.day)}`]
              .filter((part) => part !== '')
              .join(', ')}
          </span>
          <Reach contact={practitioner.contact} />
        </>
      ),
    })),
    empty: 'Nobody is named yet. Until somebody is, the manager holds the family.',
  });
}

/** A telephone number or an address that can be pressed. */
export function Reach({ contact }: { readonly contact: string | undefined }): SafeHtml {
  if (contact === undefined || contact === '') return Fragment({});
  if (/^[\d\s()+-]{6,}$/.test(contact))
    return (
      <a class="govuk-link" href={telephone(contact)}>
        {contact}
      </a>
    );
  if (/^\S+@\S+\.\S+$/.test(contact))
    return (
      <a class="govuk-link" href={`mailto:${contact}`}>
        {contact}
      </a>
    );
  return <>{contact}</>;
}

/** The family's latest answer to each thing they are asked to agree to. */
export function ConsentCard({ scene }: { readonly scene: FamilyScene }): SafeHtml {
  const { family, visitor } = scene;
  return card(scene, {
    title: 'Consent',
    action: { href: '/consent', text: 'All about consent' },
    lines: [...visitor.protocol.consents.values()].map((scope) => {
      const latest = family.consents.findLast((each) => each.scope === scope.id);
      const state = latest === undefined ? undefined : stateOfConsent(latest, scene.derived.today);
      const until = latest?.terms.until;
      const giver = family.people.find((person) => person.id === latest?.given);
      return {
        key: scope.title,
        value:
          latest === undefined
            ? 'Not recorded yet'
            : `${CONSENT_STATES[state ?? latest.status]} ${stampInWords(latest)}${state === 'given' && until !== undefined ? `, until the end of ${dayInWords(until)}` : ''}${giver === undefined ? '' : `, ${fullName(giver)}`}${latest.exclusions === undefined ? '' : `. Except: ${latest.exclusions}`}`,
      };
    }),
    empty: 'This policy asks for no consent.',
  });
}

const MOST_RECORDS = 6;

/** The newest records of each kind, with the documents beside them. */
export function EvidenceCard({ scene }: { readonly scene: FamilyScene }): SafeHtml {
  const { family, visitor } = scene;
  const records = allEvidence(family).toSorted((one, other) => (one.at < other.at ? 1 : -1));
  const documents = records.filter(
    (record) => visitor.protocol.evidence.get(record.kind)?.group === 'document',
  ).length;
  return card(scene, {
    title: 'Evidence',
    action: {
      href: '/evidence',
      text:
        records.length === 0 ? 'Record something' : `See all ${plural(records.length, 'record')}`,
    },
    lines: records.slice(0, MOST_RECORDS).map((record) => ({
      key: visitor.protocol.evidence.get(record.kind)?.title ?? record.kind,
      value: (
        <>
          <a class="govuk-link" href={familyHref(scene, `/evidence/${record.id}`)}>
            {stampInWords(record)}
            <span class="govuk-visually-hidden">
              , {visitor.protocol.evidence.get(record.kind)?.title ?? record.kind}
            </span>
          </a>
          <span class="app-muted app-block">
            By {record.by.name}
            {record.corrected ? ', corrected' : ''}
          </span>
        </>
      ),
    })),
    empty: 'Nothing is on file yet.',
    after: documents === 0 ? undefined : `${plural(documents, 'document')} among them.`,
  });
}

/** Visits still to come, because a concern tells those who will be at the door. */
export function VisitsCard({ scene }: { readonly scene: FamilyScene }): SafeHtml {
  const { derived } = scene;
  const coming = scene.family.visits
    .filter((visit) => !visit.cancelled && visit.for.day >= derived.today)
    .toSorted((one, other) => (one.for.at < other.for.at ? -1 : 1));
  return card(scene, {
    title: 'Planned visits',
    action: { href: '/visits/new', text: 'Plan a visit' },
    lines: coming.map((visit) => ({
      key: stampInWords(visit.for),
      value: (
        <>
          {visit.what}, {visit.who.name}{' '}
          <a class="govuk-link" href={familyHref(scene, `/visits/${visit.id}/cancel`)}>
            Cancel
            <span class="govuk-visually-hidden"> the visit: {visit.what}</span>
          </a>
        </>
      ),
    })),
    empty: 'No visit is planned.',
  });
}

/** The last people told, from the history. */
export function ToldCard(props: {
  readonly scene: FamilyScene;
  readonly events: readonly FamilyEvent[];
}): SafeHtml {
  const { scene, events } = props;
  const told = events.flatMap((event) => (event.type === 'PeopleTold' ? [event] : [])).slice(-4);
  return card(scene, {
    title: 'People told',
    action: { href: '/told/new', text: 'Record who was told' },
    lines: told.toReversed().map((event) => ({
      key: stampInWords(event),
      value: (
        <>
          {list(event.to.map((to) => recipientInWords(scene.visitor.protocol, to)))}
          <span class="app-muted app-block">{event.what}</span>
        </>
      ),
    })),
    empty: 'Nobody has been told anything yet.',
  });
}

function card(
  scene: FamilyScene,
  props: {
    readonly title: string;
    readonly action: { readonly href: string; readonly text: string };
    readonly lines: readonly Line[];
    readonly empty: string;
    readonly after?: string | undefined;
  },
): SafeHtml {
  const rows = props.lines.length === 0 ? [{ key: 'None', value: props.empty }] : props.lines;
  return (
    <>
      {govuk('summary-list', {
        card: {
          title: { text: props.title, headingLevel: 2 },
          actions: {
            items: [{ href: familyHref(scene, props.action.href), text: props.action.text }],
          },
        },
        rows: rows.map((line) => ({
          key: { text: line.key },
          value: { html: <>{line.value}</> },
        })),
      })}
      {props.after === undefined ? null : <p class="govuk-body-s">{props.after}</p>}
    </>
  );
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
