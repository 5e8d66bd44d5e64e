/** The section `retention`: how long records are kept, and who decides that they go. */
import { type Decoder, list, oneOf, parsed, some, text } from './decode.ts';
import { mapOf, may, need, record } from './decode-records.ts';
import type {
  LevelId,
  PathwayId,
  Retention,
  RetentionRule,
  RetentionRuleId,
  RoleId,
} from './protocol.ts';
import { at } from './read-document.ts';
import { tell, valueAt } from './reading.ts';
import { comesFromSomewhere, doubtful, nameOfA } from './words.ts';

const years: Decoder<number> = parsed('a number of years, for example 6 years', (written) => {
  const match = /^(\d{1,3}) years?$/.exec(written);
  const count = Number(match?.[1] ?? 0);
  return count >= 1
    ? { ok: true, value: count }
    : {
        ok: false,
        problem: `“${written}” is not a number of years. Write for example 6 years`,
      };
});

/** From which day years are counted. */
const counted = oneOf(
  'youngest-child-born',
  'oldest-child-born',
  'case-closed',
  'last-action',
  'financial-year-ended',
  'death',
);

const reached: Decoder<RetentionRule['reached']> = record(
  {
    levels: may(some(nameOfA<LevelId>('level')), []),
    pathways: may(some(nameOfA<PathwayId>('pathway')), []),
    holders: may(some(nameOfA<RoleId>('role')), []),
  },
  (words, cx): RetentionRule['reached'] | undefined => {
    if (Object.values(words).some((names) => names.length > 0)) return words;
    tell(cx, cx.at, `${cx.thing} names nothing. Leave "reached" out for a rule for every family`);
    return undefined;
  },
);

const rule = (id: RetentionRuleId) =>
  record(
    {
      title: need(text),
      keep: need(years),
      after: need(counted),
      reached: may(reached),
      'in-place-of': may(list(nameOfA<RetentionRuleId>('retention rule')), []),
      ...doubtful,
    },
    (values, cx, node): RetentionRule | undefined => {
      const { 'in-place-of': inPlaceOf, keep, ours: _, ...words } = values;
      comesFromSomewhere(values, cx);
      if (inPlaceOf.length > 0 && words.after !== 'death') {
        tell(
          cx,
          valueAt(node, 'in-place-of'),
          `${cx.thing} cannot stand in place of another: the longest rule wins, and only death may make the time shorter`,
        );
        return undefined;
      }
      return { id, years: keep, inPlaceOf, ...words };
    },
  );

export const retention: Decoder<Retention> = record(
  {
    says: need(text),
    keepers: need(some(nameOfA<RoleId>('role'))),
    confirmers: need(some(nameOfA<RoleId>('role'))),
    rules: may(
      mapOf<RetentionRuleId, RetentionRule>({ kind: 'retention rule' }, rule, at('retention rule')),
      new Map(),
    ),
  },
  (words) => words,
);
