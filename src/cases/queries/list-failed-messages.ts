import type { Viewer } from '../../access/may-see.ts';
import { type FailedMessage, listFailed } from '../../store/outbox.ts';
import { type Stile, seenBy } from '../stile.ts';

/** Messages that have not arrived, with why and when they are tried again. */
export async function listFailedMessages(
  stile: Stile,
  viewer: Viewer,
): Promise<readonly FailedMessage[]> {
  return listFailed(seenBy(stile, viewer), viewer.authority);
}
