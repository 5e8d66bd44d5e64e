/**
 * What can happen to a family. Events are only ever added; what they say is never changed (design, promise 5).
 * Every event has the time it happened (`at`) and the time it was recorded; `dayOnly` when only the day is known.
 */
import type { Day, Instant } from '../calendar/time.ts';
import type {
  ClockId,
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
import type { GuardEvent } from './guard/guard-events.ts';
import type { AuthorityId, Doer, FamilyId, Person, PersonId, Practitioner } from './people.ts';
import type { ConsentTerms, DisclosureTerms } from './sharing/consent-terms.ts';

export type TransferId = string & { readonly brand: 'TransferId' };
export type EvidenceId = string & { readonly brand: 'EvidenceId' };
/** A clock of one transfer or obligation, with its start: `t1/minutes@2026-03-02T10:00:00.000Z`. */
export type ClockKey = string & { readonly brand: 'ClockKey' };

export type Row = Readonly<Record<string, string>>;
export type FieldValue = string | number | readonly string[] | readonly Row[] | Practitioner;
export type Fields = Readonly<Record<string, FieldValue>>;

interface Stamped {
  readonly at: Instant;
  readonly dayOnly?: true;
  readonly recorded: Instant;
  readonly by: Doer;
  /** The protocol under which the act was decided. */
  readonly protocol: ProtocolKey;
}

export interface HolderSeat {
  /** The role that holds the family; where nobody is named in it, its manager's role. */
  readonly role: RoleId;
  readonly standsInFor?: RoleId;
  readonly practitioner?: Practitioner;
  readonly team?: string;
}

/** Somebody told: a named person, a team's role, or the family (told by hand). */
export interface Recipient {
  readonly role: RoleId | 'planned-visitor' | 'family' | 'starter';
  readonly practitioner?: Practitioner;
}

export interface GateNote {
  readonly gate: GateId;
  readonly why: string;
}

export type FamilyEvent = Stamped &
  (
    | {
        readonly type: 'FamilyRegistered';
        readonly authority: AuthorityId;
        readonly family: FamilyId;
        readonly reference: string;
        readonly knownSince: Day;
        readonly people: readonly Person[];
        readonly locality?: string;
      }
    | { readonly type: 'PersonAdded'; readonly person: Person }
    | { readonly type: 'PersonChanged'; readonly person: Person; readonly reason: string }
    | {
        readonly type: 'PersonAssigned';
        readonly role: RoleId;
        readonly practitioner: Practitioner;
        readonly reason?: string;
      }
    | {
        readonly type: 'KnownSinceCorrected';
        readonly from: Day;
        readonly to: Day;
        readonly reason: string;
      }
    | {
        readonly type: 'PersonReleased';
        readonly role: RoleId;
        readonly practitioner: Practitioner;
        readonly reason: string;
      }
    | {
        readonly type: 'HolderChanged';
        readonly from?: HolderSeat;
        readonly to: HolderSeat;
        readonly because: string;
      }
    | {
        readonly type: 'EvidenceRecorded';
        readonly evidence: EvidenceId;
        readonly kind: EvidenceKind;
        readonly countsAs: readonly EvidenceKind[];
        readonly fields: Fields;
        readonly children: readonly PersonId[];
        readonly transfer?: TransferId;
      }
    | {
        readonly type: 'EvidenceCorrected';
        readonly evidence: EvidenceId;
        readonly fields: Fields;
        readonly children: readonly PersonId[];
        readonly reason: string;
        readonly happened: Instant;
        readonly happenedDayOnly?: true;
      }
    | { readonly type: 'EvidenceStruckOut'; readonly evidence: EvidenceId; readonly reason: string }
    | {
        readonly type: 'VisitPlanned';
        readonly visit: string;
        readonly what: string;
        readonly for: Instant;
        readonly forDayOnly?: true;
        readonly who: Practitioner;
      }
    | { readonly type: 'VisitCancelled'; readonly visit: string; readonly reason: string }
    | ({
        readonly type: 'ConsentRecorded';
        readonly consent: string;
        readonly scope: ScopeId;
        readonly status: ConsentStatus;
        readonly given?: PersonId;
        readonly relation?: string;
        readonly inHousehold?: boolean;
        readonly signed: boolean;
        readonly method: string;
        readonly exclusions?: string;
        readonly note?: string;
      } & ConsentTerms)
    | ({
        readonly type: 'DisclosureRecorded';
        readonly disclosure: string;
        readonly to: string;
        readonly what: string;
        readonly basis: string;
        readonly whyNoConsent?: string;
        readonly consulted?: { readonly role: RoleId; readonly name: string };
      } & DisclosureTerms)
    | {
        readonly type: 'DisclosureEnded';
        readonly disclosure: string;
        readonly reason: string;
      }
    | {
        readonly type: 'TransferStarted';
        readonly transfer: TransferId;
        readonly pathway: PathwayId;
        readonly children: readonly PersonId[];
        readonly stage: StageId;
        readonly from?: TransferId;
        readonly notes?: readonly GateNote[];
      }
    | {
        readonly type: 'StepTaken';
        readonly transfer: TransferId;
        readonly step: StepId;
        readonly moves: readonly {
          readonly child: PersonId;
          readonly from: StageId;
          readonly to: StageId;
          readonly outcome?: string;
        }[];
        readonly evidence?: EvidenceId;
        readonly notes: readonly GateNote[];
        readonly exceptions: readonly string[];
      }
    | {
        readonly type: 'LevelChanged';
        readonly children: readonly PersonId[];
        readonly level: LevelId;
        readonly transfer: TransferId;
      }
    | {
        readonly type: 'ExceptionGranted';
        readonly exception: string;
        readonly transfer: TransferId;
        readonly gate: GateId;
        readonly reason: string;
        readonly role: RoleId;
        readonly second?: { readonly role: RoleId; readonly name: string; readonly worker: string };
        readonly until?: Day;
      }
    | {
        readonly type: 'TransferSuspended';
        readonly transfer: TransferId;
        readonly because: TransferId;
      }
    | { readonly type: 'TransferResumed'; readonly transfer: TransferId; readonly reason: string }
    | { readonly type: 'TransferEnded'; readonly transfer: TransferId; readonly reason: string }
    | {
        readonly type: 'TransferMoved';
        readonly transfer: TransferId;
        readonly from: ProtocolKey;
        readonly to: ProtocolKey;
      }
    | {
        readonly type: 'TransferReexamined';
        readonly transfer: TransferId;
        readonly because: string;
        readonly unmet: readonly GateNote[];
      }
    | {
        readonly type: 'CaseListed';
        readonly transfer: TransferId;
        readonly forum: ForumId;
        readonly part: string;
        readonly sitting: Day;
        readonly children: readonly PersonId[];
        readonly why: string;
      }
    | {
        readonly type: 'CaseAcceptedLate';
        readonly transfer: TransferId;
        readonly forum: ForumId;
        readonly sitting: Day;
        readonly reason: string;
      }
    | {
        readonly type: 'CaseRolledOver';
        readonly transfer: TransferId;
        readonly forum: ForumId;
        readonly from: Day;
        readonly sitting: Day;
        readonly reason: string;
      }
    | {
        readonly type: 'CaseDecided';
        readonly transfer: TransferId;
        readonly forum: ForumId;
        readonly sitting: Day;
        readonly children: readonly PersonId[];
        readonly outcome: string;
      }
    | {
        readonly type: 'ConcernRaised';
        readonly transfer: TransferId;
        readonly contact: string;
        readonly phone: string;
        readonly children: readonly PersonId[];
      }
    | {
        readonly type: 'ObligationEnded';
        readonly obligation: ObligationId;
        readonly transfer: TransferId;
        readonly reason: string;
        readonly agreedBy: readonly { readonly role: RoleId; readonly name: string }[];
        readonly evidence?: EvidenceId;
      }
    | {
        readonly type: 'PeopleTold';
        readonly to: readonly Recipient[];
        readonly what: string;
        readonly transfer?: TransferId;
        /** `to-do`: Stile cannot reach them, so a person has to. `by-hand`: a person has told them. */
        readonly how: 'stile' | 'by-hand' | 'to-do';
      }
    | {
        readonly type: 'ClockOverdue';
        readonly clock: ClockKey;
        readonly id: ClockId;
        readonly title: string;
        readonly due: Instant;
        readonly transfer?: TransferId;
      }
    | {
        readonly type: 'ReminderSent';
        readonly clock: ClockKey;
        readonly id: ClockId;
        readonly title: string;
        readonly due: Instant;
        readonly number: number;
        readonly transfer?: TransferId;
      }
    | {
        readonly type: 'DatesWorkedOutAgain';
        readonly calendar: string;
        readonly changes: readonly {
          readonly clock: ClockKey;
          readonly title: string;
          readonly before: Instant;
          readonly after: Instant;
        }[];
      }
    | GuardEvent
  );

export type EventType = FamilyEvent['type'];
export type EventOf<T extends EventType> = Extract<FamilyEvent, { readonly type: T }>;
