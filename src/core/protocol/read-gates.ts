/** The sections `gates` and `gate-lists`. */

import { whoCanMeet } from './conditions.ts';
import { type Decoder, list, oneOf, some, text } from './decode.ts';
import { mapOf, may, need, record } from './decode-records.ts';
import type {
  EvidenceDefinition,
  EvidenceKind,
  ExceptionRule,
  Gate,
  GateId,
  GateList,
  RoleId,
} from './protocol.ts';
import { condition } from './read-conditions.ts';
import { type Reading, tell, valueAt } from './reading.ts';
import { citing, comesFromSomewhere, doubtful, nameOfA } from './words.ts';

const exception: Decoder<ExceptionRule> = record(
  {
    by: need(some(nameOfA<RoleId>('role'))),
    second: may(list(nameOfA<RoleId>('role')), []),
    until: may(oneOf('required', 'optional', 'none'), 'none'),
    ...citing,
  },
  ({ by, second, until, clauses }) => ({ by, second, until, clauses }),
);

/** The reader of the section; the evidence tells who can meet a gate that does not say. */
export function gates(
  evidence: ReadonlyMap<EvidenceKind, EvidenceDefinition>,
): Decoder<ReadonlyMap<GateId, Gate>> {
  return mapOf<GateId, Gate>(
    { kind: 'gate' },
    (id) =>
      record(
        {
          title: need(text),
          needs: need(condition),
          when: may(condition),
          holds: need(oneOf('block', 'block-unless-exception', 'warn', 'show')),
          'meet-by': may(list(nameOfA<RoleId>('role'))),
          how: may(text),
          exception: may(exception),
          ...doubtful,
        },
        (values, cx, node): Gate | undefined => {
          const { holds, needs, 'meet-by': meetBy, exception, ours: _, ...words } = values;
          const hasRoot = comesFromSomewhere(values, cx);
          if (holds === 'block-unless-exception' && exception === undefined) {
            tell(
              cx,
              cx.at,
              `${cx.thing} holds block-unless-exception and needs "exception": who may make one, for example { by: team-manager }`,
            );
            return undefined;
          }
          if (holds !== 'block-unless-exception' && exception !== undefined) {
            tell(
              cx,
              valueAt(node, 'exception'),
              `${cx.thing} holds ${holds} and has an exception. Only block-unless-exception has one`,
            );
            return undefined;
          }
          if (!hasRoot) return undefined;
          return {
            id,
            holds,
            needs,
            exception,
            meetBy: meetBy ?? whoCanMeet(needs, evidence),
            ...words,
          };
        },
      ),
    owned('gate'),
  );
}

export const gateLists = mapOf<string, GateList>(
  { kind: 'gate list' },
  (id) =>
    record(
      { title: need(text), gates: need(some(nameOfA<GateId>('gate'))), ...citing },
      ({ title, gates, clauses }) => ({
        id,
        title,
        gates,
        clauses,
      }),
    ),
  owned('gate list'),
);

/** A stage or step in a gate is one of the pathways that use the gate. */
function owned(kind: 'gate' | 'gate list'): (cx: Reading, id: string) => Reading {
  return (cx, id) => ({ ...cx, place: `${kind} ${id}`, owner: { in: kind, id } });
}
