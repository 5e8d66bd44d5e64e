import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { connect, connectAsOwner } from '../../src/store/database/connect.ts';
import { describeSchema } from '../../src/store/database/describe-schema.ts';
import { migrate } from '../../src/store/database/migrate.ts';
import { testDatabase } from '../database.ts';
import { asOwner, migrated, migrations, root } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'migrations-'));
after(() => rmSync(folder, { recursive: true }));
const log = () => undefined;

test('migrations run once, in order', async () => {
  const { connectionString } = await testDatabase();
  const ran = await migrate({ connectionString, folder: migrations, log });
  assert.deepEqual(ran, [...ran].sort());
  assert.ok(ran.length > 0);
  assert.deepEqual(await migrate({ connectionString, folder: migrations, log }), []);
});

test('two processes that start at once take turns', async () => {
  const { connectionString } = await testDatabase();
  const settings = { connectionString, folder: migrations, log };
  const [one, other] = await Promise.all([migrate(settings), migrate(settings)]);
  assert.equal(Math.min(one.length, other.length), 0);
  assert.ok(Math.max(one.length, other.length) > 0);
});

test('a migration that was changed after it ran is refused in plain words', async () => {
  const { connectionString } = await migrated();
  cpSync(realpathSync(migrations), folder, { recursive: true });
  writeFileSync(join(folder, '0001-store.sql'), '-- something else');
  await assert.rejects(
    migrate({ connectionString, folder, log }),
    /0001-store\.sql was changed after this database had run it\. Put the file back/,
  );
});

test('of a migration that fails, nothing is kept', async () => {
  const { connectionString } = await migrated();
  cpSync(realpathSync(migrations), folder, { recursive: true });
  writeFileSync(join(folder, '9999-wrong.sql'), 'CREATE TABLE half (a int); SELECT nonsense;');
  await assert.rejects(
    migrate({ connectionString, folder, log }),
    /9999-wrong\.sql could not be run/,
  );
  const tables = await asOwner(connectionString, "SELECT FROM pg_class WHERE relname = 'half'");
  assert.equal(tables.length, 0);
});

test('of several of which one fails nothing is kept, and put right they run', async () => {
  const { connectionString } = await migrated();
  cpSync(realpathSync(migrations), folder, { recursive: true });
  writeFileSync(join(folder, '9998-good.sql'), 'CREATE TABLE whole (a int);');
  writeFileSync(join(folder, '9999-wrong.sql'), 'CREATE TABLE half (a int); SELECT nonsense;');
  const settings = { connectionString, folder, log };
  await assert.rejects(
    migrate(settings),
    /9999-wrong\.sql could not be run, and the database is as it was/,
  );
  // So that the older Stile can be started again.
  assert.deepEqual(await migrate({ ...settings, folder: migrations }), []);
  writeFileSync(join(folder, '9999-wrong.sql'), 'CREATE TABLE half (a int);');
  assert.deepEqual(await migrate(settings), ['9998-good.sql', '9999-wrong.sql']);
  rmSync(join(folder, '9998-good.sql'));
  rmSync(join(folder, '9999-wrong.sql'));
});

test('a migration that is killed half way is as if it had never begun', async () => {
  const { connectionString } = await migrated();
  cpSync(realpathSync(migrations), folder, { recursive: true });
  const slow = 'CREATE TABLE half (a int); SELECT pg_sleep(600);';
  writeFileSync(join(folder, '9999-slow.sql'), slow);
  const child = spawn(process.execPath, [
    '--input-type=module',
    '-e',
    `const { migrate } = await import(${JSON.stringify(join(root, 'dist/src/store/database/migrate.js'))});
     await migrate({ connectionString: ${JSON.stringify(connectionString)}, folder: ${JSON.stringify(folder)}, log() {} });`,
  ]);
  const asleep =
    "SELECT pid FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid() AND datname = current_database()";
  let sleeping: Record<string, unknown>[] = [];
  while (sleeping.length === 0) sleeping = await asOwner(connectionString, asleep);
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  // What the operator is told to do where the server has not noticed yet.
  await asOwner(connectionString, 'SELECT pg_terminate_backend($1, 5000)', [sleeping[0]?.pid]);
  writeFileSync(join(folder, '9999-slow.sql'), 'CREATE TABLE half (a int);');
  assert.deepEqual(await migrate({ connectionString, folder, log }), ['9999-slow.sql']);
  rmSync(join(folder, '9999-slow.sql'));
});

test('schema.sql is what the migrations make', async () => {
  const { connectionString } = await migrated();
  const client = await connectAsOwner(connectionString);
  const found = await describeSchema(client);
  await client.end();
  const file = join(root, 'schema.sql');
  if (process.env.STILE_WRITE_SCHEMA) writeFileSync(file, found);
  assert.equal(
    found,
    readFileSync(file, 'utf8'),
    'schema.sql is out of date. Write it anew with: STILE_WRITE_SCHEMA=yes bin/test store/migrate',
  );
});

test('every primary key begins with the authority, but of what all authorities share', async () => {
  const { connectionString } = await migrated();
  const rows = await asOwner(
    connectionString,
    `SELECT c.relname AS name, a.attname AS first FROM pg_class c
     JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY c.relname`,
  );
  const others = rows.filter(({ first }) => first !== 'authority').map(({ name }) => name);
  assert.deepEqual(others, ['calendar_published', 'migration', 'name_variant']);
});

test('an owner who is no superuser and owns one database is enough', async () => {
  const { connectionString } = await testDatabase();
  const database = new URL(connectionString).pathname.slice(1);
  const owner = `owner_${process.pid}`;
  await asOwner(connectionString, `CREATE ROLE ${owner} LOGIN CREATEROLE PASSWORD 'secret'`);
  await asOwner(connectionString, `ALTER DATABASE "${database}" OWNER TO ${owner}`);
  const url = new URL(connectionString);
  url.username = owner;
  url.password = 'secret';
  // Where another database of the server has made the role already, whoever runs it must grant it.
  await asOwner(connectionString, `GRANT stile_app TO ${owner}`).catch(() => undefined);
  await migrate({ connectionString: url.href, folder: migrations, log });
  const db = await connect({ connectionString: url.href });
  const { rows } = await db.pool.query('SELECT current_user AS me');
  assert.deepEqual(rows, [{ me: 'stile_app' }]);
  await db.close();
});

test('an owner who may not create the role is told what to ask for', async () => {
  const { connectionString } = await testDatabase();
  const owner = `poor_${process.pid}`;
  await asOwner(connectionString, `CREATE ROLE ${owner} LOGIN PASSWORD 'secret'`);
  const url = new URL(connectionString);
  url.username = owner;
  url.password = 'secret';
  await assert.rejects(
    migrate({ connectionString: url.href, folder: migrations, log }),
    new RegExp(`Ask whoever runs the server to do it once: CREATE ROLE stile_app .* TO "${owner}"`),
  );
});

test('a wrong DATABASE_URL is one plain sentence without the password', async () => {
  const { connectionString } = await migrated();
  const wrong = (change: (url: URL) => void) => {
    const url = new URL(connectionString);
    change(url);
    return connect({ connectionString: url.href });
  };
  const port = (url: URL) => {
    url.port = '1';
  };
  await assert.rejects(
    wrong(port),
    /^Error: Stile cannot use the database at 127\.0\.0\.1:1\/.*: nothing answers there\. Check DATABASE_URL\.$/,
  );
  const password = (url: URL) => {
    url.password = 'hunter2';
  };
  await assert.rejects(wrong(password), (error: Error) => {
    assert.match(error.message, /the user or the password is wrong/);
    assert.doesNotMatch(error.message, /hunter2/);
    return true;
  });
  const name = (url: URL) => {
    url.pathname = '/nowhere';
  };
  await assert.rejects(wrong(name), /there is no database of that name/);
  await assert.rejects(
    connect({ connectionString: 'no address' }),
    /DATABASE_URL is not an address/,
  );
});

test('a database without our tables is one plain sentence', async () => {
  const { connectionString } = await testDatabase();
  await assert.rejects(
    connect({ connectionString }),
    /Stile’s tables are not in it yet|no role stile_app/,
  );
});
