import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  asCalendarPeriod,
  type Period,
  parsePeriod,
  periodInWords,
} from '../../../src/core/calendar/period.ts';
import { period, problemOf, value } from './examples.ts';

describe('a period', () => {
  it('keeps the unit of the policy', () => {
    assert.deepEqual(period('24 hours'), { unit: 'hours', count: 24, direction: 'after' });
    assert.deepEqual(period('1 working day'), {
      unit: 'working days',
      count: 1,
      direction: 'after',
    });
    assert.deepEqual(period('2 weeks before'), { unit: 'weeks', count: 2, direction: 'before' });
    assert.deepEqual(period('  Same   DAY '), { unit: 'same day' });
  });

  it('is read back from its own words', () => {
    const periods: fc.Arbitrary<Period> = fc.oneof(
      fc.constant<Period>({ unit: 'same day' }),
      fc.record({
        unit: fc.constantFrom('minutes', 'hours', 'working days', 'days', 'weeks', 'months'),
        count: fc.integer({ min: 1, max: 9999 }),
        direction: fc.constantFrom('after', 'before'),
      }),
    );
    fc.assert(
      fc.property(periods, (some) => assert.deepEqual(period(periodInWords(some)), { ...some })),
    );
  });

  it('is told in the singular when there is one', () => {
    assert.equal(periodInWords(period('1 working days')), '1 working day');
    assert.equal(periodInWords(period('1 week before')), '1 week before');
  });

  for (const text of [
    '',
    '5',
    'five days',
    '5 business days',
    '1.5 hours',
    '-1 days',
    '5 days after',
    'same day before',
    '2 weeks before before',
  ]) {
    it(`refuses “${text}” and says what can be written`, () => {
      const told = problemOf(parsePeriod(text));
      assert.match(told, /is not a length of time/);
      for (const example of ['“30 minutes”', '“5 working days”', '“same day”', '“2 weeks before”'])
        assert.ok(told.includes(example));
    });
  }

  it('refuses none at all and far too many', () => {
    assert.match(problemOf(parsePeriod('0 days')), /no time at all/);
    assert.match(problemOf(parsePeriod('10000 days')), /too long/);
  });

  it('counts for recency only in days, weeks or months, without “before”', () => {
    assert.deepEqual(value(asCalendarPeriod(period('4 weeks'))), period('4 weeks'));
    for (const text of ['24 hours', '30 minutes', '5 working days', 'same day']) {
      assert.match(problemOf(asCalendarPeriod(period(text))), /days, weeks or months/);
    }
    assert.match(problemOf(asCalendarPeriod(period('2 weeks before'))), /for example “2 weeks”/);
  });
});
