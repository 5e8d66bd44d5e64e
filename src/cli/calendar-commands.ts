/** `stile calendar`: take a new list of bank holidays, and work out a date. */
import type { Command } from 'commander';
import { dueFrom } from '../core/calendar/due.ts';
import { explainDue } from '../core/calendar/explain-due.ts';
import { type BankHolidayChanges, readBankHolidays } from '../core/calendar/load.ts';
import type { Parsed } from '../core/calendar/parsed.ts';
import { parsePeriod } from '../core/calendar/period.ts';
import { formatLocal, parseDay, parseLocalDateTime, startOfDay } from '../core/calendar/time.ts';
import { dayInWords } from '../core/calendar/words.ts';
import { makeCalendar } from '../core/calendar/working-calendar.ts';
import type { Places } from './protocol-commands.ts';
import { publishable } from './publishable-calendar.ts';
import { readJson } from './read-files.ts';
import { answer, BadInput, type ExitCode, json, type Terminal } from './terminal.ts';
import type { WithStore } from './with-store.ts';

export function addCalendarCommands(
  program: Command,
  terminal: Terminal,
  places: Places,
  withStore: WithStore,
): void {
  const calendar = program.command('calendar').description('bank holidays and working time');
  calendar
    .command('due')
    .description('work out a date and explain it')
    .argument('<from>', 'when it starts, such as 2026-04-02T15:00')
    .argument('<period>', 'such as "5 working days", "24 hours", "4 weeks", "same day"')
    .option('--calendar <file>', 'another list of bank holidays')
    .option('--json', 'print {"due", "explanation"}')
    .action((from: string, period: string, options: { calendar?: string; json?: true }) =>
      answer(terminal, () =>
        due(terminal, {
          from,
          period,
          file: options.calendar ?? places.calendar,
          asJson: options.json === true,
        }),
      ),
    );
  calendar
    .command('update')
    .description('put a new list of bank holidays in force and work out open dates again')
    .argument('<file>', "GOV.UK's bank-holidays.json as published, or a list in Stile's own form")
    .option('--json', 'print what changed as JSON')
    .action((file: string, options: { json?: true }) =>
      answer(terminal, () => update(terminal, withStore, file, options.json === true)),
    );
}

interface Asked {
  readonly from: string;
  readonly period: string;
  readonly file: string;
  readonly asJson: boolean;
}

function due(terminal: Terminal, { from, period, file, asJson }: Asked): ExitCode {
  const start = valid(parseStart(from));
  const length = valid(parsePeriod(period));
  const bankHolidays = valid(readBankHolidays(readJson(file)));
  const result = dueFrom(valid(makeCalendar({ bankHolidays })), start, length);
  if (!result.ok) {
    terminal.err(`${result.problem}.`);
    return 1;
  }
  const answered = { due: formatLocal(result.value.at), explanation: explainDue(result.value) };
  terminal.out(asJson ? json(answered) : `${answered.due}\n${answered.explanation}`);
  return 0;
}

/** A day alone is its first moment. */
function parseStart(text: string) {
  const day = parseDay(text);
  return day.ok ? { ok: true as const, value: startOfDay(day.value) } : parseLocalDateTime(text);
}

async function update(
  terminal: Terminal,
  withStore: WithStore,
  file: string,
  asJson: boolean,
): Promise<ExitCode> {
  const written = readJson(file);
  return withStore(async (store) => {
    const changed = valid(await store.changeCalendar(valid(publishable(written, store.today()))));
    if (asJson) terminal.out(json(changed));
    else terminal.out(changeInWords(changed));
    return 0;
  });
}

function changeInWords(done: {
  readonly version: string;
  readonly changed: boolean;
  readonly changes: BankHolidayChanges;
  readonly caughtUp: { readonly families: number; readonly moved: number };
}): string {
  if (!done.changed) return `The list ${done.version} is in force already.`;
  const { added, removed } = done.changes;
  return [
    `The list ${done.version} is in force.`,
    ...added.map((holiday) => `Added: ${dayInWords(holiday.day)}, ${holiday.title}`),
    ...removed.map((holiday) => `Taken out: ${dayInWords(holiday.day)}, ${holiday.title}`),
    `${done.caughtUp.families} families looked at, ${done.caughtUp.moved} with dates that moved.`,
  ].join('\n');
}

function valid<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw new BadInput(`${parsed.problem}.`);
}
