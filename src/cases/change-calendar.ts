import {
  type BankHolidayChanges,
  type BankHolidays,
  compareBankHolidays,
  readBankHolidays,
} from '../core/calendar/load.ts';
import { found, type Parsed, problem } from '../core/calendar/parsed.ts';
import type { AuthorityId } from '../core/family/people.ts';
import { canonical } from '../store/history/chain.ts';
import { addCalendar, findCalendar, findCalendarOf } from '../store/published.ts';
import { type CaughtUp, catchUp } from './catch-up.ts';
import { readStored } from './open-stile.ts';
import { type Stile, seenByStile } from './stile.ts';

export interface CalendarChanged {
  readonly version: string;
  /** False when this very list was already in force. */
  readonly changed: boolean;
  readonly changes: BankHolidayChanges;
  /** What it meant for the families of all authorities. */
  readonly caughtUp: CaughtUp;
}

/**
 * Puts a new list of bank holidays in force: checks it, publishes it, and works out again every
 * open date that it moves, which each family's history then says. Nothing changes if it is refused.
 */
export async function changeCalendar(
  stile: Stile,
  json: unknown,
): Promise<Parsed<CalendarChanged>> {
  const read = readBankHolidays(json);
  if (!read.ok) return read;
  const list = read.value;
  const present = await findCalendar(stile.db);
  const before = present && readStored(present.body);
  const changes = compareBankHolidays(before ?? { ...list, events: [] }, list);
  const refusal = await refuseIfWorse(stile, list, changes);
  if (refusal !== undefined) return problem(refusal);
  const changed = before?.version !== list.version;
  if (changed) {
    // They are no authority's own.
    const added = await addCalendar(seenByStile(stile, ''), {
      after: present?.number ?? 0,
      version: list.version,
      body: canonical(json),
      now: stile.now(),
    });
    if (!added)
      return problem(
        'Another list of bank holidays was published just now. Look at that one first',
      );
  }
  await stile.refresh();
  const caughtUp = await catchUpAll(stile);
  return found({ version: list.version, changed, changes, caughtUp });
}

/** What read rows depend on besides the histories, of all authorities: another text where there is something to catch up with. */
export function whatIsInForce({ protocols, bankHolidays }: Stile): string {
  const keys = protocols.authorities.map((authority) => protocols.current(authority).key);
  return JSON.stringify([bankHolidays?.version, ...keys]);
}

/** Catches up for every authority that has a protocol here. */
export async function catchUpAll(stile: Stile): Promise<CaughtUp> {
  let [families, moved] = [0, 0];
  for (const authority of stile.protocols.authorities) {
    // The names under which protocols were published.
    const done = await catchUp(stile, authority as AuthorityId);
    families += done.families;
    moved += done.moved;
  }
  return { families, moved };
}

async function refuseIfWorse(
  stile: Stile,
  list: BankHolidays,
  changes: BankHolidayChanges,
): Promise<string | undefined> {
  if (changes.yearsDropped.length > 0) {
    return `The new list leaves out ${changes.yearsDropped.join(', ')}, for which dates have been worked out. Keep those years in it`;
  }
  const same = await findCalendarOf(stile.db, list.version);
  if (same === undefined) return undefined;
  const stored = readStored(same.body);
  if (canonical(stored) !== canonical(list)) {
    return `The version “${list.version}” is already published with other bank holidays. Give the new list a version of its own`;
  }
  const latest = await findCalendar(stile.db);
  return latest?.version === list.version
    ? undefined
    : `The version “${list.version}” was in force before “${latest?.version}”. To go back to it, give it a new version`;
}
