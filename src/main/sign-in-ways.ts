/** How people sign in to this database: with their own accounts, or, in a demonstration, by choosing a name. */
import { administrator } from '../access/administrator.ts';
import { findWhoIsHere } from '../cases/fill-demonstration.ts';
import type { Stile } from '../cases/stile.ts';
import type { RoleId } from '../core/protocol/protocol.ts';
import { openProvider } from '../web/sign-in/provider.ts';
import type { SignInWays } from '../web/sign-in/ways.ts';
import type { Environment } from './environment.ts';
import { CannotStart } from './open-database.ts';
import { readSignInFile, type SignInFile } from './sign-in-file.ts';

/** Reads the file and opens what it names. Throws `CannotStart` where what it says cannot be. */
export function openWays(environment: Environment, log: (message: string) => void): SignInWays {
  const file = readSignInFile(environment.signInFile);
  const { address, smtpUrl, sessionIdleMinutes, sessionHours } = environment;
  if (file.providers.length > 0 && address === undefined)
    throw new CannotStart(
      'Set STILE_ADDRESS to the address at which people find Stile: providers send them back there.',
      2,
    );
  if (file.links.length > 0 && (smtpUrl === undefined || address === undefined))
    throw new CannotStart(
      'Links by mail need a mail server and the address that stands in them: set SMTP_URL and STILE_ADDRESS.',
      2,
    );
  return {
    providers: file.providers.map(openProvider),
    links: file.links,
    address: (address ?? '').replace(/\/+$/, ''),
    sessions: { idleMinutes: sessionIdleMinutes, hours: sessionHours },
    log,
  };
}

/** What the file names must be published: authorities, and the roles that providers give. */
export function checkAgainst(
  stile: Stile,
  { providers, links }: Pick<SignInFile, 'providers' | 'links'>,
): void {
  const { authorities } = stile.protocols;
  const wrong = (problem: string): never => {
    throw new CannotStart(`STILE_SIGN_IN: ${problem}`, 2);
  };
  for (const name of [...links, ...providers.map(({ authority }) => authority)])
    if (!authorities.includes(name))
      wrong(`there is no authority ${name}; there are ${authorities.join(', ')}.`);
  // Compared with those there are.
  for (const { id, authority, roles, for: whose } of providers)
    for (const role of roles?.values() ?? []) {
      if (role === administrator && whose === 'partner')
        wrong(
          `the provider ${id} gives the role ${role}, but an administrator works for the council.`,
        );
      if (role !== administrator && !stile.protocols.current(authority).roles.has(role as RoleId))
        wrong(
          `the provider ${id} gives a role ${role}, which the policy of ${authority} does not have.`,
        );
    }
}

/**
 * Whether people sign in by choosing a name. Refuses to start where that would be possible beside real people or
 * with real ways in, and says it where nobody can sign in at all.
 */
export async function isDemonstration(
  stile: Stile,
  {
    real,
    ways,
  }: {
    readonly real: boolean;
    readonly ways: Pick<SignInWays, 'providers' | 'links'>;
  },
  log: (message: string) => void,
): Promise<boolean> {
  const here = await findWhoIsHere(stile);
  if (here.demonstration && here.others)
    throw new CannotStart(
      'This database holds people of a demonstration, who sign in without a password, beside other people. Stile does not start with both: move the others to a database of their own.',
    );
  if (here.demonstration && real)
    throw new CannotStart(
      'This database holds a demonstration, whose people sign in without a password. Take STILE_SIGN_IN away, or use an empty database.',
    );
  if (!here.demonstration && ways.providers.length + ways.links.length === 0)
    log('Nobody can sign in: set STILE_SIGN_IN to a file that says how (docs/operating.md).');
  return here.demonstration;
}
