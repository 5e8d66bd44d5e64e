/** Families that may be the same: what Stile found of two, and what people found then. */
import type { Day, Instant } from '../core/calendar/time.ts';
import type { Database } from './database/connect.ts';
import type { OutboxMessage } from './outbox.ts';

export type Finding = 'same-family' | 'child-in-both' | 'not-the-same';

/** Two families by their ids. Stored with the id that comes first as the first, so that a pair is there once. */
export interface Pair {
  readonly family: string;
  readonly other: string;
}

export function pairOf(one: string, other: string): Pair {
  return one < other ? { family: one, other } : { family: other, other: one };
}

export interface Found {
  readonly id: string;
  readonly at: Instant;
  readonly finding: Finding;
  readonly reason: string;
  readonly worker: string;
  readonly name: string;
}

export interface Comparison extends Pair {
  readonly reference: string;
  readonly name: string;
  readonly otherReference: string;
  readonly otherName: string;
  /** Since when it is known that they look alike. */
  readonly since: Instant;
  /** One of the two is theirs: they hold it, are named in it or listed, or have urgent access. */
  readonly own: boolean;
  /** What people found, the latest first. */
  readonly found: readonly Found[];
}

const comparisons = `SELECT c.family, c.other, f.reference, f.name, o.reference AS "otherReference", o.name AS "otherName",
    min(c.at) AS since,
    EXISTS (SELECT FROM family_access a WHERE a.authority = $1 AND a.worker = viewer_worker() AND a.family IN (c.family, c.other)
      AND a.why IN ('holds', 'named', 'listed', 'urgent')) AS own,
    coalesce(json_agg(json_build_object('id', c.id, 'at', to_char(c.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'finding', c.finding, 'reason', c.reason, 'worker', c.worker, 'name', c.name) ORDER BY c.at DESC, c.id)
      FILTER (WHERE c.finding IS NOT NULL), '[]') AS found
  FROM family_comparison c
  JOIN family f ON f.authority = $1 AND f.id = c.family
  JOIN family o ON o.authority = $1 AND o.id = c.other`;
const grouped = 'GROUP BY c.family, c.other, f.reference, f.name, o.reference, o.name';

/** Those that nobody has compared, the longest waiting first, and those that somebody has since a moment. */
export async function listComparisons(
  db: Database,
  authority: string,
  since: Instant,
): Promise<readonly Comparison[]> {
  const { rows } = await db.query<Comparison>({
    name: 'list-comparisons',
    text: `${comparisons} WHERE c.authority = $1 ${grouped}
      HAVING count(c.finding) = 0 OR max(c.at) > $2 ORDER BY min(c.at), c.family, c.other LIMIT 500`,
    values: [authority, since],
  });
  return rows;
}

/** All of one family, whatever became of them. */
export async function listComparisonsOf(
  db: Database,
  authority: string,
  family: string,
): Promise<readonly Comparison[]> {
  const { rows } = await db.query<Comparison>({
    name: 'list-comparisons-of',
    text: `${comparisons} WHERE c.authority = $1 AND (c.family = $2 OR c.other = $2) ${grouped} ORDER BY min(c.at), c.family, c.other LIMIT 50`,
    values: [authority, family],
  });
  return rows;
}

/** Stile has found that two families look alike, and has a role told of it, in one: said once, whatever becomes of it. */
export async function addAlike(
  db: Database,
  authority: string,
  pair: Pair,
  message: Pick<OutboxMessage, 'id' | 'family' | 'payload'> & { readonly at: Instant },
): Promise<void> {
  const { id, family, payload, at } = message;
  await db.query({
    name: 'add-alike',
    text: `WITH alike AS (
        INSERT INTO family_comparison (authority, family, other, id, at) VALUES ($1, $2, $3, 'alike', $4)
        ON CONFLICT (authority, family, other, id) DO NOTHING RETURNING authority)
      INSERT INTO outbox (authority, id, kind, family, payload, created, next_try)
      SELECT authority, $5, 'notice', $6, $7, $4, $4 FROM alike WHERE $6::text IS NOT NULL
      ON CONFLICT (authority, id) DO NOTHING`,
    values: [authority, pair.family, pair.other, at, id, family, JSON.stringify(payload)],
  });
}

/** Somebody has compared two families. */
export async function addFinding(
  db: Database,
  authority: string,
  pair: Pair,
  found: Found,
): Promise<void> {
  const { id, at, finding, reason, worker, name } = found;
  await db.query({
    name: 'add-finding',
    text: `INSERT INTO family_comparison (authority, family, other, id, at, finding, reason, worker, name)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (authority, family, other, id) DO NOTHING`,
    values: [authority, pair.family, pair.other, id, at, finding, reason, worker, name],
  });
}

/** With which families one stands in a pair, whatever became of it. */
export async function listComparedWith(
  db: Database,
  authority: string,
  family: string,
): Promise<readonly string[]> {
  const { rows } = await db.query<{ readonly id: string }>({
    name: 'list-compared-with',
    text: `SELECT DISTINCT CASE family WHEN $2 THEN other ELSE family END AS id FROM family_comparison
      WHERE authority = $1 AND (family = $2 OR other = $2)`,
    values: [authority, family],
  });
  return rows.map(({ id }) => id);
}

/** Families with one reference, however it is written, in the order of their ids. A council's other system gave it to one family. */
export async function listWithReference(
  db: Database,
  authority: string,
  reference: string,
): Promise<readonly string[]> {
  const { rows } = await db.query<{ readonly id: string }>({
    name: 'list-with-reference',
    text: 'SELECT id FROM family WHERE authority = $1 AND lower(reference) = lower($2) ORDER BY id LIMIT 50',
    values: [authority, reference],
  });
  return rows.map(({ id }) => id);
}

/** Families that have not been compared with the others since they were registered, after one in the order of ids. */
export async function listToCompare(
  db: Database,
  authority: string,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<readonly string[]> {
  const { rows } = await db.query<{ readonly id: string }>({
    name: 'list-to-compare',
    text: 'SELECT id FROM family WHERE authority = $1 AND NOT compared AND id > $2 ORDER BY id LIMIT $3',
    values: [authority, after, limit],
  });
  return rows.map(({ id }) => id);
}

export async function markCompared(
  db: Database,
  authority: string,
  { family, compared }: { readonly family: string; readonly compared: boolean },
): Promise<void> {
  await db.query({
    name: 'mark-compared',
    text: 'UPDATE family SET compared = $3 WHERE authority = $1 AND id = $2',
    values: [authority, family, compared],
  });
}

/** A pair goes with the family that comes first in it; with the other here, as soon as that was disposed of. */
export async function forgetDisposed(db: Database, authority: string): Promise<void> {
  await db.query({
    name: 'forget-disposed-comparisons',
    text: `DELETE FROM family_comparison c WHERE c.authority = $1
      AND EXISTS (SELECT FROM tombstone t WHERE t.authority = $1 AND t.family = c.other AND t.version = 1)`,
    values: [authority],
  });
}

export interface RegistrationSearch {
  readonly id: string;
  readonly worker: string;
  readonly name: string;
  readonly at: Instant;
  readonly answers: number;
}

/** Somebody was shown while registering which families look alike. Like the history, this can only be added to. */
export async function addRegistrationSearch(
  db: Database,
  authority: string,
  search: RegistrationSearch,
): Promise<void> {
  const { id, worker, name, at, answers } = search;
  await db.query({
    name: 'add-registration-search',
    text: `INSERT INTO registration_search (authority, id, worker, name, at, answers) VALUES ($1, $2, $3, $4, $5, $6)`,
    values: [authority, id, worker, name, at, answers],
  });
}

export async function countRegistrationSearches(
  db: Database,
  authority: string,
  { worker, since }: { readonly worker: string; readonly since: Instant },
): Promise<number> {
  const { rows } = await db.query<{ readonly count: number }>({
    name: 'count-registration-searches',
    text: 'SELECT count(*) AS count FROM registration_search WHERE authority = $1 AND worker = $2 AND at > $3',
    values: [authority, worker, since],
  });
  return rows[0]?.count ?? 0;
}

export interface SearchesOfDay {
  readonly name: string;
  readonly day: Day;
  readonly searches: number;
  readonly answers: number;
}

/** How often somebody was shown families while registering on a day, and how many; the latest first. */
export async function listRegistrationSearches(
  db: Database,
  authority: string,
  since: Instant,
): Promise<readonly SearchesOfDay[]> {
  const { rows } = await db.query<SearchesOfDay>({
    name: 'list-registration-searches',
    text: `SELECT max(name) AS name, (at AT TIME ZONE 'Europe/London')::date AS day, count(*) AS searches, sum(answers)::bigint AS answers
      FROM registration_search WHERE authority = $1 AND at > $2 GROUP BY worker, 2 ORDER BY 2 DESC, 1 LIMIT 200`,
    values: [authority, since],
  });
  return rows;
}
