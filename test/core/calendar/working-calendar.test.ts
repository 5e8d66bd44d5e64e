import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { addDays, dayFromNumber, dayNumber } from '../../../src/core/calendar/day-number.ts';
import {
  countWorkingDays,
  isWorkingDay,
  makeCalendar,
  whyNotWorking,
} from '../../../src/core/calendar/working-calendar.ts';
import { bankHolidays, day, england, problemOf, value, withClosures } from './examples.ts';

const christmas = withClosures({
  from: day('2026-12-24'),
  to: day('2026-12-31'),
  reason: 'Christmas closure',
});

describe('a working calendar', () => {
  for (const [date, reason] of [
    ['2026-04-02', null],
    ['2026-04-03', 'bank holiday: Good Friday'],
    ['2026-04-04', 'Saturday'],
    ['2026-04-05', 'Sunday'],
    ['2026-12-24', 'closed: Christmas closure'],
    ['2026-12-25', 'bank holiday: Christmas Day'],
    ['2026-12-26', 'Saturday'],
    ['2026-12-28', 'bank holiday: Boxing Day, substitute day'],
    ['2026-12-31', 'closed: Christmas closure'],
    ['2027-01-04', null],
  ] as const) {
    it(`says of ${date}: ${reason ?? 'a working day'}`, () => {
      assert.equal(value(whyNotWorking(christmas, day(date))), reason);
      assert.equal(value(isWorkingDay(christmas, day(date))), reason === null);
    });
  }

  it('knows the first and the last day of its years and no day beyond', () => {
    assert.equal(value(isWorkingDay(england, day('2019-01-02'))), true);
    assert.equal(value(isWorkingDay(england, day('2028-12-29'))), true);
    assert.match(
      problemOf(isWorkingDay(england, day('2029-01-02'))),
      /^Bank holidays are known only to the end of 2028\. Load a newer list with: stile calendar update FILE$/,
    );
    assert.match(
      problemOf(whyNotWorking(england, day('2018-12-31'))),
      /only from the start of 2019/,
    );
    assert.equal(countWorkingDays(england, day('2028-12-28'), day('2029-01-01')).ok, false);
  });

  it('counts working days after the first day, up to and including the last', () => {
    assert.equal(value(countWorkingDays(england, day('2026-04-01'), day('2026-04-07'))), 2);
    assert.equal(value(countWorkingDays(england, day('2026-04-02'), day('2026-04-02'))), 0);
    const someDay = fc
      .integer({ min: dayNumber(day('2019-01-01')), max: dayNumber(day('2028-06-30')) })
      .map(dayFromNumber);
    const someLength = fc.integer({ min: 0, max: 90 });
    fc.assert(
      fc.property(someDay, someLength, someLength, (from, one, other) => {
        const middle = addDays(from, one);
        const end = addDays(middle, other);
        const sum =
          value(countWorkingDays(england, from, middle)) +
          value(countWorkingDays(england, middle, end));
        assert.equal(value(countWorkingDays(england, from, end)), sum);
      }),
    );
  });

  for (const [name, closure, reason] of [
    [
      'that ends before it begins',
      { from: '2026-12-31', to: '2026-12-24', reason: 'Christmas' },
      /before it begins/,
    ],
    [
      'of more than a year',
      { from: '2026-01-01', to: '2027-06-01', reason: 'Works' },
      /more than a year/,
    ],
    ['without a reason', { from: '2026-01-01', to: '2026-01-02', reason: ' ' }, /has no reason/],
  ] as const) {
    it(`refuses a closure ${name}`, () => {
      const closures = [{ from: day(closure.from), to: day(closure.to), reason: closure.reason }];
      assert.match(problemOf(makeCalendar({ bankHolidays, closures })), reason);
    });
  }
});
