/** What the calendar's tests share: the project's own list of bank holidays, and short ways to write values. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Due, dueFrom } from '../../../src/core/calendar/due.ts';
import { type BankHolidays, readBankHolidays } from '../../../src/core/calendar/load.ts';
import type { Parsed } from '../../../src/core/calendar/parsed.ts';
import {
  asCalendarPeriod,
  type CalendarPeriod,
  type Period,
  parsePeriod,
} from '../../../src/core/calendar/period.ts';
import {
  type Day,
  formatLocal,
  type Instant,
  parseDay,
  parseInstant,
  parseLocalDateTime,
} from '../../../src/core/calendar/time.ts';
import {
  type Closure,
  makeCalendar,
  type WorkingCalendar,
} from '../../../src/core/calendar/working-calendar.ts';

export function value<T>(parsed: Parsed<T>): T {
  assert.ok(parsed.ok, parsed.ok ? '' : `unexpected refusal: ${parsed.problem}`);
  return parsed.value;
}

export function problemOf(parsed: Parsed<unknown>): string {
  assert.ok(!parsed.ok, 'a refusal was expected');
  return parsed.problem;
}

export function day(text: string): Day {
  return value(parseDay(text));
}

/** A moment in England's local time, "2026-03-02 10:00". */
export function local(text: string): Instant {
  return value(parseLocalDateTime(text));
}

export function utc(text: string): Instant {
  return value(parseInstant(text));
}

export function period(text: string): Period {
  return value(parsePeriod(text));
}

export function calendarPeriod(text: string): CalendarPeriod {
  return value(asCalendarPeriod(period(text)));
}

/** The project's file as JSON; tests run from the sources and from the built copy of them. */
export function bankHolidaysJson(): Record<string, unknown> {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'calendars', 'england-and-wales.json'))) {
    assert.notEqual(folder, dirname(folder), 'the list of bank holidays was not found');
    folder = dirname(folder);
  }
  return JSON.parse(readFileSync(join(folder, 'calendars', 'england-and-wales.json'), 'utf8'));
}

export const bankHolidays: BankHolidays = value(readBankHolidays(bankHolidaysJson()));
export const england: WorkingCalendar = value(makeCalendar({ bankHolidays }));

export function withClosures(...closures: readonly Closure[]): WorkingCalendar {
  return value(makeCalendar({ bankHolidays, closures }));
}

export function due(start: string, length: string, calendar = england): Due {
  return value(dueFrom(calendar, local(start), period(length)));
}

/** The local end of a period that starts at a local time: "2026-04-07T23:59:59". */
export function dueAt(start: string, length: string, calendar = england): string {
  return formatLocal(due(start, length, calendar).at);
}
