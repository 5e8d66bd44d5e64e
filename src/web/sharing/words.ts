/** How consents and disclosures read. */
import { dayInWords } from '../../core/calendar/words.ts';
import type { ConsentState, DisclosureState } from '../../core/family/sharing/consent-state.ts';
import type {
  Competence,
  DisclosureTerms,
  Exclusions,
  LawfulBasis,
  WhyNoConsent,
} from '../../core/family/sharing/consent-terms.ts';
import type { EvidenceKind, Protocol } from '../../core/protocol/protocol.ts';
import { list } from '../kit/words.ts';

export const CONSENT_STATES = {
  given: 'Given',
  refused: 'Refused',
  'not-sought': 'Not asked for',
  withdrawn: 'Withdrawn',
  expired: 'Expired',
} as const satisfies Record<ConsentState, string>;

export const DISCLOSURE_STATES = {
  once: 'Shared once',
  'in-force': 'In force',
  ended: 'Ended',
  expired: 'Expired',
} as const satisfies Record<DisclosureState, string>;

export const COMPETENCES = {
  'of-age': 'They are old enough to answer for themselves',
  'judged-able': 'They are younger, and were judged able to decide this',
} as const satisfies Record<Competence, string>;

/** Paragraph 18 of Schedule 1 to the Data Protection Act 2018, in its own three cases. */
export const WHY_NO_CONSENT = {
  'cannot-be-given': 'They cannot give consent',
  'cannot-be-obtained': 'We cannot reasonably be expected to obtain it',
  'would-prejudice': 'Asking would put the protection of a child or adult at risk',
} as const satisfies Record<WhyNoConsent, string>;

type Usual = Extract<LawfulBasis, { readonly condition: string }>;

export const BASES = {
  'legal-obligation': 'A legal duty: UK GDPR Article 6(1)(c)',
  'public-task': 'A task in the public interest: UK GDPR Article 6(1)(e)',
  'law-enforcement': 'Law enforcement: Data Protection Act 2018, Part 3 and Schedule 8',
} as const satisfies Record<LawfulBasis['basis'], string>;

export const CONDITIONS = {
  safeguarding: 'Safeguarding of children and of individuals at risk: Schedule 1, paragraph 18',
  'health-or-social-care': 'Health or social care purposes: Schedule 1, paragraph 2',
  'not-special': 'Nothing of this is about health, ethnicity, religion, sex life or the like',
} as const satisfies Record<Usual['condition'], string>;

/** The lawful basis as one sentence, as the record keeps it. */
export function basisInWords(protocol: Protocol, terms: DisclosureTerms): string {
  const { lawful, consent } = terms;
  if (consent !== undefined) {
    const scope = [...protocol.consents.values()].find(({ id }) => id === consent);
    return `Consent: ${scope?.title ?? consent}`;
  }
  if (lawful === undefined) return '';
  if (lawful.basis === 'law-enforcement')
    return `${BASES[lawful.basis]}, shared by ${lawful.competentAuthority}, a competent authority`;
  return `${BASES[lawful.basis]}. ${CONDITIONS[lawful.condition]}`;
}

export function recipientInWords({ recipient }: DisclosureTerms): string | undefined {
  if (recipient === undefined) return undefined;
  return [recipient.name, recipient.agency].filter((part) => part !== undefined).join(', ');
}

/** "Hillside School; records: visit, chronology". Undefined where nothing is left out. */
export function exclusionsInWords(
  protocol: Protocol,
  excludes: Exclusions | undefined,
): string | undefined {
  if (excludes === undefined) return undefined;
  const parts = [
    ...(excludes.agencies.length === 0 ? [] : [`Not for ${list(excludes.agencies)}`]),
    ...(excludes.kinds.length === 0
      ? []
      : [`Not shared: ${kindsInWords(protocol, excludes.kinds)}`]),
  ];
  return parts.length === 0 ? undefined : `${parts.join('. ')}.`;
}

export function kindsInWords(protocol: Protocol, kinds: readonly EvidenceKind[]): string {
  return list(kinds.map((kind) => protocol.evidence.get(kind)?.title ?? kind));
}

export function untilInWords(until: Parameters<typeof dayInWords>[0] | undefined): string {
  return until === undefined ? 'No last day' : `Until the end of ${dayInWords(until)}`;
}
