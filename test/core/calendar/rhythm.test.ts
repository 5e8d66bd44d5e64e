import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { addDays } from '../../../src/core/calendar/day-number.ts';
import { nextSitting, parseCutOff } from '../../../src/core/calendar/next-sitting.ts';
import {
  parseRhythm,
  type Rhythm,
  type RhythmEntry,
  sittingsBetween,
} from '../../../src/core/calendar/rhythm.ts';
import { fromMilliseconds, toMilliseconds } from '../../../src/core/calendar/time.ts';
import { day, england, local, problemOf, utc, value, withClosures } from './examples.ts';

const rhythmOf = (...entries: RhythmEntry[]): Rhythm => value(parseRhythm(entries));
const tuesdays = rhythmOf({ weekly: 'tuesday', time: '16:00' });
const tuesdaysAndThursdays = rhythmOf({ weekly: ['tuesday', 'thursday'] });
const thursdayAtFour = value(parseCutOff('thursday 16:00'));

const daysOf = (
  rhythm: Rhythm,
  from: string,
  to: string,
  onBankHoliday: 'skip' | 'hold' = 'skip',
) =>
  value(
    sittingsBetween({ rhythm, from: day(from), to: day(to), calendar: england, onBankHoliday }),
  ).held.map((sitting) => sitting.day);
const next = (rhythm: Rhythm, listedAt: string, cutOff: string | undefined = undefined) =>
  value(
    nextSitting({
      rhythm,
      cutOff: cutOff === undefined ? undefined : value(parseCutOff(cutOff)),
      listedAt: local(listedAt),
      calendar: england,
    }),
  );

describe('the sittings of a forum', () => {
  it('recur weekly on their days, from and to included', () => {
    assert.deepEqual(daysOf(tuesdaysAndThursdays, '2026-03-03', '2026-03-12'), [
      '2026-03-03',
      '2026-03-05',
      '2026-03-10',
      '2026-03-12',
    ]);
  });

  it('recur every second week from the week they begin in', () => {
    const fortnightly = rhythmOf({
      weekly: ['monday', 'friday'],
      everyWeeks: 2,
      from: day('2026-03-04'),
    });
    assert.deepEqual(daysOf(fortnightly, '2026-03-01', '2026-03-31'), [
      '2026-03-06',
      '2026-03-16',
      '2026-03-20',
      '2026-03-30',
    ]);
  });

  for (const [monthly, expected] of [
    ['first monday', ['2026-06-01', '2026-07-06', '2026-08-03']],
    ['second tuesday', ['2026-06-09', '2026-07-14', '2026-08-11']],
    ['fourth friday', ['2026-06-26', '2026-07-24', '2026-08-28']],
    ['last friday', ['2026-06-26', '2026-07-31', '2026-08-28']],
  ] as const) {
    it(`recur on the ${monthly} of the month`, () =>
      assert.deepEqual(daysOf(rhythmOf({ monthly }), '2026-06-01', '2026-08-31'), expected));
  }

  it('are skipped on a bank holiday, with the reason, unless they are held', () => {
    const mondays = rhythmOf({ weekly: 'monday', time: '10:00' });
    assert.deepEqual(daysOf(mondays, '2026-03-30', '2026-04-13'), ['2026-03-30', '2026-04-13']);
    assert.deepEqual(daysOf(mondays, '2026-03-30', '2026-04-13', 'hold'), [
      '2026-03-30',
      '2026-04-06',
      '2026-04-13',
    ]);
    const asked = {
      rhythm: mondays,
      from: day('2026-04-01'),
      to: day('2026-04-07'),
      calendar: england,
    };
    assert.deepEqual(value(sittingsBetween(asked)).skipped, [
      { day: '2026-04-06', reason: 'bank holiday: Easter Monday' },
    ]);
  });

  it('are skipped in a closure and held on a weekend that the rhythm names', () => {
    const calendar = withClosures({
      from: day('2026-03-10'),
      to: day('2026-03-10'),
      reason: 'Training',
    });
    const held = value(
      sittingsBetween({
        rhythm: rhythmOf({ weekly: ['tuesday', 'saturday'] }),
        from: day('2026-03-09'),
        to: day('2026-03-14'),
        calendar,
      }),
    ).held;
    assert.deepEqual(
      held.map((sitting) => sitting.day),
      ['2026-03-14'],
    );
  });

  it('change with the dates of the rhythm, with no day lost or held twice', () => {
    const changing = rhythmOf(
      { weekly: 'tuesday', time: '16:00', to: day('2026-03-10') },
      { weekly: 'thursday', time: '09:30', from: day('2026-03-11') },
    );
    assert.deepEqual(daysOf(changing, '2026-03-01', '2026-03-20'), [
      '2026-03-03',
      '2026-03-10',
      '2026-03-12',
      '2026-03-19',
    ]);
    assert.equal(next(changing, '2026-03-10 16:00:01').sitting.at, local('2026-03-12 09:30'));
  });

  it('are one where two spans name the same time, and two where the times differ', () => {
    const twice = rhythmOf(
      { weekly: 'tuesday', time: '16:00' },
      { monthly: 'second tuesday', time: '16:00' },
      { weekly: 'tuesday', time: '09:00' },
    );
    const held = value(
      sittingsBetween({
        rhythm: twice,
        from: day('2026-03-10'),
        to: day('2026-03-10'),
        calendar: england,
      }),
    ).held;
    assert.deepEqual(
      held.map((sitting) => sitting.at),
      [local('2026-03-10 09:00'), local('2026-03-10 16:00')],
    );
  });

  it('are refused past the last known year, unless bank holidays do not matter', () => {
    const asked = {
      rhythm: tuesdays,
      from: day('2028-12-20'),
      to: day('2029-01-10'),
      calendar: england,
    };
    assert.match(problemOf(sittingsBetween(asked)), /only to the end of 2028/);
    assert.equal(value(sittingsBetween({ ...asked, onBankHoliday: 'hold' })).held.length, 3);
    assert.equal(
      nextSitting({
        rhythm: tuesdays,
        cutOff: undefined,
        listedAt: local('2028-12-27 10:00'),
        calendar: england,
      }).ok,
      false,
    );
  });

  for (const [name, entry, reason] of [
    ['neither weekly nor monthly', {}, /either weekly or monthly/],
    [
      'both weekly and monthly',
      { weekly: 'monday', monthly: 'first monday' },
      /either weekly or monthly/,
    ],
    ['an unknown day', { weekly: 'someday' }, /“someday” is not a day of the week/],
    ['no day at all', { weekly: [] }, /needs a day of the week/],
    [
      'an unknown place in the month',
      { monthly: 'fifth monday' },
      /“first monday” or “last friday”/,
    ],
    [
      'every second week without a beginning',
      { weekly: 'monday', everyWeeks: 2 },
      /needs a first day/,
    ],
    ['every third week', { weekly: 'monday', everyWeeks: 3 }, /not every 3/],
    ['a time in words', { weekly: 'monday', time: '4pm' }, /24-hour clock/],
    [
      'an end before its beginning',
      { weekly: 'monday', from: day('2026-03-02'), to: day('2026-03-01') },
      /before they begin/,
    ],
  ] as const) {
    it(`are refused with ${name}`, () => assert.match(problemOf(parseRhythm([entry])), reason));
  }

  it('are refused with no rhythm', () => assert.equal(parseRhythm([]).ok, false));
});

describe('T7: the cut-off', () => {
  it('takes what is listed at the instant, to the millisecond', () => {
    const meeting = (milliseconds: number) => {
      const listedAt = fromMilliseconds(toMilliseconds(local('2026-03-05 16:00')) + milliseconds);
      return value(
        nextSitting({ rhythm: tuesdays, cutOff: thursdayAtFour, listedAt, calendar: england }),
      ).sitting.day;
    };
    assert.equal(meeting(-1), '2026-03-10');
    assert.equal(meeting(0), '2026-03-10');
    assert.equal(meeting(1), '2026-03-17');
  });

  it('without one, takes cases until the meeting begins', () => {
    assert.equal(next(tuesdays, '2026-03-10 16:00:00').sitting.day, '2026-03-10');
    assert.equal(next(tuesdays, '2026-03-10 16:00:01').sitting.day, '2026-03-17');
  });

  it('of a meeting whose time is unknown is the end of the day before', () => {
    assert.equal(next(tuesdaysAndThursdays, '2026-03-11 23:59:59').sitting.day, '2026-03-12');
    assert.equal(next(tuesdaysAndThursdays, '2026-03-12 09:00').sitting.day, '2026-03-17');
    assert.match(
      next(tuesdaysAndThursdays, '2026-03-12 09:00').explanation,
      /until the end of the day before, since its time is not known/,
    );
  });

  it('may be on the day of the meeting, before it begins', () => {
    assert.equal(next(tuesdays, '2026-03-10 12:00', 'tuesday 12:00').sitting.day, '2026-03-10');
    assert.equal(next(tuesdays, '2026-03-10 12:00:01', 'tuesday 12:00').sitting.day, '2026-03-17');
    assert.equal(next(tuesdays, '2026-03-10 16:00', 'tuesday 16:00').sitting.day, '2026-03-10');
    assert.equal(next(tuesdays, '2026-03-03 17:00', 'tuesday 17:00').sitting.day, '2026-03-10');
    assert.equal(next(tuesdays, '2026-03-03 17:01', 'tuesday 17:00').sitting.day, '2026-03-17');
  });

  it('is on the local clock, in summer too', () => {
    assert.equal(
      next(tuesdays, '2026-07-02 16:00:00', 'thursday 16:00').cutOff,
      '2026-07-02T15:00:00.000Z',
    );
  });

  it('sends a case past a meeting that is not held, and says why', () => {
    const mondays = rhythmOf({ weekly: 'monday', time: '10:00' });
    const { sitting, skipped, explanation } = next(mondays, '2026-04-01 09:00');
    assert.equal(sitting.day, '2026-04-13');
    assert.deepEqual(skipped, [{ day: '2026-04-06', reason: 'bank holiday: Easter Monday' }]);
    assert.equal(
      explanation,
      'Listed on Wednesday 1 April 2026 at 9am. No meeting is held on Monday 6 April 2026 (bank holiday: Easter Monday). ' +
        'It goes to the meeting on Monday 13 April 2026 at 10am, which takes cases until it begins.',
    );
  });

  it('explains a case in time and one that is a second late', () => {
    assert.equal(
      next(tuesdays, '2026-03-05 16:00', 'thursday 16:00').explanation,
      'Listed on Thursday 5 March 2026 at 4pm. It goes to the meeting on Tuesday 10 March 2026 at 4pm, which takes cases until 4pm on Thursday 5 March 2026.',
    );
    assert.equal(
      next(tuesdays, '2026-03-05 16:00:01', 'thursday 16:00').explanation,
      'Listed on Thursday 5 March 2026 at 4:00:01pm, too late for the meeting on Tuesday 10 March 2026 at 4pm, which takes cases until 4pm on Thursday 5 March 2026. ' +
        'It goes to the meeting on Tuesday 17 March 2026 at 4pm, which takes cases until 4pm on Thursday 12 March 2026.',
    );
  });

  it('finds a rhythm that begins only later, and refuses one that has ended', () => {
    assert.equal(
      next(rhythmOf({ weekly: 'tuesday', from: day('2028-02-01') }), '2026-03-05 10:00').sitting
        .day,
      '2028-02-01',
    );
    const ended = {
      rhythm: rhythmOf({ weekly: 'tuesday', to: day('2026-03-03') }),
      cutOff: undefined,
      listedAt: local('2026-03-05 10:00'),
      calendar: england,
    };
    assert.match(problemOf(nextSitting(ended)), /No further meeting is set after 5 March 2026/);
  });

  for (const text of [
    '',
    'thursday',
    'thursday 4pm',
    'thurs 16:00',
    '16:00 thursday',
    'thursday 16:00 sharp',
  ]) {
    it(`refuses the cut-off “${text}”`, () => assert.equal(parseCutOff(text).ok, false));
  }

  it('never sends a case to a meeting it was late for, nor past one it was in time for', () => {
    const someInstant = fc
      .integer({
        min: toMilliseconds(utc('2020-01-01T00:00:00Z')),
        max: toMilliseconds(utc('2027-06-30T00:00:00Z')),
      })
      .map(fromMilliseconds);
    const someRhythm = fc.constantFrom(
      tuesdays,
      tuesdaysAndThursdays,
      rhythmOf({ monthly: 'last friday', time: '14:00' }),
    );
    const someCutOff = fc.constantFrom(
      undefined,
      thursdayAtFour,
      value(parseCutOff('monday 09:00')),
    );
    fc.assert(
      fc.property(someRhythm, someCutOff, someInstant, (rhythm, cutOff, listedAt) => {
        const answer = value(nextSitting({ rhythm, cutOff, listedAt, calendar: england }));
        assert.ok(listedAt <= answer.cutOff && answer.cutOff <= answer.sitting.at);
        const justBefore = value(
          nextSitting({ rhythm, cutOff, listedAt: answer.cutOff, calendar: england }),
        );
        assert.deepEqual(justBefore.sitting, answer.sitting);
        const later = value(
          nextSitting({
            rhythm,
            cutOff,
            listedAt: fromMilliseconds(toMilliseconds(answer.cutOff) + 1),
            calendar: england,
          }),
        );
        assert.ok(later.sitting.at > answer.sitting.at);
        const between = value(
          sittingsBetween({
            rhythm,
            from: addDays(answer.sitting.day, 1),
            to: later.sitting.day,
            calendar: england,
          }),
        ).held;
        if (cutOff === undefined) assert.equal(between[0]?.at, later.sitting.at);
      }),
    );
  });
});
