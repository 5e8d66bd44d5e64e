/** Who may bring something that is worked on, such as a plan, into which of its states. */
import type { EvidenceDefinition, EvidenceState, Protocol } from '../protocol/protocol.ts';
import { stateField } from '../protocol/read-states.ts';
import { mayAct, notYours } from './decide/act.ts';
import type { Fields } from './events.ts';
import type { Evidence, Family } from './family.ts';
import type { Actor, PersonId } from './people.ts';
import { formProblem, type Refusal } from './refusal.ts';

export interface Version {
  readonly protocol: Protocol;
  readonly definition: EvidenceDefinition;
  readonly actor: Actor;
}

/** Why this person may not record this version now; undefined where they may, and for what has no states. */
export function cannotRecord(
  { protocol, definition, actor }: Version,
  fields: Fields,
  filed: { readonly family: Family; readonly children: readonly PersonId[] },
): Refusal | undefined {
  const state = stateOf(definition, fields);
  if (state === undefined) return undefined;
  const notTheirs = notAllowed({ protocol, definition, actor }, fields);
  if (notTheirs !== undefined) return notTheirs;
  const newest = newestOf(definition, filed.family, filed.children);
  const before = newest === undefined ? undefined : stateOf(definition, newest.fields);
  const follows =
    state.from.length === 0 ||
    before?.id === state.id ||
    (before !== undefined && state.from.includes(before.id));
  if (follows) return undefined;
  const wanted = definition.states.filter((each) => state.from.includes(each.id));
  const titles = wanted.map((each) => `“${each.title}”`).join(' or ');
  const now = before === undefined ? 'nothing is on file yet' : `the newest is “${before.title}”`;
  return formProblem([
    { field: stateField, message: `“${state.title}” follows ${titles}, but ${now}` },
  ]);
}

/** Whether a record in its state is for other people: then they may neither make, correct nor strike it out. */
export function notAllowed(
  { protocol, definition, actor }: Version,
  fields: Fields,
): Refusal | undefined {
  const state = stateOf(definition, fields);
  if (state === undefined || mayAct(actor, state.by)) return undefined;
  return notYours(
    protocol,
    `“${definition.title}” in the state “${state.title}”`,
    state.by,
    definition.clauses,
  );
}

function stateOf(definition: EvidenceDefinition, fields: Fields): EvidenceState | undefined {
  return definition.states.find((state) => state.id === fields[stateField]);
}

function newestOf(
  { id }: EvidenceDefinition,
  family: Family,
  children: readonly PersonId[],
): Evidence | undefined {
  return family.evidence
    .get(id)
    ?.findLast(
      (each) =>
        each.children.length === 0 ||
        children.length === 0 ||
        children.some((child) => each.children.includes(child)),
    );
}
