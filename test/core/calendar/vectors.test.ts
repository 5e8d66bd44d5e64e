/** The test vectors V1 to V18 of the comparison of the five policies (§4.4). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextSitting, parseCutOff } from '../../../src/core/calendar/next-sitting.ts';
import { isOpen, parseOfficeHours } from '../../../src/core/calendar/office-hours.ts';
import { isWithinLast, satisfiedFrom } from '../../../src/core/calendar/recency.ts';
import { parseRhythm } from '../../../src/core/calendar/rhythm.ts';
import { calendarPeriod, day, due, dueAt, england, local, value } from './examples.ts';

describe('the vectors of the comparison', () => {
  const dates = [
    ['V1 CE20-39', '2026-04-02 14:00', '1 working day', '2026-04-07T23:59:59'],
    ['V2 CE20-40', '2026-04-02 14:00', '5 working days', '2026-04-13T23:59:59'],
    ['V3 CE23-042', '2026-04-02 14:00', '2 working days', '2026-04-08T23:59:59'],
    ['V4 SWI-86', '2026-03-25 10:00', '10 working days', '2026-04-10T23:59:59'],
    ['V5 CE20-86', '2026-03-28 12:00', '24 hours', '2026-03-29T13:00:00'],
    ['V6 CE23-120', '2026-10-24 12:00', '24 hours', '2026-10-25T11:00:00'],
    ['V7 CE20-66', '2026-03-29 00:30', '1 hour', '2026-03-29T02:30:00'],
    ['V8 CE20-72', '2026-03-09 09:00', '4 weeks', '2026-04-06T23:59:59'],
    ['V10 HAL-28', '2026-04-15 13:00', '2 weeks before', '2026-04-01T23:59:59'],
    ['V13 SWI-72', '2026-03-06 09:00', '6 weeks', '2026-04-17T23:59:59'],
    ['V17 CE20-89', '2026-03-30 09:00', '15 working days', '2026-04-22T23:59:59'],
    ['V18 CE23-122', '2026-03-02 09:00', '45 working days', '2026-05-07T23:59:59'],
  ] as const;
  for (const [name, start, length, expected] of dates) {
    it(`${name}: ${length} from ${start}`, () => assert.equal(dueAt(start, length), expected));
  }

  it('V5 and V6 name the instants in UTC on each side of the clock change', () => {
    assert.equal(due('2026-03-28 12:00', '24 hours').at, '2026-03-29T12:00:00.000Z');
    assert.equal(due('2026-10-24 12:00', '24 hours').at, '2026-10-25T11:00:00.000Z');
  });

  it('V9 CE20-75: three months from 30 November 2025 have passed from 28 February 2026', () => {
    assert.equal(satisfiedFrom(day('2025-11-30'), calendarPeriod('3 months')), '2026-02-28');
  });

  it('V11 HAL-43 with HAL-57: the meeting is allowed from Monday 16 to Wednesday 18 March 2026', () => {
    assert.equal(satisfiedFrom(day('2026-03-02'), calendarPeriod('2 weeks')), '2026-03-16');
    assert.equal(due('2026-03-04 15:00', '2 weeks').day, '2026-03-18');
  });

  it('V12 SWI-47: listed at the cut-off goes to Tuesday 10 March, a second later to Tuesday 17 March', () => {
    const rhythm = value(parseRhythm([{ weekly: 'tuesday', time: '16:00' }]));
    const cutOff = value(parseCutOff('thursday 16:00'));
    const meeting = (listedAt: string) =>
      value(nextSitting({ rhythm, cutOff, listedAt: local(listedAt), calendar: england })).sitting
        .at;
    assert.equal(meeting('2026-03-05 16:00:00'), local('2026-03-10 16:00'));
    assert.equal(meeting('2026-03-05 16:00:01'), local('2026-03-17 16:00'));
  });

  it('V14 CE23-077: a visit on Sunday 1 March is valid on Sunday 29 March and stale on Monday 30 March', () => {
    const fourWeeks = calendarPeriod('4 weeks');
    assert.equal(isWithinLast(day('2026-03-01'), day('2026-03-29'), fourWeeks), true);
    assert.equal(isWithinLast(day('2026-03-01'), day('2026-03-30'), fourWeeks), false);
  });

  const weekday = '08:30-17:00';
  const hours = value(
    parseOfficeHours({
      monday: weekday,
      tuesday: weekday,
      wednesday: weekday,
      thursday: weekday,
      friday: '08:30-16:30',
      saturday: 'closed',
      sunday: 'closed',
    }),
  );
  const calls = [
    ['Thursday 5 March 2026 at 16:45', '2026-03-05 16:45', 'open'],
    ['Friday 6 March 2026 at 16:45', '2026-03-06 16:45', 'closed'],
    ['Monday 9 March 2026 at 08:29', '2026-03-09 08:29', 'closed'],
    ['Easter Monday 6 April 2026 at 10:00', '2026-04-06 10:00', 'closed'],
  ] as const;
  for (const [name, at, expected] of calls) {
    it(`V15 CE23-019: on ${name} the office is ${expected}`, () =>
      assert.equal(isOpen(hours, england, local(at)), expected));
  }

  it('V16 CE23-137: a form of Wednesday 11 March goes to the meeting on Thursday 12 March', () => {
    const rhythm = value(parseRhythm([{ weekly: ['tuesday', 'thursday'] }]));
    const next = nextSitting({
      rhythm,
      cutOff: undefined,
      listedAt: local('2026-03-11 15:00'),
      calendar: england,
    });
    assert.equal(value(next).sitting.day, '2026-03-12');
  });
});
