/** Clocks, of a pathway or of an obligation. */
import type { Period } from '../calendar/period.ts';
import { type Decoder, flag, list, oneOf, text, whole } from './decode.ts';
import { byWord, mapOf, may, need, record } from './decode-records.ts';
import type { Clock, ClockId, RoleId } from './protocol.ts';
import { moment } from './read-moments.ts';
import { tell, valueAt } from './reading.ts';
import { either, schemaOf, textSchema } from './schema.ts';
import {
  comesFromSomewhere,
  doubtful,
  fieldOf,
  nameOfA,
  period,
  periodEitherWay,
} from './words.ts';

const due: Decoder<Clock['due']> = {
  wants:
    'a length of time such as 5 working days, { field: kind.field }, { count: 3, of: moment }, or undated',
  schema: (defs) => either(textSchema, schemaOf(agreed, defs)),
  read(node, cx) {
    if (node.is === 'map') return agreed.read(node, cx);
    if (node.is === 'text' && node.text.trim() === 'undated') return { value: { is: 'undated' } };
    const read = { ...periodEitherWay, wants: due.wants }.read(node, cx);
    return read && { value: { is: 'period', period: read.value } };
  },
};
const agreed = byWord<Clock['due']>('words of a due date', {
  field: record({ field: need(fieldOf('a due date')), limit: may(period) }, ({ field, limit }) => ({
    is: 'field',
    ...field,
    limit,
  })),
  count: record({ count: need(whole(1)), of: need(moment) }, ({ count, of }) => ({
    is: 'count',
    count,
    moment: of,
  })),
});

/** The reader of the clocks of one owner. A clock of an obligation stops with it; any other needs its own stop. */
export function clocks(
  owner: string,
  of: 'pathway' | 'obligation',
): Decoder<ReadonlyMap<ClockId, Clock>> {
  return mapOf<ClockId, Clock>(
    { kind: 'clock', scope: () => `${of} ${owner}` },
    (id) =>
      record(
        {
          title: need(text),
          starts: need(list(moment)),
          due: need(due),
          'not-before': may(period),
          stops: may(list(moment), []),
          by: need(list(nameOfA<RoleId>('role'))),
          strength: may(oneOf('must', 'should', 'reminder'), 'must'),
          repeat: may(period),
          'remind-before': may(period),
          'tells-when-overdue': may(list(nameOfA<RoleId>('role')), []),
          outlives: may(flag, false),
          'stop-hint': may(text),
          ...doubtful,
        },
        (values, cx, node): Clock | undefined => {
          const {
            'remind-before': remindBefore,
            'tells-when-overdue': tellsWhenOverdue,
            'stop-hint': stopHint,
            'not-before': notBefore,
            ours: _,
            ...words
          } = values;
          const before = cx.log.problems.length;
          comesFromSomewhere(values, cx);
          if (words.starts.length === 0)
            tell(cx, valueAt(node, 'starts'), `${cx.thing} starts on nothing, so it can never run`);
          if (notBefore !== undefined && countsBack(words.due))
            tell(
              cx,
              valueAt(node, 'not-before'),
              `${cx.thing} is due so long before its start, so nothing can be too early. Leave out "not-before"`,
            );
          const mayGoOn =
            of === 'obligation' || words.strength === 'reminder' || words.due.is === 'undated';
          if (words.stops.length === 0 && !mayGoOn)
            tell(
              cx,
              cx.at,
              `${cx.thing} has no "stops", so it could never be met. Say what stops it, or make it strength: reminder`,
            );
          if (cx.log.problems.length > before) return undefined;
          return {
            id,
            remindBefore: remindBefore && backwards(remindBefore),
            tellsWhenOverdue,
            stopHint,
            notBefore,
            ...words,
          };
        },
      ),
    (cx, id) => ({ ...cx, place: `clock ${id}` }),
  );
}

function countsBack(due: Clock['due']): boolean {
  return due.is === 'period' && due.period.unit !== 'same day' && due.period.direction === 'before';
}

/** A reminder comes before the clock is due, so its time is counted back from there. */
function backwards(length: Period): Period {
  return length.unit === 'same day' ? length : { ...length, direction: 'before' };
}
