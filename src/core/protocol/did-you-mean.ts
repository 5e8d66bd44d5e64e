import { distance } from 'fastest-levenshtein';

/** The known word nearest to a misspelt one, when it is near enough to be what was meant. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const away = distance(word.toLowerCase(), candidate.toLowerCase());
    // A word must keep something of the other: "yes" is no misspelling of "no".
    if (away < least && away < Math.max(word.length, candidate.length) / 2 + 0.5) {
      best = candidate;
      least = away;
    }
  }
  return best;
}

/** ` Did you mean "x"?`, or nothing when no known word is near. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const near = nearest(word, known);
  return near === undefined ? '' : ` Did you mean "${near}"?`;
}
