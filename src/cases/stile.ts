import type { Viewer } from '../access/may-see.ts';
import type { BankHolidays } from '../core/calendar/load.ts';
import type { Instant } from '../core/calendar/time.ts';
import type { WorkingCalendar } from '../core/calendar/working-calendar.ts';
import type { Actor, WorkerId } from '../core/family/people.ts';
import type { RoleId } from '../core/protocol/protocol.ts';
import type { Protocols } from '../core/protocol/protocols.ts';
import { type Database, itself, stileWorker, within } from '../store/database/connect.ts';

/** Everything that a use case needs of the world around it. */
export interface Stile {
  readonly db: Database;
  /** What is published now; `refresh` looks again. */
  readonly protocols: Protocols;
  /** Bank holidays with the authority's own closures and hours. Throws while none are published. */
  readonly calendarOf: (authority: string) => WorkingCalendar;
  readonly bankHolidays: BankHolidays | undefined;
  /** Reads what was published by another process since; says whether there was anything. */
  readonly refresh: () => Promise<boolean>;
  readonly now: () => Instant;
  /** A new identifier that nobody can guess (122 random bits or more). */
  readonly newId: () => string;
  /** Is told how each act ended, for counting; nothing in it says who or which family. */
  readonly observe?: ((act: ObservedAct) => void) | undefined;
  /** Runs an act, told by its name and how it ended, so that it is seen how long it took and what it was made of. */
  readonly trace?:
    | (<T>(name: string, run: () => Promise<T>, endOf: (done: T) => string) => Promise<T>)
    | undefined;
}

export interface ObservedAct {
  readonly authority: string;
  /** What was asked: `take-step`. */
  readonly act: string;
  readonly result: 'done' | 'repeated' | 'refused' | 'conflict';
  /** The gates that refused it; where it was refused otherwise, the kind of refusal. */
  readonly because: readonly string[];
}

/** Stile itself, where time has done something and nobody acts. */
export const stileItself: Actor = {
  // The one worker that is in no directory.
  worker: stileWorker as WorkerId,
  name: 'Stile',
  // Never empty: it sees what the authority sees. No protocol has this role, so it may do no step.
  roles: ['stile' as RoleId],
  agency: 'Stile',
  employer: 'authority',
};

/** The part of Stile that decisions and read rows depend on. */
export function sceneOf(stile: Stile, authority: string) {
  return { protocols: stile.protocols, calendar: stile.calendarOf(authority) };
}

/** The database as somebody sees it. What is not theirs is not there, whatever a page or a statement forgets. */
export function seenBy(stile: Stile, { authority, actor, now = stile.now() }: Viewer): Database {
  return within(stile.db, { authority, worker: actor.worker, now });
}

/**
 * The database as Stile itself sees it, everything of one authority: for what time brings, for a concern about any
 * child, and for nothing that is shown to anybody.
 */
export function seenByStile(stile: Pick<Stile, 'db'>, authority: string): Database {
  return itself(stile.db, authority);
}

/** The database before anybody has signed in: who works here and their sessions, and no family. */
export function seenAtTheDoor(stile: Pick<Stile, 'db'>, authority: string): Database {
  return within(stile.db, { authority, worker: '', now: null });
}
