/** What `derive` says of a family at a moment: nothing here is stored; all of it follows from history, protocol and calendar. */
import type { Due } from '../calendar/due.ts';
import type { Day, Instant } from '../calendar/time.ts';
import type {
  ClauseId,
  ClockId,
  Employer,
  EvidenceKind,
  Forum,
  ObligationId,
  Pathway,
  Protocol,
  RoleId,
  Stage,
  Step,
} from '../protocol/protocol.ts';
import type { ClockKey, HolderSeat, TransferId } from './events.ts';
import type { Listing, Stamp, Transfer } from './family.ts';
import type { PersonId } from './people.ts';
import type { GateFinding } from './refusal.ts';

export interface ClockView {
  readonly key: ClockKey;
  readonly id: ClockId;
  readonly title: string;
  readonly transfer: TransferId | undefined;
  readonly obligation: ObligationId | undefined;
  /** Children to whom it applies; all of the transfer's where it is the same for all. */
  readonly children: readonly PersonId[];
  readonly started: Stamp;
  /** Undefined for an undated clock, whose age is shown, and where the calendar cannot say (see `problem`). */
  readonly due: Due | undefined;
  readonly problem: string | undefined;
  /** The least: what stops the clock is not to happen before this day, or this instant where it runs by the clock. */
  readonly notBefore: Due | undefined;
  /** It was stopped before its least. */
  readonly early: boolean;
  /** For a clock that counts occurrences: "no later than the third review" with one held is 1 of 3. */
  readonly counted: { readonly been: number; readonly most: number } | undefined;
  readonly stopped: Stamp | undefined;
  readonly state: 'running' | 'overdue' | 'stopped' | 'stopped-late';
  readonly strength: 'must' | 'should' | 'reminder';
  readonly by: readonly RoleId[];
  readonly tellsWhenOverdue: readonly RoleId[];
  readonly stopHint: string | undefined;
  readonly clauses: readonly ClauseId[];
  readonly written: string | undefined;
  readonly reading: string | undefined;
}

export interface StepView {
  readonly step: Step;
  /** Children for whom the step can be considered now. */
  readonly children: readonly PersonId[];
  readonly by: readonly RoleId[];
  readonly employer: Employer | undefined;
  readonly gates: readonly GateFinding[];
  /** No blocking gate is unmet (the gates that look for the step's own form aside). */
  readonly open: boolean;
  /** Unmet gates that would stop it now. */
  readonly blockedBy: readonly GateFinding[];
}

export interface StageView {
  readonly stage: Stage;
  readonly since: Stamp;
  readonly children: readonly PersonId[];
  readonly steps: readonly StepView[];
}

export interface TransferView {
  readonly transfer: Transfer;
  readonly pathway: Pathway;
  readonly protocol: Protocol;
  readonly stages: readonly StageView[];
  readonly clocks: readonly ClockView[];
  readonly listing: Listing | undefined;
  readonly forum: Forum | undefined;
}

export interface ObligationView {
  readonly id: ObligationId;
  readonly title: string;
  readonly by: RoleId;
  readonly transfer: TransferId;
  readonly started: Stamp;
  readonly ended: Stamp | undefined;
  readonly asks: readonly EvidenceKind[];
  readonly endTitle: string | undefined;
  readonly clocks: readonly ClockView[];
  readonly clauses: readonly ClauseId[];
  readonly written: string | undefined;
  readonly reading: string | undefined;
}

/** One line of "what is needed next, by whom, by when". */
export interface Next {
  readonly what: string;
  readonly who: readonly RoleId[];
  readonly due: Due | undefined;
  readonly overdue: boolean;
  readonly transfer: TransferId | undefined;
  readonly step: string | undefined;
  readonly clock: ClockKey | undefined;
}

export interface Derived {
  readonly now: Instant;
  readonly today: Day;
  readonly holder: HolderSeat;
  readonly transfers: readonly TransferView[];
  readonly obligations: readonly ObligationView[];
  /** Every clock, of transfers and obligations, soonest due first; stopped ones last. */
  readonly clocks: readonly ClockView[];
  readonly next: readonly Next[];
}
