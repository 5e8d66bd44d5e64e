/** What the keepers of the records do. It stands in a history of its own, `records:retention`, one for each authority. */
import type { Day, Instant } from '../calendar/time.ts';
import type { Doer, FamilyId } from '../family/people.ts';

/** A family as it stood when it was listed for disposal. */
export interface Listed {
  readonly family: FamilyId;
  readonly reference: string;
  /** Version and hash of its last event. */
  readonly version: number;
  readonly hash: string;
  readonly rule: string;
  /** The last day on which its record is kept. */
  readonly until: Day;
  /** That only named people saw it: its reference is named to nobody else when it has gone, either. */
  readonly restricted?: true;
}

export type RecordsEvent = {
  readonly at: Instant;
  readonly recorded: Instant;
  readonly by: Doer;
} & (
  | {
      readonly type: 'HoldPlaced';
      readonly hold: string;
      readonly family?: FamilyId;
      /** Without a family, of whatever has this reference; without either, the hold is on every family. */
      readonly reference?: string;
      readonly reason: string;
      readonly review: Day;
    }
  | { readonly type: 'HoldEnded'; readonly hold: string; readonly reason: string }
  | {
      readonly type: 'DisposalProposed';
      readonly families: readonly Listed[];
      readonly fingerprint: string;
    }
  | { readonly type: 'DisposalConfirmed'; readonly proposal: number; readonly fingerprint: string }
  | {
      /** What Stile holds about one person was given to them. Who asked stands with the family, and goes with it. */
      readonly type: 'ExportReleased';
      readonly export: string;
      readonly family: FamilyId;
      /** Of the text that was released. */
      readonly sha256: string;
    }
  | { readonly type: 'DisposalRefused'; readonly proposal: number; readonly reason: string }
  | {
      readonly type: 'FamilyDisposed';
      readonly family: FamilyId;
      readonly reference: string;
      /** The version, in this history, of the confirmation. */
      readonly decision: number;
      readonly rule: string;
      readonly until: Day;
      readonly events: number;
      readonly first: string;
      readonly last: string;
      /** SHA-256 over a line for each event: version, tab, hash, line feed. */
      readonly digest: string;
    }
);

export type RecordsEventOf<T extends RecordsEvent['type']> = Extract<
  RecordsEvent,
  { readonly type: T }
>;
