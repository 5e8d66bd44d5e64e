import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  addDays,
  dayFromNumber,
  dayNumber,
  weekdayOf,
} from '../../../src/core/calendar/day-number.ts';
import { type Due, dueFrom, isOverdue } from '../../../src/core/calendar/due.ts';
import {
  type Day,
  dayOf,
  fromMilliseconds,
  startOfDay,
  toMilliseconds,
} from '../../../src/core/calendar/time.ts';
import {
  isWorkingDay,
  makeCalendar,
  type WorkingCalendar,
} from '../../../src/core/calendar/working-calendar.ts';
import {
  bankHolidays,
  day,
  due,
  dueAt,
  england,
  local,
  period,
  problemOf,
  utc,
  value,
  withClosures,
} from './examples.ts';

const firstDay = dayNumber(day('2020-01-01'));
const lastDay = dayNumber(day('2026-12-31'));
const someDay = fc.integer({ min: firstDay, max: lastDay }).map(dayFromNumber);
const someInstant = fc
  .integer({
    min: toMilliseconds(utc('2020-01-01T00:00:00Z')),
    max: toMilliseconds(utc('2026-12-31T23:00:00Z')),
  })
  .map(fromMilliseconds);
const someCount = fc.integer({ min: 1, max: 60 });
const someLength = fc
  .tuple(
    someCount,
    fc.constantFrom('minutes', 'hours', 'working days', 'days', 'weeks', 'months'),
    fc.constantFrom('', ' before'),
  )
  .map(([count, unit, before]) => period(`${count} ${unit}${before}`));
/** England's bank holidays with random closures, as many councils would have. */
const someClosedDays = fc.uniqueArray(someDay, { maxLength: 40 });
const closedOn = (days: readonly Day[]): WorkingCalendar =>
  withClosures(...days.map((closed) => ({ from: closed, to: closed, reason: 'Training' })));
const someCalendar = someClosedDays.map(closedOn);

const workingDays = (calendar: WorkingCalendar, from: Day, length: string): Due =>
  value(dueFrom(calendar, startOfDay(from), period(length)));

describe('T1: elapsed time', () => {
  it('is exact in milliseconds, across both clock changes too', () => {
    const nearClockChange = fc
      .tuple(
        fc.constantFrom('2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z'),
        fc.integer({ min: -90_000_000, max: 90_000_000 }),
      )
      .map(([change, offset]) => fromMilliseconds(toMilliseconds(utc(change)) + offset));
    fc.assert(
      fc.property(
        fc.oneof(someInstant, nearClockChange),
        someCount,
        fc.constantFrom(1, 60),
        (start, count, minutes) => {
          const length = `${count} ${minutes === 60 ? 'hours' : 'minutes'}`;
          const span = count * minutes * 60_000;
          assert.equal(
            toMilliseconds(value(dueFrom(england, start, period(length))).at) -
              toMilliseconds(start),
            span,
          );
          assert.equal(
            toMilliseconds(start) -
              toMilliseconds(value(dueFrom(england, start, period(`${length} before`))).at),
            span,
          );
        },
      ),
    );
  });

  it('runs through Christmas and needs no bank holidays', () => {
    assert.equal(dueAt('2026-12-24 16:00', '24 hours'), '2026-12-25T16:00:00');
    assert.equal(dueAt('2040-12-24 16:00', '24 hours'), '2040-12-25T16:00:00');
  });
});

describe('T2: working days', () => {
  it('count the day of the event as day 0, late in the evening too', () => {
    assert.equal(dueAt('2026-03-02 00:00', '1 working day'), '2026-03-03T23:59:59');
    assert.equal(dueAt('2026-03-02 23:59:59', '1 working day'), '2026-03-03T23:59:59');
    assert.equal(dueAt('2026-07-02 00:30', '1 working day'), '2026-07-03T23:59:59');
  });

  it('count from a Saturday to Monday as the first', () => {
    assert.equal(dueAt('2026-03-07 10:00', '1 working day'), '2026-03-09T23:59:59');
  });

  const shapes = [
    ['Thursday before Easter, to the Tuesday after', '2026-04-02', '1 working day', '2026-04-07'],
    ['Thursday before Easter, five', '2026-04-02', '5 working days', '2026-04-13'],
    ['Good Friday itself', '2026-04-03', '1 working day', '2026-04-07'],
    ['Friday before an early May bank holiday', '2026-05-01', '1 working day', '2026-05-05'],
    ['the Friday of VE day, moved from the Monday', '2020-05-07', '1 working day', '2020-05-11'],
    [
      'the Monday from which VE day was moved is worked',
      '2020-05-01',
      '1 working day',
      '2020-05-04',
    ],
    ['the Platinum Jubilee, two days running', '2022-06-01', '1 working day', '2022-06-06'],
    [
      'the Monday from which the spring holiday was moved is worked',
      '2022-05-27',
      '1 working day',
      '2022-05-30',
    ],
    ['the State Funeral', '2022-09-16', '1 working day', '2022-09-20'],
    ['the coronation', '2023-05-05', '1 working day', '2023-05-09'],
    ['Christmas on Saturday and Boxing Day on Sunday', '2021-12-24', '1 working day', '2021-12-29'],
    ['Christmas on Sunday', '2022-12-23', '1 working day', '2022-12-28'],
    ['Boxing Day on Saturday', '2026-12-24', '1 working day', '2026-12-29'],
    ['over New Year, with its substitute on Monday', '2021-12-31', '1 working day', '2022-01-04'],
    ['New Year on Saturday, into 2028', '2027-12-31', '1 working day', '2028-01-04'],
    ['Christmas in the middle of the week', '2024-12-24', '1 working day', '2024-12-27'],
    ['45 working days from a Monday of November', '2026-11-02', '45 working days', '2027-01-07'],
  ] as const;
  for (const [name, start, length, expected] of shapes) {
    it(`golden: ${name}`, () => assert.equal(due(`${start} 10:00`, length).day, expected));
  }

  it('skip the authority’s own closures', () => {
    const closed = withClosures({
      from: day('2026-12-24'),
      to: day('2026-12-31'),
      reason: 'Christmas closure',
    });
    assert.equal(dueAt('2026-12-23 10:00', '1 working day', closed), '2027-01-04T23:59:59');
    assert.equal(dueAt('2026-12-23 10:00', '1 working day'), '2026-12-24T23:59:59');
  });

  it('name every day not counted, with why', () => {
    const closed = withClosures({
      from: day('2026-04-07'),
      to: day('2026-04-07'),
      reason: 'Training',
    });
    assert.deepEqual(due('2026-04-02 10:00', '1 working day', closed).notCounted, [
      { day: '2026-04-03', reason: 'bank holiday: Good Friday' },
      { day: '2026-04-04', reason: 'Saturday' },
      { day: '2026-04-05', reason: 'Sunday' },
      { day: '2026-04-06', reason: 'bank holiday: Easter Monday' },
      { day: '2026-04-07', reason: 'closed: Training' },
    ]);
  });

  it('always end on a working day, with every day between counted or named', () => {
    fc.assert(
      fc.property(
        someCalendar,
        someDay,
        someCount,
        fc.constantFrom('', ' before'),
        (calendar, start, count, before) => {
          const result = workingDays(calendar, start, `${count} working days${before}`);
          assert.equal(value(isWorkingDay(calendar, result.day)), true);
          assert.equal(
            Math.abs(dayNumber(result.day) - dayNumber(start)),
            count + result.notCounted.length,
          );
          const named = result.notCounted.map((entry) => entry.day);
          assert.deepEqual(named, [...named].sort());
          for (const entry of named) assert.equal(value(isWorkingDay(calendar, entry)), false);
        },
      ),
    );
  });

  it('N and then M are N + M', () => {
    fc.assert(
      fc.property(someCalendar, someDay, someCount, someCount, (calendar, start, n, m) => {
        const first = workingDays(calendar, start, `${n} working days`).day;
        const both = workingDays(calendar, first, `${m} working days`).day;
        assert.equal(both, workingDays(calendar, start, `${n + m} working days`).day);
      }),
    );
  });

  it('never end earlier because a holiday is added', () => {
    fc.assert(
      fc.property(someClosedDays, someDay, someDay, someCount, (days, extra, start, count) => {
        const before = workingDays(closedOn(days), start, `${count} working days`);
        const after = workingDays(closedOn([...days, extra]), start, `${count} working days`);
        assert.ok(after.at >= before.at);
        const matters =
          before.notCounted.every((entry) => entry.day !== extra) &&
          extra > start &&
          extra <= before.day;
        assert.equal(after.at > before.at, matters);
      }),
    );
  });

  it('depend on the day of the start, not on its hour', () => {
    fc.assert(
      fc.property(someInstant, someCount, (start, count) => {
        const length = period(`${count} working days`);
        assert.equal(
          value(dueFrom(england, start, length)).at,
          value(dueFrom(england, startOfDay(dayOf(start)), length)).at,
        );
      }),
    );
  });

  it('are refused past the last known year and before the first, and say what to do', () => {
    const past = dueFrom(england, local('2028-12-29 10:00'), period('1 working day'));
    assert.equal(
      problemOf(past),
      'Bank holidays are known only to the end of 2028. Load a newer list with: stile calendar update FILE',
    );
    assert.match(
      problemOf(dueFrom(england, local('2019-01-01 10:00'), period('1 working day before'))),
      /only from the start of 2019/,
    );
    assert.equal(dueAt('2028-12-28 10:00', '1 working day'), '2028-12-29T23:59:59');
  });
});

describe('T3: the same day', () => {
  it('lasts until 23:59:59 local, on a Sunday and in summer too', () => {
    assert.equal(dueAt('2026-03-01 00:00', 'same day'), '2026-03-01T23:59:59');
    assert.equal(due('2026-07-01 00:10', 'same day').at, '2026-07-01T22:59:59.000Z');
  });
});

describe('T4: days, weeks and months of the calendar', () => {
  it('end at the end of the last day, bank holiday or not', () => {
    assert.equal(dueAt('2026-03-23 10:00', '14 days'), '2026-04-06T23:59:59');
    assert.equal(dueAt('2026-03-23 10:00', '2 weeks'), '2026-04-06T23:59:59');
    assert.equal(dueAt('2026-03-07 10:00', '1 week'), '2026-03-14T23:59:59');
  });

  it('keep the day number over months, or take the last day', () => {
    assert.equal(dueAt('2026-01-31 10:00', '1 month'), '2026-02-28T23:59:59');
    assert.equal(dueAt('2024-01-31 10:00', '1 month'), '2024-02-29T23:59:59');
    assert.equal(dueAt('2026-11-15 10:00', '3 months'), '2027-02-15T23:59:59');
    assert.equal(dueAt('2026-03-31 10:00', '1 month before'), '2026-02-28T23:59:59');
  });

  it('are computed past the last known year', () => {
    assert.equal(dueAt('2028-12-20 10:00', '4 weeks'), '2029-01-17T23:59:59');
    assert.equal(dueAt('2028-12-20 10:00', '3 months'), '2029-03-20T23:59:59');
  });

  it('come to the same weekday after any number of weeks', () => {
    fc.assert(
      fc.property(someInstant, someCount, (start, count) => {
        const end = value(dueFrom(england, start, period(`${count} weeks`)));
        assert.equal(end.day, addDays(dayOf(start), count * 7));
        assert.equal(weekdayOf(end.day), weekdayOf(dayOf(start)));
      }),
    );
  });
});

describe('T5: before an anchor', () => {
  it('counts back from the anchor’s local day to the end of a day', () => {
    assert.equal(dueAt('2026-04-15 00:30', '10 working days before'), '2026-03-30T23:59:59');
    assert.equal(dueAt('2026-04-07 10:00', '1 working day before'), '2026-04-02T23:59:59');
    assert.equal(dueAt('2026-04-15 13:00', '3 days before'), '2026-04-12T23:59:59');
    assert.equal(dueAt('2026-03-29 12:00', '24 hours before'), '2026-03-28T11:00:00');
  });

  it('is undone by counting forward: exactly from a working day, else to the next working day', () => {
    fc.assert(
      fc.property(someCalendar, someDay, someCount, (calendar, anchor, count) => {
        const back = workingDays(calendar, anchor, `${count} working days before`).day;
        const again = workingDays(calendar, back, `${count} working days`).day;
        const onWorkingDay = value(isWorkingDay(calendar, anchor));
        assert.equal(
          again,
          onWorkingDay ? anchor : workingDays(calendar, anchor, '1 working day').day,
        );
      }),
    );
  });
});

describe('every period', () => {
  it('is never earlier for a later start', () => {
    fc.assert(
      fc.property(someInstant, someInstant, someLength, (one, other, length) => {
        const [first, second] = one <= other ? [one, other] : [other, one];
        assert.ok(
          value(dueFrom(england, first, length)).at <= value(dueFrom(england, second, length)).at,
        );
      }),
    );
  });

  it('carries its start, its period, its local day and the version of the calendar', () => {
    fc.assert(
      fc.property(someInstant, someLength, (start, length) => {
        const result = value(dueFrom(england, start, length));
        assert.equal(result.day, dayOf(result.at));
        assert.equal(result.start, start);
        assert.equal(result.period, length);
        assert.equal(result.calendarVersion, bankHolidays.version);
        assert.equal(result.at > start, length.unit === 'same day' || length.direction === 'after');
      }),
    );
  });

  it('T10: is computed alone, so the same question has the same answer again', () => {
    const fresh = value(makeCalendar({ bankHolidays }));
    assert.deepEqual(
      due('2026-04-02 14:00', '5 working days', fresh),
      due('2026-04-02 14:00', '5 working days'),
    );
  });
});

describe('overdue', () => {
  it('begins when the day is over, not in its last second', () => {
    const clock = due('2026-07-01 10:00', '1 working day');
    assert.equal(isOverdue(clock, utc('2026-07-02T22:59:59.000Z')), false);
    assert.equal(isOverdue(clock, utc('2026-07-02T22:59:59.999Z')), false);
    assert.equal(isOverdue(clock, utc('2026-07-02T23:00:00.000Z')), true);
  });

  it('begins right after the instant of an elapsed period', () => {
    const clock = due('2026-07-01 10:00', '1 hour');
    assert.equal(isOverdue(clock, clock.at), false);
    assert.equal(isOverdue(clock, fromMilliseconds(toMilliseconds(clock.at) + 1)), true);
  });
});
