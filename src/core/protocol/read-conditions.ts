/** Conditions: the finite vocabulary that gates are made of. */
import { type Decoder, flag, lazy, list, some, text, whole } from './decode.ts';
import { byWord, may, need, record } from './decode-records.ts';
import type {
  ClockId,
  Condition,
  EvidenceKind,
  LevelId,
  ObligationId,
  PathwayId,
  RoleId,
  ScopeId,
} from './protocol.ts';
import { employers } from './read-document.ts';
import { against, moment, statuses, tests } from './read-moments.ts';
import { type Reading, tell, valueAt } from './reading.ts';
import { named } from './schema.ts';
import { calendarPeriod, nameOfA, period } from './words.ts';
import type { MapNode } from './yaml-reader.ts';

const kind = nameOfA<EvidenceKind>('evidence');
const role = nameOfA<RoleId>('role');
const scope = nameOfA<ScopeId>('consent');

const inside = lazy('a condition', () => condition);

const evidenceCondition = record(
  {
    evidence: need(kind),
    with: may(tests, []),
    by: may(list(role), []),
    within: may(calendarPeriod),
    since: may(moment),
    count: may(whole(1), 1),
    last: may(whole(1)),
    'each-child': may(flag, false),
  },
  (r, cx): Condition => ({
    is: 'evidence',
    kind: r.evidence,
    with: against(r.evidence, r.with, cx),
    by: r.by,
    within: r.within,
    since: r.since,
    count: r.count,
    last: r.last,
    eachChild: r['each-child'],
  }),
);

const consentCondition = record(
  {
    consent: need(scope),
    status: may(some(statuses), ['given'] as const),
    'signed-by': may(
      record(
        {
          relations: need(some(text)),
          'in-household': may(flag, false),
          aged: may(whole(1)),
        },
        (r, cx, node) => {
          if (r.aged !== undefined && !r.relations.includes('child')) {
            tell(
              cx,
              valueAt(node, 'aged'),
              `${cx.thing}: aged says from what age a child may sign, so relations must name child as well`,
            );
            return undefined;
          }
          return { relations: r.relations, inHousehold: r['in-household'], aged: r.aged };
        },
      ),
    ),
    since: may(moment),
  },
  (r): Condition => ({
    is: 'consent',
    scope: r.consent,
    status: r.status,
    signedBy: r['signed-by'],
    since: r.since,
  }),
);

const timing = record(
  {
    timing: need(moment),
    'at-least': may(period),
    'at-most': may(period),
    before: may(moment),
    after: may(moment),
  },
  (r, cx, node): Condition | undefined => {
    const period = oneOfTwo(r['at-least'], r['at-most']);
    const of = oneOfTwo(r.before, r.after);
    if (period !== undefined && of !== undefined)
      return {
        is: 'timing',
        date: r.timing,
        period,
        of,
        at: r['at-least'] === undefined ? 'most' : 'least',
        side: r.before === undefined ? 'after' : 'before',
      };
    tell(
      cx,
      node.at,
      `${cx.thing}: timing needs either at-least or at-most, and either before or after`,
    );
    return undefined;
  },
);

const order = record({ order: need(list(moment)) }, (r, cx, node): Condition | undefined => {
  const [first, then, ...more] = r.order;
  if (first !== undefined && then !== undefined && more.length === 0)
    return { is: 'order', first, then };
  tell(cx, valueAt(node, 'order'), `${cx.thing}: order needs two moments, the earlier first`);
  return undefined;
});

const age = record(
  { age: need(record({ from: need(whole(0)), under: need(whole(1)) }, ageRange)) },
  (r): Condition => ({ is: 'age', ...r.age }),
);

function ageRange(
  range: { readonly from: number; readonly under: number },
  cx: Reading,
  node: MapNode,
) {
  if (range.from < range.under) return range;
  tell(
    cx,
    valueAt(node, 'under'),
    `${cx.thing}: nobody is from ${range.from} and under ${range.under}`,
  );
  return undefined;
}

function about<Id extends string, T extends Condition>(
  word: string,
  decoder: Decoder<Id>,
  make: (id: Id) => T,
): Decoder<Condition> {
  return record({ [word]: need(decoder) }, (r) => {
    const id = r[word];
    return id === undefined ? undefined : make(id);
  });
}

const pathway = nameOfA<PathwayId>('pathway');
const obligation = nameOfA<ObligationId>('obligation');

/** One of a finite vocabulary of conditions. */
export const condition: Decoder<Condition> = named(
  'condition',
  byWord<Condition>('a condition', {
    evidence: evidenceCondition,
    consent: consentCondition,
    disclosure: record(
      {
        disclosure: need(nameOfA<string>('recipient')),
        consulted: may(list(role), []),
        since: may(moment),
      },
      (r) => ({
        is: 'disclosure',
        to: r.disclosure,
        consulted: r.consulted,
        since: r.since,
      }),
    ),
    assigned: about('assigned', role, (id) => ({ is: 'assigned', role: id })),
    employer: about('employer', employers, (employer) => ({ is: 'employer', employer })),
    'transfer-open': about('transfer-open', pathway, (id) => ({
      is: 'transfer',
      pathway: id,
      state: 'open',
      within: undefined,
    })),
    'transfer-ended': record(
      { 'transfer-ended': need(pathway), within: may(calendarPeriod) },
      (r): Condition => ({
        is: 'transfer',
        pathway: r['transfer-ended'],
        state: 'ended',
        within: r.within,
      }),
    ),
    'obligation-open': about('obligation-open', obligation, (id) => ({
      is: 'obligation',
      obligation: id,
      state: 'open',
    })),
    'obligation-ended': about('obligation-ended', obligation, (id) => ({
      is: 'obligation',
      obligation: id,
      state: 'ended',
    })),
    elapsed: record({ elapsed: need(calendarPeriod), since: need(moment) }, (r) => ({
      is: 'elapsed',
      period: r.elapsed,
      since: r.since,
    })),
    timing,
    order,
    age,
    'not-before': about('not-before', nameOfA<ClockId>('own clock'), (clock) => ({
      is: 'not-before',
      clock,
    })),
    level: record({ level: need(some(nameOfA<LevelId>('level'))) }, (r) => ({
      is: 'level',
      levels: r.level,
    })),
    all: record({ all: need(some(inside)) }, ({ all }) => ({ is: 'all', of: all })),
    any: record({ any: need(some(inside)) }, ({ any }) => ({ is: 'any', of: any })),
    not: record({ not: need(inside) }, ({ not }) => ({ is: 'not', of: not })),
  }),
);

function oneOfTwo<T>(one: T | undefined, other: T | undefined): T | undefined {
  if (one !== undefined && other !== undefined) return undefined;
  return one ?? other;
}
