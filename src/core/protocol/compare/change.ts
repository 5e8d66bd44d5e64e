/** One change between two versions, and the ways to find changes among named things. */
export interface Change {
  readonly where:
    | 'document'
    | 'people'
    | 'meetings'
    | 'forms'
    | 'gates'
    | 'pathways'
    | 'clocks'
    | 'duties';
  readonly kind: 'added' | 'removed' | 'changed';
  /** What it is about, by its title. */
  readonly what: string;
  /** One sentence. */
  readonly says: string;
}

/** Says what was added, removed and changed among named things. `changes` gives a sentence for each difference of two. */
export function compareNamed<T>(
  where: Change['where'],
  called: string,
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  titleOf: (thing: T) => string,
  changes: (before: T, after: T) => readonly string[],
  more: { readonly added?: (thing: T) => string; readonly removed?: (thing: T) => string } = {},
): readonly Change[] {
  const found: Change[] = [];
  for (const [id, thing] of after) {
    const old = before.get(id);
    const what = titleOf(thing);
    if (old === undefined) {
      found.push({
        where,
        kind: 'added',
        what,
        says: `New ${called}: “${what}”${more.added?.(thing) ?? ''}.`,
      });
      continue;
    }
    for (const says of changes(old, thing)) found.push({ where, kind: 'changed', what, says });
  }
  for (const [id, thing] of before) {
    if (after.has(id)) continue;
    const what = titleOf(thing);
    found.push({
      where,
      kind: 'removed',
      what,
      says: `No longer there: the ${called} “${what}”${more.removed?.(thing) ?? ''}.`,
    });
  }
  return found;
}

/** A sentence for a value that differs; nothing where it is the same. */
export function differs(what: string, before: string, after: string): readonly string[] {
  return before === after ? [] : [`${what}: ${after} (before: ${before}).`];
}

/** Sentences for what joined and what left a list. */
export function listDiffers(
  before: readonly string[],
  after: readonly string[],
  joined: (name: string) => string,
  left: (name: string) => string,
): readonly string[] {
  return [
    ...after.filter((name) => !before.includes(name)).map(joined),
    ...before.filter((name) => !after.includes(name)).map(left),
  ];
}
