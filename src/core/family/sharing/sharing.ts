/**
 * What a partner may see of a family they work with. One rule for the pages and for the database, worked out from the
 * history alone. docs/decisions/0013-what-partners-see.md says it in words.
 */
import type { Day, Instant } from '../../calendar/time.ts';
import type { EvidenceKind, Protocol, ScopeId } from '../../protocol/protocol.ts';
import type { Consent, Disclosure, Family } from '../family.ts';
import type { Practitioner } from '../people.ts';
import { firstMomentAfter, givenAnswers, sharingConsents } from './consent-state.ts';

/** Why a partner sees a family. */
export interface Ground {
  readonly because: 'holds' | 'consent' | 'disclosure';
  /** Of the consent or the disclosure. */
  readonly id: string | undefined;
  readonly scope: ScopeId | undefined;
  /** The first moment at which it counts no more. */
  readonly until: Instant | undefined;
  /** Kinds of record that it does not open. */
  readonly leavesOut: ReadonlySet<EvidenceKind>;
}

export type PartnerSight =
  | { readonly sees: 'parts'; readonly leavesOut: ReadonlySet<EvidenceKind> }
  | { readonly sees: 'own' };

/**
 * All that opens, or opened until it ran out, the family to a partner who works with it. None where they do not work
 * with it. Holding it is always one: a family is never dropped because a paper has expired.
 */
export function groundsOf(family: Family, protocol: Protocol, worker: string): readonly Ground[] {
  const places = placesOf(family, worker);
  if (places.length === 0) return [];
  const agencies = new Set(places.map(({ agency }) => named(agency)));
  const scopes = [...protocol.consents.values()].filter(({ shares }) => shares);
  const consents = scopes.flatMap(({ id }) => sharingConsents(family, id));
  const given = [...protocol.consents.keys()].flatMap((id) => givenAnswers(family, id));
  const leavesOut = kindsLeftOut(family, protocol);
  const excluded = given.some((consent) => leavesOutAgency(consent, agencies));
  const holds = family.holder.practitioner?.worker === worker;
  return [
    ...(holds
      ? [
          {
            because: 'holds' as const,
            id: undefined,
            scope: undefined,
            until: undefined,
            leavesOut,
          },
        ]
      : []),
    ...(excluded ? [] : consents).map(({ id, scope, terms }) => ({
      because: 'consent' as const,
      ...{ id, scope, until: endOf(terms.until), leavesOut },
    })),
    ...family.disclosures
      .filter((each) => opensTo(each, worker, agencies))
      .map(({ id, terms }) => ({
        because: 'disclosure' as const,
        scope: undefined,
        ...{ id, until: endOf(terms.until), leavesOut: new Set(terms.leavesOut) },
      })),
  ];
}

/** What the family has left out is left out of all its consents, also when the one that said so has run out. */
export function kindsLeftOut(family: Family, protocol: Protocol): ReadonlySet<EvidenceKind> {
  const given = [...protocol.consents.keys()].flatMap((id) => givenAnswers(family, id));
  return new Set(given.flatMap(({ terms }) => terms.excludes?.kinds ?? []));
}

/** What a partner sees at a moment. A kind of record stays out of sight where every ground leaves it out. */
export function sightOfPartner(grounds: readonly Ground[], now: Instant): PartnerSight {
  const inForce = grounds.filter(({ until }) => until === undefined || until > now);
  const [first, ...others] = inForce;
  if (first === undefined) return { sees: 'own' };
  const leavesOut = [...first.leavesOut].filter((kind) =>
    others.every((ground) => ground.leavesOut.has(kind)),
  );
  return { sees: 'parts', leavesOut: new Set(leavesOut) };
}

/** The first moment at which no ground holds any more; undefined where one has no end. */
export function endOfSight(grounds: readonly Ground[]): Instant | undefined {
  const ends = grounds.map(({ until }) => until);
  return ends.reduce(
    (one, other) =>
      one === undefined || other === undefined ? undefined : one > other ? one : other,
    ends[0],
  );
}

/** Everybody who works with a family: whoever holds it, those named in its roles, and those who are to visit. */
export function practitionersOf(family: Family): readonly Practitioner[] {
  const { practitioner } = family.holder;
  return [
    ...(practitioner === undefined ? [] : [practitioner]),
    ...[...family.assigned.values()].map((each) => each.practitioner),
    ...family.visits.filter((visit) => !visit.cancelled).map((visit) => visit.who),
  ];
}

/** Agencies are written by people: capitals and spaces do not make another agency. */
export function sameAgency(one: string, other: string): boolean {
  return named(one) === named(other) && named(one) !== '';
}

function endOf(until: Day | undefined): Instant | undefined {
  return until === undefined ? undefined : firstMomentAfter(until);
}

/** The partners who work with a family and sign in, each once. */
export function partnersOf(family: Family): readonly Practitioner[] {
  const partners = practitionersOf(family).filter(
    ({ worker, employer }) => worker !== undefined && employer === 'partner',
  );
  return [...new Map(partners.map((each) => [each.worker, each])).values()];
}

/** For which agencies somebody works with a family. */
export function agenciesOf(family: Family, worker: string): readonly string[] {
  return placesOf(family, worker).map(({ agency }) => agency);
}

function placesOf(family: Family, worker: string): readonly Practitioner[] {
  return practitionersOf(family).filter((each) => each.worker === worker);
}

function leavesOutAgency({ terms }: Consent, agencies: ReadonlySet<string>): boolean {
  return (terms.excludes?.agencies ?? []).some((agency) => agencies.has(named(agency)));
}

/** A disclosure to a person is for them; one to an agency is for everybody of it who works with the family. */
function opensTo(
  { terms, ended }: Disclosure,
  worker: string,
  agencies: ReadonlySet<string>,
): boolean {
  const { recipient, opens } = terms;
  if (opens !== true || ended !== undefined || recipient === undefined) return false;
  if (recipient.worker !== undefined) return recipient.worker === worker;
  return recipient.name === undefined && agencies.has(named(recipient.agency));
}

function named(agency: string): string {
  return agency.trim().replace(/\s+/g, ' ').toLowerCase();
}
