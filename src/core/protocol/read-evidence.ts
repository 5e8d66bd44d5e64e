/** The section `evidence`: what may be recorded about a family, and the forms. */
import { type Decoder, flag, list, oneOf, text } from './decode.ts';
import { mapOf, may, need, record } from './decode-records.ts';
import type { EvidenceDefinition, EvidenceKind, EvidenceState, Field, RoleId } from './protocol.ts';
import { at } from './read-document.ts';
import { tells } from './read-effects.ts';
import { formOf } from './read-fields.ts';
import { stateField, stateQuestion, states } from './read-states.ts';
import { type Reading, tell, valueAt } from './reading.ts';
import { comesFromSomewhere, doubtful, nameOfA } from './words.ts';
import type { MapNode } from './yaml-reader.ts';

const groups = oneOf(
  'assessment',
  'plan',
  'visit',
  'meeting',
  'supervision',
  'form',
  'document',
  'contact',
  'decision',
  'check',
);

/** The reader of the section. The form of the interrupt is named here because its fields may all be left empty. */
export function evidence(
  interruptForm: string | undefined,
): Decoder<ReadonlyMap<EvidenceKind, EvidenceDefinition>> {
  return mapOf<EvidenceKind, EvidenceDefinition>(
    { kind: 'evidence' },
    (id) =>
      record(
        {
          title: need(text),
          noun: need(text),
          group: need(groups),
          by: may(list(nameOfA<RoleId>('role'))),
          states: may(states(id), []),
          fields: may(formOf(id, id === interruptForm)),
          'per-child': may(flag, false),
          timed: may(flag, false),
          'counts-as': may(list(nameOfA<EvidenceKind>('evidence')), []),
          tells: may(tells, []),
          hint: may(text),
          ...doubtful,
        },
        (values, cx, node): EvidenceDefinition | undefined => {
          const {
            fields,
            'per-child': perChild,
            'counts-as': countsAs,
            ours: _,
            ...words
          } = values;
          const before = cx.log.problems.length;
          comesFromSomewhere(values, cx);
          const own = [...(fields?.values() ?? [])];
          checkStates({ ...words, fields: own, isInterrupt: id === interruptForm }, cx, node);
          if (cx.log.problems.length > before) return undefined;
          const by = words.by ?? [...new Set(words.states.flatMap((state) => state.by))];
          const all = [...own, ...stateQuestion(words.states)];
          return { id, perChild, countsAs, ...words, by, fields: all };
        },
      ),
    at('evidence'),
  );
}

/** Who may record something is said once: by the kind, or by each of its states. */
function checkStates(
  written: {
    readonly by: readonly RoleId[] | undefined;
    readonly states: readonly EvidenceState[];
    readonly fields: readonly Field[];
    readonly isInterrupt: boolean;
  },
  cx: Reading,
  node: MapNode,
): void {
  const { by, states, fields, isInterrupt } = written;
  if (states.length === 0) {
    if (by === undefined)
      tell(cx, cx.at, `${cx.thing} needs "by": the roles that may record it, or "states"`);
    return;
  }
  if (by !== undefined)
    tell(cx, valueAt(node, 'by'), `${cx.thing} has states, which say by whom. Leave out "by"`);
  if (fields.some(({ id }) => id === stateField))
    tell(
      cx,
      valueAt(node, 'fields'),
      `${cx.thing} has states, which add a field "${stateField}". Give its own field another name`,
    );
  if (isInterrupt)
    tell(
      cx,
      valueAt(node, 'states'),
      `${cx.thing} is the interrupt's form, which nobody may be kept from: it has no states`,
    );
}
