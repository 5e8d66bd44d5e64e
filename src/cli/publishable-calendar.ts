/** GOV.UK's list of bank holidays says nothing about itself; before it is published, where it is from and when is added. */
import { readPublishedBankHolidays } from '../core/calendar/load.ts';
import { found, type Parsed } from '../core/calendar/parsed.ts';
import type { Day } from '../core/calendar/time.ts';

const source = 'https://www.gov.uk/bank-holidays.json';

/** The list in the form that is published: unchanged if it has that form already. */
export function publishable(json: unknown, today: Day): Parsed<unknown> {
  if (typeof json !== 'object' || json === null || 'version' in json) return found(json);
  const about = { version: `gov.uk ${today}`, source, retrieved: today };
  const read = readPublishedBankHolidays(json, about);
  if (!read.ok) return read;
  const { covers, events } = read.value;
  return found({
    ...about,
    covers,
    'england-and-wales': {
      division: 'england-and-wales',
      events: events.map(({ day, title, notes }) => ({ title, date: day, notes })),
    },
  });
}
