import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { listDirectory } from '../cases/queries/list-team.ts';
import type { Stile } from '../cases/stile.ts';
import type { AuthorityId } from '../core/family/people.ts';
import { readAssets } from '../web/kit/assets.ts';
import { buildWeb } from '../web/server.ts';
import { openMailer } from '../worker/send-mail.ts';
import { startWorker } from '../worker/worker.ts';
import type { Environment } from './environment.ts';
import { fillDemonstrations } from './fill-demonstrations.ts';
import { CannotStart, openDatabase, projectFolder } from './open-database.ts';
import { publishAll } from './publish-all.ts';

export interface Serving {
  readonly address: string;
  /** Lets what is under way finish, then ends everything that was started. */
  readonly stop: () => Promise<void>;
}

const SWEEP_EVERY_MS = 15_000;

/** Everything that `stile start` starts; throws `CannotStart` with a plain sentence where it cannot. */
export async function serve(
  environment: Environment,
  log: (message: string) => void,
  /** Other policies than those that come with Stile. */
  protocols?: string,
): Promise<Serving> {
  const opened = await openDatabase(environment, log);
  const ends = [opened.close];
  const stop = async (): Promise<void> => {
    for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
  };
  try {
    const { stile } = opened;
    await publishAll(stile, protocols);
    if (opened.embedded) await fillOnce(stile, environment.dataDir, log);
    const demonstration = await isDemonstration(stile);
    const web = { stile, assets: readAssets(projectFolder), demonstration };
    const app = buildWeb(web, { secure: false, log });
    ends.push(() => app.close());
    const address = await listen(
      () => app.listen({ port: environment.port, host: 'localhost' }),
      environment.port,
    );
    const mailer =
      environment.smtpUrl === undefined
        ? undefined
        : openMailer({ url: environment.smtpUrl, from: 'Stile <stile@localhost>', address });
    if (mailer !== undefined) ends.push(async () => mailer.close());
    const worker = startWorker(stile, {
      deliver: mailer?.deliver,
      wait: (milliseconds, signal) =>
        sleep(milliseconds, undefined, { signal }).catch(() => undefined),
      everyMilliseconds: SWEEP_EVERY_MS,
      log,
    });
    ends.push(worker.stop);
    return { address, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What the terminal says once people can come. */
export function welcome({ address }: Pick<Serving, 'address'>): string {
  return [
    '',
    `Stile is ready: ${address}`,
    'To sign in, open that address in a browser, choose a council and choose a person.',
    'Ctrl-C stops it.',
    '',
  ].join('\n');
}

/**
 * Fills the demonstration the first time. That it is whole is marked in the data folder, so that a later start need
 * not look, and one that was broken off is completed.
 */
async function fillOnce(
  stile: Stile,
  dataDir: string,
  log: (message: string) => void,
): Promise<void> {
  const mark = join(dataDir, 'demonstration');
  if (existsSync(mark)) return;
  const filled = await fillDemonstrations(stile);
  if (!filled.ok) log(filled.problem);
  writeFileSync(mark, 'filled\n', { flush: true });
}

/** People who sign in without a password have names that begin so; a real directory has none of them. */
async function isDemonstration(stile: Stile): Promise<boolean> {
  for (const name of stile.protocols.authorities) {
    // The names under which protocols were published.
    const people = await listDirectory(stile, { authority: name as AuthorityId });
    if (people.some((person) => person.id.startsWith('demo-'))) return true;
  }
  return false;
}

async function listen(begin: () => Promise<string>, port: number): Promise<string> {
  try {
    const address = await begin();
    const taken = URL.parse(address)?.port ?? String(port);
    return `http://localhost:${taken}`;
  } catch (error) {
    throw new CannotStart(whyNotListening(error, port));
  }
}

function whyNotListening(error: unknown, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken by another program. Stop that one, or set PORT to another number.`;
  if (code === 'EACCES')
    return `Port ${port} may not be used by this user. Set PORT to a number above 1023.`;
  return `Stile cannot listen on port ${port}: ${error instanceof Error ? error.message : String(error)}.`;
}
