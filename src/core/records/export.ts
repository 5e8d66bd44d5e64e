/** What Stile holds about one person, in passages; what was decided about each; and what is left to release. Pure. */

/** Why a passage has to be looked at by a person. */
export interface Mark {
  /** `other`: another person of the family. `practitioner`: somebody at work. `typed`: words that may be about anybody. */
  readonly because: 'other' | 'practitioner' | 'typed';
  readonly says: string;
}

export interface Passage {
  readonly id: string;
  readonly section: string;
  readonly title: string;
  readonly when: string;
  readonly lines: readonly string[];
  /** Who recorded it; empty where nobody is named. */
  readonly by: string;
  readonly marks: readonly Mark[];
  /** Names that are in it and not the person's own: offered to be taken out. */
  readonly names: readonly string[];
}

export interface Decided {
  readonly does: 'keep' | 'redact' | 'withhold';
  /** The words to take out. */
  readonly words: readonly string[];
  readonly reason: string;
}

/** Why something may be left out; the law that says so. */
export const exemptions = {
  'child-abuse': 'Child abuse data (Data Protection Act 2018, Schedule 3 Part 5)',
  'serious-harm': 'Serious harm to somebody (Data Protection Act 2018, Schedule 3 Part 3)',
  'third-party': 'It is about somebody else (Data Protection Act 2018, Schedule 2 Part 3)',
} as const;

export type Exemption = keyof typeof exemptions;

/** What stands in the place of words that were taken out. */
export const takenOut = '[taken out]';

/** Whether nobody may release it before this passage has been decided. */
export function isUndecided(passage: Passage, decisions: ReadonlyMap<string, Decided>): boolean {
  return passage.marks.length > 0 && !decisions.has(passage.id);
}

/** Why a decision cannot be; undefined where it can. */
export function problemWithDecision(passage: Passage, decided: Decided): string | undefined {
  if (decided.does === 'withhold' && !Object.hasOwn(exemptions, decided.reason))
    return 'Select why it is left out';
  if (decided.does !== 'redact') return undefined;
  if (decided.words.length === 0) return 'Enter the words to take out';
  const missing = decided.words.find(
    (words) => !textsOf(passage).some((text) => names(text, words)),
  );
  return missing === undefined ? undefined : `“${missing}” is not in this passage`;
}

export type ReleasedPassage = Pick<Passage, 'section' | 'title' | 'when' | 'lines' | 'by'>;

/** Exactly what was decided: what is left out is not there, and neither is a sign that it was. */
export function releasedFrom(
  passages: readonly Passage[],
  decisions: ReadonlyMap<string, Decided>,
): readonly ReleasedPassage[] {
  return passages.flatMap((passage) => {
    if (isUndecided(passage, decisions)) throw new Error(`${passage.id} is not decided`);
    const { section, title, when, lines, by } = passage;
    const decided = decisions.get(passage.id);
    if (decided?.does === 'withhold') return [];
    const out = decided?.does === 'redact' ? decided.words : [];
    const without = (text: string) => takeOut(text, out);
    return [{ section, title: without(title), when, lines: lines.map(without), by: without(by) }];
  });
}

function textsOf({ title, lines, by }: Passage): readonly string[] {
  return [title, ...lines, by];
}

/** Longest first, so that of “Ann” and “Ann Hill” nothing is left; whatever the case of the letters, and whole words only. */
function takeOut(text: string, words: readonly string[]): string {
  const patterns = words.filter((each) => each !== '').toSorted((a, b) => b.length - a.length);
  if (patterns.length === 0) return text;
  return text.replace(new RegExp(patterns.map(asWords).join('|'), 'giu'), takenOut);
}

/** Whether a name, or a few words, stand in a text, and not within other words. */
export function names(text: string, name: string): boolean {
  return new RegExp(asWords(name), 'iu').test(text);
}

function asWords(words: string): string {
  const before = /^[\p{L}\p{N}]/u.test(words) ? '(?<![\\p{L}\\p{N}])' : '';
  const after = /[\p{L}\p{N}]$/u.test(words) ? '(?![\\p{L}\\p{N}])' : '';
  return `${before}${escaped(words)}${after}`;
}

function escaped(words: string): string {
  return words.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
