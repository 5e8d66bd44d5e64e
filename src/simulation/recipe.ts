/** The recipe of a demonstration council: who works there, what families are called, and what happens to them. */
import type { LocalTime } from '../core/calendar/time.ts';
import type { Position } from '../core/protocol/problem.ts';
import type { Node } from '../core/protocol/yaml-reader.ts';
import type { Act, Pairs, Word } from './scenario.ts';

export interface Recipe {
  readonly authority: string;
  /** Given where the version beside the recipe is worked under by an authority of its own: how people see it. */
  readonly shownAs: string | undefined;
  /** Families are called F-1001, F-1002 and so on after this. */
  readonly reference: string;
  readonly workers: readonly RecipeWorker[];
  readonly communities: readonly Community[];
  readonly localities: readonly string[];
  readonly stories: readonly Story[];
}

export interface RecipeWorker {
  readonly id: Word;
  readonly name: string;
  readonly roles: readonly Word[];
  readonly agency: string;
  readonly employer: 'authority' | 'partner';
  readonly team: string | undefined;
}

/** Names that go together, so that invented people sound like people. */
export interface Community {
  readonly families: readonly string[];
  readonly girls: readonly string[];
  readonly boys: readonly string[];
  readonly women: readonly string[];
  readonly men: readonly string[];
}

export interface Story {
  readonly at: Position;
  readonly title: string;
  readonly holder: Word;
  readonly children: number;
  /** Youngest and oldest age of a child. */
  readonly ages: readonly [number, number];
  /** For whom the workers in these roles work, where it matters. */
  readonly employers: Pairs<Word>;
  /** All its steps, those of the story that it begins as among them. */
  readonly steps: readonly StoryStep[];
  /** One family each: the story as far as a step, and how long ago that was. */
  readonly families: readonly Ending[];
}

export interface StoryStep {
  readonly place: Position;
  readonly mark: string | undefined;
  /** Working days since the story began. */
  readonly day: number;
  readonly time: LocalTime;
  readonly as: Word;
  readonly act: Act;
  readonly with: Pairs<Node>;
  readonly children: readonly Word[] | undefined;
  readonly transfer: Word | undefined;
  readonly outcome: Word | undefined;
  /** Each child and its outcome, where they differ. */
  readonly outcomes: Pairs<Word>;
  readonly because: string;
  readonly agreedBy: readonly Word[];
  /** How many calendar days before the step it happened; undefined when with it. */
  readonly daysBefore: number | undefined;
  readonly times: number;
  /** Working days between one time and the next. */
  readonly every: number;
}

export interface Ending {
  readonly place: Position;
  /** The mark of the last step; left out: the whole story. */
  readonly to: Word | undefined;
  readonly ago: Ago;
}

export type Ago =
  | { readonly unit: 'working days'; readonly count: number }
  | { readonly unit: 'minutes'; readonly count: number };
