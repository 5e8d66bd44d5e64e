/** A backup: every row of every table as it stood at one moment, in one file that says itself whether it is whole. */
import { createHash, type Hash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  createWriteStream,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type pg from 'pg';
import type { Instant } from '../../core/calendar/time.ts';
import { syncToDisk } from './data-folder.ts';

// The form, compressed with gzip, one line each: `#` and JSON is about the backup; every other line is a row of the
// table named last, as PostgreSQL writes it with row_to_json, which its json_populate_record reads back exactly.

export interface Header {
  readonly form: 1;
  readonly taken: Instant;
  readonly migrations: readonly { readonly name: string; readonly checksum: string }[];
}

export interface TableEnd {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: number;
  /** SHA-256 over the lines of the table, each with its end. */
  readonly sha256: string;
}

export interface BackedUp {
  readonly tables: readonly TableEnd[];
  readonly rows: number;
}

export interface TableShape {
  readonly table: string;
  /** Without generated columns, which follow from the others. */
  readonly columns: readonly string[];
  readonly order: string;
}

const batch = 1000;

/** Writes the backup beside `path` and renames it when it is whole and on the disk. `client` is the owner's. */
export async function writeBackup(
  client: pg.Client,
  path: string,
  taken: Instant,
): Promise<BackedUp> {
  const unfinished = `${path}.unfinished`;
  const ends: TableEnd[] = [];
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    const lines = Readable.from(linesOf(client, taken, ends), { objectMode: false });
    await pipeline(lines, createGzip({ level: 6 }), createWriteStream(unfinished, { mode: 0o600 }));
    await client.query('COMMIT');
    const file = openSync(unfinished, 'r');
    fsyncSync(file);
    closeSync(file);
    renameSync(unfinished, path);
    syncToDisk(dirname(path));
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    rmSync(unfinished, { force: true });
    throw error;
  }
  return { tables: ends, rows: ends.reduce((sum, { rows }) => sum + rows, 0) };
}

async function* linesOf(
  client: pg.Client,
  taken: Instant,
  ends: TableEnd[],
): AsyncGenerator<string> {
  const whole = createHash('sha256');
  const put = (text: string): string => {
    whole.update(text, 'utf8');
    return text;
  };
  const { rows: migrations } = await client.query<Header['migrations'][number]>(
    'SELECT name, checksum FROM migration ORDER BY name COLLATE "C"',
  );
  const header: Header = { form: 1, taken, migrations };
  yield put(`#${JSON.stringify({ 'stile-backup': header })}\n`);
  for (const shape of await listTables(client)) {
    const { table, columns } = shape;
    yield put(`#${JSON.stringify({ begin: { table, columns } })}\n`);
    const digest = createHash('sha256');
    let count = 0;
    for await (const lines of rowsOf(client, shape)) {
      const text = `${lines.join('\n')}\n`;
      digest.update(text, 'utf8');
      count += lines.length;
      yield put(text);
    }
    const end: TableEnd = { table, columns, rows: count, sha256: digest.digest('hex') };
    ends.push(end);
    yield put(`#${JSON.stringify({ end })}\n`);
  }
  yield `#${JSON.stringify({ whole: whole.digest('hex') })}\n`;
}

/** Every table of ours but the list of migrations, which the header has. */
export async function listTables(client: pg.Client): Promise<readonly TableShape[]> {
  const { rows } = await client.query<TableShape>(
    `SELECT c.relname AS table,
        (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
        (SELECT string_agg(quote_ident(a.attname) || CASE WHEN a.attcollation <> 0 THEN ' COLLATE "C"' ELSE '' END, ', ' ORDER BY k.place)
         FROM pg_index i, unnest(i.indkey::int[]) WITH ORDINALITY AS k (attnum, place)
         JOIN pg_attribute a ON a.attnum = k.attnum
         WHERE i.indrelid = c.oid AND i.indisprimary AND a.attrelid = c.oid) AS "order"
     FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> 'migration'
     ORDER BY c.relname COLLATE "C"`,
  );
  return rows;
}

/** The rows of a table in order of its key, as lines; within a transaction. */
export async function* rowsOf(
  client: pg.Client,
  { table, columns, order }: TableShape,
): AsyncGenerator<readonly string[]> {
  const named = columns.map(quoted).join(', ');
  await client.query(
    `DECLARE backup_rows NO SCROLL CURSOR FOR SELECT row_to_json(r)::text AS line
     FROM (SELECT ${named} FROM ${quoted(table)} ORDER BY ${order}) AS r`,
  );
  try {
    for (;;) {
      const { rows } = await client.query<{ line: string }>(`FETCH ${batch} FROM backup_rows`);
      if (rows.length === 0) return;
      yield rows.map(({ line }) => line);
    }
  } finally {
    await client.query('CLOSE backup_rows').catch(() => undefined);
  }
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export type Part =
  | { readonly is: 'header'; readonly header: Header }
  | { readonly is: 'begin'; readonly table: string; readonly columns: readonly string[] }
  | { readonly is: 'rows'; readonly lines: readonly string[] }
  | { readonly is: 'end'; readonly end: TableEnd };

/** Reads a backup part by part; throws a plain sentence where it is not whole. */
export async function* readBackup(path: string): AsyncGenerator<Part> {
  const notWhole = (why: string) => new Error(`${path} is not a whole backup: ${why}.`);
  const whole = createHash('sha256');
  let table: { readonly name: string; readonly digest: Hash; rows: number } | undefined;
  let lines: string[] = [];
  let ended = false;
  let first = true;
  try {
    for await (const line of linesIn(path)) {
      if (ended) throw notWhole('it goes on after its end');
      if (line.startsWith('#')) {
        if (lines.length > 0) yield { is: 'rows', lines };
        lines = [];
        const said = JSON.parse(line.slice(1));
        if (first && said['stile-backup']?.form !== 1) throw notWhole('its form is not known here');
        if (said.whole !== undefined) {
          if (said.whole !== whole.digest('hex')) throw notWhole('its checksum does not fit');
          ended = true;
          continue;
        }
        whole.update(`${line}\n`, 'utf8');
        if (first) yield { is: 'header', header: said['stile-backup'] };
        first = false;
        if (said.begin !== undefined) {
          table = { name: said.begin.table, digest: createHash('sha256'), rows: 0 };
          yield { is: 'begin', ...said.begin };
        }
        if (said.end !== undefined) {
          const { rows, sha256 } = said.end;
          if (
            table?.name !== said.end.table ||
            table?.rows !== rows ||
            table?.digest.digest('hex') !== sha256
          )
            throw notWhole(`the checksum of ${said.end.table} does not fit`);
          yield { is: 'end', end: said.end };
        }
        continue;
      }
      if (table === undefined) throw notWhole('it does not begin like one');
      whole.update(`${line}\n`, 'utf8');
      table.digest.update(`${line}\n`, 'utf8');
      table.rows += 1;
      lines.push(line);
      if (lines.length === batch) {
        yield { is: 'rows', lines };
        lines = [];
      }
    }
  } catch (error) {
    if (error instanceof Error && error.message.startsWith(path)) throw error;
    throw notWhole(error instanceof Error ? error.message : String(error));
  }
  if (!ended) throw notWhole('its end is missing');
}

async function* linesIn(path: string): AsyncGenerator<string> {
  const input = createReadStream(path);
  const unpacked = createGunzip();
  // An error of the file must reach whoever reads the lines.
  input.on('error', (error) => unpacked.destroy(error));
  input.pipe(unpacked).setEncoding('utf8');
  let rest = '';
  for await (const text of unpacked) {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
  if (rest !== '') throw new Error('its last line is cut off');
}
