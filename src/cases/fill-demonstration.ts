import { found, type Parsed, problem } from '../core/calendar/parsed.ts';
import type { FamilyEvent } from '../core/family/events.ts';
import type { AuthorityId, FamilyId } from '../core/family/people.ts';
import { append } from '../store/events.ts';
import { findHoldings } from '../store/holdings.ts';
import { saveWorker, type Worker } from '../store/people.ts';
import { type Stile, sceneOf } from './stile.ts';

/** What a demonstration is made of; `src/simulation` makes it, which this folder does not know. */
export interface Invented {
  readonly workers: readonly Worker[];
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
  make: () => Invented,
): Promise<Parsed<Filled>> {
  const held = await findHoldings(stile.db, mark);
  if (held.others)
    return problem(
      'This database holds more than a demonstration. Invented families are never put beside real ones: use an empty database.',
    );
  const { workers, families } = make();
  // A protocol of this name has been published.
  const authority = name as AuthorityId;
  for (const worker of workers) await saveWorker(stile.db, authority, worker);
  let [added, events] = [0, 0];
  const scene = sceneOf(stile, authority);
  for (const family of families) {
    const appended = await append(stile.db, {
      authority,
      family: family.id,
      known: undefined,
      events: family.events,
      scene,
    });
    if (!appended.ok) continue;
    added += 1;
    events += family.events.length;
  }
  return found({ families: added, events, filled: added > 0 });
}
