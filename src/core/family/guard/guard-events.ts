/** What can happen to who may see a family: restricted to named people, and urgent access. */
import type { Instant } from '../../calendar/time.ts';
import type { WorkerId } from '../people.ts';

/** Somebody of the directory, with the name they bore when they were put on a list. */
export interface ListedWorker {
  readonly worker: WorkerId;
  readonly name: string;
}

export type ReviewFinding = 'justified' | 'not-justified';

export type GuardEvent =
  | {
      readonly type: 'AccessRestricted';
      readonly reason: string;
      /** Who sees the family besides those who hold it, are named in it or visit it. */
      readonly people: readonly ListedWorker[];
      /** Who must not see it, whatever their role would let them. */
      readonly never: readonly ListedWorker[];
    }
  | {
      readonly type: 'AccessListChanged';
      readonly reason: string;
      readonly people: readonly ListedWorker[];
      readonly never: readonly ListedWorker[];
    }
  | { readonly type: 'RestrictionLifted'; readonly reason: string }
  | {
      readonly type: 'UrgentAccessTaken';
      readonly urgent: string;
      readonly reason: string;
      /** The first moment at which it holds no more. */
      readonly until: Instant;
      readonly reviewBy: Instant;
    }
  | {
      readonly type: 'UrgentAccessReviewed';
      readonly urgent: string;
      readonly finding: ReviewFinding;
      readonly note: string;
    };
