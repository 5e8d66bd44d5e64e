import { found, type Parsed, problem } from '../core/calendar/parsed.ts';
import { fromMilliseconds, toMilliseconds } from '../core/calendar/time.ts';
import type { FamilyEvent } from '../core/family/events.ts';
import type { AuthorityId, FamilyId } from '../core/family/people.ts';
import { findDirectories, findHoldings, type Holdings } from '../store/database/holdings.ts';
import { append, loadFamily } from '../store/history/events.ts';
import { settleOlderNotices } from '../store/notices.ts';
import { type NewWorker, saveWorker } from '../store/people/people.ts';
import { type Stile, sceneOf, seenByStile } from './stile.ts';

/** What a demonstration is made of; `src/simulation` makes it, which this folder does not know. */
export interface Invented {
  readonly workers: readonly NewWorker[];
  readonly families: readonly { readonly id: FamilyId; readonly events: readonly FamilyEvent[] }[];
}

export interface Filled {
  readonly families: number;
  readonly events: number;
  /** False when the demonstration was there already. */
  readonly filled: boolean;
}

/** People and families of a demonstration have ids that begin so. */
const mark = 'demo-';

/**
 * Fills an authority with invented people, who mark it as a demonstration. Refused where anything is held that is
 * not of a demonstration; where one is already, nothing is changed. What was begun and broken off is completed.
 */
export async function fillDemonstration(
  stile: Stile,
  name: string,
  make: () => Promise<Invented>,
): Promise<Parsed<Filled>> {
  const held = await findHoldings(stile.db, mark);
  if (held.others)
    return problem(
      'This database holds more than a demonstration. Invented families are never put beside real ones: use an empty database.',
    );
  const { workers, families } = await make();
  // A protocol of this name has been published, at the latest by `make`.
  const authority = name as AuthorityId;
  for (const worker of workers) await saveWorker(seenByStile(stile, authority), authority, worker);
  let [added, events] = [0, 0];
  const fill = async (family: Invented['families'][number]): Promise<void> => {
    if (!(await addHistory(stile, authority, family))) return;
    added += 1;
    events += family.events.length;
  };
  // A few families at a time: each waits for the disk after each of its acts.
  const waiting = [...families];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await fill(next);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (added > 0) await readWhatIsOld(stile, authority);
  return found({ families: added, events, filled: added > 0 });
}

/** Whether people of a demonstration are in the directory, and whether others are. */
export function findWhoIsHere(stile: Stile): Promise<Holdings> {
  return findDirectories(stile.db, mark);
}

const lanes = 8;

/** In days. What was told before is past: it would look like work that nobody has done. */
const newsLasts = 3;

/** Marks the messages of the invented months as read, and leaves the last days as news. */
async function readWhatIsOld(stile: Stile, authority: AuthorityId): Promise<void> {
  const before = fromMilliseconds(toMilliseconds(stile.now()) - newsLasts * 24 * 60 * 60_000);
  const roles = [...stile.protocols.current(authority).roles.values()];
  const teamRoles = roles.filter((role) => role.held === 'team').map((role) => role.id);
  await settleOlderNotices(seenByStile(stile, authority), authority, { before, teamRoles });
}

/** Adds a history act by act, as people would have; false where the family is there already. */
async function addHistory(
  stile: Stile,
  authority: AuthorityId,
  { id, events }: Invented['families'][number],
): Promise<boolean> {
  let known = await loadFamily(seenByStile(stile, authority), authority, id);
  // One that was broken off is a shorter story, and whole as far as it goes.
  if (known !== undefined) return false;
  const scene = sceneOf(stile, authority);
  for (const act of actsOf(events)) {
    const appended = await append(seenByStile(stile, authority), {
      authority,
      family: id,
      known,
      events: act,
      scene,
    });
    // Another process is filling it at the same moment.
    if (!appended.ok && appended.because === 'conflict') return false;
    if (!appended.ok) throw new Error(`The story of ${id} cannot be told: ${appended.because}`);
    known = appended.known;
  }
  return true;
}

/** What was recorded at one moment is one act. */
function actsOf(events: readonly FamilyEvent[]): readonly (readonly FamilyEvent[])[] {
  const acts: FamilyEvent[][] = [];
  for (const event of events) {
    const last = acts.at(-1);
    if (last?.[0]?.recorded === event.recorded) last.push(event);
    else acts.push([event]);
  }
  return acts;
}
