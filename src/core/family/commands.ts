/** What a person or the worker may ask of a family. `at` is when it happened; left out, it is now. */
import type { Day, Instant } from '../calendar/time.ts';
import type {
  ConsentStatus,
  EvidenceKind,
  ForumId,
  GateId,
  ObligationId,
  PathwayId,
  ProtocolKey,
  RoleId,
  ScopeId,
  StepId,
} from '../protocol/protocol.ts';
import type { EvidenceId, Fields, TransferId } from './events.ts';
import type { GuardCommand } from './guard/guard-commands.ts';
import type { AuthorityId, FamilyId, Person, PersonId, Practitioner, WorkerId } from './people.ts';
import type { ConsentTerms, DisclosureTerms } from './sharing/consent-terms.ts';

interface When {
  readonly at?: Instant;
  readonly dayOnly?: boolean;
}

/** Puts something in the place of what is recorded. */
interface Edit {
  /** The family's version that it was written from: what was changed after it is not replaced unseen. Left out, nobody had it before them. */
  readonly basedOn?: number | undefined;
  readonly reason: string;
}

export type NewPerson =
  | {
      readonly kind: 'child';
      readonly given: string;
      readonly family: string;
      readonly born?: Day;
      readonly note?: string;
    }
  | {
      readonly kind: 'adult';
      readonly given: string;
      readonly family: string;
      readonly born?: Day;
      readonly relation: string;
      readonly inHousehold: boolean;
      readonly note?: string;
    };

export type Command =
  | {
      readonly do: 'register-family';
      readonly authority: AuthorityId;
      readonly family: FamilyId;
      readonly reference: string;
      readonly knownSince?: Day;
      readonly people: readonly NewPerson[];
      readonly locality?: string;
      readonly holder: RoleId;
      readonly assign: readonly { readonly role: RoleId; readonly practitioner: Practitioner }[];
    }
  | { readonly do: 'add-person'; readonly person: NewPerson }
  | ({ readonly do: 'change-person'; readonly person: Person } & Edit)
  | {
      readonly do: 'assign-person';
      readonly role: RoleId;
      readonly practitioner: Practitioner;
      readonly reason?: string;
    }
  /** What somebody has in the family goes to somebody else, because they leave, give up a role or move. */
  | {
      readonly do: 'hand-over';
      readonly from: WorkerId;
      readonly to: Practitioner;
      /** Only what they have in this role. */
      readonly role?: RoleId;
      /** Names who decided it. */
      readonly reason: string;
    }
  | ({
      readonly do: 'record-evidence';
      readonly kind: EvidenceKind;
      readonly fields: Fields;
      readonly children?: readonly PersonId[];
      readonly transfer?: TransferId;
    } & When)
  | ({
      readonly do: 'correct-evidence';
      readonly evidence: EvidenceId;
      readonly fields: Fields;
      readonly children?: readonly PersonId[];
    } & Edit &
      When)
  | { readonly do: 'strike-out-evidence'; readonly evidence: EvidenceId; readonly reason: string }
  | {
      readonly do: 'plan-visit';
      readonly what: string;
      readonly for: Instant;
      readonly forDayOnly?: boolean;
      readonly who: Practitioner;
    }
  | { readonly do: 'cancel-visit'; readonly visit: string; readonly reason: string }
  | ({
      readonly do: 'record-consent';
      readonly scope: ScopeId;
      readonly status: ConsentStatus;
      readonly given?: PersonId;
      readonly signed: boolean;
      readonly method: string;
      readonly exclusions?: string;
      readonly note?: string;
    } & ConsentTerms &
      When)
  | ({
      readonly do: 'record-disclosure';
      readonly to: string;
      readonly what: string;
      readonly basis: string;
      readonly whyNoConsent?: string;
      readonly consulted?: { readonly role: RoleId; readonly name: string };
    } & DisclosureTerms &
      When)
  | { readonly do: 'end-disclosure'; readonly disclosure: string; readonly reason: string }
  | ({
      readonly do: 'start-transfer';
      readonly pathway: PathwayId;
      readonly children?: readonly PersonId[];
    } & When)
  | ({
      readonly do: 'take-step';
      readonly transfer: TransferId;
      readonly step: StepId;
      readonly children?: readonly PersonId[];
      readonly outcome?: string;
      readonly outcomes?: Readonly<Record<string, string>>;
      readonly fields?: Fields;
    } & When)
  | {
      readonly do: 'grant-exception';
      readonly transfer: TransferId;
      readonly gate: GateId;
      readonly reason: string;
      readonly second?: { readonly role: RoleId; readonly name: string; readonly worker: string };
      readonly until?: Day;
    }
  | ({
      readonly do: 'raise-concern';
      readonly fields: Fields;
      readonly children?: readonly PersonId[];
    } & When)
  | { readonly do: 'resume-transfer'; readonly transfer: TransferId; readonly reason: string }
  | ({ readonly do: 'correct-known-since'; readonly knownSince: Day } & Edit)
  | {
      readonly do: 'move-transfer';
      readonly transfer: TransferId;
      readonly to: ProtocolKey;
    }
  | { readonly do: 'end-transfer'; readonly transfer: TransferId; readonly reason: string }
  | {
      readonly do: 'accept-late';
      readonly transfer: TransferId;
      readonly forum: ForumId;
      readonly sitting: Day;
      readonly reason: string;
    }
  | {
      readonly do: 'roll-over';
      readonly transfer: TransferId;
      readonly forum: ForumId;
      /** The sitting it is rolled over from; refused when the case is no longer listed for it. */
      readonly sitting?: Day;
      readonly reason: string;
    }
  | ({
      readonly do: 'end-obligation';
      readonly obligation: ObligationId;
      readonly transfer: TransferId;
      readonly reason: string;
      readonly agreedBy: readonly { readonly role: RoleId; readonly name: string }[];
      readonly fields?: Fields;
    } & When)
  | ({
      readonly do: 'record-told';
      readonly to: readonly {
        readonly role: RoleId | 'family' | 'planned-visitor';
        readonly name?: string;
      }[];
      readonly what: string;
      readonly transfer?: TransferId;
    } & When)
  /** The worker's sweep: marks what has become overdue and sends the reminders that have come due. Changes no stage. */
  | { readonly do: 'note-time' }
  /** The calendar has changed: says which open dates moved. */
  | {
      readonly do: 'note-calendar';
      readonly before: readonly {
        readonly clock: string;
        readonly title: string;
        readonly due: Instant;
      }[];
    }
  | GuardCommand;

export type CommandName = Command['do'];
