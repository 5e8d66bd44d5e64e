import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connect, type Database, within } from '../../src/store/database/connect.ts';
import type { TestDatabase } from '../database.ts';
import { authority, migrated } from './support.ts';

let made: TestDatabase;
let db: Database;
before(async () => {
  made = await migrated();
  db = await connect({ connectionString: made.connectionString, connections: 3 });
});
after(async () => {
  await db.close();
  await made.drop();
});

const asked = 'SELECT viewer_worker() AS worker, pg_current_xact_id()::text AS run';
interface Told {
  readonly worker: string;
  readonly run: string;
}
const ask = async (worker: string): Promise<Told> => {
  const { rows } = await within(db, { authority, worker, now: null }).query<Told>(asked);
  assert.ok(rows[0]);
  return rows[0];
};

test('what is asked for one person at one moment is one transaction', async () => {
  const told = await Promise.all([ask('stile'), ask('stile'), ask('stile')]);
  assert.deepEqual(new Set(told.map(({ run }) => run)).size, 1);
});

test('what is asked for two people, or at two moments, is not', async () => {
  const [one, other] = await Promise.all([ask('stile'), ask('')]);
  const later = await ask('stile');
  assert.equal(one.worker, 'stile');
  assert.equal(other.worker, null);
  assert.equal(new Set([one.run, other.run, later.run]).size, 3);
});

test('where one of several fails, the others have their answers and what they wrote', async () => {
  const here = within(db, { authority, worker: 'stile', now: null });
  const write = (id: string) =>
    here.query('INSERT INTO team (authority, name) VALUES ($1, $2)', [authority, id]);
  const [first, wrong, second] = await Promise.allSettled([
    write('North'),
    here.query('SELECT 1 / 0'),
    write('South'),
  ]);
  assert.deepEqual(
    [first.status, wrong.status, second.status],
    ['fulfilled', 'rejected', 'fulfilled'],
  );
  assert.match(String(wrong.status === 'rejected' && wrong.reason), /division by zero/);
  const { rows } = await here.query('SELECT name FROM team ORDER BY name');
  assert.deepEqual(
    rows.map(({ name }) => name),
    ['North', 'South'],
  );
});

test('many at once have each their own answer, in whatever order they were asked', async () => {
  const here = within(db, { authority, worker: 'stile', now: null });
  const wanted = Array.from({ length: 100 }, (_, n) => n);
  const answers = await Promise.all(
    wanted.map(async (n) => (await here.query('SELECT $1::integer AS n', [n])).rows[0]?.n),
  );
  assert.deepEqual(answers, wanted);
});
