import type { Instant } from '../core/calendar/time.ts';
import type { Employer } from '../core/protocol/protocol.ts';
import type { Database } from './connect.ts';

/** Somebody in the directory of an authority. */
export interface Worker {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly agency: string;
  readonly employer: Employer;
  readonly roles: readonly string[];
  readonly team: string | null;
  readonly active: boolean;
}

const columns = 'w.id, w.name, w.email, w.agency, w.employer, w.roles, w.team, w.active';

/** Enters somebody in the directory, or changes their entry. */
export async function saveWorker(db: Database, authority: string, worker: Worker): Promise<void> {
  await db.query({
    name: 'save-worker',
    text: `INSERT INTO worker (authority, id, name, email, agency, employer, roles, team, active)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      ON CONFLICT (authority, id) DO UPDATE SET name = excluded.name, email = excluded.email, agency = excluded.agency,
        employer = excluded.employer, roles = excluded.roles, team = excluded.team, active = excluded.active`,
    values: [
      authority,
      worker.id,
      worker.name,
      worker.email,
      worker.agency,
      worker.employer,
      worker.roles,
      worker.team,
      worker.active,
    ],
  });
}

export async function findWorker(
  db: Database,
  authority: string,
  id: string,
): Promise<Worker | undefined> {
  const { rows } = await db.query<Worker>({
    name: 'find-worker',
    text: `SELECT ${columns} FROM worker w WHERE w.authority = $1 AND w.id = $2`,
    values: [authority, id],
  });
  return rows[0];
}

/** Everybody active in the directory; of one team, or in one role. */
export async function listWorkers(
  db: Database,
  authority: string,
  { team, role }: { readonly team?: string | undefined; readonly role?: string | undefined } = {},
): Promise<readonly Worker[]> {
  const { rows } = await db.query<Worker>({
    name: 'list-workers',
    text: `SELECT ${columns} FROM worker w
      WHERE w.authority = $1 AND w.active AND ($2::text IS NULL OR w.team = $2) AND ($3::text IS NULL OR $3 = ANY(w.roles))
      ORDER BY w.name, w.id`,
    values: [authority, team ?? null, role ?? null],
  });
  return rows;
}

/** How far the scope sees, as the database has worked it out when it was entered. */
export async function findSight(db: Database): Promise<{
  readonly sees: 'all' | 'team' | 'named' | 'partner';
  readonly team: string | undefined;
  readonly colleagues: readonly string[];
  readonly asksPurpose: boolean;
}> {
  const { rows } = await db.query<{
    readonly sees: 'all' | 'team' | 'named' | 'partner' | null;
    readonly team: string | null;
    readonly colleagues: readonly string[];
    readonly asks: boolean;
  }>({
    name: 'find-sight',
    text: `SELECT CASE viewer_sight() WHEN 'all' THEN 'all' WHEN 'team' THEN 'team' WHEN 'partner' THEN 'partner' ELSE 'named' END AS sees,
        viewer_team() AS team,
        CASE viewer_sight() WHEN 'team' THEN ARRAY(SELECT c.id FROM worker c
          WHERE c.authority = viewer_authority() AND c.team = viewer_team()) ELSE '{}' END AS colleagues,
        -- Asked only where no role of theirs lets them see everything unasked.
        coalesce((SELECT bool_and(coalesce(s.asks_purpose, false)) FROM unnest(viewer_roles()) AS r (role)
          LEFT JOIN role_sight s ON s.authority = viewer_authority() AND s.role = r.role
          WHERE coalesce(s.sees, 'all') = 'all' AND r.role NOT LIKE 'stile/%'), false) AS asks`,
  });
  const [row] = rows;
  return {
    sees: row?.sees ?? 'named',
    team: row?.team ?? undefined,
    colleagues: row?.colleagues ?? [],
    asksPurpose: row?.asks ?? false,
  };
}

export interface TeamMember extends Worker {
  readonly holds: number;
  readonly named: number;
  readonly overdue: number;
  readonly dueNext: Instant | null;
}

/** A team with what each of its people holds, is named in, and is late with. */
export async function listTeam(
  db: Database,
  authority: string,
  { team, now }: { readonly team: string; readonly now: Instant },
): Promise<readonly TeamMember[]> {
  const { rows } = await db.query<TeamMember>({
    name: 'list-team',
    text: `SELECT ${columns},
        (SELECT count(*) FROM family f WHERE f.authority = $1 AND f.holder_worker = w.id) AS holds,
        (SELECT count(DISTINCT r.family) FROM role_assignment r WHERE r.authority = $1 AND r.worker = w.id) AS named,
        (SELECT count(*) FROM work o WHERE o.authority = $1 AND o.worker = w.id AND o.kind = 'clock'
          AND o.strength IS DISTINCT FROM 'reminder' AND o.due < $3) AS overdue,
        (SELECT min(d.due) FROM work d WHERE d.authority = $1 AND d.worker = w.id AND d.due >= $3) AS "dueNext"
      FROM worker w WHERE w.authority = $1 AND w.active AND w.team = $2 ORDER BY w.name, w.id`,
    values: [authority, team, now],
  });
  return rows;
}
