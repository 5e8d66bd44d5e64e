/** Which of a family's answers stands, and until when a consent or a disclosure counts. */
import { addDays } from '../../calendar/day-number.ts';
import { type Day, type Instant, startOfDay } from '../../calendar/time.ts';
import type { ConsentStatus, ScopeId } from '../../protocol/protocol.ts';
import { notBefore } from '../evolve.ts';
import type { Consent, Disclosure, Family } from '../family.ts';

export type ConsentState = ConsentStatus | 'expired';
export type DisclosureState = 'once' | 'in-force' | 'ended' | 'expired';

/** The first moment at which something counts no more whose last day this is. Days are those of Europe/London. */
export function firstMomentAfter(day: Day): Instant {
  return startOfDay(addDays(day, 1));
}

/** What a consent is worth on a day. That it has expired is in no event: it follows from its last day. */
export function stateOfConsent(consent: Consent, today: Day): ConsentState {
  const { until } = consent.terms;
  return consent.status === 'given' && until !== undefined && today > until
    ? 'expired'
    : consent.status;
}

/** What a disclosure is worth on a day: shared once, or the recipient sees the family while it lasts. */
export function stateOfDisclosure({ terms, ended }: Disclosure, today: Day): DisclosureState {
  if (terms.opens !== true) return 'once';
  if (ended !== undefined) return 'ended';
  return terms.until !== undefined && today > terms.until ? 'expired' : 'in-force';
}

/**
 * The answers on a scope that stand: the newest of the adults together, and the newest of each young person, who
 * speaks for themselves. Of one day, the one recorded last.
 */
export function standingAnswers(family: Family, scope: ScopeId): readonly Consent[] {
  const children = new Set(
    family.people.filter(({ kind }) => kind === 'child').map(({ id }): string => id),
  );
  const newest = new Map<string, Consent>();
  for (const consent of family.consents) {
    if (consent.scope !== scope) continue;
    const { given } = consent;
    const speaker = given !== undefined && children.has(given) ? given : 'adults';
    const before = newest.get(speaker);
    if (before === undefined || notBefore(consent, before)) newest.set(speaker, consent);
  }
  return [...newest.values()];
}

/**
 * The consents to a scope under which something may be shared: given and standing, while nobody who stands beside them
 * has refused or withdrawn. Those past their last day are among them; `stateOfConsent` tells.
 */
export function sharingConsents(family: Family, scope: ScopeId): readonly Consent[] {
  const against = standingAnswers(family, scope).some(
    ({ status }) => status === 'refused' || status === 'withdrawn',
  );
  return against ? [] : givenAnswers(family, scope);
}

/** The answers on a scope that stand and are a yes, whatever others in the family say. */
export function givenAnswers(family: Family, scope: ScopeId): readonly Consent[] {
  return standingAnswers(family, scope).filter(({ status }) => status === 'given');
}
