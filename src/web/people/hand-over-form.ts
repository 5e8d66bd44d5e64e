import { type AskedHandOver, isFamilyId } from '../../cases/hand-over-families.ts';
import type { PersonInFull } from '../../cases/queries/list-people.ts';
import type { HeldFamily, Successor } from '../../cases/queries/preview-hand-over.ts';
import { roleTitle } from '../family/names.ts';
import type { FieldView, Typed } from '../kit/field-view.ts';
import { typedText } from '../kit/field-view.ts';
import { list } from '../kit/words.ts';
import type { Visitor } from '../web.ts';
import { textIn } from './form-page.tsx';
import { partInWords } from './person-page.tsx';

export interface HandingOver {
  readonly person: PersonInFull;
  readonly why: AskedHandOver['why'];
  /** The role that is given up, and its holding. */
  readonly ending?: { readonly role: string; readonly holding: string } | undefined;
  /** The teams to move to. */
  readonly teams?: readonly string[];
}

/** Names of the choices for single families. */
export const ONE = 'family-';

export interface Scene extends HandingOver {
  readonly visitor: Visitor;
  readonly families: readonly HeldFamily[];
  readonly successors: readonly Successor[];
}

export function fieldsOf(scene: Scene): readonly FieldView[] {
  const { why, families, teams = [], person } = scene;
  const options = peopleToChoose(scene);
  const successor: FieldView = {
    name: 'successor',
    label: why === 'leaves' ? 'Who takes over?' : 'Who takes over the families?',
    noun: 'who takes over',
    type: 'person',
    required: false,
    hint: 'For every family for which nobody else is chosen below. They must hold the same roles',
    options,
    nothing: why === 'moves' ? `Nobody: the families go with ${person.worker.name}` : undefined,
  };
  const last: FieldView = {
    name: 'last',
    label: 'Last day',
    noun: 'the last day',
    type: 'date',
    time: 'future',
    required: false,
    hint:
      why === 'leaves'
        ? 'The whole of that day counts: they can sign in until it is over. Leave it empty to hand over now'
        : 'The whole of that day counts. Leave it empty to end it now',
  };
  const team: FieldView = {
    name: 'team',
    label: 'New team',
    noun: 'the new team',
    type: 'person',
    required: false,
    nothing: 'No team',
    options: teams.map((name) => ({ value: name, label: name })),
    value: person.worker.team ?? undefined,
  };
  const single = families.map(
    (each): FieldView => ({
      name: `${ONE}${each.family}`,
      label: `${each.reference}: ${partInWords(each, scene.visitor)}`,
      type: 'person',
      required: false,
      nothing: 'The same as above',
      options,
    }),
  );
  const first = why === 'moves' ? [team] : [last];
  return [...first, ...(needsSuccessor(scene) ? [successor] : []), ...single];
}

/** Where no family can hang on them in this, nobody need be chosen. */
function needsSuccessor({ families, ending, visitor, why }: Scene): boolean {
  if (families.length > 0) return true;
  if (why === 'moves') return false;
  if (ending === undefined) return true;
  return visitor.protocol.roles.get(ending.role as never)?.held === 'family';
}

function peopleToChoose({ successors, visitor }: Scene): NonNullable<FieldView['options']> {
  return successors.map(({ worker, roles }) => {
    const titles = list(roles.map((role) => roleTitle(visitor.protocol, role)));
    return {
      value: worker.id,
      label: [worker.name, titles, worker.team].filter((part) => part).join(', '),
    };
  });
}

export function askedOf(
  { person, why, ending, families }: Scene,
  values: Parameters<typeof textIn>[0],
  typed: Typed,
): AskedHandOver {
  const chosen = Object.fromEntries(
    families.flatMap(({ family }) => {
      const to = typedText(typed, `${ONE}${family}`);
      return to === '' || !isFamilyId(family) ? [] : [[family, to] as const];
    }),
  );
  const successor = textIn(values, 'successor');
  return {
    worker: person.worker.id,
    why,
    holding: ending?.holding,
    team: textIn(values, 'team'),
    // Read as a date by the form.
    last: (textIn(values, 'last') || undefined) as AskedHandOver['last'],
    successor: successor === '' ? undefined : successor,
    chosen,
  };
}

/** Stands for what was shown: another, where another family would be handed over or to somebody else. */
export function seenOf({ families }: Scene, asked: AskedHandOver): string {
  return families
    .map(({ family }) => `${family}=${asked.chosen[family] ?? asked.successor ?? ''}`)
    .concat(asked.last ?? 'now', asked.team ?? '')
    .join('|');
}

export function titleOf({ person, why, ending, visitor }: Scene): string {
  const { name } = person.worker;
  if (why === 'leaves') return `${name} leaves`;
  return why === 'moves'
    ? `${name} moves to another team`
    : `${name} gives up the role ${roleTitle(visitor.protocol, ending?.role ?? '')}`;
}
