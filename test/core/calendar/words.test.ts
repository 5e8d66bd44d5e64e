import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { explainDue, explainDueParts } from '../../../src/core/calendar/explain-due.ts';
import {
  clockInWords,
  dayInWords,
  fullDayInWords,
  momentInWords,
  timeInWords,
} from '../../../src/core/calendar/words.ts';
import { day, due, england, local } from './examples.ts';

describe('dates and times in words', () => {
  it('follow GOV.UK style', () => {
    assert.equal(dayInWords(day('2026-04-02')), '2 April 2026');
    assert.equal(fullDayInWords(day('2026-04-02')), 'Thursday 2 April 2026');
    assert.equal(momentInWords(local('2026-06-04 09:32')), '4 June 2026 at 9:32am');
  });

  for (const [time, words] of [
    ['00:00', 'midnight'],
    ['00:05', '12:05am'],
    ['10:00', '10am'],
    ['12:00', 'midday'],
    ['12:30', '12:30pm'],
    ['17:30', '5:30pm'],
    ['23:59', '11:59pm'],
  ] as const) {
    it(`tell ${time} as ${words}, in summer too`, () => {
      assert.equal(timeInWords(local(`2026-02-04 ${time}`)), words);
      assert.equal(timeInWords(local(`2026-07-04 ${time}`)), words);
    });
  }
});

describe('a due date explains itself', () => {
  it('T2: with the start, day 0, the days not counted and the calendar’s version', () => {
    assert.equal(
      explainDue(due('2026-04-02 14:00', '5 working days')),
      '5 working days from Thursday 2 April 2026, which is day 0. ' +
        'Not counted: Friday 3 April (bank holiday: Good Friday), Saturday 4 April, Sunday 5 April, Monday 6 April (bank holiday: Easter Monday), Saturday 11 April, Sunday 12 April. ' +
        'Due by the end of Monday 13 April 2026. Bank holidays: version 2026-11.',
    );
  });

  it('T2: with weekends as a number when the days are many', () => {
    assert.deepEqual(explainDueParts(due('2026-03-02 09:00', '45 working days')), {
      count: '45 working days from Monday 2 March 2026, which is day 0.',
      notCounted: [
        '18 weekend days',
        'Friday 3 April (bank holiday: Good Friday)',
        'Monday 6 April (bank holiday: Easter Monday)',
        'Monday 4 May (bank holiday: Early May bank holiday)',
      ],
      due: 'Due by the end of Thursday 7 May 2026.',
      calendar: 'Bank holidays: version 2026-11.',
    });
  });

  for (const [start, length, explanation] of [
    [
      '2026-03-28 12:00',
      '24 hours',
      '24 hours from Saturday 28 March 2026 at midday, by the clock: nights, weekends and bank holidays count. Due at 1pm on Sunday 29 March 2026.',
    ],
    [
      '2026-03-09 09:00',
      '4 weeks',
      '4 weeks from Monday 9 March 2026, which is day 0. Weekends and bank holidays count. Due by the end of Monday 6 April 2026.',
    ],
    [
      '2026-04-15 13:00',
      '2 weeks before',
      '2 weeks before Wednesday 15 April 2026, which is day 0. Weekends and bank holidays count. Due by the end of Wednesday 1 April 2026.',
    ],
    [
      '2026-04-07 13:00',
      '1 working day before',
      '1 working day before Tuesday 7 April 2026, which is day 0. Not counted: Friday 3 April (bank holiday: Good Friday), Saturday 4 April, Sunday 5 April, Monday 6 April (bank holiday: Easter Monday). Due by the end of Thursday 2 April 2026. Bank holidays: version 2026-11.',
    ],
    [
      '2025-11-30 13:00',
      '3 months',
      '3 months from Sunday 30 November 2025, to the same day of the month. Weekends and bank holidays count. Due by the end of Saturday 28 February 2026, the last day of a shorter month.',
    ],
    [
      '2026-03-02 13:00',
      'same day',
      'The same day, Monday 2 March 2026. Due by the end of Monday 2 March 2026.',
    ],
  ] as const) {
    it(`in sentences for ${length}`, () =>
      assert.equal(explainDue(due(start, length)), explanation));
  }
});

describe('a clock in words', () => {
  for (const [start, length, now, words] of [
    [
      '2026-03-26 10:00',
      '7 working days',
      '2026-04-02 09:00',
      'Due in 2 working days, by Wednesday 8 April',
    ],
    [
      '2026-03-30 10:00',
      '4 working days',
      '2026-04-03 09:00',
      'Due in 1 working day, by Tuesday 7 April',
    ],
    ['2026-03-30 10:00', '4 working days', '2026-04-06 09:00', 'Due tomorrow, Tuesday 7 April'],
    ['2026-03-30 10:00', '4 working days', '2026-04-07 23:59:59', 'Due today'],
    ['2026-03-30 10:00', '4 working days', '2026-04-09 00:00', 'Overdue by 2 working days'],
    ['2026-03-30 10:00', '4 working days', '2026-04-08 00:00', 'Overdue by 1 working day'],
    [
      '2026-03-30 10:00',
      '3 working days',
      '2026-04-04 12:00',
      'Overdue since the end of Thursday 2 April',
    ],
    [
      '2026-12-21 10:00',
      '10 working days',
      '2026-12-22 12:00',
      'Due in 9 working days, by Thursday 7 January 2027',
    ],
    ['2026-03-09 10:00', '4 weeks', '2026-04-02 09:00', 'Due in 4 days, by Monday 6 April'],
    ['2026-03-09 10:00', '4 weeks', '2026-04-09 09:00', 'Overdue by 3 days'],
    ['2026-03-09 10:00', '1 month', '2026-04-10 09:00', 'Overdue by 1 day'],
    ['2026-03-02 10:00', 'same day', '2026-03-02 22:00', 'Due today'],
    ['2026-03-02 10:00', '1 hour', '2026-03-02 10:22', '38 minutes left'],
    ['2026-03-02 10:00', '1 hour', '2026-03-02 10:59:30', 'Less than a minute left'],
    ['2026-03-02 10:00', '1 hour', '2026-03-02 11:00', 'Due now'],
    ['2026-03-02 10:00', '1 hour', '2026-03-02 11:00:01', 'Overdue by less than a minute'],
    ['2026-03-02 10:00', '1 hour', '2026-03-02 14:59', 'Overdue by 3 hours'],
    ['2026-03-28 12:00', '24 hours', '2026-03-28 12:30', '23 hours left'],
    ['2026-03-28 12:00', '24 hours', '2026-03-29 11:40', '1 hour 20 minutes left'],
    ['2026-03-28 12:00', '24 hours', '2026-03-29 11:00', '2 hours left'],
    ['2026-03-28 12:00', '24 hours', '2026-03-29 10:45', '2 hours 15 minutes left'],
    ['2026-03-28 12:00', '24 hours', '2026-03-29 09:45', '3 hours left'],
  ] as const) {
    it(`${length} from ${start}, at ${now}: ${words}`, () =>
      assert.equal(clockInWords(due(start, length), local(now), england), words));
  }

  it('beyond the known years tells working days in days of the calendar', () => {
    assert.equal(
      clockInWords(due('2028-12-28 10:00', '1 working day'), local('2029-01-03 10:00'), england),
      'Overdue by 5 days',
    );
  });
});
