import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Checkpointing, makeCheckpoints } from '../cases/make-checkpoint.ts';
import { isClockRight } from '../cases/queries/check-readiness.ts';
import type { Stile } from '../cases/stile.ts';
import { listMigrationFiles } from '../store/database/migrate.ts';
import { readAssets } from '../web/kit/assets.ts';
import { usualLimits } from '../web/operation/limits.ts';
import { makeMetrics } from '../web/operation/metrics.ts';
import { buildWeb } from '../web/server.ts';
import { scanWithClamav } from '../web/uploads/clamav.ts';
import { openMailer } from '../worker/send-mail.ts';
import { type RunningWorker, startWorker } from '../worker/worker.ts';
import { readCheckpointing } from './checkpointing.ts';
import type { Environment } from './environment.ts';
import { fillDemonstrations } from './fill-demonstrations.ts';
import type { Log } from './log.ts';
import { CannotStart, openDatabase, projectFolder } from './open-database.ts';
import { publishAll } from './publish-all.ts';
import { checkAgainst, isDemonstration, openWays } from './sign-in-ways.ts';
import type { Tracing } from './tracing.ts';
import { versionOf } from './version.ts';

export interface Serving {
  readonly address: string;
  /** People sign in by choosing a name. */
  readonly demonstration: boolean;
  /** Lets what is under way finish, then ends everything that was started. */
  readonly stop: () => Promise<void>;
}

const SWEEP_EVERY_MS = 15_000;

/** Everything that `stile start` starts; throws `CannotStart` with a plain sentence where it cannot. */
export async function serve(
  environment: Environment,
  log: Log,
  /** Other policies than those that come with Stile. */
  protocols?: string,
): Promise<Serving> {
  const metrics = makeMetrics();
  const checkpointing = readCheckpointing(environment);
  const ways = openWays(environment, log);
  const tracing = await traceWhere(environment);
  const opened = await openDatabase(environment, log, { observe: metrics.act, tracing });
  const ends = [async () => tracing?.stop(), opened.close];
  const stop = async (): Promise<void> => {
    for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
  };
  try {
    const { stile } = opened;
    await publishAll(stile, log, protocols);
    checkAgainst(stile, ways);
    // Whoever names a file means real people, also while nothing stands in it yet.
    const real = environment.signInFile !== undefined;
    if (opened.embedded && !real) await fillOnce(stile, environment.dataDir, log);
    const demonstration = await isDemonstration(stile, { real, ways }, log);
    const web = { stile, assets: readAssets(projectFolder), demonstration, signIn: ways };
    let worker: RunningWorker | undefined;
    const { secure, proxies } = environment;
    const app = buildWeb(web, {
      secure,
      proxies,
      limits: usualLimits,
      scan:
        environment.clamav === undefined
          ? undefined
          : scanWithClamav({ address: environment.clamav }),
      log: (message, request) => log(message, { event: 'fault', request }),
      within: tracing?.within,
      answered(request) {
        metrics.request(request);
        tracing?.answered(request);
        const { id, milliseconds, ...rest } = request;
        log.detail?.({ event: 'request', request: id, ...rest, ms: Math.round(milliseconds) });
      },
      operation: {
        metrics,
        token: environment.metricsToken,
        migrations: listMigrationFiles(join(projectFolder, 'migrations')),
        heartbeat: () => worker?.heartbeat(),
      },
    });
    ends.push(() => app.close());
    const address = await listen(
      () => app.listen({ port: environment.port, host: environment.host }),
      environment,
    );
    const mailer =
      environment.smtpUrl === undefined
        ? undefined
        : openMailer({
            url: environment.smtpUrl,
            from: environment.mailFrom,
            address: environment.address ?? address,
          });
    if (mailer !== undefined) ends.push(async () => mailer.close());
    worker = startWorker(stile, {
      deliver: mailer?.deliver,
      wait: (milliseconds, signal) =>
        sleep(milliseconds, undefined, { signal }).catch(() => undefined),
      everyMilliseconds: SWEEP_EVERY_MS,
      log,
      clockIsRight: () => isClockRight(stile),
      alsoEachRound: checkpointing && (() => checkpointDaily(stile, checkpointing, log)),
    });
    ends.push(worker.stop);
    return { address, demonstration, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Loaded only where it is asked for: OpenTelemetry is large. */
async function traceWhere({ tracesTo }: Environment): Promise<Tracing | undefined> {
  if (tracesTo === undefined) return undefined;
  const { startTracing } = await import('./tracing.ts');
  return startTracing({ endpoint: tracesTo, version: versionOf(projectFolder) });
}

/** What the terminal says once people can come. */
export function welcome({ address, demonstration }: Omit<Serving, 'stop'>): string {
  return [
    '',
    `Stile is ready: ${address}`,
    demonstration
      ? 'To sign in, open that address in a browser, choose a council and choose a person.'
      : 'People sign in there with their own accounts.',
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

async function listen(
  begin: () => Promise<string>,
  { port, host }: Pick<Environment, 'port' | 'host'>,
): Promise<string> {
  try {
    const address = await begin();
    const taken = URL.parse(address)?.port ?? String(port);
    // Listening everywhere includes this machine's own name, which a person can open.
    const name = ['0.0.0.0', '::', '127.0.0.1'].includes(host) ? 'localhost' : host;
    return `http://${name.includes(':') ? `[${name}]` : name}:${taken}`;
  } catch (error) {
    throw new CannotStart(whyNotListening(error, port, host));
  }
}

/** Signs a checkpoint where there is none of today; one that would sign over a rewritten history is refused and told. */
async function checkpointDaily(
  stile: Stile,
  checkpointing: Checkpointing,
  log: Log,
): Promise<void> {
  for (const { authority, breaks } of await makeCheckpoints(stile, checkpointing, { daily: true }))
    for (const { family, words } of breaks)
      log(`No checkpoint of ${authority} was signed: ${family ?? 'the checkpoints'}: ${words}`);
}

function whyNotListening(error: unknown, port: number, host: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken by another program. Stop that one, or set PORT to another number.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `This machine has no address ${host}. Set STILE_HOST to one it has, or to 0.0.0.0 for all.`;
  if (code === 'EACCES')
    return `Port ${port} may not be used by this user. Set PORT to a number above 1023.`;
  return `Stile cannot listen on port ${port}: ${error instanceof Error ? error.message : String(error)}.`;
}
