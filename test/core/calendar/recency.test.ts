import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { addDays, dayFromNumber } from '../../../src/core/calendar/day-number.ts';
import { earliestWithin, isWithinLast, satisfiedFrom } from '../../../src/core/calendar/recency.ts';
import { calendarPeriod, day } from './examples.ts';

const someDay = fc.integer({ min: 10_000, max: 40_000 }).map(dayFromNumber);
const somePeriod = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.constantFrom('days', 'weeks', 'months'))
  .map(([count, unit]) => calendarPeriod(`${count} ${unit}`));

describe('T6: the last N weeks', () => {
  it('reach back to the reference day less 28 days for 4 weeks', () => {
    assert.equal(earliestWithin(day('2026-03-29'), calendarPeriod('4 weeks')), '2026-03-01');
  });

  it('hold both ends and nothing outside them', () => {
    fc.assert(
      fc.property(someDay, somePeriod, (reference, last) => {
        const earliest = earliestWithin(reference, last);
        assert.equal(isWithinLast(earliest, reference, last), true);
        assert.equal(isWithinLast(reference, reference, last), true);
        assert.equal(isWithinLast(addDays(earliest, -1), reference, last), false);
        assert.equal(isWithinLast(addDays(reference, 1), reference, last), false);
      }),
    );
  });

  it('clamp months to the end of a shorter month', () => {
    assert.equal(earliestWithin(day('2026-05-31'), calendarPeriod('3 months')), '2026-02-28');
    assert.equal(earliestWithin(day('2024-03-31'), calendarPeriod('1 month')), '2024-02-29');
  });
});

describe('T5: at least N after', () => {
  it('is satisfied on the day X + N and not before', () => {
    assert.equal(satisfiedFrom(day('2026-03-02'), calendarPeriod('14 days')), '2026-03-16');
    assert.equal(satisfiedFrom(day('2024-01-31'), calendarPeriod('1 month')), '2024-02-29');
  });

  it('undoes the reach back in days and weeks', () => {
    const daysOrWeeks = somePeriod.filter(({ unit }) => unit !== 'months');
    fc.assert(
      fc.property(someDay, daysOrWeeks, (start, length) => {
        assert.equal(earliestWithin(satisfiedFrom(start, length), length), start);
      }),
    );
  });
});
