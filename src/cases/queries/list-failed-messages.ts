import type { Viewer } from '../../access/may-see.ts';
import { type FailedMessage, listFailed } from '../../store/outbox.ts';
import type { Stile } from '../stile.ts';

/** Messages that have not arrived, with why and when they are tried again. */
export async function listFailedMessages(
  stile: Stile,
  { authority }: Pick<Viewer, 'authority'>,
): Promise<readonly FailedMessage[]> {
  return listFailed(stile.db, authority);
}
