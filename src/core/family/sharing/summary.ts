/** A summary of a family that is shared once: what is left out is not in it, and no trace of it either. */
import type { SummaryEntry, SummarySection } from './consent-terms.ts';

export interface LeavingOut {
  /** Entries of the summary, by their ids. */
  readonly entries: ReadonlySet<string>;
  /** Words and phrases that are replaced wherever they stand. */
  readonly words: readonly string[];
}

export interface Redacted {
  readonly sections: readonly SummarySection[];
  /** How many entries were left out, and how often words were. */
  readonly leftOut: number;
}

/** What stands where words were left out. */
export const leftOutMark = '[left out]';

/** The sections without what is to be left out; a section that has nothing more is not there. */
export function redact(
  sections: readonly SummarySection[],
  { entries, words }: LeavingOut,
): Redacted {
  const pattern = patternOf(words);
  let leftOut = 0;
  const clean = (text: string): string =>
    pattern === undefined
      ? text
      : text.replace(pattern, () => {
          leftOut += 1;
          return leftOutMark;
        });
  const kept = sections.flatMap((section) => {
    const stay = section.entries.filter(({ id }) => !entries.has(id));
    leftOut += section.entries.length - stay.length;
    const entry = ({ id, title, lines }: SummaryEntry): SummaryEntry => ({
      id,
      title: clean(title),
      lines: lines.map(clean),
    });
    return stay.length === 0
      ? []
      : [{ ...section, heading: clean(section.heading), entries: stay.map(entry) }];
  });
  return { sections: kept, leftOut };
}

/** Whole words, in capitals or not, with any spaces between them; the longest first, so that none is cut in two. */
function patternOf(words: readonly string[]): RegExp | undefined {
  const wanted = words
    .map((word) => word.normalize('NFC').trim())
    .filter((word) => word !== '')
    .toSorted((one, other) => other.length - one.length)
    .map((word) => word.split(/\s+/).map(literally).join('\\s+'));
  if (wanted.length === 0) return undefined;
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${wanted.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
