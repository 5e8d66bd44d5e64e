/** Who sees a family at this moment, asked as Stile itself: for what is about to be delivered. */
import { maySee, type Subject } from '../access/may-see.ts';
import type { Family } from '../core/family/family.ts';
import type { AuthorityId, FamilyId } from '../core/family/people.ts';
import { loadFamily } from '../store/history/events.ts';
import type { Worker } from '../store/people/people.ts';
import { actorOf } from './sessions.ts';
import { type Stile, seenByStile } from './stile.ts';
import { subjectOf, withSight } from './subject-of.ts';

/** What a message is about: a family as it is now, or none. */
export interface Sighting {
  readonly authority: AuthorityId;
  /** Undefined of a message that is about no family. */
  readonly family: Family | undefined;
  /** Whether somebody of the directory is here and sees it; of a message about no family, whether they are here. */
  readonly sees: (worker: Worker) => Promise<boolean>;
  /** Whether somebody is on the list of those who never see it. */
  readonly isBarred: (worker: string) => boolean;
}

export async function sightingOf(
  stile: Stile,
  // Ids of the store were these when they went in.
  { authority, family: id }: { readonly authority: string; readonly family: string | null },
): Promise<Sighting> {
  const council = authority as AuthorityId;
  if (id === null)
    return {
      authority: council,
      family: undefined,
      sees: async (worker) => worker.active,
      isBarred: () => false,
    };
  const known = await loadFamily(seenByStile(stile, authority), council, id as FamilyId);
  const subject = known && subjectOf(stile, known);
  return {
    authority: council,
    family: known?.family,
    async sees(worker) {
      if (subject === undefined || !worker.active) return false;
      const viewer = { authority: council, actor: actorOf(worker) };
      return maySee(await withSight(stile, viewer), subject);
    },
    isBarred: (worker) => subject !== undefined && barred(subject, worker),
  };
}

function barred({ people }: Subject, worker: string): boolean {
  return people.some((each) => each.worker === worker && each.why === 'never');
}
