/** Roles with dates, and cover for those who are away. Days are days in London; both ends are inclusive. */
import type { Day, Instant } from '../../core/calendar/time.ts';
import type { Runner } from '../database/connect.ts';

export interface RoleHolding {
  readonly id: string;
  readonly worker: string;
  readonly role: string;
  /** Null where it was held before dates were kept. */
  readonly from: Day | null;
  readonly until: Day | null;
}

export interface Cover {
  readonly id: string;
  /** Who does the work. */
  readonly worker: string;
  readonly workerName: string;
  /** Whose work it is. */
  readonly covers: string;
  readonly coversName: string;
  readonly from: Day;
  readonly until: Day | null;
}

interface Given {
  readonly id: string;
  readonly by: string;
  readonly now: Instant;
}

/** Every role that somebody of the authority holds on a day or later; of one person, with those that are over. */
export async function listHoldings(
  db: Runner,
  authority: string,
  which: { readonly worker: string } | { readonly from: Day },
): Promise<readonly RoleHolding[]> {
  const { rows } = await db.query<RoleHolding>({
    name: 'list-holdings',
    text: `SELECT id, worker, role, from_day AS from, until_day AS until FROM role_holding
      WHERE authority = $1 AND ($2::text IS NULL OR worker = $2) AND ($3::date IS NULL OR until_day IS NULL OR until_day >= $3)
        AND until_day IS DISTINCT FROM '-infinity' ORDER BY worker, given, id`,
    values: [
      authority,
      'worker' in which ? which.worker : null,
      'from' in which ? which.from : null,
    ],
  });
  return rows;
}

export async function addHolding(
  db: Runner,
  authority: string,
  holding: Given & Omit<RoleHolding, 'id'>,
): Promise<void> {
  await db.query({
    name: 'add-holding',
    text: `INSERT INTO role_holding (authority, id, worker, role, from_day, until_day, given_by, given)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    values: [
      authority,
      holding.id,
      holding.worker,
      holding.role,
      holding.from,
      holding.until,
      holding.by,
      holding.now,
    ],
  });
}

/** Sets the last day of a role; of one person's, of which role, or all that are not over by then. */
export async function endHoldings(
  db: Runner,
  authority: string,
  which: { readonly worker: string; readonly id?: string; readonly until: Day },
): Promise<number> {
  const { rowCount } = await db.query({
    name: 'end-holdings',
    text: `UPDATE role_holding SET until_day = $4
      WHERE authority = $1 AND worker = $2 AND ($3::text IS NULL OR id = $3) AND (until_day IS NULL OR until_day > $4 OR $3 IS NOT NULL)`,
    values: [authority, which.worker, which.id ?? null, which.until],
  });
  return rowCount ?? 0;
}

/**
 * Those who hold a role without an end from today or before, and are active. Until the transaction ends nobody else can
 * ask, so that of two who take the role from each other the second sees what the first has done. No lock of the rows:
 * one's own cannot be locked by somebody who may not change them.
 */
export async function lockHolders(
  db: Runner,
  authority: string,
  { role, today }: { readonly role: string; readonly today: Day },
): Promise<readonly string[]> {
  await db.query({
    name: 'lock-role',
    text: `SELECT pg_advisory_xact_lock(hashtextextended('role ' || $1 || ' ' || $2, 0))`,
    values: [authority, role],
  });
  const { rows } = await db.query<{ worker: string }>({
    name: 'list-holders',
    text: `SELECT h.worker FROM role_holding h WHERE h.authority = $1 AND h.role = $2 AND h.until_day IS NULL
        AND coalesce(h.from_day, '-infinity') <= $3
        AND EXISTS (SELECT FROM worker w WHERE w.authority = $1 AND w.id = h.worker AND w.active)`,
    values: [authority, role, today],
  });
  return rows.map(({ worker }) => worker);
}

/** Cover of somebody or by somebody, that of the past last. */
export async function listCover(
  db: Runner,
  authority: string,
  worker: string | undefined,
): Promise<readonly Cover[]> {
  const { rows } = await db.query<Cover>({
    name: 'list-cover',
    text: `SELECT c.id, c.worker, w.name AS "workerName", c.covers, p.name AS "coversName", c.from_day AS from, c.until_day AS until
      FROM cover c JOIN worker w ON w.authority = $1 AND w.id = c.worker JOIN worker p ON p.authority = $1 AND p.id = c.covers
      WHERE c.authority = $1 AND ($2::text IS NULL OR c.worker = $2 OR c.covers = $2)
        AND (c.until_day IS NULL OR c.until_day >= c.from_day)
      ORDER BY coalesce(c.until_day, 'infinity') DESC, c.from_day DESC, c.id`,
    values: [authority, worker ?? null],
  });
  return rows;
}

/** Who covers for somebody at a moment. */
export async function listCoverers(
  db: Runner,
  authority: string,
  { covers, now }: { readonly covers: string; readonly now: Instant },
): Promise<
  readonly { readonly id: string; readonly email: string | null; readonly name: string }[]
> {
  const { rows } = await db.query<{ id: string; email: string | null; name: string }>({
    name: 'list-coverers',
    text: `SELECT w.id, w.email, w.name FROM worker w WHERE w.authority = $1 AND w.active
        AND w.id IN (SELECT c.worker FROM cover c WHERE c.authority = $1 AND c.covers = $2)
        AND $2 = ANY(covered_by($1, w.id, $3)) ORDER BY w.id`,
    values: [authority, covers, now],
  });
  return rows;
}

export async function addCover(
  db: Runner,
  authority: string,
  cover: Given & Pick<Cover, 'worker' | 'covers' | 'from' | 'until'>,
): Promise<void> {
  await db.query({
    name: 'add-cover',
    text: `INSERT INTO cover (authority, id, worker, covers, from_day, until_day, given_by, given)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    values: [
      authority,
      cover.id,
      cover.worker,
      cover.covers,
      cover.from,
      cover.until,
      cover.by,
      cover.now,
    ],
  });
}

/** Sets the last day of one cover, or of all by and for somebody. One that has not begun by then never does. */
export async function endCover(
  db: Runner,
  authority: string,
  which: ({ readonly id: string } | { readonly worker: string }) & { readonly until: Day },
): Promise<number> {
  const { rowCount } = await db.query({
    name: 'end-cover',
    text: `UPDATE cover SET until_day = $4
      WHERE authority = $1 AND (id = $2 OR worker = $3 OR covers = $3) AND (until_day IS NULL OR until_day > $4)`,
    values: [
      authority,
      'id' in which ? which.id : null,
      'worker' in which ? which.worker : null,
      which.until,
    ],
  });
  return rowCount ?? 0;
}
