import type { Viewer } from '../../access/may-see.ts';
import { addDays } from '../../core/calendar/day-number.ts';
import { dayOf, startOfDay } from '../../core/calendar/time.ts';
import {
  type AstrayMessage,
  type FailedMessage,
  listAstray,
  listFailed,
} from '../../store/outbox.ts';
import { type Stile, seenBy } from '../stile.ts';

/** Messages that have not arrived, with why and when they are tried again. */
export async function listFailedMessages(
  stile: Stile,
  viewer: Viewer,
): Promise<readonly FailedMessage[]> {
  return listFailed(seenBy(stile, viewer), viewer.authority);
}

const astrayDays = 30;

/** Messages that were not sent, or went to others than they were for, in the last month. */
export async function listAstrayMessages(
  stile: Stile,
  viewer: Viewer,
): Promise<readonly AstrayMessage[]> {
  const since = startOfDay(addDays(dayOf(stile.now()), -astrayDays));
  return listAstray(seenBy(stile, viewer), viewer.authority, since);
}
