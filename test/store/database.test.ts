import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { testDatabase } from '../database.ts';

test('tests share a template that is prepared once, and nothing they write', async () => {
  let prepared = 0;
  const template = {
    name: 'shared_in_this_test',
    async prepare(connectionString: string) {
      prepared++;
      await run(connectionString, 'CREATE TABLE word (word text)');
    },
  };
  const [one, other] = await Promise.all([testDatabase(template), testDatabase(template)]);
  assert.equal(prepared, 1);
  await run(one.connectionString, "INSERT INTO word VALUES ('mine')");
  assert.deepEqual(await run(other.connectionString, 'SELECT * FROM word'), []);
  await one.drop();
  await other.drop();
});

test('a template that could not be prepared is not used by the next', async () => {
  const name = 'failing_in_this_test';
  const failing = { name, prepare: () => Promise.reject(new Error('no such migration')) };
  await assert.rejects(testDatabase(failing), /no such migration/);
  const prepare = async (url: string) => {
    await run(url, 'CREATE TABLE done ()');
  };
  const { connectionString } = await testDatabase({ name, prepare });
  assert.deepEqual(await run(connectionString, 'SELECT * FROM done'), []);
});

async function run(connectionString: string, statement: string) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
