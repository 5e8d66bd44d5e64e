import { maySee, type Viewer } from '../access/may-see.ts';
import { derive } from '../core/family/derive.ts';
import type { Derived } from '../core/family/derived.ts';
import type { Family } from '../core/family/family.ts';
import type { FamilyId } from '../core/family/people.ts';
import { loadFamily } from '../store/events.ts';
import { addView } from '../store/views.ts';
import { type Stile, sceneOf, seenBy } from './stile.ts';
import { subjectOf } from './subject-of.ts';

export interface Looked {
  readonly family: Family;
  readonly derived: Derived;
}

/**
 * A family as it stands now, for somebody who may see it; undefined when there is none, or none for
 * them. That they looked, and what for, is recorded before they see anything (promise 5).
 */
export async function lookAtFamily(
  stile: Stile,
  viewer: Viewer,
  { family: id, purpose }: { readonly family: FamilyId; readonly purpose: string },
): Promise<Looked | undefined> {
  const known = await loadFamily(seenBy(stile, viewer), viewer.authority, id);
  if (known === undefined) return undefined;
  const { family } = known;
  const now = stile.now();
  if (!maySee(viewer, subjectOf(stile, known, now))) return undefined;
  await recordView(stile, viewer, { family: id, purpose });
  return { family, derived: derive({ ...sceneOf(stile, viewer.authority), now }, family) };
}

/** Records that somebody saw something of a family outside its own page, such as in a pack. */
export async function recordView(
  stile: Stile,
  viewer: Viewer,
  { family, purpose }: { readonly family: FamilyId; readonly purpose: string },
): Promise<void> {
  const { authority, actor } = viewer;
  const { worker, name } = actor;
  const view = { at: stile.now(), worker, name, purpose, id: stile.newId() };
  await addView(seenBy(stile, viewer), authority, family, view);
}
