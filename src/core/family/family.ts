/** A family as its history tells it: the state that `evolve` builds and `decide` looks at. */
import type { Day, Instant } from '../calendar/time.ts';
import type {
  ConsentStatus,
  EvidenceKind,
  ForumId,
  GateId,
  LevelId,
  ObligationId,
  PathwayId,
  ProtocolKey,
  RoleId,
  ScopeId,
  StageId,
  StepId,
} from '../protocol/protocol.ts';
import type { EvidenceId, Fields, HolderSeat, TransferId } from './events.ts';
import type { Restriction, UrgentAccess } from './guard/guard.ts';
import type { Changeable, LastChange } from './last-changes.ts';
import type { AuthorityId, Doer, FamilyId, Person, PersonId, Practitioner } from './people.ts';
import type { ConsentTerms, DisclosureTerms } from './sharing/consent-terms.ts';

/** A moment, and whether only its day is known. */
export interface Stamp {
  readonly at: Instant;
  /** The local day of `at`. */
  readonly day: Day;
  readonly dayOnly: boolean;
}

export interface Evidence extends Stamp {
  readonly id: EvidenceId;
  readonly kind: EvidenceKind;
  readonly fields: Fields;
  readonly children: readonly PersonId[];
  readonly by: Doer;
  readonly recorded: Instant;
  readonly transfer: TransferId | undefined;
  readonly corrected: boolean;
}

export interface Consent extends Stamp {
  readonly id: string;
  readonly scope: ScopeId;
  readonly status: ConsentStatus;
  readonly given: PersonId | undefined;
  readonly relation: string | undefined;
  readonly inHousehold: boolean;
  readonly signed: boolean;
  readonly method: string;
  readonly exclusions: string | undefined;
  readonly note: string | undefined;
  readonly terms: ConsentTerms;
  readonly by: Doer;
}

export interface Disclosure extends Stamp {
  readonly id: string;
  readonly to: string;
  readonly what: string;
  readonly basis: string;
  readonly whyNoConsent: string | undefined;
  readonly consulted: { readonly role: RoleId; readonly name: string } | undefined;
  readonly terms: DisclosureTerms;
  /** When somebody ended it, and why. */
  readonly ended: (Stamp & { readonly reason: string }) | undefined;
  readonly by: Doer;
}

export interface StepDone extends Stamp {
  readonly step: StepId;
  readonly moves: readonly {
    readonly child: PersonId;
    readonly from: StageId;
    readonly to: StageId;
    readonly outcome?: string;
  }[];
  readonly by: Doer;
}

export interface Place extends Stamp {
  readonly stage: StageId;
}

export interface Transfer {
  readonly id: TransferId;
  readonly pathway: PathwayId;
  readonly protocol: ProtocolKey;
  readonly state: 'open' | 'suspended' | 'ended';
  readonly started: Stamp;
  readonly startedBy: Doer;
  /** The role that held the family when the transfer started. */
  readonly heldBefore: RoleId;
  readonly ended: Stamp | undefined;
  readonly endReason: string | undefined;
  readonly places: ReadonlyMap<PersonId, Place>;
  /** Every stage entered, for moments. */
  readonly entered: readonly (Stamp & { readonly stage: StageId; readonly child: PersonId })[];
  readonly steps: readonly StepDone[];
}

export interface Exception {
  readonly id: string;
  readonly transfer: TransferId;
  readonly gate: GateId;
  readonly reason: string;
  readonly until: Day | undefined;
  readonly by: Doer;
  readonly at: Instant;
}

export interface Listing {
  readonly transfer: TransferId;
  readonly forum: ForumId;
  readonly part: string;
  readonly sitting: Day;
  readonly children: readonly PersonId[];
  readonly listed: Stamp;
  readonly decided: { readonly outcome: string; readonly at: Instant } | undefined;
  readonly rolledOver: number;
}

/** From this moment a child was at a level, whoever held the family. */
export interface LevelStamp extends Stamp {
  readonly child: PersonId;
  readonly level: LevelId;
}

export interface PlannedVisit {
  readonly id: string;
  readonly what: string;
  readonly for: Stamp;
  readonly who: Practitioner;
  readonly cancelled: boolean;
}

export interface Family {
  readonly authority: AuthorityId;
  readonly id: FamilyId;
  readonly reference: string;
  readonly knownSince: Day;
  readonly locality: string | undefined;
  /** Number of events; the version that an append must expect. */
  readonly version: number;
  readonly people: readonly Person[];
  readonly holder: HolderSeat;
  readonly holderSince: Instant;
  /** Every role that has held the family since it was registered. */
  readonly heldBy: ReadonlySet<RoleId>;
  /** When somebody last wrote something down. What Stile notes by itself, such as a date that has passed, does not count. */
  readonly lastAction: Day;
  readonly assigned: ReadonlyMap<
    RoleId,
    { readonly practitioner: Practitioner; readonly since: Stamp }
  >;
  /** By kind, oldest date first; a record that counts as another kind stands under both. */
  readonly evidence: ReadonlyMap<EvidenceKind, readonly Evidence[]>;
  readonly consents: readonly Consent[];
  readonly disclosures: readonly Disclosure[];
  readonly transfers: readonly Transfer[];
  readonly exceptions: readonly Exception[];
  readonly listings: readonly Listing[];
  /** Every change of a recorded level, in the order recorded. */
  readonly levels: readonly LevelStamp[];
  readonly visits: readonly PlannedVisit[];
  readonly obligationsEnded: readonly (Stamp & {
    readonly obligation: ObligationId;
    readonly transfer: TransferId;
    readonly reason: string;
  })[];
  /** Only named people see the family; undefined where everybody does whose role lets them. */
  readonly restriction: Restriction | undefined;
  readonly urgentAccesses: readonly UrgentAccess[];
  /** Who of those who sign in has been told of a transfer. */
  readonly told: ReadonlyMap<TransferId, ReadonlySet<string>>;
  /** Clocks already marked overdue (`key`), and reminders already sent (`key#number`). */
  readonly marked: ReadonlySet<string>;
  /** Of what was changed after it was recorded. */
  readonly lastChanges: ReadonlyMap<Changeable, LastChange>;
  /** How many pieces of evidence, consents and so on were ever recorded: the next one's number. */
  readonly counts: Readonly<Record<Counted, number>>;
}

export type Counted =
  | 'evidence'
  | 'consent'
  | 'disclosure'
  | 'exception'
  | 'visit'
  | 'child'
  | 'adult';
