/** What a story says must be so after a step. Everything left out is not looked at; every list is exact. */
import type { Position } from '../core/protocol/problem.ts';
import type { Pairs, Word } from './scenario.ts';

export interface Expectation {
  readonly place: Position;
  /** The stage of the transfer; or of each child, or of each pathway, by name. */
  readonly stage: Word | Pairs<Word> | undefined;
  readonly outcome: Pairs<Word> | undefined;
  readonly holder: ExpectedHolder | undefined;
  readonly due: Pairs<Word> | undefined;
  readonly stopped: Pairs<Word> | undefined;
  readonly overdue: readonly Word[] | undefined;
  readonly reminders: Pairs<Word> | undefined;
  readonly told: readonly Word[] | undefined;
  readonly agenda: Pairs<Word> | undefined;
  readonly gates: Pairs<ExpectedGates> | undefined;
  readonly available: Pairs<readonly Word[]> | undefined;
  readonly next: readonly Word[] | undefined;
  readonly open: readonly Word[] | undefined;
  readonly suspended: readonly Word[] | undefined;
  readonly ended: readonly Word[] | undefined;
  readonly exceptions: readonly Word[] | undefined;
  readonly obligations: readonly Word[] | undefined;
  readonly warnings: readonly Word[] | undefined;
  readonly reexamined: readonly Word[] | undefined;
  readonly moved: readonly Word[] | undefined;
  readonly assigned: Pairs<Word> | undefined;
  readonly onFile: Pairs<Word> | undefined;
  readonly contact: Word | undefined;
}

export interface ExpectedHolder {
  readonly role: Word | undefined;
  readonly name: Word | undefined;
  readonly standsInFor: Word | undefined;
}

export interface ExpectedGates {
  readonly unmet: readonly Word[] | undefined;
  readonly exceptions: readonly Word[] | undefined;
  readonly notNeeded: readonly Word[] | undefined;
}
