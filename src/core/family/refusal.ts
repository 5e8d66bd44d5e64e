/** Why an act was refused: news for the person, with what would let it pass (design, promise 4). */
import type { Instant } from '../calendar/time.ts';
import type { ClauseId, GateId, Holds, RoleId } from '../protocol/protocol.ts';
import type { Doer } from './people.ts';

export interface GateFinding {
  readonly gate: GateId;
  readonly title: string;
  readonly holds: Holds;
  readonly status: 'met' | 'unmet' | 'exception' | 'not-needed';
  readonly clauses: readonly ClauseId[];
  /** What was found, in a sentence; empty when met. */
  readonly found: string;
  /** What would meet it, in a sentence; empty when met. */
  readonly wouldMeet: string;
  readonly who: readonly RoleId[];
  readonly exceptionBy: readonly RoleId[];
  /** The children for whom it is not met, where it is not the same for all; names. */
  readonly children: readonly string[];
  readonly written: string | undefined;
  readonly reading: string | undefined;
  /** Evidence kinds and consents that would meet it: links to their forms. */
  readonly asks: readonly { readonly evidence?: string; readonly consent?: string }[];
}

export interface FieldError {
  readonly field: string;
  readonly message: string;
}

export type Refusal =
  | { readonly refused: 'gates'; readonly message: string; readonly gates: readonly GateFinding[] }
  | {
      readonly refused: 'role';
      readonly message: string;
      readonly who: readonly RoleId[];
      readonly clauses: readonly ClauseId[];
    }
  | { readonly refused: 'stage'; readonly message: string }
  | { readonly refused: 'suspended'; readonly message: string }
  | { readonly refused: 'time'; readonly message: string }
  | { readonly refused: 'form'; readonly message: string; readonly errors: readonly FieldError[] }
  | { readonly refused: 'unknown'; readonly message: string }
  | { readonly refused: 'already'; readonly message: string }
  /** It was written from what is no longer recorded: who changed that last, and when. */
  | {
      readonly refused: 'changed';
      readonly message: string;
      readonly by: Doer;
      readonly recorded: Instant;
    };

export type RefusalKind = Refusal['refused'];

/** What was typed cannot be taken as it is. */
export function formProblem(errors: readonly FieldError[]): Refusal {
  return { refused: 'form', message: 'There is a problem with the form.', errors };
}
