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

/** A partner who sees a family, or saw it, until a moment that is set. */
export interface LosesSight {
  readonly family: string;
  readonly reference: string;
  readonly name: string;
  readonly partner: string;
  readonly agency: string;
  /** The first moment at which they do not see it. */
  readonly until: Instant;
}

export interface Holding {
  /** Whoever holds a family by name. */
  readonly workers: readonly string[];
  /** Whoever holds those for which nobody is named. */
  readonly roles: readonly string[];
}

/** The partners who cease to see a family that is held so, from one moment to another, the first to cease first. */
export async function listLosingSight(
  db: Database,
  authority: string,
  {
    holding,
    from,
    to,
  }: { readonly holding: Holding; readonly from: Instant; readonly to: Instant },
): Promise<readonly LosesSight[]> {
  const { rows } = await db.query<LosesSight>({
    name: 'list-losing-sight',
    text: `SELECT f.id AS family, f.reference, f.name, w.name AS partner, w.agency, max(a.until) AS until
      FROM family f
      JOIN family_access a ON a.authority = $1 AND a.family = f.id AND a.sees = 'parts'
      JOIN worker w ON w.authority = $1 AND w.id = a.worker AND w.employer = 'partner' AND w.active
      WHERE f.authority = $1
        AND (f.holder_worker = ANY ($2) OR f.holder_name IS NULL AND f.holder_role = ANY ($3))
      GROUP BY f.id, f.reference, f.name, w.id, w.name, w.agency
      HAVING bool_and(a.until IS NOT NULL) AND max(a.until) BETWEEN $4 AND $5
      ORDER BY until, f.name, w.name LIMIT 50`,
    values: [authority, holding.workers, holding.roles, from, to],
  });
  return rows;
}
