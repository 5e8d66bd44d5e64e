import type { Day, Instant } from '../core/calendar/time.ts';
import type { EventOf } from '../core/family/events.ts';
import type { GuardEvent } from '../core/family/guard/guard-events.ts';
import type { Database } from './database/connect.ts';
import { readEvent } from './history/events.ts';

/** More families than a child is ever in: beyond that the name is no name. */
const mostFamilies = 5;

/** The families of this reference, or of a child with exactly this full name and date of birth. */
export async function findExactly(
  db: Database,
  authority: string,
  wanted: { readonly reference: string } | { readonly name: string; readonly born: Day },
): Promise<readonly string[]> {
  const { rows } =
    'reference' in wanted
      ? await db.query<{ readonly family: string }>({
          name: 'find-exact-reference',
          text: `SELECT family FROM families_by_reference($1) AS f (family) ORDER BY family LIMIT $2`,
          values: [wanted.reference, mostFamilies],
        })
      : await db.query<{ readonly family: string }>({
          name: 'find-exact-child',
          text: `SELECT DISTINCT family FROM family_person
            WHERE authority = $1 AND kind = 'child' AND born = $2 AND full_name = fold_name($3) ORDER BY family LIMIT $4`,
          values: [authority, wanted.born, wanted.name, mostFamilies],
        });
  return rows.map(({ family }) => family);
}

export interface UrgentTry {
  readonly id: string;
  readonly worker: string;
  readonly name: string;
  readonly at: Instant;
  /** What was asked for, as it was typed. */
  readonly asked: string;
  readonly reason: string;
  readonly families: readonly string[];
}

/**
 * Somebody has looked for a family that they do not see. To this can only be added. What names a family goes when the
 * family does, so each that was found has a row of its own; the words of a search in vain go after a term.
 */
export async function addTry(db: Database, authority: string, tried: UrgentTry): Promise<void> {
  const { id, worker, name, at, asked, reason, families } = tried;
  await db.query({
    name: 'add-urgent-try',
    text: `INSERT INTO urgent_try (authority, id, worker, name, at, asked, reason, families, family)
      SELECT $1, concat_ws('/', $2::text, f.n), $3, $4, $5::timestamptz, $6, $7, array_remove(ARRAY[f.family], NULL), f.family
      FROM (SELECT) AS one LEFT JOIN unnest($8::text[]) WITH ORDINALITY AS f (family, n) ON true`,
    values: [authority, id, worker, name, at, asked, reason, families],
  });
}

export async function countTries(
  db: Database,
  authority: string,
  { worker, since }: { readonly worker: string; readonly since: Instant },
): Promise<number> {
  const { rows } = await db.query<{ readonly count: number }>({
    name: 'count-urgent-tries',
    text: `SELECT count(DISTINCT split_part(id, '/', 1)) AS count FROM urgent_try WHERE authority = $1 AND worker = $2 AND at > $3`,
    values: [authority, worker, since],
  });
  return rows[0]?.count ?? 0;
}

export interface VainTries {
  readonly name: string;
  readonly day: Day;
  readonly count: number;
}

/**
 * How often somebody's searches found nothing on a day, the latest first. Not what was asked for: those who review need
 * not see every child whom a search may have meant.
 */
export async function listVainTries(
  db: Database,
  authority: string,
  since: Instant,
): Promise<readonly VainTries[]> {
  const { rows } = await db.query<VainTries>({
    name: 'list-vain-tries',
    text: `SELECT max(name) AS name, (at AT TIME ZONE 'Europe/London')::date AS day, count(*) AS count FROM urgent_try
      WHERE authority = $1 AND at > $2 AND families = '{}' GROUP BY worker, 2 ORDER BY 2 DESC, 1 LIMIT 200`,
    values: [authority, since],
  });
  return rows;
}

export type UrgentEvent = EventOf<
  Extract<GuardEvent['type'], 'UrgentAccessTaken' | 'UrgentAccessReviewed'>
>;

/** What the histories that the scope sees say of urgent access since a day, oldest first. */
export async function listUrgentEvents(
  db: Database,
  authority: string,
  since: Instant,
): Promise<
  readonly {
    readonly family: string;
    readonly reference: string;
    readonly name: string;
    readonly event: UrgentEvent;
  }[]
> {
  const { rows } = await db.query<{
    readonly family: string;
    readonly reference: string;
    readonly name: string;
    readonly body: string;
  }>({
    name: 'list-urgent-events',
    text: `SELECT e.family, f.reference, f.name, e.body FROM event e JOIN family f ON f.authority = $1 AND f.id = e.family
      WHERE e.authority = $1 AND e.type IN ('UrgentAccessTaken', 'UrgentAccessReviewed') AND e.at > $2
      ORDER BY e.at, e.family, e.version LIMIT 2000`,
    values: [authority, since],
  });
  return rows.flatMap(({ body, ...row }) => {
    const event = readEvent(body);
    return event.type === 'UrgentAccessTaken' || event.type === 'UrgentAccessReviewed'
      ? [{ ...row, event }]
      : [];
  });
}
