/** How long a record is kept: the longest rule wins whatever the order, and what is open keeps it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Day, Instant } from '../../../src/core/calendar/time.ts';
import type { FamilyEvent } from '../../../src/core/family/events.ts';
import { evolveAll } from '../../../src/core/family/evolve.ts';
import { isDue, keepingOf } from '../../../src/core/family/retention.ts';
import type { Retention, RetentionRule } from '../../../src/core/protocol/protocol.ts';
import { chanceFrom, pick } from './support.ts';

const day = (text: string): Day => text as Day;

function rule(id: string, years: number, after: RetentionRule['after'], more: object = {}) {
  const plain = { title: id, reached: undefined, inPlaceOf: [], clauses: [] };
  return { id, years, after, ...plain, written: undefined, reading: undefined, ...more } as never;
}

function rules(...all: RetentionRule[]): Retention {
  return {
    says: '',
    keepers: [],
    confirmers: [],
    rules: new Map(all.map((each) => [each.id, each])),
  };
}

interface Child {
  readonly born?: string;
  readonly died?: string;
}

function family(
  children: readonly Child[],
  more: readonly object[] = [],
  recorded = '2026-03-02T10:00:00.000Z',
) {
  const stamp = (at: string, worker = 'sam') => ({
    ...{ at: at as Instant, recorded: at as Instant, protocol: 'x/1' },
    by: { worker, name: worker, roles: [] },
  });
  const people = children.map((child, index) => ({
    ...{
      id: `c${index + 1}`,
      kind: 'child',
      given: 'A',
      family: 'B',
      born: undefined,
      note: undefined,
    },
    ...child,
  }));
  const events = [
    {
      ...stamp(recorded),
      ...{ type: 'FamilyRegistered', authority: 'x', family: 'f', reference: 'R', people },
      knownSince: recorded.slice(0, 10),
    },
    ...more.map((event) => ({ ...stamp(recorded), ...event })),
  ] as unknown as FamilyEvent[];
  const state = evolveAll(events);
  assert.ok(state);
  return { state };
}

const until = (retention: Retention, { state }: ReturnType<typeof family>) =>
  keepingOf(retention, state).wins?.until;

describe('How long a record is kept', () => {
  it('counts from the birth of the youngest or the oldest child', () => {
    const two = family([{ born: '2015-05-05' }, { born: '2018-08-08' }]);
    assert.equal(until(rules(rule('a', 25, 'youngest-child-born')), two), '2043-08-08');
    assert.equal(until(rules(rule('a', 25, 'oldest-child-born')), two), '2040-05-05');
  });

  it('is never a day too short: 29 February becomes 1 March', () => {
    const leap = family([{ born: '2016-02-29' }]);
    assert.equal(until(rules(rule('a', 25, 'youngest-child-born')), leap), '2041-03-01');
    assert.equal(until(rules(rule('a', 24, 'youngest-child-born')), leap), '2040-02-29');
  });

  it('counts from the end of the financial year of the last action, the last day of it included', () => {
    const on = (recorded: string) => family([{}], [], recorded);
    const six = rules(rule('a', 6, 'financial-year-ended'));
    assert.equal(until(six, on('2026-03-31T10:00:00.000Z')), '2032-03-31');
    assert.equal(until(six, on('2026-04-01T10:00:00.000Z')), '2033-03-31');
    // In London it is already April.
    assert.equal(until(six, on('2026-03-31T23:30:00.000Z')), '2033-03-31');
  });

  it('does not count what Stile noted by itself as an action', () => {
    const noted = {
      ...{ type: 'PeopleTold', to: [], what: 'x', how: 'stile' },
      ...{ at: '2030-01-01T00:00:00.000Z', recorded: '2030-01-01T00:00:00.000Z' },
    };
    const six = rules(rule('a', 6, 'last-action'));
    const by = (worker: string) => ({ ...noted, by: { worker, name: worker, roles: [] } });
    assert.equal(until(six, family([{}], [by('stile')])), '2032-03-02');
    assert.equal(until(six, family([{}], [by('sam')])), '2036-01-01');
  });

  it('knows who held the family and what level was reached at any time', () => {
    const held = { reached: { levels: [], pathways: [], holders: ['social-worker'] } };
    const levelled = { reached: { levels: ['child-protection'], pathways: [], holders: [] } };
    const both = rules(rule('a', 35, 'last-action', held), rule('b', 75, 'last-action', levelled));
    const holder = (role: string) => ({ type: 'HolderChanged', to: { role }, because: 'x' });
    const level = {
      type: 'LevelChanged',
      children: ['c1'],
      level: 'child-protection',
      transfer: 't',
    };
    assert.equal(until(both, family([{}])), undefined);
    assert.equal(
      until(both, family([{}], [holder('social-worker'), holder('lead')])),
      '2061-03-02',
    );
    assert.equal(until(both, family([{}], [holder('social-worker'), level])), '2101-03-02');
  });

  it('keeps what it cannot work out, and what no rule covers', () => {
    const unborn = family([{ born: '2015-05-05' }, {}]);
    const keeping = keepingOf(
      rules(rule('a', 1, 'last-action'), rule('b', 25, 'youngest-child-born')),
      unborn.state,
    );
    assert.equal(keeping.wins, undefined);
    assert.deepEqual(keeping.unknown, ['The date of birth of a child is not known']);
    assert.equal(isDue(keeping, day('2999-01-01')), false);
    assert.equal(until(rules(), family([{ born: '2015-05-05' }])), undefined);
    const { state } = family([{}]);
    assert.equal(keepingOf(undefined, state).wins, undefined);
  });

  it('may be shorter by a death only where every child has died', () => {
    const both = rules(
      rule('born', 75, 'youngest-child-born'),
      rule('death', 15, 'death', { inPlaceOf: ['born'] }),
    );
    assert.equal(until(both, family([{ born: '2015-05-05', died: '2020-01-01' }])), '2035-01-01');
    const one = family([{ born: '2015-05-05', died: '2020-01-01' }, { born: '2016-01-01' }]);
    assert.equal(until(both, one), '2091-01-01');
  });

  it('is as long as the longest of all rules that apply, whatever their order', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const chance = chanceFrom(seed);
      const triggers = [
        'youngest-child-born',
        'oldest-child-born',
        'case-closed',
        'last-action',
        'financial-year-ended',
      ] as const;
      const all = Array.from({ length: 1 + Math.floor(chance() * 6) }, (_, index) =>
        rule(`r${index}`, 1 + Math.floor(chance() * 90), pick(chance, [...triggers])),
      ) as RetentionRule[];
      const some = family([{ born: '2015-05-05' }, { born: '2018-08-08' }]);
      const each = all.map((one) => until(rules(one), some) ?? '');
      const longest = each.toSorted().at(-1);
      const turned = all.toSorted(() => chance() - 0.5);
      assert.equal(until(rules(...all), some), longest, `seed ${seed}`);
      assert.equal(until(rules(...turned), some), longest, `seed ${seed}`);
    }
  });

  it('ends with the end of its last day', () => {
    const { state } = family([{ born: '2000-05-05' }]);
    const keeping = keepingOf(rules(rule('a', 25, 'youngest-child-born')), state);
    assert.equal(isDue(keeping, day('2025-05-05')), false);
    assert.equal(isDue(keeping, day('2025-05-06')), true);
  });
});
