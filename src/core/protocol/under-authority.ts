/** The same policy, word for word, as that of another authority. */
import { isScalar, parseDocument } from 'yaml';
import type { SourceFile } from './problem.ts';

export interface AuthorityName {
  readonly id: string;
  readonly name: string;
}

/**
 * The files of a protocol with another authority in the place of its own. Only the two words are replaced, so that
 * every rule keeps its line. The files have been loaded before: what names no authority is left as it is.
 */
export function underAuthority(
  files: readonly SourceFile[],
  authority: AuthorityName,
): readonly SourceFile[] {
  return files.map(({ path, text }) => ({ path, text: renamed(text, authority) }));
}

function renamed(text: string, { id, name }: AuthorityName): string {
  const document = parseDocument(text, { schema: 'failsafe', logLevel: 'silent' });
  const places = [
    { word: 'id', value: id },
    { word: 'name', value: name },
  ].flatMap(({ word, value }) => {
    const node = document.getIn(['protocol', 'authority', word], true);
    const range = isScalar(node) ? node.range : undefined;
    return range ? [{ from: range[0], to: range[1], value }] : [];
  });
  // From the end, so that the places before stay where they are.
  return places
    .toSorted((one, other) => other.from - one.from)
    .reduce(
      (left, { from, to, value }) =>
        `${left.slice(0, from)}${JSON.stringify(value)}${left.slice(to)}`,
      text,
    );
}
