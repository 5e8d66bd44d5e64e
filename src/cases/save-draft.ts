import type { Viewer } from '../access/may-see.ts';
import {
  type Draft,
  deleteDraft,
  findDraft,
  saveDraft as keep,
  listDrafts,
} from '../store/drafts.ts';
import { type Stile, seenBy } from './stile.ts';

/** What somebody searched for last is kept as a draft is, under the address of the answer. It is no unfinished work. */
export const lastSearch = '/families/found';

/** Keeps what somebody has typed so far, for them alone. Nothing typed is lost (promise 10). */
export async function saveDraft(
  stile: Stile,
  viewer: Viewer,
  draft: Omit<Draft, 'updated'>,
): Promise<void> {
  const updated = stile.now();
  await keep(seenBy(stile, viewer), viewer.authority, viewer.actor.worker, { ...draft, updated });
}

/** What somebody had typed in a form before. */
export async function findOwnDraft(
  stile: Stile,
  viewer: Viewer,
  key: string,
): Promise<Draft | undefined> {
  return findDraft(seenBy(stile, viewer), viewer.authority, viewer.actor.worker, key);
}

/** Everything that somebody has begun and not sent, the latest first. */
export async function listOwnDrafts(stile: Stile, viewer: Viewer): Promise<readonly Draft[]> {
  const drafts = await listDrafts(seenBy(stile, viewer), viewer.authority, viewer.actor.worker);
  return drafts.filter(({ key }) => key !== lastSearch);
}

/** The form was sent, or its writer wants it no longer. */
export async function discardDraft(stile: Stile, viewer: Viewer, key: string): Promise<void> {
  await deleteDraft(seenBy(stile, viewer), viewer.authority, viewer.actor.worker, key);
}
