import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  addDays,
  addMonths,
  dayFromNumber,
  dayNumber,
  daysInMonth,
  weekdayOf,
  weekdays,
} from '../../../src/core/calendar/day-number.ts';
import {
  atLocal,
  dayOf,
  endOfDay,
  formatLocal,
  fromMilliseconds,
  parseDay,
  parseInstant,
  parseLocalDateTime,
  parseLocalTime,
  parsePersonDate,
  startOfDay,
  toMilliseconds,
} from '../../../src/core/calendar/time.ts';
import { day, local, problemOf, utc, value } from './examples.ts';

const anyDayNumber = fc.integer({
  min: dayNumber(day('1900-01-01')),
  max: dayNumber(day('2199-12-31')),
});

describe('instants', () => {
  it('are written in UTC with milliseconds, whatever offset they came with', () => {
    assert.equal(value(parseInstant('2026-07-01T10:00:00+01:00')), '2026-07-01T09:00:00.000Z');
    assert.equal(value(parseInstant('2026-03-02T10:00:00.1239Z')), '2026-03-02T10:00:00.123Z');
  });

  it('T8: are before one another as strings as they are in time', () => {
    const milliseconds = fc.integer({
      min: toMilliseconds(utc('1900-01-02T00:00:00Z')),
      max: toMilliseconds(utc('2199-12-30T00:00:00Z')),
    });
    fc.assert(
      fc.property(milliseconds, milliseconds, (one, other) => {
        assert.equal(fromMilliseconds(one) < fromMilliseconds(other), one < other);
        assert.equal(toMilliseconds(fromMilliseconds(one)), one);
      }),
    );
  });

  for (const text of [
    '',
    'today',
    '2026-03-02',
    '2026-03-02T10:00:00',
    '2026-02-30T10:00:00Z',
    '1066-10-14T09:00:00Z',
  ]) {
    it(`refuses “${text}”`, () =>
      assert.match(problemOf(parseInstant(text)), /is not a moment in time|The year must be/));
  }

  it('fall on the local day, also when the day in UTC is another', () => {
    assert.equal(dayOf(utc('2026-07-01T23:30:00Z')), '2026-07-02');
    assert.equal(dayOf(utc('2026-01-01T23:30:00Z')), '2026-01-01');
  });
});

describe('local days', () => {
  it('T3: a day ends at 23:59:59 local, in winter and in summer', () => {
    assert.equal(endOfDay(day('2026-01-15')), '2026-01-15T23:59:59.000Z');
    assert.equal(endOfDay(day('2026-07-15')), '2026-07-15T22:59:59.000Z');
  });

  it('T1: the day of the clock change has 23 hours in March and 25 in October', () => {
    const length = (text: string) =>
      toMilliseconds(startOfDay(addDays(day(text), 1))) - toMilliseconds(startOfDay(day(text)));
    assert.equal(length('2026-03-29'), 23 * 3_600_000);
    assert.equal(length('2026-10-25'), 25 * 3_600_000);
  });

  it('start and end within themselves', () => {
    fc.assert(
      fc.property(anyDayNumber, (number) => {
        const some = dayFromNumber(number);
        assert.equal(dayOf(startOfDay(some)), some);
        assert.equal(dayOf(endOfDay(some)), some);
        assert.notEqual(dayOf(fromMilliseconds(toMilliseconds(startOfDay(some)) - 1)), some);
        assert.notEqual(dayOf(fromMilliseconds(toMilliseconds(endOfDay(some)) + 1000)), some);
      }),
      { numRuns: 300 },
    );
  });

  it('are counted and named as Temporal counts and names them', () => {
    fc.assert(
      fc.property(anyDayNumber, fc.integer({ min: -400, max: 400 }), (number, step) => {
        const some = dayFromNumber(number);
        const date = Temporal.PlainDate.from(some);
        assert.equal(dayNumber(some), number);
        assert.equal(date.toString(), some);
        assert.equal(weekdayOf(some), weekdays[date.dayOfWeek - 1]);
        assert.equal(addDays(some, step), date.add({ days: step }).toString());
        assert.equal(addMonths(some, step), date.add({ months: step }).toString());
        assert.equal(daysInMonth(date.year, date.month), date.daysInMonth);
      }),
    );
  });

  for (const [text, reason] of [
    ['2026-02-31', /31 February 2026 is not a real date\. February 2026 has 28 days/],
    ['2023-02-29', /has 28 days/],
    ['2026-13-01', /There is no month 13/],
    ['2026-04-00', /is not a real date/],
    ['1899-12-31', /between 1900 and 2199/],
    ['02/03/2026', /Write it like 2026-03-02/],
  ] as const) {
    it(`refuses “${text}” with the reason`, () => assert.match(problemOf(parseDay(text)), reason));
  }
});

describe('local date and time', () => {
  it('reads a space or a T, with or without seconds', () => {
    assert.equal(local('2026-03-02 10:00'), '2026-03-02T10:00:00.000Z');
    assert.equal(local('2026-07-02T10:00'), '2026-07-02T09:00:00.000Z');
    assert.equal(local('2026-07-02T10:00:07'), '2026-07-02T09:00:07.000Z');
    assert.equal(atLocal(day('2026-07-02'), '17:00'), '2026-07-02T16:00:00.000Z');
  });

  it('takes a time that the clock change skips one hour later, and one that comes twice the first time', () => {
    assert.equal(formatLocal(local('2026-03-29 01:30')), '2026-03-29T02:30:00');
    assert.equal(local('2026-10-25 01:30'), '2026-10-25T00:30:00.000Z');
  });

  it('is written back as it was read', () => {
    assert.equal(formatLocal(utc('2026-07-02T09:00:07.999Z')), '2026-07-02T10:00:07');
  });

  for (const text of [
    '2026-03-02',
    '2026-03-02 24:00',
    '2026-03-02 10:60',
    '2026-03-02 10:00:60',
    '2026-02-29 10:00',
    '2026-03-02 10:00Z',
  ]) {
    it(`refuses “${text}”`, () => assert.equal(parseLocalDateTime(text).ok, false));
  }

  it('reads a time of day on the 24-hour clock only', () => {
    assert.equal(value(parseLocalTime('09:05')), '09:05');
    for (const text of ['9:05', '24:00', '4pm', ''])
      assert.match(problemOf(parseLocalTime(text)), /24-hour clock/);
  });
});

describe('a date typed by a person', () => {
  for (const text of [
    '2 March 2026',
    '2 mar 2026',
    '02/03/2026',
    '2.3.2026',
    '2nd March, 2026',
    ' 2-3-2026 ',
    '2 MARCH 2026',
  ]) {
    it(`reads “${text}” as 2 March 2026`, () =>
      assert.equal(value(parsePersonDate(text)), '2026-03-02'));
  }

  it('reads the three boxes of a form, day before month', () => {
    assert.equal(value(parsePersonDate({ day: '3', month: 'sept', year: '2025' })), '2025-09-03');
    assert.equal(value(parsePersonDate({ day: '3', month: ' 4 ', year: '2025' })), '2025-04-03');
  });

  for (const [typed, reason] of [
    ['31 February 2026', '31 February 2026 is not a real date. February 2026 has 28 days'],
    ['', 'Enter a date, for example 27 3 2026'],
    ['2 March', 'The date must include a year'],
    ['2 Ma 2026', '“Ma” is not a month. Enter a number or a name, for example 3 or March'],
    ['2 3 26', 'The year must include 4 numbers, for example 2026'],
    ['Monday 2 March 2026', '“Monday” is not a day of the month. Enter a number, for example 27'],
    ['2 13 2026', 'There is no month 13. Months run from 1 to 12'],
  ] as const) {
    it(`refuses “${typed}” with a plain reason`, () =>
      assert.equal(problemOf(parsePersonDate(typed)), reason));
  }

  it('says which of the three boxes are empty', () => {
    assert.equal(
      problemOf(parsePersonDate({ day: '', month: '', year: '2026' })),
      'The date must include a day and a month',
    );
  });
});
