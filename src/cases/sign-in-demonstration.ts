import type { AuthorityId, WorkerId } from '../core/family/people.ts';
import { findWorker } from '../store/people/people.ts';
import { type SessionLimits, type SignedIn, startSession, usualSessionLimits } from './sessions.ts';
import { type Stile, seenAtTheDoor } from './stile.ts';

/**
 * Signs somebody of the directory in without a password: for demonstrations with made-up families
 * only. Who may call this is for the pages to say. Undefined for somebody who is not active.
 */
export async function signInForDemonstration(
  stile: Stile,
  authority: AuthorityId,
  id: WorkerId,
  {
    device = '',
    limits = usualSessionLimits,
  }: { readonly device?: string; readonly limits?: SessionLimits } = {},
): Promise<SignedIn | undefined> {
  const worker = await findWorker(seenAtTheDoor(stile, authority), authority, id, stile.now());
  if (!worker?.active) return undefined;
  return startSession(stile, authority, worker, { how: 'demonstration', device, limits });
}
