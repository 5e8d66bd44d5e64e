import type { Instant } from '../core/calendar/time.ts';
import type { Database } from './database/connect.ts';

export interface WorkItem {
  readonly family: string;
  readonly reference: string;
  readonly familyName: string;
  readonly key: string;
  readonly kind: 'clock' | 'stage' | 'obligation';
  readonly title: string;
  readonly role: string;
  /** Who is named in the role. */
  readonly worker: string | null;
  readonly name: string | null;
  readonly transfer: string | null;
  readonly transferTitle: string | null;
  readonly stage: string | null;
  readonly strength: 'must' | 'should' | 'reminder' | null;
  readonly since: Instant;
  readonly due: Instant | null;
  /** Marked overdue in the history; until the sweep has been, `due` says it too. */
  readonly overdue: boolean;
  readonly holderRole: string;
  readonly holderName: string | null;
  readonly holderTeam: string | null;
}

const select = `SELECT w.family, f.reference, f.name AS "familyName", w.key, w.kind, w.title, w.role, w.worker, w.name,
    w.transfer, t.title AS "transferTitle", w.stage, w.strength, w.since, w.due, w.overdue,
    f.holder_role AS "holderRole", f.holder_name AS "holderName", f.holder_team AS "holderTeam"
  FROM work w
  JOIN family f ON f.authority = $1 AND f.id = w.family
  LEFT JOIN transfer t ON t.authority = $1 AND t.family = w.family AND t.id = w.transfer
  WHERE w.authority = $1`;

export interface Whose {
  /** Somebody and those they cover for. */
  readonly workers: readonly string[];
  /** Roles held by a team: what waits for them waits for everybody on duty. */
  readonly teamRoles: readonly string[];
  /** Of the council's own staff; otherwise a team's work is shown only of families they are named in. */
  readonly seesAll: boolean;
}

/** For $1 authority, $2 workers: the families that somebody holds or is named in. */
const named = `SELECT r.family FROM role_assignment r WHERE r.authority = $1 AND r.worker = ANY($2)
          UNION SELECT h.id FROM family h WHERE h.authority = $1 AND h.holder_worker = ANY($2)`;

/** What waits for somebody, by name or in a team's role: soonest due first, then longest waiting. */
export async function listWorkOf(
  db: Database,
  authority: string,
  { workers, teamRoles, seesAll }: Whose,
): Promise<readonly WorkItem[]> {
  const { rows } = await db.query<WorkItem>({
    name: 'list-work-of',
    text: `${select} AND (w.worker = ANY($2)
        OR (w.name IS NULL AND w.role = ANY($3) AND ($4 OR w.family IN (${named}))))
      ORDER BY w.due NULLS LAST, w.since, w.family, w.key LIMIT 1000`,
    values: [authority, workers, teamRoles, seesAll],
  });
  return rows;
}

/** What others must do next in families that somebody holds or is named in. */
export async function listWaitingOnOthers(
  db: Database,
  authority: string,
  { workers, teamRoles }: Whose,
): Promise<readonly WorkItem[]> {
  const { rows } = await db.query<WorkItem>({
    name: 'list-waiting-on-others',
    text: `${select} AND (w.worker IS NULL OR w.worker <> ALL($2)) AND NOT (w.name IS NULL AND w.role = ANY($3))
        AND w.family IN (${named})
      ORDER BY w.due NULLS LAST, w.since, w.family, w.key LIMIT 1000`,
    values: [authority, workers, teamRoles],
  });
  return rows;
}

/** Everything that waits for any of the roles, whoever is named in them. */
export async function listWorkOfRoles(
  db: Database,
  authority: string,
  roles: readonly string[],
): Promise<readonly WorkItem[]> {
  const { rows } = await db.query<WorkItem>({
    name: 'list-work-of-roles',
    text: `${select} AND w.role = ANY($2)
      ORDER BY w.due NULLS LAST, w.since, w.family, w.key LIMIT 1000`,
    values: [authority, roles],
  });
  return rows;
}

/**
 * Takes families that time has something to say about, for this process alone until `until`. The
 * act itself is what makes it happen once: a second one would find nothing left to say.
 */
export async function claimDueFamilies(
  db: Database,
  authority: string,
  { now, until, limit }: { readonly now: Instant; readonly until: Instant; readonly limit: number },
): Promise<readonly string[]> {
  const { rows } = await db.query<{ family: string }>({
    name: 'claim-due-work',
    text: `UPDATE work w SET held_until = $3
      FROM (SELECT family, key, role FROM work
        WHERE authority = $1 AND next_look <= $2 AND (held_until IS NULL OR held_until <= $2)
        ORDER BY next_look LIMIT $4 FOR UPDATE SKIP LOCKED) AS due
      WHERE w.authority = $1 AND w.family = due.family AND w.key = due.key AND w.role = due.role
      RETURNING w.family`,
    values: [authority, now, until, limit],
  });
  return [...new Set(rows.map(({ family }) => family))];
}
