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
  const { rows } = await db.query<Holdings>({
    name: 'find-holdings',
    text: 'SELECT demonstration, others FROM find_holdings($1)',
    values: [mark],
  });
  return rows[0] ?? { demonstration: false, others: false };
}

/** Who is in the directories of all authorities: people of a demonstration, anybody else. */
export async function findDirectories(db: Database, mark: string): Promise<Holdings> {
  const { rows } = await db.query<Holdings>({
    name: 'find-directories',
    text: 'SELECT demonstration, others FROM find_directories($1)',
    values: [mark],
  });
  return rows[0] ?? { demonstration: false, others: false };
}
