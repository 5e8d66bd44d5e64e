/**
 * The protocol as the engine sees it: one authority's policy, one version, read from YAML and checked.
 * One file because it is one vocabulary: docs/protocol-language.md explains each word in the same order.
 */
import type { CutOff } from '../calendar/next-sitting.ts';
import type { OfficeHours } from '../calendar/office-hours.ts';
import type { CalendarPeriod, Period } from '../calendar/period.ts';
import type { Rhythm } from '../calendar/rhythm.ts';
import type { Day } from '../calendar/time.ts';

export type ClauseId = string & { readonly brand: 'ClauseId' };
export type RoleId = string & { readonly brand: 'RoleId' };
export type StageId = string & { readonly brand: 'StageId' };
export type StepId = string & { readonly brand: 'StepId' };
export type GateId = string & { readonly brand: 'GateId' };
export type ClockId = string & { readonly brand: 'ClockId' };
export type EvidenceKind = string & { readonly brand: 'EvidenceKind' };
export type PathwayId = string & { readonly brand: 'PathwayId' };
export type ForumId = string & { readonly brand: 'ForumId' };
export type ScopeId = string & { readonly brand: 'ScopeId' };
export type ObligationId = string & { readonly brand: 'ObligationId' };
export type LevelId = string & { readonly brand: 'LevelId' };
export type ContactId = string & { readonly brand: 'ContactId' };

/** `authority/version`, the key under which a protocol is stored and to which a transfer is bound. */
export type ProtocolKey = string & { readonly brand: 'ProtocolKey' };

export interface Protocol {
  readonly key: ProtocolKey;
  readonly about: About;
  readonly levels: readonly Level[];
  readonly roles: ReadonlyMap<RoleId, Role>;
  readonly services: ReadonlyMap<string, Service>;
  readonly contacts: ReadonlyMap<ContactId, Contact>;
  readonly officeHours: OfficeHours | undefined;
  readonly closures: readonly { readonly from: Day; readonly to: Day; readonly reason: string }[];
  readonly forums: ReadonlyMap<ForumId, Forum>;
  readonly consents: ReadonlyMap<ScopeId, ConsentScope>;
  readonly evidence: ReadonlyMap<EvidenceKind, EvidenceDefinition>;
  readonly gates: ReadonlyMap<GateId, Gate>;
  /** Named lists of gates, used whole by steps: a checklist that two steps share. */
  readonly gateLists: ReadonlyMap<string, GateList>;
  readonly pathways: ReadonlyMap<PathwayId, Pathway>;
  readonly obligations: ReadonlyMap<ObligationId, Obligation>;
  readonly interrupt: Interrupt;
  readonly withdrawal: Withdrawal | undefined;
  readonly guidance: readonly Guidance[];
  readonly nevers: readonly Never[];
  /** How long records are kept; without it nothing is ever disposed of. */
  readonly retention: Retention | undefined;
  readonly clauses: ReadonlyMap<ClauseId, Clause>;
  /** Every place that cites a clause, in file order; coverage and the policy page read this. */
  readonly citations: readonly Citation[];
}

export type RetentionRuleId = string & { readonly brand: 'RetentionRuleId' };

export interface Retention {
  /** Where the rules are from. */
  readonly says: string;
  /** Roles that look after the records: they preview, hold and propose. */
  readonly keepers: readonly RoleId[];
  /** Roles that may confirm what somebody else has proposed. */
  readonly confirmers: readonly RoleId[];
  readonly rules: ReadonlyMap<RetentionRuleId, RetentionRule>;
}

/** A record is kept to the end of the day that is `years` after a day. Of all that apply, the longest wins. */
export interface RetentionRule {
  readonly id: RetentionRuleId;
  readonly title: string;
  readonly years: number;
  /** `death`: of the last of the children, where all have died. `financial-year-ended`: that of the last action. */
  readonly after:
    | 'youngest-child-born'
    | 'oldest-child-born'
    | 'case-closed'
    | 'last-action'
    | 'financial-year-ended'
    | 'death';
  /** For families that ever reached one of these; undefined is every family. */
  readonly reached:
    | {
        readonly levels: readonly LevelId[];
        readonly pathways: readonly PathwayId[];
        readonly holders: readonly RoleId[];
      }
    | undefined;
  /** Where this rule applies, these do not. Only for `death`. */
  readonly inPlaceOf: readonly RetentionRuleId[];
  readonly clauses: readonly ClauseId[];
  readonly written: string | undefined;
  readonly reading: string | undefined;
}

export interface About {
  readonly authority: { readonly id: string; readonly name: string; readonly colour: string };
  readonly version: string;
  readonly title: string;
  readonly source: string;
  readonly effectiveFrom: Day;
  readonly status: 'mandatory' | 'guidance';
  readonly clauses: readonly ClauseId[];
  /** Facts about the document itself: owner, review date, Equality Impact Assessment answers. */
  readonly details: readonly {
    readonly title: string;
    readonly says: string;
    readonly clauses: readonly ClauseId[];
  }[];
  readonly links: readonly {
    readonly title: string;
    readonly href: string;
    readonly clauses: readonly ClauseId[];
  }[];
  /** Records that must be given before this version is published in place of another. */
  readonly publishing: readonly PublishingRecord[];
}

export interface PublishingRecord {
  readonly id: string;
  readonly title: string;
  readonly says: string;
  readonly clauses: readonly ClauseId[];
}

/** A level of need, lowest first. `side` says which side of the statutory boundary it is on. */
export interface Level {
  readonly id: LevelId;
  readonly title: string;
  readonly was: string | undefined;
  readonly side: Side;
  readonly hint: string | undefined;
  readonly clauses: readonly ClauseId[];
}

export type Side = 'statutory' | 'early-help';
export type Employer = 'authority' | 'partner';

export interface Role {
  readonly id: RoleId;
  readonly title: string;
  readonly plural: string;
  readonly side: Side;
  /** `family`: one named person for each family. `team`: whoever is on duty in the team. */
  readonly held: 'family' | 'team';
  readonly team: string | undefined;
  /** Holds the family while nobody is named in this role (design, promise 2). */
  readonly manager: RoleId | undefined;
  readonly generic: string;
  readonly clauses: readonly ClauseId[];
}

export interface Service {
  readonly id: string;
  readonly title: string;
  readonly employer: Employer;
  readonly clauses: readonly ClauseId[];
}

/** When a contact is the one to ring. `unknown` hours are always shown. */
export type ContactHours = 'office' | 'out-of-office' | 'always' | 'unknown';

export interface Contact {
  readonly id: ContactId;
  readonly title: string;
  readonly phone: string | undefined;
  /** The document gives no number, and what to do instead. */
  readonly noNumber: string | undefined;
  readonly menu: string | undefined;
  readonly email: string | undefined;
  readonly hours: ContactHours;
  readonly safeguarding: boolean;
  readonly clauses: readonly ClauseId[];
}

export interface Forum {
  readonly id: ForumId;
  readonly title: string;
  readonly short: string;
  readonly rhythm: Rhythm;
  readonly chair: RoleId;
  readonly members: readonly RoleId[];
  readonly lateBy: readonly RoleId[];
  readonly parts: readonly ForumPart[];
  readonly clauses: readonly ClauseId[];
  readonly written: string | undefined;
  readonly reading: string | undefined;
}

/** A part of an agenda. `decides: false` is a notify-only part. */
export interface ForumPart {
  readonly id: string;
  readonly title: string;
  readonly decides: boolean;
  readonly cutOff: CutOff | undefined;
  readonly clauses: readonly ClauseId[];
}

export interface ConsentScope {
  readonly id: ScopeId;
  readonly title: string;
  readonly hint: string | undefined;
  /** Whether partners who work with the family see it while this consent is in force. */
  readonly shares: boolean;
  readonly clauses: readonly ClauseId[];
}

/** What may be recorded about a family: an assessment, a visit, supervision, a form, minutes. */
export interface EvidenceDefinition {
  readonly id: EvidenceKind;
  readonly title: string;
  /** How it reads inside a sentence: "a visit to the family". */
  readonly noun: string;
  readonly group:
    | 'assessment'
    | 'plan'
    | 'visit'
    | 'meeting'
    | 'supervision'
    | 'form'
    | 'document'
    | 'contact'
    | 'decision'
    | 'check';
  /** Roles that may record it; with `states`, those of all states together. */
  readonly by: readonly RoleId[];
  /** The states it goes through, such as draft and final, first to last; none for what is recorded once and done. */
  readonly states: readonly EvidenceState[];
  readonly fields: readonly Field[];
  readonly perChild: boolean;
  readonly timed: boolean;
  readonly countsAs: readonly EvidenceKind[];
  readonly tells: readonly Tell[];
  readonly hint: string | undefined;
  readonly clauses: readonly ClauseId[];
  readonly written: string | undefined;
  readonly reading: string | undefined;
}

/**
 * A state of something that is worked on. Each version of it is a record of its own whose field `state` names its
 * state, so that every state has its date and its author.
 */
export interface EvidenceState {
  readonly id: string;
  readonly title: string;
  /** Roles that may record it in this state. */
  readonly by: readonly RoleId[];
  /** States of which the newest record must have one; none where it may also begin with this state. */
  readonly from: readonly string[];
}

export type FieldType =
  | 'text'
  | 'long-text'
  | 'yes-no'
  | 'choice'
  | 'choices'
  | 'date'
  | 'date-time'
  | 'number'
  | 'adult'
  | 'practitioner'
  | 'level'
  | 'service'
  | 'period'
  | 'items'
  | 'evidence';

export interface Field {
  readonly id: string;
  readonly label: string;
  readonly type: FieldType;
  readonly hint: string | undefined;
  readonly required: boolean;
  /** Shown (and, if required, required) only when another field of the same form has one of these values. */
  readonly shownWhen: { readonly field: string; readonly is: readonly string[] } | undefined;
  readonly options: readonly {
    readonly value: string;
    readonly label: string;
    readonly hint: string | undefined;
  }[];
  /** Rows of an `items` field. */
  readonly items: readonly Field[];
  /** Evidence kinds offered by an `evidence` field (a pick list of what is on file). */
  readonly kinds: readonly EvidenceKind[];
  /** `latest`: the newest of each kind is ticked to begin with. `today`: the day of the act. */
  readonly preset:
    | 'today'
    | 'latest'
    | { readonly value: string }
    | { readonly evidence: EvidenceKind; readonly field: string }
    | undefined;
  readonly time: 'past' | 'future' | 'any';
  readonly clauses: readonly ClauseId[];
  readonly reading: string | undefined;
}

/** Block; block unless an exception is recorded; warn and let pass; show only (COMPARISON 4.2). */
export type Holds = 'block' | 'block-unless-exception' | 'warn' | 'show';

export interface Gate {
  readonly id: GateId;
  readonly title: string;
  readonly holds: Holds;
  readonly needs: Condition;
  /** The gate applies only when this is found. */
  readonly when: Condition | undefined;
  readonly meetBy: readonly RoleId[];
  readonly how: string | undefined;
  readonly exception: ExceptionRule | undefined;
  readonly clauses: readonly ClauseId[];
  readonly written: string | undefined;
  readonly reading: string | undefined;
}

export interface ExceptionRule {
  readonly by: readonly RoleId[];
  readonly second: readonly RoleId[];
  readonly until: 'required' | 'optional' | 'none';
  readonly clauses: readonly ClauseId[];
}

export interface GateList {
  readonly id: string;
  readonly title: string;
  readonly gates: readonly GateId[];
  readonly clauses: readonly ClauseId[];
}

/** A finite vocabulary; each word knows how to say what it found and what would meet it. */
export type Condition =
  | {
      readonly is: 'evidence';
      readonly kind: EvidenceKind;
      readonly with: readonly FieldTest[];
      readonly by: readonly RoleId[];
      readonly within: Period | undefined;
      readonly since: Moment | undefined;
      readonly count: number;
      readonly last: number | undefined;
      readonly eachChild: boolean;
    }
  | {
      readonly is: 'consent';
      readonly scope: ScopeId;
      readonly status: readonly ConsentStatus[];
      readonly signedBy:
        | {
            readonly relations: readonly string[];
            readonly inHousehold: boolean;
            /** A child of the family may sign from this age, in whole years, and only for themselves. */
            readonly aged: number | undefined;
          }
        | undefined;
      readonly since: Moment | undefined;
    }
  | {
      readonly is: 'disclosure';
      readonly to: string;
      readonly consulted: readonly RoleId[];
      readonly since: Moment | undefined;
    }
  | { readonly is: 'assigned'; readonly role: RoleId }
  | { readonly is: 'employer'; readonly employer: Employer }
  | {
      readonly is: 'transfer';
      readonly pathway: PathwayId;
      readonly state: 'open' | 'ended';
      /** Only one that ended in this time, both ends included. */
      readonly within: CalendarPeriod | undefined;
    }
  | {
      readonly is: 'obligation';
      readonly obligation: ObligationId;
      readonly state: 'open' | 'ended';
    }
  | { readonly is: 'elapsed'; readonly period: Period; readonly since: Moment }
  | {
      readonly is: 'timing';
      readonly date: Moment;
      readonly at: 'least' | 'most';
      readonly period: Period;
      readonly side: 'before' | 'after';
      readonly of: Moment;
    }
  | { readonly is: 'order'; readonly first: Moment; readonly then: Moment }
  | { readonly is: 'age'; readonly from: number; readonly under: number }
  /** The first day that the clock's `not-before` allows has come. Never fails because it is late. */
  | { readonly is: 'not-before'; readonly clock: ClockId }
  /** The level last recorded for the child is one of these. */
  | { readonly is: 'level'; readonly levels: readonly LevelId[] }
  | { readonly is: 'all'; readonly of: readonly Condition[] }
  | { readonly is: 'any'; readonly of: readonly Condition[] }
  | { readonly is: 'not'; readonly of: Condition };

/** A test of one field of a piece of evidence. */
export interface FieldTest {
  readonly field: string;
  readonly test:
    | { readonly is: 'one-of'; readonly values: readonly string[] }
    | { readonly is: 'given' }
    | { readonly is: 'at-least'; readonly value: number }
    | { readonly is: 'at-most'; readonly value: number };
}

export type ConsentStatus = 'given' | 'refused' | 'not-sought' | 'withdrawn';

/** A point in time in the family's history that a clock, recency or order can hang on. */
export type Moment =
  | { readonly of: 'step'; readonly step: StepId; readonly outcome: string | undefined }
  | { readonly of: 'stage'; readonly stage: StageId }
  | {
      readonly of: 'evidence';
      readonly kind: EvidenceKind;
      readonly with: readonly FieldTest[];
      /** Only the Nth that passes, counted from the start of the transfer. */
      readonly count?: number | undefined;
      /** Only each Nth in a row that passes: 3 means the third, the sixth and so on without one between that fails. */
      readonly last?: number | undefined;
    }
  /** So long after another moment; known beforehand, since time brings it. */
  | { readonly of: 'passed'; readonly period: CalendarPeriod; readonly since: Moment }
  /** A child's recorded level became this one. */
  | { readonly of: 'level'; readonly level: LevelId }
  | { readonly of: 'field'; readonly kind: EvidenceKind; readonly field: string }
  | { readonly of: 'consent'; readonly scope: ScopeId; readonly status: ConsentStatus }
  | { readonly of: 'assigned'; readonly role: RoleId }
  | { readonly of: 'listed'; readonly forum: ForumId }
  | { readonly of: 'sitting'; readonly forum: ForumId }
  | { readonly of: 'started' }
  | { readonly of: 'ended' }
  | { readonly of: 'obligation-started' };

export interface Pathway {
  readonly id: PathwayId;
  readonly title: string;
  /** `beside`: runs next to another transfer and never moves the family. */
  readonly direction: 'up' | 'down' | 'beside';
  readonly start: StartRule;
  readonly stages: ReadonlyMap<StageId, Stage>;
  readonly first: StageId;
  readonly steps: ReadonlyMap<StepId, Step>;
  readonly clocks: ReadonlyMap<ClockId, Clock>;
  readonly onInterrupt: 'suspends' | 'ends' | 'continues';
  /** Gates that every way down must have passed before Early Help holds the family: agreement, a named worker. Proved. */
  readonly beforeHandingDown: readonly GateId[];
  /** The wait that matters to a family, from one moment to another; the longest lawful one is worked out. */
  readonly wait: { readonly from: Moment; readonly to: Moment } | undefined;
  readonly clauses: readonly ClauseId[];
  readonly summary: string;
}

export interface StartRule {
  readonly by: readonly RoleId[];
  /** Where a transfer starts instead of at the first stage: the first of these whose condition is found. */
  readonly routes: readonly Route[];
  readonly gates: readonly GateId[];
  readonly fills: readonly Assignment[];
  readonly clauses: readonly ClauseId[];
}

/** Another place to start at for some families. It never stops anybody from starting. */
export interface Route {
  readonly title: string;
  readonly when: Condition;
  readonly to: StageId;
  readonly tells: readonly Tell[];
  readonly clauses: readonly ClauseId[];
  readonly written: string | undefined;
  readonly reading: string | undefined;
}

export interface Stage {
  readonly id: StageId;
  readonly title: string;
  readonly kind: 'normal' | 'waiting' | 'end';
  /**
   * The role that holds the family here. `as-before`: the role that held it when the transfer started. `unchanged` only
   * in pathways that run beside.
   */
  readonly holder: RoleId | 'unchanged' | 'as-before';
  readonly hint: string | undefined;
  /** The document sets no time here; says so, with its clause or as a reading. */
  readonly untimed: { readonly says: string; readonly clauses: readonly ClauseId[] } | undefined;
  readonly clauses: readonly ClauseId[];
}

export interface Step {
  readonly id: StepId;
  readonly title: string;
  readonly from: readonly StageId[];
  /** Stage reached; `stay` leaves the stage as it is. Ignored where the outcome says. */
  readonly to: StageId | 'stay';
  readonly by: readonly RoleId[];
  readonly employer: Employer | undefined;
  /** Four eyes: not the person who last took one of these steps of the transfer. */
  readonly otherThan: readonly StepId[];
  readonly gates: readonly GateId[];
  readonly gateLists: readonly string[];
  /** Evidence recorded by taking the step: its form is the step's form. */
  readonly form: EvidenceKind | undefined;
  readonly outcomes: readonly Outcome[];
  readonly outcomePer: 'family' | 'child';
  readonly effects: Effects;
  readonly kind: 'forward' | 'back' | 'end';
  readonly hint: string | undefined;
  readonly clauses: readonly ClauseId[];
  readonly written: string | undefined;
  readonly reading: string | undefined;
}

export interface Outcome {
  readonly id: string;
  readonly title: string;
  readonly hint: string | undefined;
  readonly to: StageId;
  readonly gates: readonly GateId[];
  readonly effects: Effects;
  readonly clauses: readonly ClauseId[];
}

export interface Effects {
  readonly tells: readonly Tell[];
  readonly fills: readonly Assignment[];
  /** Roles in which nobody is named for this family any more. */
  readonly empties: readonly RoleId[];
  readonly lists: { readonly forum: ForumId; readonly part: string } | undefined;
  readonly decides: ForumId | undefined;
  /** Hands the children to another pathway, whose transfer starts in the same act. */
  readonly handsTo: PathwayId | undefined;
  /** Ends open transfers of this pathway for the same children. */
  readonly ends: readonly PathwayId[];
  /** Records the level of the children, or the level chosen in a field of the form. The holder stays who it is. */
  readonly setsLevel: { readonly level: LevelId } | { readonly field: string } | undefined;
}

/** Names a person in a role: the actor, or the practitioner in a field of the step's form. */
export interface Assignment {
  readonly role: RoleId;
  readonly from: { readonly actor: true } | { readonly field: string };
}

export interface Tell {
  /** `holder`: whoever holds the family now. `starter`: whoever started the transfer. Nobody is told of what they did themselves. */
  readonly who: readonly (RoleId | 'planned-visitors' | 'family' | 'starter' | 'holder')[];
  readonly what: string;
  readonly clauses: readonly ClauseId[];
}

export interface Clock {
  readonly id: ClockId;
  readonly title: string;
  readonly starts: readonly Moment[];
  readonly stops: readonly Moment[];
  /** A period from the start (or before it), or a date that people agreed in a field, or a period held in a field; undated = ageing only. */
  readonly due:
    | { readonly is: 'period'; readonly period: Period }
    | {
        readonly is: 'field';
        readonly kind: EvidenceKind;
        readonly field: string;
        readonly limit: Period | undefined;
      }
    /** No later than the Nth occurrence after the start: the third review. */
    | { readonly is: 'count'; readonly count: number; readonly moment: Moment }
    | { readonly is: 'undated' };
  /** The least: what stops the clock is not to happen before so long after its start. */
  readonly notBefore: Period | undefined;
  readonly by: readonly RoleId[];
  readonly strength: 'must' | 'should' | 'reminder';
  readonly repeat: Period | undefined;
  readonly remindBefore: Period | undefined;
  readonly tellsWhenOverdue: readonly RoleId[];
  /** Goes on after its transfer has ended. */
  readonly outlives: boolean;
  readonly stopHint: string | undefined;
  readonly clauses: readonly ClauseId[];
  readonly written: string | undefined;
  readonly reading: string | undefined;
}

/** A duty that outlives its stage. It never ends by time; a person ends it, or its own event does. */
export interface Obligation {
  readonly id: ObligationId;
  readonly title: string;
  readonly by: RoleId;
  readonly pathways: readonly PathwayId[];
  /** The duty exists only for families where this is found. */
  readonly when: Condition | undefined;
  readonly starts: readonly Moment[];
  readonly ends: readonly Moment[];
  readonly endBy:
    | {
        readonly by: readonly RoleId[];
        readonly agreedBy: readonly RoleId[];
        readonly form: EvidenceKind | undefined;
        readonly title: string;
        readonly clauses: readonly ClauseId[];
      }
    | undefined;
  readonly clocks: ReadonlyMap<ClockId, Clock>;
  readonly asks: readonly EvidenceKind[];
  readonly hint: string | undefined;
  readonly clauses: readonly ClauseId[];
  readonly written: string | undefined;
  readonly reading: string | undefined;
}

export interface Interrupt {
  readonly pathway: PathwayId;
  readonly title: string;
  readonly hint: string;
  /** The concern itself and the call; every field may be left empty. */
  readonly form: EvidenceKind;
  readonly contacts: readonly ContactId[];
  readonly tells: readonly Tell[];
  readonly clauses: readonly ClauseId[];
}

export interface Withdrawal {
  readonly tells: readonly Tell[];
  readonly shows: { readonly kind: EvidenceKind; readonly field: string } | undefined;
  readonly clauses: readonly ClauseId[];
}

export type Place =
  | { readonly at: 'everywhere' }
  | { readonly at: 'policy' }
  | {
      readonly at:
        | 'pathway'
        | 'stage'
        | 'step'
        | 'gate'
        | 'evidence'
        | 'clock'
        | 'obligation'
        | 'forum'
        | 'interrupt'
        | 'consent';
      readonly id: string;
    };

export interface Guidance {
  readonly places: readonly Place[];
  readonly says: string;
  readonly href: string | undefined;
  readonly clauses: readonly ClauseId[];
}

/** What must never happen; held when the protocol is loaded. */
export type Never = { readonly clauses: readonly ClauseId[]; readonly says: string } & (
  | {
      readonly never: 'gate';
      readonly pathway: PathwayId;
      readonly step: StepId;
      readonly on: EvidenceKind;
    }
  | { readonly never: 'ends-by-time'; readonly obligation: ObligationId }
  | { readonly never: 'asks-for'; readonly pathway: PathwayId; readonly kind: EvidenceKind }
  | {
      readonly never: 'without-exception';
      readonly pathway: PathwayId;
      readonly step: StepId;
      readonly gate: GateId;
    }
  | {
      readonly never: 'passes-silently';
      readonly pathway: PathwayId;
      readonly step: StepId;
      readonly gate: GateId;
    }
  | { readonly never: 'gates-interrupt' }
  | {
      readonly never: 'sets-state';
      readonly kind: EvidenceKind;
      readonly state: string;
      readonly role: RoleId;
    }
  | {
      readonly never: 'step-by';
      readonly pathway: PathwayId;
      readonly step: StepId;
      readonly employer: Employer;
    }
);

export type Modality = 'must' | 'should' | 'may' | 'never';

export interface Clause {
  readonly id: ClauseId;
  readonly source: string;
  readonly says: string;
  readonly kind: string;
  readonly modality: Modality;
  readonly treatment: 'enforced' | 'guided' | 'not-for-software';
  readonly because: string | undefined;
  readonly reading: string | undefined;
}

export interface Citation {
  readonly clause: ClauseId;
  readonly file: string;
  readonly line: number;
  /** `gate bottom-line-visit`, `clock minutes`, `guidance`. */
  readonly place: string;
  readonly enforces: boolean;
}
