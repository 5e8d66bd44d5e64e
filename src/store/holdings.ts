import type { Database } from './connect.ts';

/** What a database holds, looked at across all authorities: only before a demonstration is filled. */
export interface Holdings {
  /** Histories or people of a demonstration. */
  readonly demonstration: boolean;
  /** Any history, or anybody in the directory, that is not of a demonstration. */
  readonly others: boolean;
}

/** Ids of a demonstration begin with `mark`; its sittings are streams of their own, called `meeting:…`. */
export async function findHoldings(db: Database, mark: string): Promise<Holdings> {
  const { rows } = await db.pool.query<Holdings>({
    name: 'find-holdings',
    text: `SELECT
        EXISTS (SELECT FROM family WHERE starts_with(id, $1)) OR EXISTS (SELECT FROM worker WHERE starts_with(id, $1))
          AS demonstration,
        EXISTS (SELECT FROM event WHERE NOT starts_with(family, $1) AND NOT starts_with(family, 'meeting:'))
          OR EXISTS (SELECT FROM worker WHERE NOT starts_with(id, $1)) AS others`,
    values: [mark],
  });
  return rows[0] ?? { demonstration: false, others: false };
}
