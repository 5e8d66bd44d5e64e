import type pg from 'pg';
import type { Instant } from '../../core/calendar/time.ts';
import type { Employer } from '../../core/protocol/protocol.ts';
import type { Database, Runner } from '../database/connect.ts';

/** Somebody to be entered in the directory of an authority. */
export interface NewWorker {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly agency: string;
  readonly employer: Employer;
  readonly roles: readonly string[];
  readonly team: string | null;
  readonly active: boolean;
}

/** Somebody of the directory at a moment: their roles are those they hold then, and those of whom they cover for. */
export interface Worker extends NewWorker {
  /** Whose work they do meanwhile. */
  readonly covers: readonly string[];
}

/** The columns of a worker; `at` is the parameter with the moment, such as `$3`. */
export const workerColumns = (at: string): string =>
  `w.id, w.name, w.email, w.agency, w.employer, coalesce(roles_of(w.authority, w.id, ${at}), '{}') AS roles,
    covered_by(w.authority, w.id, ${at}) AS covers, w.team, w.active`;

/** The same as one value, for a statement that returns other things too. */
export const workerAsJson = (at: string): string =>
  `json_build_object('id', w.id, 'name', w.name, 'email', w.email, 'agency', w.agency, 'employer', w.employer,
    'roles', coalesce(roles_of(w.authority, w.id, ${at}), '{}'), 'covers', covered_by(w.authority, w.id, ${at}),
    'team', w.team, 'active', w.active)`;

/** Enters somebody in the directory, or changes their entry; their roles have no dates. */
export async function saveWorker(db: Runner, authority: string, worker: NewWorker): Promise<void> {
  await db.query({
    name: 'save-worker',
    text: `WITH entered AS (
        INSERT INTO worker (authority, id, name, email, agency, employer, team, active)
        VALUES ($1, $2, $3, $4, $5, $6, $8, $9)
        ON CONFLICT (authority, id) DO UPDATE SET name = excluded.name, email = excluded.email, agency = excluded.agency,
          employer = excluded.employer, team = excluded.team, active = excluded.active),
      given AS (SELECT $2 || '/' || n || '/' || role AS id, role FROM unnest($7::text[]) WITH ORDINALITY AS r (role, n)),
      taken AS (
        UPDATE role_holding SET until_day = '-infinity'
        WHERE authority = $1 AND worker = $2 AND from_day IS NULL AND id NOT IN (SELECT id FROM given))
      INSERT INTO role_holding (authority, id, worker, role, given_by, given)
      SELECT $1, id, $2, role, 'stile', now() FROM given
      ON CONFLICT (authority, id) DO UPDATE SET until_day = NULL`,
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
  db: Runner,
  authority: string,
  id: string,
  now: Instant,
): Promise<Worker | undefined> {
  const { rows } = await db.query<Worker>({
    name: 'find-worker',
    text: `SELECT ${workerColumns('$3')} FROM worker w WHERE w.authority = $1 AND w.id = $2`,
    values: [authority, id, now],
  });
  return rows[0];
}

/** Everybody active in the directory; of one team, or in one role at that moment. */
export async function listWorkers(
  db: Runner,
  authority: string,
  which: {
    readonly now: Instant;
    readonly team?: string | undefined;
    readonly role?: string | undefined;
  },
): Promise<readonly Worker[]> {
  const { team, role, now } = which;
  const workers = await listWithRoles<Person>(db, authority, now, {
    name: 'list-workers',
    text: `SELECT ${personColumns} FROM worker w
      WHERE w.authority = $1 AND w.active AND ($2::text IS NULL OR w.team = $2) ORDER BY w.name, w.id`,
    values: [authority, team ?? null],
  });
  return role === undefined ? workers : workers.filter(({ roles }) => roles.includes(role));
}

/** The columns of a list that `listWithRoles` completes. */
export const personColumns = 'w.id, w.name, w.email, w.agency, w.employer, w.team, w.active';
type Person = Omit<NewWorker, 'roles'>;

/**
 * A list of people with the roles of each at a moment. The two are put together here: PostgreSQL guesses a pass over
 * roles at one row while it has no statistics, and then makes the pass again for each person.
 */
export async function listWithRoles<P extends Person>(
  db: Runner,
  authority: string,
  now: Instant,
  list: pg.QueryConfig,
): Promise<readonly (P & Worker)[]> {
  const [people, held] = await Promise.all([
    db.query<P>(list),
    db.query<{ readonly worker: string } & Pick<Worker, 'roles' | 'covers'>>({
      name: 'list-roles-of-all',
      text: 'SELECT worker, roles, covers FROM roles_of_all($1, $2)',
      values: [authority, now],
    }),
  ]);
  const of = new Map(held.rows.map(({ worker, roles, covers }) => [worker, { roles, covers }]));
  const none = { roles: [], covers: [] };
  return people.rows.map((each) => ({ ...each, ...((each.active && of.get(each.id)) || none) }));
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
  return listWithRoles<TeamMember>(db, authority, now, {
    name: 'list-team',
    text: `SELECT ${personColumns},
        (SELECT count(*) FROM family f WHERE f.authority = $1 AND f.holder_worker = w.id) AS holds,
        (SELECT count(DISTINCT r.family) FROM role_assignment r WHERE r.authority = $1 AND r.worker = w.id) AS named,
        (SELECT count(*) FROM work o WHERE o.authority = $1 AND o.worker = w.id AND o.kind = 'clock'
          AND o.strength IS DISTINCT FROM 'reminder' AND o.due < $3) AS overdue,
        (SELECT min(d.due) FROM work d WHERE d.authority = $1 AND d.worker = w.id AND d.due >= $3) AS "dueNext"
      FROM worker w WHERE w.authority = $1 AND w.active AND w.team = $2 ORDER BY w.name, w.id`,
    values: [authority, team, now],
  });
}
