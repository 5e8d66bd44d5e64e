import { createHmac } from 'node:crypto';
import { applicationRole, connectAsOwner } from './connect.ts';
import { hasCode } from './data-folder.ts';

/** Signs in to the database and may be nothing there but the application's role. */
const loginRole = 'stile_login';

/**
 * Makes the application's own login where there is none, and answers with its address. Whoever comes in with it is never
 * the owner, whatever statement they send. Its password follows from the owner's, so that it need be kept nowhere and
 * every process with the owner's address finds the same one; the owner's does not follow from it.
 */
export async function ensureLogin(ownerAddress: string): Promise<string> {
  const address = new URL(ownerAddress);
  const password = createHmac('sha256', decodeURIComponent(address.password))
    .update(`${loginRole} of Stile`)
    .digest('hex');
  const client = await connectAsOwner(ownerAddress);
  try {
    await client.query(`SELECT pg_advisory_lock(hashtext('stile login'))`);
    const { rows } = await client.query<{ known: boolean }>(
      'SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS known',
      [loginRole],
    );
    const rights = 'LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS';
    // A hexadecimal password needs no quoting; DDL takes no parameters.
    const verb = rows[0]?.known ? 'ALTER' : 'CREATE';
    await client
      .query(`${verb} ROLE ${loginRole} ${rights} PASSWORD '${password}'`)
      .catch(ignoreRace);
    await client.query(`GRANT ${applicationRole} TO ${loginRole}`).catch(ignoreRace);
  } finally {
    await client.end();
  }
  address.username = loginRole;
  address.password = password;
  return address.href;
}

/** Roles belong to the whole server: another database of it may be doing the same at this moment. */
function ignoreRace(error: unknown): void {
  if (!['42710', '23505', 'XX000'].some((code) => hasCode(error, code))) throw error;
}
