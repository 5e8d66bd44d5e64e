import { toMilliseconds } from '../../core/calendar/time.ts';
import { readBacklog } from '../../store/operation.ts';
import { type Stile, seenByStile } from '../stile.ts';

export interface MeasuredBacklog {
  readonly authority: string;
  readonly overdue: number;
  readonly outboxWaiting: number;
  readonly outboxFailed: number;
  readonly outboxAgeSeconds: number;
}

/** What is overdue and what waits to be delivered, for each authority: numbers only. */
export async function measureBacklog(stile: Stile): Promise<readonly MeasuredBacklog[]> {
  const found: MeasuredBacklog[] = [];
  for (const authority of stile.protocols.authorities) {
    const now = stile.now();
    const { outboxOldest, ...rest } = await readBacklog(
      seenByStile(stile, authority),
      authority,
      now,
    );
    const age = outboxOldest === null ? 0 : toMilliseconds(now) - toMilliseconds(outboxOldest);
    found.push({ authority, ...rest, outboxAgeSeconds: Math.max(0, age / 1000) });
  }
  return found;
}
