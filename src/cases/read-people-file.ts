/** A list of people as a CSV file: what each line says, and what is wrong with it, with the number of the line. */
import { CsvError, parse } from 'csv-parse/sync';
import { type Day, parseDay, parsePersonDate } from '../core/calendar/time.ts';
import { nearest } from '../core/protocol/did-you-mean.ts';

/** One line: a person, and one of their roles. Somebody with two roles has two lines. */
export interface PeopleLine {
  readonly line: number;
  readonly name: string;
  readonly email: string;
  readonly agency: string;
  readonly employer: 'authority' | 'partner' | undefined;
  readonly team: string;
  /** The id of a role. */
  readonly role: string | undefined;
  readonly from: Day | undefined;
  readonly until: Day | undefined;
}

export interface PeopleFile {
  readonly lines: readonly PeopleLine[];
  readonly errors: readonly string[];
}

const columns = {
  name: ['name'],
  email: ['e-mail', 'email', 'e-mail address', 'email address'],
  agency: ['agency'],
  employer: ['works for'],
  team: ['team'],
  role: ['role'],
  from: ['first day', 'from'],
  until: ['last day', 'until'],
} as const satisfies Record<string, readonly string[]>;
type Column = keyof typeof columns;

export const importHeader = 'Name,E-mail,Agency,Works for,Team,Role,First day,Last day';
const needed: readonly Column[] = ['name', 'email', 'agency', 'role'];
const mostLines = 5000;

export function readPeopleFile(
  text: string,
  roles: readonly { readonly id: string; readonly title: string }[],
): PeopleFile {
  const read = readRows(text);
  if ('error' in read) return { lines: [], errors: [read.error] };
  const [header, ...rows] = read.rows;
  if (header === undefined) return { lines: [], errors: ['The file is empty.'] };
  if (rows.length > mostLines)
    return { lines: [], errors: [`The file has more than ${mostLines} lines. Send it in parts.`] };
  const places = placesOf(header.cells);
  const missing = needed.filter((column) => places[column] === undefined);
  const strange = header.cells.filter((cell) => cell.trim() !== '' && columnOf(cell) === undefined);
  if (missing.length > 0 || strange.length > 0)
    return {
      lines: [],
      errors: [
        ...missing.map((column) => `Line 1: the column “${titleOf(column)}” is missing.`),
        ...strange.map(
          (cell) =>
            `Line 1: there is no column “${cell}”.${hint(
              cell,
              Object.values(columns).map(([name]) => name),
            )}`,
        ),
      ],
    };
  const errors: string[] = [];
  const lines = rows.map((row) => readLine(row, { places, roles, errors }));
  return { lines, errors };
}

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

function readRows(text: string): { readonly rows: readonly Row[] } | { readonly error: string } {
  try {
    // With `info` each record comes with where it was read.
    const records = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      relax_column_count: true,
      skip_records_with_empty_values: true,
      trim: true,
      info: true,
      max_record_size: 20_000,
    }) as unknown as readonly {
      readonly info: { readonly lines: number };
      readonly record: readonly string[];
    }[];
    return { rows: records.map(({ info, record }) => ({ line: info.lines, cells: record })) };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? `Line ${error.lines}: ` : '';
    return {
      error: `${line}this cannot be read as CSV; look for a quotation mark that is not closed.`,
    };
  }
}

/** Spreadsheet programs of some countries write semicolons. */
function delimiterOf(text: string): string {
  const [first = ''] = text.split('\n');
  const count = (mark: string): number => first.split(mark).length;
  return [';', '\t'].find((mark) => count(mark) > count(',')) ?? ',';
}

function placesOf(cells: readonly string[]): Partial<Record<Column, number>> {
  const places: Partial<Record<Column, number>> = {};
  for (const [place, cell] of cells.entries()) {
    const column = columnOf(cell);
    if (column !== undefined) places[column] ??= place;
  }
  return places;
}

function columnOf(cell: string): Column | undefined {
  const word = cell.trim().toLowerCase();
  // The keys of `columns`.
  return (Object.keys(columns) as Column[]).find((column) =>
    (columns[column] as readonly string[]).includes(word),
  );
}

function titleOf(column: Column): string {
  const [name] = columns[column];
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

interface Reading {
  readonly places: Partial<Record<Column, number>>;
  readonly roles: readonly { readonly id: string; readonly title: string }[];
  readonly errors: string[];
}

function readLine({ line, cells }: Row, { places, roles, errors }: Reading): PeopleLine {
  const say = (message: string): void => {
    errors.push(`Line ${line}: ${message}`);
  };
  const cell = (column: Column): string => (cells[places[column] ?? -1] ?? '').trim();
  const dayIn = (column: 'from' | 'until'): Day | undefined => {
    const words = cell(column);
    if (words === '') return undefined;
    const iso = parseDay(words);
    const read = iso.ok ? iso : parsePersonDate(words);
    if (read.ok) return read.value;
    say(`“${words}” is not a date. Write it like 27/3/2026 or 2026-03-27.`);
    return undefined;
  };
  const employer = readEmployer(cell('employer'), say);
  const email = cell('email');
  if (email === '') say('there is no e-mail address. It says who a line is about.');
  const [from, until] = [dayIn('from'), dayIn('until')];
  if (from !== undefined && until !== undefined && until < from)
    say('the last day is before the first.');
  return {
    ...{ line, email, employer, from, until },
    name: cell('name'),
    agency: cell('agency'),
    team: cell('team'),
    role: readRole(cell('role'), roles, say),
  };
}

function readEmployer(words: string, say: (message: string) => void): PeopleLine['employer'] {
  switch (words.toLowerCase()) {
    case '':
      return undefined;
    case 'council':
    case 'the council':
      return 'authority';
    case 'partner':
    case 'a partner':
      return 'partner';
    default:
      say(`“${words}” in “Works for” must be “council” or “partner”.`);
      return undefined;
  }
}

function readRole(
  words: string,
  roles: Reading['roles'],
  say: (message: string) => void,
): string | undefined {
  if (words === '') return undefined;
  const found = roles.find(
    ({ id, title }) => id === words || title.toLowerCase() === words.toLowerCase(),
  );
  if (found === undefined)
    say(
      `there is no role “${words}”.${hint(
        words,
        roles.map(({ title }) => title),
      )}`,
    );
  return found?.id;
}

function hint(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === undefined ? '' : ` Did you mean “${near}”?`;
}
