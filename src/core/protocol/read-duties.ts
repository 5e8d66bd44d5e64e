/** The sections `obligations`, `interrupt` and `withdrawal`. */
import { type Decoder, list, some, text } from './decode.ts';
import { mapOf, may, need, record } from './decode-records.ts';
import type {
  ContactId,
  EvidenceKind,
  Interrupt,
  Obligation,
  ObligationId,
  PathwayId,
  RoleId,
  Withdrawal,
} from './protocol.ts';
import { clocks } from './read-clocks.ts';
import { condition } from './read-conditions.ts';
import { tells } from './read-effects.ts';
import { moment } from './read-moments.ts';
import { tell, valueAt } from './reading.ts';
import { citing, comesFromSomewhere, doubtful, fieldOf, nameOfA } from './words.ts';
import type { Node } from './yaml-reader.ts';

const role = nameOfA<RoleId>('role');
const kind = nameOfA<EvidenceKind>('evidence');
const pathway = nameOfA<PathwayId>('pathway');

const endBy: Decoder<NonNullable<Obligation['endBy']>> = record(
  {
    title: need(text),
    by: need(some(role)),
    'agreed-by': may(list(role), []),
    form: may(kind),
    ...citing,
  },
  ({ title, by, 'agreed-by': agreedBy, form, clauses }) => ({ title, by, agreedBy, form, clauses }),
);

export const obligations = mapOf<ObligationId, Obligation>(
  { kind: 'obligation' },
  (id) => inItsPathways(obligation(id)),
  (cx, id) => ({ ...cx, place: `obligation ${id}` }),
);

const obligation = (id: ObligationId) =>
  record(
    {
      title: need(text),
      by: need(role),
      pathways: need(some(pathway)),
      when: may(condition),
      starts: need(list(moment)),
      ends: may(list(moment), []),
      'end-by': may(endBy),
      clocks: may(clocks(id, 'obligation')),
      asks: may(list(kind), []),
      hint: may(text),
      ...doubtful,
    },
    (values, cx, node): Obligation | undefined => {
      const { 'end-by': endBy, clocks, ours: _, ...words } = values;
      const before = cx.log.problems.length;
      comesFromSomewhere(values, cx);
      if (words.starts.length === 0)
        tell(
          cx,
          valueAt(node, 'starts'),
          `${cx.thing} starts on nothing, so nobody would ever have it`,
        );
      if (words.ends.length === 0 && endBy === undefined)
        tell(
          cx,
          cx.at,
          `${cx.thing} can never end. Say what ends it ("ends") or who may end it ("end-by")`,
        );
      return cx.log.problems.length > before
        ? undefined
        : { id, endBy, clocks: clocks ?? new Map(), ...words };
    },
  );

/** A stage or step in an obligation is one of the pathways that it names. */
function inItsPathways<T>(decoder: Decoder<T>): Decoder<T> {
  return {
    ...decoder,
    read: (node, cx) =>
      decoder.read(node, { ...cx, owner: { in: 'pathways', ids: namesUnder(node, 'pathways') } }),
  };
}

function namesUnder(node: Node, key: string): readonly string[] {
  const value =
    node.is === 'map' ? node.entries.find((entry) => entry.key === key)?.value : undefined;
  const items = value?.is === 'list' ? value.items : value === undefined ? [] : [value];
  return items.flatMap((item) => (item.is === 'text' ? [item.text.trim()] : []));
}

export const interrupt: Decoder<Interrupt> = record(
  {
    pathway: need(pathway),
    title: need(text),
    hint: need(text),
    form: need(kind),
    contacts: need(some(nameOfA<ContactId>('contact'))),
    tells: may(tells, []),
    ...citing,
  },
  ({ ours: _, ...words }) => words,
);

export const withdrawal: Decoder<Withdrawal> = record(
  { tells: may(tells, []), shows: may(fieldOf('anything')), ...citing },
  ({ ours: _, ...words }) => words,
);
