/** What is gathered while a protocol is read: its problems, its names, and who refers to what. */
import { didYouMean } from './did-you-mean.ts';
import type { Position, Problem } from './problem.ts';
import { written } from './problem.ts';
import type { Citation, Forum, ForumId } from './protocol.ts';
import type { MapNode } from './yaml-reader.ts';

/** What bears a name that others refer to. Stages, steps and fields are named within their owner. */
export type NamedKind =
  | 'role'
  | 'service'
  | 'level'
  | 'contact'
  | 'forum'
  | 'consent'
  | 'evidence'
  | 'gate'
  | 'gate list'
  | 'pathway'
  | 'stage'
  | 'step'
  | 'clock'
  | 'obligation'
  | 'clause'
  | 'field'
  | 'outcome'
  | 'state'
  | 'part'
  | 'retention rule';

/** What is named once in a whole protocol. A `recipient` of a disclosure is any team, service, role, forum or contact. */
export type PlainKind =
  | Exclude<NamedKind, 'stage' | 'step' | 'outcome' | 'field' | 'state' | 'part'>
  | 'recipient';

/** Where a stage or step is looked for: in these pathways, or in those that use this gate or list of gates. */
export type Owner =
  | { readonly in: 'pathways'; readonly ids: readonly string[] }
  | { readonly in: 'gate' | 'gate list'; readonly id: string }
  | { readonly in: 'nowhere' };

/** A name used somewhere; looked up when everything has been read. */
export type Use =
  | {
      readonly kind: PlainKind;
      readonly name: string;
      readonly at: Position;
      readonly owner: Owner;
    }
  | {
      /** `own clock`: a clock of one of the pathways; a plain `clock` is any. */
      readonly kind: 'stage' | 'step' | 'own clock';
      readonly name: string;
      readonly at: Position;
      readonly owner: Owner;
    }
  | {
      readonly kind: 'outcome';
      readonly step: string;
      readonly name: string;
      readonly at: Position;
      readonly owner: Owner;
    }
  | {
      readonly kind: 'field';
      readonly evidence: string;
      readonly name: string;
      readonly at: Position;
      readonly suits: FieldUse;
    }
  | {
      readonly kind: 'test';
      readonly evidence: string;
      readonly field: string;
      readonly at: Position;
      readonly test: TestUse;
    };

/** What a field is used for, hence which types of field will do. */
export type FieldUse =
  | 'anything'
  | 'a moment'
  | 'a due date'
  | 'naming a person'
  | 'recording a level';

export type TestUse =
  | {
      readonly is: 'one-of';
      readonly values: readonly { readonly text: string; readonly at: Position }[];
    }
  | { readonly is: 'given' }
  | { readonly is: 'number' };

/** Where a thing was written: the place of its name, and its words. */
export interface Origin {
  readonly at: Position;
  readonly node: MapNode;
  readonly thing: string;
}

export interface Log {
  readonly problems: Problem[];
  readonly uses: Use[];
  readonly citations: Citation[];
  readonly names: Map<string, Map<string, Position>>;
  readonly origins: Map<object, Origin>;
}

/** Where the reader is. `thing` is what messages call it (`gate "plan-recent"`), `place` what citations do. */
export interface Reading {
  readonly log: Log;
  readonly thing: string;
  readonly at: Position;
  readonly part: string | undefined;
  readonly place: string;
  readonly enforces: boolean;
  readonly owner: Owner;
  /** The form of the step being read, whose fields may name a person. */
  readonly form: string | undefined;
  readonly forums: ReadonlyMap<ForumId, Forum>;
}

export function newLog(): Log {
  return { problems: [], uses: [], citations: [], names: new Map(), origins: new Map() };
}

/** Notes a problem. */
export function tell(cx: Reading, at: Position, message: string): void {
  cx.log.problems.push({ file: at.file, line: at.line, column: at.column, message });
}

/** What a message calls the value being read: `"holds" of gate "plan-recent"`, or the thing itself. */
export function label(cx: Reading): string {
  return cx.part === undefined ? cx.thing : `"${cx.part}" of ${cx.thing}`;
}

/** Notes that a name exists; the second of two is a problem that names both places. */
export function declare(
  cx: Reading,
  named: { kind: NamedKind; scope: string; name: string; at: Position },
): boolean {
  const { kind, scope, name, at } = named;
  const known = namesOf(cx.log, kind, scope);
  const first = known.get(name);
  if (first !== undefined) {
    const where = scope === '' ? '' : ` in ${cx.thing}`;
    tell(
      cx,
      at,
      `There are two ${plurals[kind]} "${name}"${where}. The other is at ${written(first)}`,
    );
    return false;
  }
  known.set(name, at);
  return true;
}

/** The names of one kind; for stages, steps, outcomes, fields and parts those of one owner. */
export function namesOf(log: Log, kind: NamedKind, scope = ''): Map<string, Position> {
  const key = `${kind}/${scope}`;
  const known = log.names.get(key) ?? new Map<string, Position>();
  log.names.set(key, known);
  return known;
}

/** `There is no role "team-manger". Did you mean "team-manager"?` */
export function noSuch(what: string, name: string, known: Iterable<string>): string {
  return `There is no ${what} "${name}".${didYouMean(name, known)}`;
}

/** Where a thing was written, or the value of one of its words. */
export function whereIs(log: Log, thing: object, key?: string): Position {
  const origin = log.origins.get(thing);
  // Everything built from a record has an origin; this is only for what has none.
  if (origin === undefined) return { file: '', line: 1, column: 1 };
  const entry = origin.node.entries.find((each) => each.key === key);
  return entry === undefined ? origin.at : entry.value.at;
}

/** What messages call a thing: `step "query"`. */
export function nameOf(log: Log, thing: object): string {
  return log.origins.get(thing)?.thing ?? 'something';
}

/** The place of a word's value in a record, or of the record. */
export function valueAt(node: MapNode, key: string): Position {
  return node.entries.find((entry) => entry.key === key)?.value.at ?? node.at;
}

const plurals = {
  role: 'roles',
  service: 'services',
  level: 'levels',
  contact: 'contacts',
  forum: 'forums',
  consent: 'consents',
  evidence: 'kinds of evidence',
  gate: 'gates',
  'gate list': 'gate lists',
  pathway: 'pathways',
  stage: 'stages',
  step: 'steps',
  clock: 'clocks',
  obligation: 'obligations',
  clause: 'clauses',
  field: 'fields',
  outcome: 'outcomes',
  part: 'parts',
  state: 'states',
  'retention rule': 'retention rules',
} as const satisfies Record<NamedKind, string>;
