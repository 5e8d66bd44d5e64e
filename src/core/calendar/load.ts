/** The list of bank holidays: the project's file, GOV.UK's published one, and how two lists differ. */
import * as v from 'valibot';
import { yearOf } from './day-number.ts';
import { found, type Parsed, problem } from './parsed.ts';
import { type Day, parseDay } from './time.ts';
import { dayInWords } from './words.ts';

/** `notes` is empty or such as "Substitute day". */
export type BankHoliday = { readonly day: Day; readonly title: string; readonly notes: string };

export type BankHolidays = {
  readonly version: string;
  readonly source: string;
  /** The day on which the list was taken from its source. */
  readonly retrieved: Day;
  /** First and last year, both included, for which the list is complete. */
  readonly covers: { readonly from: number; readonly to: number };
  /** In order of date, one a day. */
  readonly events: readonly BankHoliday[];
};

/** What a list says about itself. GOV.UK's file says none of it, so whoever loads it does. */
export type AboutList = {
  readonly version: string;
  readonly source: string;
  readonly retrieved: string;
};

// England and Wales have had eight a year since 1978; fewer means that the list stops in mid-year.
const fewestInAYear = 8;

const words = v.pipe(v.string(), v.trim(), v.minLength(1));
const eventShape = v.object({
  title: words,
  date: v.string(),
  notes: v.optional(v.string(), ''),
  bunting: v.optional(v.boolean()),
});
const divisionShape = v.object({
  division: v.literal('england-and-wales'),
  events: v.array(eventShape),
});
const year = v.pipe(v.number(), v.integer(), v.minValue(1978), v.maxValue(2199));
const publishedShape = v.object({ 'england-and-wales': divisionShape });
const fileShape = v.object({
  version: words,
  source: words,
  retrieved: v.string(),
  covers: v.object({ from: year, to: year }),
  'england-and-wales': divisionShape,
});

/** Reads the project's own file: GOV.UK's list for England and Wales with `version`, `source`, `retrieved` and `covers`. */
export function readBankHolidays(json: unknown): Parsed<BankHolidays> {
  const read = v.safeParse(fileShape, json);
  if (!read.success) return problem(shapeProblem(read.issues[0]));
  const { covers, 'england-and-wales': division, ...about } = read.output;
  return assemble(about, covers, division.events);
}

/**
 * Reads GOV.UK's bank-holidays.json as published, other divisions left aside. The known years are the first to the
 * last year of the list; a year of it with fewer than eight bank holidays is refused as incomplete.
 */
export function readPublishedBankHolidays(json: unknown, about: AboutList): Parsed<BankHolidays> {
  const read = v.safeParse(publishedShape, json);
  if (!read.success) return problem(shapeProblem(read.issues[0]));
  const events = read.output['england-and-wales'].events;
  const years = events.map((event) => Number(event.date.slice(0, 4))).filter(Number.isInteger);
  if (years.length === 0) return problem('The list of bank holidays is empty');
  return assemble(about, { from: Math.min(...years), to: Math.max(...years) }, events);
}

export type BankHolidayChanges = {
  /** Days that only the new list has. */
  readonly added: readonly BankHoliday[];
  /** Days that only the old list has, of years that the new list still covers. */
  readonly removed: readonly BankHoliday[];
  /** Years that only one of the lists covers. */
  readonly yearsAdded: readonly number[];
  readonly yearsDropped: readonly number[];
};

/** What changes when the new list takes the place of the old; a change of title alone is none. */
export function compareBankHolidays(before: BankHolidays, after: BankHolidays): BankHolidayChanges {
  const had = new Set(before.events.map((event) => event.day));
  const has = new Set(after.events.map((event) => event.day));
  const covered = (list: BankHolidays, which: number): boolean =>
    which >= list.covers.from && which <= list.covers.to;
  return {
    added: after.events.filter((event) => !had.has(event.day)),
    removed: before.events.filter(
      (event) => !has.has(event.day) && covered(after, yearOf(event.day)),
    ),
    yearsAdded: yearsOf(after).filter((which) => !covered(before, which)),
    yearsDropped: yearsOf(before).filter((which) => !covered(after, which)),
  };
}

function assemble(
  about: AboutList,
  covers: { readonly from: number; readonly to: number },
  listed: readonly v.InferOutput<typeof eventShape>[],
): Parsed<BankHolidays> {
  if (covers.from > covers.to)
    return problem(
      `The list of bank holidays covers ${covers.from} to ${covers.to}, which is backwards`,
    );
  const retrieved = parseDay(about.retrieved);
  if (!retrieved.ok)
    return problem(
      `The date of retrieval of the list of bank holidays is wrong. ${retrieved.problem}`,
    );
  const byDay = new Map<Day, BankHoliday>();
  for (const { title, date, notes } of listed) {
    const day = parseDay(date);
    if (!day.ok) return problem(`The bank holiday “${title}” has a wrong date. ${day.problem}`);
    if (byDay.has(day.value))
      return problem(`The list of bank holidays has ${dayInWords(day.value)} twice`);
    const which = yearOf(day.value);
    if (which < covers.from || which > covers.to) {
      return problem(
        `The bank holiday “${title}” on ${dayInWords(day.value)} is outside the years ${covers.from} to ${covers.to}`,
      );
    }
    byDay.set(day.value, { day: day.value, title, notes: notes.trim() });
  }
  const events = [...byDay.values()].sort((one, other) => (one.day < other.day ? -1 : 1));
  for (const which of yearsOf({ covers })) {
    const count = events.filter((event) => yearOf(event.day) === which).length;
    if (count < fewestInAYear) {
      return problem(
        `The list has ${count} bank holidays for ${which}. England and Wales have at least ${fewestInAYear}, so it is not complete`,
      );
    }
  }
  return found({
    version: about.version,
    source: about.source,
    retrieved: retrieved.value,
    covers,
    events,
  });
}

function yearsOf(list: Pick<BankHolidays, 'covers'>): readonly number[] {
  return Array.from(
    { length: list.covers.to - list.covers.from + 1 },
    (_, place) => list.covers.from + place,
  );
}

function shapeProblem(issue: v.BaseIssue<unknown>): string {
  const place = v.getDotPath(issue);
  const where =
    place === null ? 'The list of bank holidays' : `“${place}” in the list of bank holidays`;
  return `${where} is not as expected: it should be ${issue.expected ?? 'a different value'} and is ${issue.received}`;
}
