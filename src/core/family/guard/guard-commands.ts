/** What a person may ask about who sees a family. */
import type { ListedWorker, ReviewFinding } from './guard-events.ts';

export type GuardCommand =
  | {
      readonly do: 'restrict-access';
      readonly reason: string;
      readonly people: readonly ListedWorker[];
      readonly never: readonly ListedWorker[];
    }
  | {
      readonly do: 'change-access-list';
      readonly reason: string;
      readonly people: readonly ListedWorker[];
      readonly never: readonly ListedWorker[];
    }
  | { readonly do: 'lift-restriction'; readonly reason: string }
  | { readonly do: 'take-urgent-access'; readonly reason: string }
  | {
      readonly do: 'review-urgent-access';
      readonly urgent: string;
      readonly finding: ReviewFinding;
      readonly note: string;
    };
