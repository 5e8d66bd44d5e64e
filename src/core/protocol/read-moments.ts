/** Moments and tests of fields, which conditions, clocks and obligations are made of. */
import { type Decoder, flag, lazy, made, oneOf, some, text, unsuitable, whole } from './decode.ts';
import { byWord, may, need, record } from './decode-records.ts';
import type {
  ConsentStatus,
  EvidenceKind,
  FieldTest,
  ForumId,
  LevelId,
  Moment,
  RoleId,
  ScopeId,
  StageId,
  StepId,
} from './protocol.ts';
import { type Reading, type TestUse, tell, valueAt } from './reading.ts';
import { either, named, schemaOf, textSchema } from './schema.ts';
import { calendarPeriod, fieldOf, nameOfA } from './words.ts';
import type { Entry } from './yaml-reader.ts';

const kind = nameOfA<EvidenceKind>('evidence');
const role = nameOfA<RoleId>('role');
const forum = nameOfA<ForumId>('forum');
const scope = nameOfA<ScopeId>('consent');
export const statuses: Decoder<ConsentStatus> = oneOf(
  'given',
  'refused',
  'not-sought',
  'withdrawn',
);

/** A test as it is written, with what check-references needs to see whether the field can pass it. */
interface WrittenTest extends FieldTest {
  readonly entry: Entry;
  readonly use: TestUse;
}

const test: Decoder<Pick<WrittenTest, 'test' | 'use'>> = {
  wants: 'a value, a list of values, { given: yes }, { at-least: 3 } or { at-most: 45 }',
  schema: (defs) =>
    either(textSchema, { type: 'array', items: textSchema }, schemaOf(comparison, defs)),
  read(node, cx) {
    if (node.is === 'map') return comparison.read(node, cx);
    const values = some(text).read(node, cx);
    if (values === undefined) return undefined;
    const places = node.is === 'list' ? node.items.map(({ at }) => at) : [node.at];
    const written = values.value.map((value, index) => ({
      text: value,
      at: places[index] ?? node.at,
    }));
    return {
      value: {
        test: { is: 'one-of', values: values.value },
        use: { is: 'one-of', values: written },
      },
    };
  },
};
const comparison = byWord<Pick<WrittenTest, 'test' | 'use'>>('a test', {
  given: record({ given: need(flag) }, ({ given }, cx, node) => {
    if (given) return { test: { is: 'given' }, use: { is: 'given' } } as const;
    tell(
      cx,
      valueAt(node, 'given'),
      `${cx.thing}: a field can be tested for being given. For the opposite, put the condition under not: …`,
    );
    return undefined;
  }),
  'at-least': record(
    { 'at-least': need(whole(0)) },
    (r) => ({ test: { is: 'at-least', value: r['at-least'] }, use: { is: 'number' } }) as const,
  ),
  'at-most': record(
    { 'at-most': need(whole(0)) },
    (r) => ({ test: { is: 'at-most', value: r['at-most'] }, use: { is: 'number' } }) as const,
  ),
});

export const tests: Decoder<readonly WrittenTest[]> = named('tests', {
  wants: 'fields with the values they must have, for example { happened: yes }',
  schema: (defs) => ({ type: 'object', additionalProperties: schemaOf(test, defs) }),
  read(node, cx) {
    if (node.is !== 'map') return unsuitable(node, cx, tests.wants);
    const read = node.entries.map((entry): WrittenTest | undefined => {
      const one = test.read(entry.value, { ...cx, part: entry.key, at: entry.keyAt });
      return one && { field: entry.key, entry, ...one.value };
    });
    const values = read.flatMap((each) => each ?? []);
    return values.length === read.length ? { value: values } : undefined;
  },
});

/** The tests, noted so that the fields and values are looked up when the forms are known. */
export function against(
  evidence: EvidenceKind,
  written: readonly WrittenTest[],
  cx: Reading,
): readonly FieldTest[] {
  return written.map(({ field, test, entry, use }) => {
    cx.log.uses.push({ kind: 'test', evidence, field, at: entry.keyAt, test: use });
    return { field, test };
  });
}

const stepMoment = record(
  { step: need(nameOfA<StepId>('step')), outcome: may(text) },
  ({ step, outcome }, cx, node): Moment => {
    if (outcome !== undefined) {
      const { owner } = cx;
      cx.log.uses.push({
        kind: 'outcome',
        step,
        name: outcome,
        at: valueAt(node, 'outcome'),
        owner,
      });
    }
    return { of: 'step', step, outcome };
  },
);

const inside: Decoder<Moment> = lazy('a moment', () => moment);

const describedMoment = byWord<Moment>('a moment', {
  step: stepMoment,
  stage: record({ stage: need(nameOfA<StageId>('stage')) }, ({ stage }) => ({
    of: 'stage',
    stage,
  })),
  evidence: record(
    {
      evidence: need(kind),
      with: may(tests, []),
      count: may(whole(1)),
      last: may(whole(2)),
    },
    (r, cx, node): Moment | undefined => {
      if (r.count !== undefined && r.last !== undefined) {
        tell(
          cx,
          valueAt(node, 'last'),
          `${cx.thing} has both "count" and "last". Write count: 3 for the third record, or last: 3 for three in a row`,
        );
        return undefined;
      }
      return {
        of: 'evidence',
        kind: r.evidence,
        with: against(r.evidence, r.with, cx),
        count: r.count,
        last: r.last,
      };
    },
  ),
  field: record({ field: need(fieldOf('a moment')) }, ({ field }) => ({ of: 'field', ...field })),
  consent: record({ consent: need(scope), status: may(statuses, 'given') }, (r) => ({
    of: 'consent',
    scope: r.consent,
    status: r.status,
  })),
  assigned: record({ assigned: need(role) }, ({ assigned }) => ({
    of: 'assigned',
    role: assigned,
  })),
  listed: record({ listed: need(forum) }, ({ listed }) => ({ of: 'listed', forum: listed })),
  sitting: record({ sitting: need(forum) }, ({ sitting }) => ({ of: 'sitting', forum: sitting })),
  passed: record({ passed: need(calendarPeriod), since: need(inside) }, (r) => ({
    of: 'passed',
    period: r.passed,
    since: r.since,
  })),
  level: record({ level: need(nameOfA<LevelId>('level')) }, ({ level }) => ({
    of: 'level',
    level,
  })),
});
const namedMoments = oneOf('started', 'ended', 'obligation-started');
const namedMoment: Decoder<Moment> = made(namedMoments, (of): Moment => ({ of }));

export const moment: Decoder<Moment> = named('moment', {
  wants: `started, ended, obligation-started, or ${describedMoment.wants}`,
  schema: (defs) => either(schemaOf(namedMoment, defs), schemaOf(describedMoment, defs)),
  read(node, cx) {
    if (node.is === 'map') return describedMoment.read(node, cx);
    return node.is === 'text' ? namedMoment.read(node, cx) : unsuitable(node, cx, moment.wants);
  },
});
