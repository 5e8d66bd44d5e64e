/** Restores a backup into an empty database, and holds what is there afterwards against the backup. */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { type Header, listTables, quoted, readBackup, rowsOf, type TableEnd } from './backup.ts';
import { connectAsOwner } from './connect.ts';
import { migrate } from './migrate.ts';

export interface Restored {
  readonly tables: readonly TableEnd[];
  readonly rows: number;
  readonly taken: string;
}

export interface RestoreSettings {
  readonly connectionString: string;
  readonly migrations: string;
  readonly path: string;
}

/**
 * Reads the file to its end first and touches nothing where it is not whole. All rows go in with one transaction; then
 * each table is read back and its checksum compared; then migrations that are newer than the backup run.
 */
export async function restoreBackup(settings: RestoreSettings): Promise<Restored> {
  const { connectionString, migrations, path } = settings;
  const header = await checkFile(path);
  await refuseUnlessEmpty(connectionString);
  const log = () => undefined;
  const upTo = header.migrations.at(-1)?.name;
  await migrate({ connectionString, folder: migrations, log, upTo });
  const client = await connectAsOwner(connectionString);
  const ends: TableEnd[] = [];
  try {
    await refuseOtherForm(client, header);
    await client.query('BEGIN');
    try {
      await putBack(client, path, ends);
      await compare(client, ends);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  } finally {
    await client.end();
  }
  await migrate({ connectionString, folder: migrations, log });
  const rows = ends.reduce((sum, end) => sum + end.rows, 0);
  return { tables: ends, rows, taken: header.taken };
}

async function checkFile(path: string): Promise<Header> {
  let header: Header | undefined;
  for await (const part of readBackup(path)) if (part.is === 'header') header = part.header;
  if (header === undefined) throw new Error(`${path} is not a whole backup: it is empty.`);
  return header;
}

/** Rows that a migration puts in are no reason: they are replaced. */
async function refuseUnlessEmpty(connectionString: string): Promise<void> {
  const client = await connectAsOwner(connectionString);
  try {
    for (const { table } of await listTables(client)) {
      if (table === 'name_variant') continue;
      const { rowCount } = await client.query(`SELECT 1 FROM ${quoted(table)} LIMIT 1`);
      if (rowCount !== 0)
        throw new Error(
          `This database is not empty: the table ${table} has rows. Restore into an empty one; nothing was changed.`,
        );
    }
  } finally {
    await client.end();
  }
}

async function refuseOtherForm(client: pg.Client, header: Header): Promise<void> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'SELECT name, checksum FROM migration ORDER BY name COLLATE "C"',
  );
  if (
    JSON.stringify(rows) !==
    JSON.stringify(header.migrations.map(({ name, checksum }) => ({ name, checksum })))
  )
    throw new Error(
      'The tables of this database are not those that the backup was made of. Restore into a new database, with this version of Stile or a newer one.',
    );
}

async function putBack(client: pg.Client, path: string, ends: TableEnd[]): Promise<void> {
  let into: { readonly table: string; readonly columns: readonly string[] } | undefined;
  for await (const part of readBackup(path)) {
    switch (part.is) {
      case 'header':
        break;
      case 'begin':
        into = part;
        await client.query(`DELETE FROM ${quoted(part.table)}`);
        break;
      case 'rows': {
        if (into === undefined) throw new Error('A backup has rows outside a table');
        const columns = into.columns.map(quoted).join(', ');
        const table = quoted(into.table);
        await client.query(
          `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1::json)`,
          [`[${part.lines.join(',')}]`],
        );
        break;
      }
      case 'end':
        ends.push(part.end);
        break;
    }
  }
}

async function compare(client: pg.Client, ends: readonly TableEnd[]): Promise<void> {
  const shapes = new Map((await listTables(client)).map((shape) => [shape.table, shape]));
  for (const { table, rows, sha256 } of ends) {
    const shape = shapes.get(table);
    if (shape === undefined) throw new Error(`The backup has a table ${table} that is not here.`);
    const digest = createHash('sha256');
    let count = 0;
    for await (const lines of rowsOf(client, shape)) {
      digest.update(`${lines.join('\n')}\n`, 'utf8');
      count += lines.length;
    }
    if (count !== rows || digest.digest('hex') !== sha256)
      throw new Error(`The rows of ${table} came back otherwise than they were. Nothing was kept.`);
  }
}
