import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addDays, weekdayOf } from '../../../src/core/calendar/day-number.ts';
import {
  compareBankHolidays,
  readBankHolidays,
  readPublishedBankHolidays,
} from '../../../src/core/calendar/load.ts';
import { dayFromParts } from '../../../src/core/calendar/time.ts';
import { bankHolidays, bankHolidaysJson, day, problemOf, value } from './examples.ts';

type Event = { title: string; date: string; notes?: string; bunting?: boolean };
type File = {
  version: string;
  source: string;
  retrieved: string;
  covers: { from: number; to: number };
  'england-and-wales': { division: string; events: Event[] };
};

/** The project's file after a change, as JSON that nobody has checked. */
function changed(change: (file: File) => void): unknown {
  // The shape is the file's own, read by the code under test elsewhere in this page.
  const file = bankHolidaysJson() as unknown as File;
  change(file);
  return file;
}

/** Easter Sunday by the anonymous Gregorian computus. */
function easter(year: number): string {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h =
    (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return value(dayFromParts(year, Math.floor(n / 31), (n % 31) + 1));
}

/** The eight regular bank holidays of a year by the Banking and Financial Dealings Act 1971 and custom. */
function regular(year: number): string[] {
  const of = (month: number, date: number) => value(dayFromParts(year, month, date));
  const mondayFrom = (month: number, date: number) => {
    let found = of(month, date);
    while (weekdayOf(found) !== 'monday') found = addDays(found, 1);
    return found;
  };
  const taken: string[] = [];
  const workingFrom = (month: number, date: number) => {
    let found = of(month, date);
    while (['saturday', 'sunday'].includes(weekdayOf(found)) || taken.includes(found))
      found = addDays(found, 1);
    taken.push(found);
  };
  workingFrom(1, 1);
  // A day that falls on a working day keeps it; the other's substitute comes after.
  for (const date of weekdayOf(of(12, 25)) === 'sunday' ? [26, 25] : [25, 26])
    workingFrom(12, date);
  const sunday = day(easter(year));
  return [
    ...taken,
    addDays(sunday, -2),
    addDays(sunday, 1),
    mondayFrom(5, 1),
    mondayFrom(5, 25),
    mondayFrom(8, 25),
  ].sort();
}

describe('the list of bank holidays', () => {
  const oneOff: Record<number, { moved: string[]; extra: string[] }> = {
    2020: { moved: ['2020-05-04'], extra: ['2020-05-08'] },
    2022: { moved: ['2022-05-30'], extra: ['2022-06-02', '2022-06-03', '2022-09-19'] },
    2023: { moved: [], extra: ['2023-05-08'] },
  };
  for (let year = 2019; year <= 2028; year += 1) {
    it(`has for ${year} the regular days and the one-off ones, no others`, () => {
      const { moved, extra } = oneOff[year] ?? { moved: [], extra: [] };
      const expected = [...regular(year).filter((date) => !moved.includes(date)), ...extra].sort();
      const listed = bankHolidays.events
        .map((event) => event.day)
        .filter((date) => date.startsWith(`${year}-`));
      assert.deepEqual(listed, expected);
    });
  }

  it('says where it comes from and which years it covers', () => {
    assert.deepEqual(bankHolidays.covers, { from: 2019, to: 2028 });
    assert.match(bankHolidays.source, /^https:\/\/www\.gov\.uk\/bank-holidays\.json/);
    assert.match(bankHolidays.version, /^\d{4}-\d\d$/);
  });

  const mistakes = [
    ['no object', () => [], /^The list of bank holidays is not as expected|“version” in the list/],
    ['nothing', () => null, /The list of bank holidays is not as expected/],
    [
      'no version',
      () => changed((file) => Reflect.deleteProperty(file, 'version')),
      /“version” in the list of bank holidays is not as expected/,
    ],
    [
      'an empty version',
      () =>
        changed((file) => {
          file.version = ' ';
        }),
      /“version”/,
    ],
    [
      'no years',
      () => changed((file) => Reflect.deleteProperty(file, 'covers')),
      /“covers” in the list/,
    ],
    [
      'years that are backwards',
      () =>
        changed((file) => {
          file.covers = { from: 2028, to: 2019 };
        }),
      /covers 2028 to 2019, which is backwards/,
    ],
    [
      'Scotland’s days',
      () =>
        changed((file) => {
          file['england-and-wales'].division = 'scotland';
        }),
      /“england-and-wales.division”/,
    ],
    [
      'a date that does not exist',
      () =>
        changed((file) => {
          file['england-and-wales'].events.push({ title: 'Leap', date: '2026-02-29' });
        }),
      /“Leap” has a wrong date\. 29 February 2026 is not a real date/,
    ],
    [
      'a date in other order',
      () =>
        changed((file) => {
          file['england-and-wales'].events.push({ title: 'Easter', date: '06/04/2026' });
        }),
      /“Easter” has a wrong date/,
    ],
    [
      'a day twice',
      () =>
        changed((file) => {
          file['england-and-wales'].events.push({ title: 'Again', date: '2026-04-03' });
        }),
      /has 3 April 2026 twice/,
    ],
    [
      'a day outside its years',
      () =>
        changed((file) => {
          file['england-and-wales'].events.push({ title: 'New', date: '2029-01-01' });
        }),
      /outside the years 2019 to 2028/,
    ],
    [
      'a year that is not complete',
      () =>
        changed((file) => {
          file['england-and-wales'].events.pop();
        }),
      /has 7 bank holidays for 2028/,
    ],
    [
      'a year with none',
      () =>
        changed((file) => {
          file.covers.to = 2029;
        }),
      /has 0 bank holidays for 2029/,
    ],
    [
      'a wrong date of retrieval',
      () =>
        changed((file) => {
          file.retrieved = 'yesterday';
        }),
      /date of retrieval .* “yesterday” is not a date/,
    ],
    [
      'a title that is no text',
      () =>
        changed((file) => {
          Object.assign(file['england-and-wales'].events[0] ?? {}, { title: 7 });
        }),
      /“england-and-wales\.events\.0\.title”/,
    ],
  ] as const;
  for (const [name, json, reason] of mistakes) {
    it(`is refused with ${name}, in plain words`, () =>
      assert.match(problemOf(readBankHolidays(json())), reason));
  }
});

describe('the list as GOV.UK publishes it', () => {
  const about = {
    version: '2027-03',
    source: 'https://www.gov.uk/bank-holidays.json',
    retrieved: '2027-03-01',
  };

  it('is read without the other divisions, its years taken from its days', () => {
    const { 'england-and-wales': division } = bankHolidaysJson();
    const read = value(
      readPublishedBankHolidays(
        { 'england-and-wales': division, scotland: { division: 'scotland', events: [] } },
        about,
      ),
    );
    assert.deepEqual(read.covers, { from: 2019, to: 2028 });
    assert.deepEqual(read.events, bankHolidays.events);
    assert.equal(read.version, '2027-03');
  });

  it('is refused when it is empty or of another shape', () => {
    assert.match(
      problemOf(
        readPublishedBankHolidays(
          { 'england-and-wales': { division: 'england-and-wales', events: [] } },
          about,
        ),
      ),
      /is empty/,
    );
    assert.match(
      problemOf(readPublishedBankHolidays({ scotland: {} }, about)),
      /“england-and-wales”/,
    );
  });
});

describe('a newer list of bank holidays', () => {
  it('differs by the days added, the days removed and the years', () => {
    const newer = value(
      readBankHolidays(
        changed((file) => {
          const { events } = file['england-and-wales'];
          file['england-and-wales'].events = events.filter(
            ({ date }) => date !== '2027-05-03' && !date.startsWith('2019'),
          );
          file['england-and-wales'].events.push(
            { title: 'Early May', date: '2027-05-07' },
            { title: 'One-off', date: '2026-12-29' },
          );
          file.covers.from = 2020;
        }),
      ),
    );
    const changes = compareBankHolidays(bankHolidays, newer);
    assert.deepEqual(
      changes.added.map((event) => event.day),
      ['2026-12-29', '2027-05-07'],
    );
    assert.deepEqual(
      changes.removed.map((event) => event.day),
      ['2027-05-03'],
    );
    assert.deepEqual(changes.yearsDropped, [2019]);
    assert.deepEqual(changes.yearsAdded, []);
    assert.deepEqual(compareBankHolidays(newer, bankHolidays).yearsAdded, [2019]);
  });

  it('that is the same has no changes', () => {
    assert.deepEqual(compareBankHolidays(bankHolidays, bankHolidays), {
      added: [],
      removed: [],
      yearsAdded: [],
      yearsDropped: [],
    });
  });
});
