import { createHash } from 'node:crypto';
import type { Viewer } from '../access/may-see.ts';
import type { Stile } from './stile.ts';

/**
 * The id of what somebody makes by a form: the same for the same form sent again, so that it is made once, and never that
 * of somebody else. Without a key of a form it is new.
 */
export function idOnce(
  stile: Pick<Stile, 'newId'>,
  { actor }: Pick<Viewer, 'actor'>,
  requestKey: string | undefined,
): string {
  if (requestKey === undefined) return stile.newId();
  return createHash('sha256').update(`${actor.worker}\n${requestKey}`).digest('hex').slice(0, 32);
}
