import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ensureLogin } from '../../src/store/database/application-login.ts';
import { connect, itself } from '../../src/store/database/connect.ts';
import { loadFamily } from '../../src/store/history/events.ts';
import { asOwner, authority, done, openTestStile, registration } from '../store/support.ts';

test('the application’s own login works, and has nothing mightier to fall back to', async () => {
  const stile = await openTestStile();
  await done(stile, 'f1', registration('f1'));
  const address = await ensureLogin(stile.connectionString);
  // Found again by every process that has the owner's address.
  assert.equal(await ensureLogin(stile.connectionString), address);
  const db = await connect({ connectionString: address, ownLogin: true });
  const known = await loadFamily(itself(db, authority), authority, 'f1' as never);
  assert.equal(known?.family.reference, 'F-f1');
  const owner = new URL(stile.connectionString).username;
  const client = await db.pool.connect();
  await client.query('RESET ROLE');
  assert.deepEqual((await client.query('SELECT current_user AS me')).rows, [{ me: 'stile_app' }]);
  await client.query('SET ROLE NONE');
  await assert.rejects(client.query('SELECT FROM public.event'), { code: '42501' });
  for (const trick of [
    `SET ROLE "${owner}"`,
    `SET SESSION AUTHORIZATION "${owner}"`,
    'SET ROLE pg_read_all_data',
  ])
    await assert.rejects(client.query(trick), { code: '42501' }, trick);
  client.release(true);
  await db.close();
  await stile.close();
});

test('an address that is said to be the application’s own, and is the owner’s, is refused', async () => {
  const stile = await openTestStile();
  const wrong = connect({ connectionString: stile.connectionString, ownLogin: true });
  await assert.rejects(wrong, /member of stile_app and of nothing else/);
  await stile.close();
});

test('a role of the application that passes row-level security is refused', async () => {
  const stile = await openTestStile();
  const role = `mighty_${process.pid}`;
  await asOwner(
    stile.connectionString,
    `CREATE ROLE ${role} LOGIN BYPASSRLS PASSWORD 'x'; GRANT stile_app TO ${role}`,
  );
  const address = new URL(stile.connectionString);
  Object.assign(address, { username: role, password: 'x' });
  await assert.rejects(
    connect({ connectionString: address.href, ownLogin: true }),
    /member of stile_app and of nothing else/,
  );
  await stile.close();
});
