import type { Instant } from '../core/calendar/time.ts';
import type { HolderSeat } from '../core/family/events.ts';
import type { Database } from './database/connect.ts';

/** A family in which a partner is named, or recorded something, and that is not shared with them. */
export interface NotShared {
  readonly family: string;
  readonly reference: string;
  readonly holder: HolderSeat;
  /** `holds`, `named`, `visits`, `recorded`. */
  readonly why: readonly string[];
  /** Until when it was shared with them, where that has run out by itself. */
  readonly until: Instant | null;
}

/** The families that whoever asks works with as a partner, and does not see. */
export async function listNotShared(db: Database): Promise<readonly NotShared[]> {
  const { rows } = await db.query<NotShared>({
    name: 'list-not-shared',
    text: `SELECT family, reference, holder, why, until FROM families_not_shared_with_viewer() ORDER BY reference`,
    values: [],
  });
  return rows;
}
