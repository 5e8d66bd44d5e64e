import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isOpen, parseOfficeHours } from '../../../src/core/calendar/office-hours.ts';
import { day, england, local, problemOf, value, withClosures } from './examples.ts';

const hours = value(
  parseOfficeHours({
    monday: '08:30-17:00',
    tuesday: '09:00-12:00, 13:00-16:30',
    wednesday: '00:00-24:00',
    saturday: 'closed',
  }),
);
const state = (at: string, calendar = england) => isOpen(hours, calendar, local(at));

describe('office hours', () => {
  it('include the minute of opening and not that of closing', () => {
    assert.equal(state('2026-03-02 08:29:59'), 'closed');
    assert.equal(state('2026-03-02 08:30:00'), 'open');
    assert.equal(state('2026-03-02 16:59:59'), 'open');
    assert.equal(state('2026-03-02 17:00:00'), 'closed');
  });

  it('may have a break at midday, and may fill the whole day', () => {
    assert.equal(state('2026-03-03 12:30'), 'closed');
    assert.equal(state('2026-03-03 13:00'), 'open');
    assert.equal(state('2026-03-04 00:00'), 'open');
    assert.equal(state('2026-03-04 23:59:59'), 'open');
  });

  it('are read on the clock on the wall, in summer too', () => {
    assert.equal(state('2026-07-06 08:30'), 'open');
    assert.equal(state('2026-07-06 17:00'), 'closed');
  });

  it('are closed on a bank holiday and on the authority’s closures', () => {
    assert.equal(state('2026-05-04 10:00'), 'closed');
    const closed = withClosures({
      from: day('2026-03-02'),
      to: day('2026-03-03'),
      reason: 'Flood',
    });
    assert.equal(state('2026-03-02 10:00', closed), 'closed');
    assert.equal(state('2026-03-02 10:00'), 'open');
  });

  it('are unknown on a day the policy leaves out, even a bank holiday', () => {
    assert.equal(state('2026-03-05 10:00'), 'unknown');
    assert.equal(
      isOpen(value(parseOfficeHours({})), england, local('2026-05-04 10:00')),
      'unknown',
    );
  });

  it('still answer beyond the years whose bank holidays are known', () => {
    assert.equal(state('2031-03-03 10:00'), 'open');
    assert.equal(state('2031-03-08 10:00'), 'closed');
    assert.equal(state('2018-03-05 10:00'), 'open');
  });

  for (const [text, reason] of [
    ['9 to 5', /not opening hours/],
    ['09:00', /not opening hours/],
    ['17:00-08:30', /closes before it opens/],
    ['09:00-09:00', /closes before it opens/],
    ['09:00-25:00', /24-hour clock/],
    ['13:00-16:00, 09:00-12:00', /out of order/],
  ] as const) {
    it(`refuses “${text}” and names the day`, () => {
      const told = problemOf(parseOfficeHours({ friday: text }));
      assert.match(told, reason);
      assert.match(told, /friday/);
    });
  }

  it('refuse a day that is none', () => {
    assert.match(
      problemOf(parseOfficeHours({ freitag: '09:00-17:00' })),
      /“freitag” is not a day of the week/,
    );
  });
});
