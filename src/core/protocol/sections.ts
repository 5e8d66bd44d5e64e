/** The sections of a protocol, wherever in its files they stand. */
import type { Decoder } from './decode.ts';
import { didYouMean } from './did-you-mean.ts';
import { type Position, type SourceFile, written } from './problem.ts';
import type { Forum, ForumId } from './protocol.ts';
import type { Log, Reading } from './reading.ts';
import type { Entry, Node } from './yaml-reader.ts';

/** Sections that a protocol has once; the others are put together from all files. */
const single = ['protocol', 'office-hours', 'interrupt', 'withdrawal', 'retention'] as const;
const lists = ['levels', 'closures', 'guidance', 'nevers'] as const;
const named = [
  'roles',
  'services',
  'contacts',
  'forums',
  'consents',
  'evidence',
  'gates',
  'gate-lists',
  'pathways',
  'obligations',
  'clauses',
] as const;
const needed: readonly SectionName[] = [
  'protocol',
  'roles',
  'evidence',
  'pathways',
  'interrupt',
  'clauses',
];

export type SectionName = (typeof single)[number] | (typeof lists)[number] | (typeof named)[number];
/** Every section, by its name. */
export const sectionNames: readonly SectionName[] = [...single, ...lists, ...named];
const all: readonly string[] = sectionNames;

export interface Sections {
  readonly log: Log;
  readonly found: ReadonlyMap<string, readonly Entry[]>;
  readonly start: Position;
  readonly enforces?: boolean;
  readonly forums?: ReadonlyMap<ForumId, Forum>;
}

/** Gathers the sections of all files, and notes those that are unknown, missing, or there once too often. */
export function gather(
  files: readonly { readonly file: SourceFile; readonly node: Node }[],
  log: Log,
): Sections {
  const found = new Map<string, Entry[]>();
  const start = { file: files[0]?.file.path ?? '', line: 1, column: 1 };
  for (const { node } of files) {
    if (node.is === 'nothing') continue;
    if (node.is !== 'map') {
      log.problems.push({
        ...node.at,
        message: `A protocol file is made of sections, each with its name and a colon: ${all.join(', ')}`,
      });
      continue;
    }
    for (const entry of node.entries) {
      if (!all.includes(entry.key)) {
        const near = didYouMean(entry.key, all) || ` There are: ${all.join(', ')}`;
        log.problems.push({
          ...entry.keyAt,
          message: `There is no section "${entry.key}".${near}`,
        });
      }
      found.set(entry.key, [...(found.get(entry.key) ?? []), entry]);
    }
  }
  for (const name of needed) {
    const filled = found.get(name)?.some(({ value }) => value.is !== 'nothing') ?? false;
    if (!filled)
      log.problems.push({
        ...start,
        message: `The protocol has no section "${name}", or nothing in it`,
      });
  }
  return { log, found, start };
}

/** A section that a protocol has once. */
export function onlyOne<T>(
  sections: Sections,
  name: (typeof single)[number],
  decoder: Decoder<T>,
): T | undefined {
  const [entry, ...more] = entriesOf(sections, name);
  if (entry === undefined) return undefined;
  for (const { keyAt } of more)
    sections.log.problems.push({
      ...keyAt,
      message: `There are two sections "${name}". The other is at ${written(entry.keyAt)}`,
    });
  return decoder.read(entry.value, reading(sections, name, entry))?.value;
}

/** A section that is a list: those of all files, one after the other. */
export function listOf<T>(
  sections: Sections,
  name: (typeof lists)[number],
  decoder: Decoder<readonly T[]>,
): readonly T[] {
  return entriesOf(sections, name).flatMap(
    (entry) => decoder.read(entry.value, reading(sections, name, entry))?.value ?? [],
  );
}

/** A section of names: those of all files. */
export function namesIn<Id, T>(
  sections: Sections,
  name: (typeof named)[number],
  decoder: Decoder<ReadonlyMap<Id, T>>,
): ReadonlyMap<Id, T> {
  const maps = entriesOf(sections, name).map(
    (entry) => decoder.read(entry.value, reading(sections, name, entry))?.value,
  );
  return new Map(maps.flatMap((map) => [...(map ?? [])]));
}

/** The text of one word of a section, before the section is read. */
export function textIn(sections: Sections, name: SectionName, key: string): string | undefined {
  const value = sections.found.get(name)?.[0]?.value;
  const inner =
    value?.is === 'map' ? value.entries.find((entry) => entry.key === key)?.value : undefined;
  return inner?.is === 'text' ? inner.text.trim() : undefined;
}

/** A section with nothing under it is no mistake: its only line may have been taken out. */
function entriesOf(sections: Sections, name: string): readonly Entry[] {
  return (sections.found.get(name) ?? []).filter(({ value }) => value.is !== 'nothing');
}

function reading({ log, enforces, forums }: Sections, name: string, entry: Entry): Reading {
  return {
    log,
    thing: name,
    at: entry.keyAt,
    part: undefined,
    place: place(name),
    enforces: enforces ?? true,
    owner: { in: 'nowhere' },
    form: undefined,
    forums: forums ?? new Map(),
  };
}

/** What citations call a section whose things have no names. */
function place(section: string): string {
  return section === 'protocol'
    ? 'document'
    : section === 'levels'
      ? 'level'
      : section === 'nevers'
        ? 'never'
        : section;
}
