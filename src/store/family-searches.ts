/** Who searched for families, when, and how many families were shown: never what was typed, nor which families. */
import type { Day, Instant } from '../core/calendar/time.ts';
import type { Database } from './database/connect.ts';

export interface FamilySearch {
  readonly id: string;
  readonly worker: string;
  readonly name: string;
  readonly at: Instant;
  readonly answers: number;
}

/** Somebody has searched. Like the history, this can only be added to. */
export async function addFamilySearch(
  db: Database,
  authority: string,
  search: FamilySearch,
): Promise<void> {
  const { id, worker, name, at, answers } = search;
  await db.query({
    name: 'add-family-search',
    text: 'INSERT INTO family_search (authority, id, worker, name, at, answers) VALUES ($1, $2, $3, $4, $5, $6)',
    values: [authority, id, worker, name, at, answers],
  });
}

export async function countFamilySearches(
  db: Database,
  authority: string,
  { worker, since }: { readonly worker: string; readonly since: Instant },
): Promise<number> {
  const { rows } = await db.query<{ readonly count: number }>({
    name: 'count-family-searches',
    text: 'SELECT count(*) AS count FROM family_search WHERE authority = $1 AND worker = $2 AND at > $3',
    values: [authority, worker, since],
  });
  return rows[0]?.count ?? 0;
}

export interface SearchesOfPerson {
  readonly name: string;
  /** On how many days they searched. */
  readonly days: number;
  readonly searches: number;
  /** Families shown, each as often as it was shown. */
  readonly answers: number;
  /** The most searches on one day, and on which. */
  readonly most: number;
  readonly mostOn: Day;
}

/** Everybody who searched since a moment, first whoever searched most on one day. */
export async function listFamilySearches(
  db: Database,
  authority: string,
  since: Instant,
): Promise<readonly SearchesOfPerson[]> {
  const { rows } = await db.query<SearchesOfPerson>({
    name: 'list-family-searches',
    text: `WITH of_day AS (
        SELECT worker, max(name) AS name, (at AT TIME ZONE 'Europe/London')::date AS day, count(*) AS searches, sum(answers) AS answers
        FROM family_search WHERE authority = $1 AND at > $2 GROUP BY worker, 3)
      SELECT (array_agg(name ORDER BY day DESC))[1] AS name, count(*) AS days, sum(searches)::bigint AS searches,
        sum(answers)::bigint AS answers, max(searches) AS most, (array_agg(day ORDER BY searches DESC, day DESC))[1] AS "mostOn"
      FROM of_day GROUP BY worker ORDER BY max(searches) DESC, sum(answers) DESC, worker`,
    values: [authority, since],
  });
  return rows;
}
