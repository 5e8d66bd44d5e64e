/** The states that something recorded goes through, such as draft and final, and the question that they add to its form. */
import { type Decoder, list, some, text } from './decode.ts';
import { mapOf, may, need, record } from './decode-records.ts';
import type { EvidenceKind, EvidenceState, Field, RoleId } from './protocol.ts';
import { noSuch, type Reading, tell, whereIs } from './reading.ts';
import { nameOfA } from './words.ts';

const role = nameOfA<RoleId>('role');

/** The field of the form in which a record says its state. */
export const stateField = 'state';

/** The reader of the states of one kind; a state may follow only states of the same kind. */
export function states(kind: EvidenceKind): Decoder<readonly EvidenceState[]> {
  const each = mapOf<string, EvidenceState>({ kind: 'state', scope: () => kind }, (id) =>
    record(
      { title: need(text), by: need(some(role)), from: may(list(text), []) },
      ({ title, by, from }) => ({ id, title, by, from }),
    ),
  );
  return {
    ...each,
    read(node, cx) {
      const read = each.read(node, cx);
      if (read === undefined) return undefined;
      return follow(read.value, cx) ? { value: [...read.value.values()] } : undefined;
    },
  };
}

/** Whether every state follows states that there are, and there is one to begin with. */
function follow(states: ReadonlyMap<string, EvidenceState>, cx: Reading): boolean {
  const before = cx.log.problems.length;
  for (const state of states.values()) {
    for (const from of state.from)
      if (!states.has(from))
        tell(cx, whereIs(cx.log, state, 'from'), noSuch('state', from, states.keys()));
  }
  if (states.size > 0 && ![...states.values()].some(({ from }) => from.length === 0))
    tell(cx, cx.at, `${cx.thing}: every state follows another, so there is none to begin with`);
  return cx.log.problems.length === before;
}

/** The question that a kind with states asks besides its own. */
export function stateQuestion(states: readonly EvidenceState[]): readonly Field[] {
  if (states.length === 0) return [];
  return [
    {
      id: stateField,
      label: 'State',
      type: 'choice',
      hint: undefined,
      required: true,
      shownWhen: undefined,
      options: states.map(({ id, title }) => ({ value: id, label: title, hint: undefined })),
      items: [],
      kinds: [],
      preset: undefined,
      time: 'past',
      clauses: [],
      reading: undefined,
    },
  ];
}
