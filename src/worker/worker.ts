import { carryOutDueHandOvers } from '../cases/carry-out-hand-over.ts';
import { catchUpAll, whatIsInForce } from '../cases/change-calendar.ts';
import { clearWhatRanOut } from '../cases/clear-what-ran-out.ts';
import { compareFamilies } from '../cases/compare-families.ts';
import { type Deliver, deliverOutbox } from '../cases/deliver-outbox.ts';
import { describeFaultBriefly } from '../cases/describe-fault.ts';
import type { Stile } from '../cases/stile.ts';
import { sweep } from '../cases/sweep.ts';
import type { Instant } from '../core/calendar/time.ts';
import type { AuthorityId } from '../core/family/people.ts';

export interface WorkerSettings {
  /** Sends mail; without it everybody is told in Stile only. */
  readonly deliver: Deliver | undefined;
  /** Resolves after so many milliseconds, or at once when the signal is aborted. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly everyMilliseconds: number;
  readonly log: (message: string) => void;
  /** Whether the clock can be believed; without it, it is. Where not, time does nothing and tells nobody. */
  readonly clockIsRight?: (() => Promise<boolean>) | undefined;
  /** Once a round, such as to sign a checkpoint where there is none of today yet. */
  readonly alsoEachRound?: (() => Promise<void>) | undefined;
}

export interface RunningWorker {
  /** When it last finished a round: that it is alive and gets through. */
  readonly heartbeat: () => Instant | undefined;
  /** Ends after what is under way; resolves when nothing is. */
  readonly stop: () => Promise<void>;
}

/** Looks again and again at what time has brought and what waits to be delivered. */
export function startWorker(stile: Stile, settings: WorkerSettings): RunningWorker {
  const stopping = new AbortController();
  let beat: Instant | undefined;
  const running = run(stile, settings, stopping.signal, () => {
    beat = stile.now();
  });
  return {
    heartbeat: () => beat,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

async function run(
  stile: Stile,
  settings: WorkerSettings,
  signal: AbortSignal,
  finished: () => void,
): Promise<void> {
  // Nothing yet after a start: a new version of Stile may work read rows out in another way.
  let caughtUp: string | undefined;
  let clearedIn: string | undefined;
  while (!signal.aborted) {
    try {
      await stile.refresh();
      // Something was published, or the day has come on which a version takes effect.
      const inForce = whatIsInForce(stile);
      if (inForce !== caughtUp) await catchUpAll(stile);
      caughtUp = inForce;
      if ((await settings.clockIsRight?.()) === false)
        settings.log(
          'The worker does nothing: its clock is far from the database’s. Set it right.',
        );
      else {
        await workOnce(stile, settings, signal);
        finished();
        await settings.alsoEachRound?.();
        // Terms are of days: once an hour is soon enough.
        const hour = stile.now().slice(0, 13);
        if (hour !== clearedIn) await clearAll(stile, signal);
        clearedIn = hour;
      }
    } catch (error) {
      // The database may be away for a moment; what was due is still due then.
      settings.log(`The worker could not finish a round: ${describeFaultBriefly(error)}`);
    }
    if (!signal.aborted) await settings.wait(settings.everyMilliseconds, signal);
  }
}

async function clearAll(stile: Stile, signal: AbortSignal): Promise<void> {
  // The names under which protocols were published.
  for (const name of stile.protocols.authorities)
    await clearWhatRanOut(stile, name as AuthorityId, signal);
}

/** One round: every authority in turn. */
export async function workOnce(
  stile: Stile,
  settings: Pick<WorkerSettings, 'deliver' | 'log'>,
  signal?: AbortSignal,
): Promise<void> {
  for (const name of stile.protocols.authorities) {
    if (signal?.aborted) return;
    // The names under which protocols were published.
    const authority = name as AuthorityId;
    const swept = await sweep(stile, authority);
    for (const { family, problem } of swept.problems) {
      settings.log(`The sweep could not look at family ${family} of ${authority}: ${problem}`);
    }
    for (const problem of await carryOutDueHandOvers(stile, authority))
      settings.log(`Handing over in ${authority}: ${problem}`);
    for (const problem of await compareFamilies(stile, authority))
      settings.log(`Comparing families of ${authority}: ${problem}`);
    const { failed } = await deliverOutbox(stile, authority, settings.deliver);
    if (failed > 0)
      settings.log(
        `${failed} messages of ${authority} were not delivered; see the list of failed messages.`,
      );
  }
}
