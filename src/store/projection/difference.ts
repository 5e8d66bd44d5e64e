import type { Rows, Tables } from './projection.ts';

type TableName = keyof Tables;
type Row = Readonly<Record<string, unknown>>;

/** What `apply_rows` takes: rows to write, and keys of rows to take away. */
export interface RowChanges {
  readonly replace: boolean;
  readonly put: Readonly<Partial<Record<TableName, readonly Row[]>>>;
  readonly drop: Readonly<Partial<Record<TableName, readonly Row[]>>>;
}

const keys = {
  family_person: ['person'],
  transfer: ['id'],
  work: ['key', 'role'],
  agenda: ['forum', 'sitting', 'transfer', 'part'],
  role_assignment: ['role'],
  family_access: ['worker', 'why'],
  // One row of a family.
  keeping: [],
} as const satisfies Record<TableName, readonly string[]>;

/** The rows that must change; all of them where what is there now is not known. */
export function difference(before: Rows | undefined, after: Rows): RowChanges {
  const put: Partial<Record<TableName, readonly Row[]>> = {};
  const drop: Partial<Record<TableName, readonly Row[]>> = {};
  for (const table of tableNames) {
    const present = byKey(table, before?.tables[table] ?? []);
    const wanted = byKey(table, after.tables[table]);
    const changed = [...wanted].filter(([key, row]) => !same(present.get(key), row));
    const gone = [...present].filter(([key]) => !wanted.has(key));
    if (changed.length > 0) put[table] = changed.map(([, row]) => row);
    if (gone.length > 0) drop[table] = gone.map(([, row]) => keyOnly(table, row));
  }
  return { replace: before === undefined, put, drop };
}

// The keys of a literal are the names of its type.
const tableNames = Object.keys(keys) as TableName[];

function byKey(table: TableName, rows: readonly object[]): ReadonlyMap<string, Row> {
  // Interfaces have no index signature, but these rows hold plain values under string keys.
  return new Map((rows as readonly Row[]).map((row) => [JSON.stringify(keyOnly(table, row)), row]));
}

function keyOnly(table: TableName, row: Row): Row {
  return Object.fromEntries(keys[table].map((key) => [key, row[key]]));
}

/** Rows of one kind are always made with their columns in one order. */
function same(a: Row | undefined, b: Row): boolean {
  return a === b || (a !== undefined && JSON.stringify(a) === JSON.stringify(b));
}
