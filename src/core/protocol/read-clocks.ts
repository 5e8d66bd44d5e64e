/** Clocks, of a pathway or of an obligation. */
import type { Period } from '../calendar/period.ts';
import { type Decoder, flag, list, oneOf, text } from './decode.ts';
import { mapOf, may, need, record } from './decode-records.ts';
import type { Clock, ClockId, RoleId } from './protocol.ts';
import { moment } from './read-moments.ts';
import { tell, valueAt } from './reading.ts';
import {
  comesFromSomewhere,
  doubtful,
  fieldOf,
  nameOfA,
  period,
  periodEitherWay,
} from './words.ts';

const due: Decoder<Clock['due']> = {
  wants: 'a length of time such as 5 working days, { field: kind.field }, or undated',
  read(node, cx) {
    if (node.is === 'map') return agreed.read(node, cx);
    if (node.is === 'text' && node.text.trim() === 'undated') return { value: { is: 'undated' } };
    const read = { ...periodEitherWay, wants: due.wants }.read(node, cx);
    return read && { value: { is: 'period', period: read.value } };
  },
};
const agreed: Decoder<Clock['due']> = record(
  { field: need(fieldOf('a due date')), limit: may(period) },
  ({ field, limit }) => ({ is: 'field', ...field, limit }),
);

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
            ours: _,
            ...words
          } = values;
          const before = cx.log.problems.length;
          comesFromSomewhere(values, cx);
          if (words.starts.length === 0)
            tell(cx, valueAt(node, 'starts'), `${cx.thing} starts on nothing, so it can never run`);
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
            ...words,
          };
        },
      ),
    (cx, id) => ({ ...cx, place: `clock ${id}` }),
  );
}

/** A reminder comes before the clock is due, so its time is counted back from there. */
function backwards(length: Period): Period {
  return length.unit === 'same day' ? length : { ...length, direction: 'before' };
}
