import { toMilliseconds } from '../../core/calendar/time.ts';
import { type Backlog, readBacklog } from '../../store/operation.ts';
import { listOrphans } from '../../store/people/directory.ts';
import { type Stile, seenByStile } from '../stile.ts';

export interface MeasuredBacklog extends Omit<Backlog, 'outboxOldest'> {
  readonly authority: string;
  readonly outboxAgeSeconds: number;
  /** With a holder or a role of somebody who has left: there must be none. */
  readonly familiesOfLeavers: number;
}

/** What is overdue and what waits to be delivered, for each authority: numbers only. */
export async function measureBacklog(stile: Stile): Promise<readonly MeasuredBacklog[]> {
  const found: MeasuredBacklog[] = [];
  for (const authority of stile.protocols.authorities) {
    const now = stile.now();
    const db = seenByStile(stile, authority);
    const { outboxOldest, ...rest } = await readBacklog(db, authority, now);
    const orphans = await listOrphans(db, authority);
    const familiesOfLeavers = new Set(orphans.map(({ family }) => family)).size;
    const age = outboxOldest === null ? 0 : toMilliseconds(now) - toMilliseconds(outboxOldest);
    found.push({
      authority,
      ...rest,
      familiesOfLeavers,
      outboxAgeSeconds: Math.max(0, age / 1000),
    });
  }
  return found;
}
