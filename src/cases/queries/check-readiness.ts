import { setTimeout as after } from 'node:timers/promises';
import { type Instant, toMilliseconds } from '../../core/calendar/time.ts';
import { readDatabaseState } from '../../store/operation.ts';
import type { Stile } from '../stile.ts';

export interface Check {
  readonly name: 'database' | 'migrations' | 'protocols' | 'worker' | 'clock';
  readonly ok: boolean;
  /** In a few words, without any data. */
  readonly words: string;
  /** It is told, but does not take the server out of service. */
  readonly warning?: boolean;
}

export interface Expected {
  /** The migrations of this version of Stile. */
  readonly migrations: readonly string[];
  /** When the worker last finished a round; undefined before its first. */
  readonly heartbeat: () => Instant | undefined;
}

const patienceMilliseconds = 3000;
const workerMinutes = 5;
const clockSeconds = 60;

/** Whether this server can be sent people: each thing that must be so, and whether it is. */
export async function checkReadiness(stile: Stile, expected: Expected): Promise<readonly Check[]> {
  const state = await Promise.race([
    readDatabaseState(stile.db).catch(() => undefined),
    after(patienceMilliseconds, undefined, { ref: false }),
  ]);
  const now = stile.now();
  const { authorities } = stile.protocols;
  const protocols = authorities.length > 0 && stile.bankHolidays !== undefined;
  const beat = expected.heartbeat();
  const working = beat !== undefined && minutesBetween(beat, now) < workerMinutes;
  const checks: Check[] = [
    { name: 'database', ok: state !== undefined, words: state ? 'answers' : 'does not answer' },
    {
      name: 'protocols',
      ok: protocols,
      words: protocols ? `of ${authorities.length} authorities` : 'no policy or no calendar',
    },
    {
      name: 'worker',
      ok: working,
      words: beat === undefined ? 'has not finished a round yet' : `finished a round at ${beat}`,
    },
  ];
  if (state === undefined) return checks;
  const missing = expected.migrations.filter((name) => !state.migrations.includes(name));
  // A newer Stile beside this one has added to the tables: this one goes on until it is stopped.
  const newer = state.migrations.length > expected.migrations.length;
  const apart = Math.abs(toMilliseconds(state.now) - toMilliseconds(now)) / 1000;
  return [
    ...checks,
    {
      name: 'migrations',
      ok: missing.length === 0,
      words:
        missing.length > 0 ? 'not those of this version' : newer ? 'of a newer version' : 'current',
    },
    {
      name: 'clock',
      ok: apart <= clockSeconds,
      warning: true,
      words: `${Math.round(apart)} s from the database’s`,
    },
  ];
}

/** Further from the database's clock than this, in minutes, nobody is told that they are late. */
const clockMinutes = 10;

/** Whether this machine's clock is near the database's; of a database that does not answer nothing is known. */
export async function isClockRight(stile: Stile): Promise<boolean> {
  const { now } = await readDatabaseState(stile.db);
  return Math.abs(minutesBetween(now, stile.now())) < clockMinutes;
}

function minutesBetween(earlier: Instant, later: Instant): number {
  return (toMilliseconds(later) - toMilliseconds(earlier)) / 60_000;
}
