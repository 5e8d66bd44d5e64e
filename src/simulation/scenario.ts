/** A scenario: a story with dates about one family, which the core either tells in the same way or does not (design §7). */
import type { Day, Instant } from '../core/calendar/time.ts';
import type { Closure } from '../core/calendar/working-calendar.ts';
import type { WorkerId } from '../core/family/people.ts';
import type { RefusalKind } from '../core/family/refusal.ts';
import type { Position } from '../core/protocol/problem.ts';
import type { Node } from '../core/protocol/yaml-reader.ts';
import type { Expectation } from './expectation.ts';

/** A name as the story spells it, and where. */
export interface Word {
  readonly text: string;
  readonly at: Position;
}

export type Pairs<T> = readonly (readonly [Word, T])[];

export interface Scenario {
  readonly file: string;
  readonly title: string;
  readonly about: string | undefined;
  readonly clauses: readonly Word[];
  /** Words by which a story is found again: a trap it shows, a worked example it is. */
  readonly tags: readonly Word[];
  readonly closures: readonly Closure[];
  readonly family: FamilyOfStory;
  /** Workers by the word that `as:` uses for them. */
  readonly people: ReadonlyMap<string, PersonOfStory>;
  readonly steps: readonly ScenarioStep[];
}

export interface FamilyOfStory {
  readonly children: readonly ChildOfStory[];
  readonly adults: readonly AdultOfStory[];
  readonly knownSince: Day | undefined;
  /** Left out: whoever acts first. */
  readonly holder: Word | undefined;
  /** Named from the first moment; left out: the holder. */
  readonly assigned: readonly Word[] | undefined;
}

export interface ChildOfStory {
  readonly name: string;
  readonly born: Day | undefined;
}

export interface AdultOfStory {
  readonly name: string;
  readonly relation: string;
  readonly inHousehold: boolean;
}

export interface PersonOfStory {
  readonly at: Position;
  readonly role: Word | undefined;
  readonly name: string | undefined;
  readonly agency: string | undefined;
  readonly employer: 'authority' | 'partner' | undefined;
  /** Who they are in the directory; left out, they are known by the word that `as` uses. */
  readonly worker?: WorkerId;
}

/** The workers of a story by the word that `as` uses. */
export interface Cast {
  readonly people: ReadonlyMap<string, PersonOfStory>;
}

/** When something happened: a moment, or only its day. */
export interface WhenOfStory {
  readonly at: Instant;
  readonly dayOnly: boolean;
}

export interface ScenarioStep {
  /** Counts from 1. */
  readonly number: number;
  readonly place: Position;
  readonly at: Instant;
  readonly as: Word | undefined;
  readonly act: Act | undefined;
  readonly with: Pairs<Node>;
  readonly children: readonly Word[] | undefined;
  readonly transfer: Word | undefined;
  readonly outcome: Word | undefined;
  readonly outcomes: Pairs<Word>;
  readonly because: string;
  readonly agreedBy: readonly Word[];
  readonly happened: WhenOfStory | undefined;
  readonly refused: ExpectedRefusal | undefined;
  readonly refusedWords: string | undefined;
  /** What `then:` says. */
  readonly expected: Expectation | undefined;
}

/** What `do:` says: a step of the pathway, or one of the acts that every policy has. */
export type Act =
  | { readonly is: 'step'; readonly step: Word }
  | { readonly is: NamedAct; readonly of: Word }
  | { readonly is: PlainAct };

/** Acts followed by a name: `record home-visit`. */
export const namedActs = [
  'start',
  'record',
  'correct',
  'strike out',
  'consent',
  'disclose',
  'except',
  'end obligation',
  'assign',
] as const;
export type NamedAct = (typeof namedActs)[number];

export const plainActs = [
  'raise concern',
  'resume',
  'end',
  'accept late',
  'roll over',
  'plan visit',
  'cancel visit',
  'told',
  'add child',
  'add adult',
  'bank holiday added',
] as const;
export type PlainAct = (typeof plainActs)[number];

export type ExpectedRefusal =
  | { readonly is: 'gates'; readonly gates: readonly Word[] }
  | { readonly is: 'form'; readonly fields: readonly Word[] }
  // A story is told one act after another: nobody has an older version before them.
  | { readonly is: Exclude<RefusalKind, 'gates' | 'form' | 'changed'> };

/** The story cannot be told as it is written: a name that is not there, a step that could be of two transfers. */
export class Mistake extends Error {
  readonly at: Position;

  constructor(at: Position, message: string) {
    super(message);
    this.at = at;
  }
}
