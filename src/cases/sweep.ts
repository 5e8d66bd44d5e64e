import { fromMilliseconds, toMilliseconds } from '../core/calendar/time.ts';
import type { AuthorityId, FamilyId } from '../core/family/people.ts';
import { claimDueFamilies } from '../store/work.ts';
import { carryOut } from './carry-out.ts';
import { describeFaultBriefly } from './describe-fault.ts';
import { type Stile, seenByStile, stileItself } from './stile.ts';

export interface Swept {
  readonly looked: number;
  /** Families in which something has become overdue or a reminder was due. */
  readonly noted: number;
  readonly problems: readonly { readonly family: string; readonly problem: string }[];
}

const batch = 100;
/** A family that another process was looking at when it ended is looked at again after this. */
const holdMinutes = 5;

/**
 * Notes what time has brought in the families of one authority: what is overdue, and reminders. Two
 * sweeps at once share the work; what both should meet is noted once, because it stands in the
 * family's history and the second to append finds it there.
 */
export async function sweep(stile: Stile, authority: AuthorityId): Promise<Swept> {
  let [looked, noted] = [0, 0];
  const problems: { family: string; problem: string }[] = [];
  for (;;) {
    const now = stile.now();
    const until = fromMilliseconds(toMilliseconds(now) + holdMinutes * 60_000);
    const families = await claimDueFamilies(seenByStile(stile, authority), authority, {
      now,
      until,
      limit: batch,
    });
    if (families.length === 0) return { looked, noted, problems };
    for (const family of families) {
      looked += 1;
      try {
        if (await note(stile, authority, family)) noted += 1;
      } catch (error) {
        // One family that cannot be looked at does not keep the others waiting.
        problems.push({ family, problem: describeFaultBriefly(error) });
      }
    }
  }
}

async function note(stile: Stile, authority: AuthorityId, family: string): Promise<boolean> {
  const noted = await carryOut(stile, {
    actor: stileItself,
    authority,
    // Ids in the store were family ids when they went in.
    family: family as FamilyId,
    command: { do: 'note-time' },
  });
  if (noted.ok) return noted.events.length > 0;
  throw new Error(noted.because === 'refused' ? noted.refusal.message : noted.message);
}
