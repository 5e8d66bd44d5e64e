/**
 * What a consent and a disclosure say beyond yes and no. Everything here is optional in the history, because older
 * records do not have it.
 */
import type { Day } from '../../calendar/time.ts';
import type { EvidenceKind } from '../../protocol/protocol.ts';
import type { WorkerId } from '../people.ts';

/** What a family leaves out of what it agrees to, so that Stile can act on it; the free words are beside it. */
export interface Exclusions {
  /** Agencies that are to see nothing, by name. */
  readonly agencies: readonly string[];
  /** Kinds of record that are not to be shared. */
  readonly kinds: readonly EvidenceKind[];
}

/** Why a young person's own answer counts: old enough, or judged able to decide this for themselves. */
export type Competence = 'of-age' | 'judged-able';

export interface ConsentTerms {
  /** The last day on which it counts. */
  readonly until?: Day;
  readonly excludes?: Exclusions;
  readonly competence?: Competence;
  /** Who judged that the young person is able to decide, and why. */
  readonly judgedBy?: string;
  /** Where the signed form is kept. */
  readonly form?: string;
}

/**
 * What makes sharing lawful. Article 6(1)(c) or (e) of the UK GDPR, with a condition of Schedule 1 to the Data
 * Protection Act 2018 where it is about health, ethnicity and the like (Article 9); or, where a competent authority
 * shares for law enforcement, Schedule 8.
 */
export type LawfulBasis =
  | {
      readonly basis: 'legal-obligation' | 'public-task';
      readonly condition: 'safeguarding' | 'health-or-social-care' | 'not-special';
    }
  | { readonly basis: 'law-enforcement'; readonly competentAuthority: string };

/** The three cases in which paragraph 18 of Schedule 1 needs no consent. */
export type WhyNoConsent = 'cannot-be-given' | 'cannot-be-obtained' | 'would-prejudice';

export interface Recipient {
  readonly agency: string;
  readonly name?: string;
  /** Somebody who signs in to Stile. */
  readonly worker?: WorkerId;
}

/** A summary as its recipient was given it, word for word. */
export interface SharedSummary {
  readonly title: string;
  readonly sections: readonly SummarySection[];
  /** SHA-256 of the title and the sections, in hexadecimal. */
  readonly hash: string;
  /** How many records and sections were left out, and how often words were. */
  readonly leftOut: number;
}

export interface SummarySection {
  readonly id: string;
  readonly heading: string;
  readonly entries: readonly SummaryEntry[];
}

export interface SummaryEntry {
  readonly id: string;
  readonly title: string;
  readonly lines: readonly string[];
}

export interface DisclosureTerms {
  readonly lawful?: LawfulBasis;
  /** The scope of the consent on which it rests, instead of another lawful basis. */
  readonly consent?: string;
  readonly why?: WhyNoConsent;
  readonly decidedBy?: string;
  readonly recipient?: Recipient;
  /** While it lasts, the recipient sees the family in Stile. Without this it was shared once. */
  readonly opens?: true;
  /** Kinds of record that the recipient does not see. */
  readonly leavesOut?: readonly EvidenceKind[];
  /** The last day of it. */
  readonly until?: Day;
  readonly summary?: SharedSummary;
}

/** The terms that an event of the history says; for one from before there were any, none. */
export function consentTerms(said: ConsentTerms): ConsentTerms {
  const { until, excludes, competence, judgedBy, form } = said;
  return {
    ...(until === undefined ? {} : { until }),
    ...(excludes === undefined ? {} : { excludes }),
    ...(competence === undefined ? {} : { competence }),
    ...(judgedBy === undefined ? {} : { judgedBy }),
    ...(form === undefined ? {} : { form }),
  };
}

export function disclosureTerms(said: DisclosureTerms): DisclosureTerms {
  const { lawful, consent, why, decidedBy, recipient, opens, leavesOut, until, summary } = said;
  return {
    ...(lawful === undefined ? {} : { lawful }),
    ...(consent === undefined ? {} : { consent }),
    ...(why === undefined ? {} : { why }),
    ...(decidedBy === undefined ? {} : { decidedBy }),
    ...(recipient === undefined ? {} : { recipient }),
    ...(opens === undefined ? {} : { opens }),
    ...(leavesOut === undefined ? {} : { leavesOut }),
    ...(until === undefined ? {} : { until }),
    ...(summary === undefined ? {} : { summary }),
  };
}
