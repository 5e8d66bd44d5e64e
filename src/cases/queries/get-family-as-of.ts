import { accessOf, type Viewer } from '../../access/may-see.ts';
import { derivedFor, eventFor, familyFor, withheldFromViewer } from '../../access/shared-part.ts';
import { dayOf, type Instant } from '../../core/calendar/time.ts';
import { derive } from '../../core/family/derive.ts';
import type { Derived } from '../../core/family/derived.ts';
import type { FamilyEvent } from '../../core/family/events.ts';
import { evolveAll } from '../../core/family/evolve.ts';
import type { Family } from '../../core/family/family.ts';
import type { FamilyId } from '../../core/family/people.ts';
import { loadFamily } from '../../store/history/events.ts';
import { listHistory } from '../../store/history/history.ts';
import { recordView } from '../look-at-family.ts';
import { type Stile, sceneOf, seenBy } from '../stile.ts';
import { subjectOf } from '../subject-of.ts';

export interface FamilyAsOf {
  /** Undefined where nothing was recorded by then. */
  readonly past:
    | {
        readonly family: Family;
        readonly derived: Derived;
        readonly events: readonly FamilyEvent[];
      }
    | undefined;
  /** What has been recorded since; some of it may have happened before. */
  readonly since: number;
}

/**
 * A family as Stile knew it at a past moment: only what had been recorded by then, with the clocks as they stood then.
 * Whether somebody may see it is for their sight of today. Undefined where there is no such family, or none for them.
 */
export async function getFamilyAsOf(
  stile: Stile,
  viewer: Viewer,
  { family: id, at }: { readonly family: FamilyId; readonly at: Instant },
): Promise<FamilyAsOf | undefined> {
  const known = await loadFamily(seenBy(stile, viewer), viewer.authority, id);
  if (known === undefined) return undefined;
  const { family } = known;
  const access = accessOf(viewer, subjectOf(stile, known));
  if (access === undefined) return undefined;
  await recordView(stile, viewer, { family: id, purpose: `as it was at ${at}`, access });
  const all = (await listHistory(seenBy(stile, viewer), viewer.authority, id)).map(
    ({ event }) => event,
  );
  // Recorded times never go back within a family, so what was there by then is a beginning of the history.
  const after = all.findIndex((event) => event.recorded > at);
  const events = after === -1 ? all : all.slice(0, after);
  const then = evolveAll(events);
  const since = all.length - events.length;
  if (then === undefined) return { past: undefined, since };
  // What counted on that day: another version may have taken effect since.
  const protocols = stile.protocols.on(dayOf(at));
  const derived = derive({ ...sceneOf(stile, viewer.authority), protocols, now: at }, then);
  // What is withheld from them is so by what is in force today, whatever was in force then.
  const withheld = withheldFromViewer(stile.protocols, viewer, family, stile.now());
  const part = eventFor(withheld, all);
  return {
    past: {
      family: familyFor(withheld, then),
      derived: derivedFor(withheld, derived),
      events: events.flatMap((event) => part(event) ?? []),
    },
    since: all.slice(events.length).filter((event) => part(event) !== undefined).length,
  };
}
