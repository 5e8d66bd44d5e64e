/** The directory as its administrators keep it: entries, teams and agencies, and what was changed by whom. */
import type { Instant } from '../../core/calendar/time.ts';
import type { Employer } from '../../core/protocol/protocol.ts';
import type { Runner } from '../database/connect.ts';
import { listWithRoles, personColumns, type Worker } from './people.ts';

export interface Entry {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly agency: string;
  readonly employer: Employer;
  readonly team: string | null;
}

/** Everybody, also those who have left. */
export async function listDirectory(
  db: Runner,
  authority: string,
  now: Instant,
): Promise<readonly Worker[]> {
  return listWithRoles(db, authority, now, {
    name: 'list-directory',
    text: `SELECT ${personColumns} FROM worker w WHERE w.authority = $1 ORDER BY w.name, w.id`,
    values: [authority],
  });
}

/** How many families each has a part in: numbers alone. As Stile itself, for somebody who sees none. */
export async function countFamilies(
  db: Runner,
  authority: string,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await db.query<{ worker: string; families: number }>({
    name: 'count-families',
    text: `SELECT worker, count(DISTINCT family) AS families FROM family_access
      WHERE authority = $1 AND why IN ('holds', 'named') GROUP BY worker`,
    values: [authority],
  });
  return new Map(rows.map(({ worker, families }) => [worker, families]));
}

/** Families in which somebody may have a part; whether they have it now their history says. */
export async function listFamiliesOf(
  db: Runner,
  authority: string,
  worker: string,
): Promise<readonly string[]> {
  const { rows } = await db.query<{ family: string }>({
    name: 'list-families-of',
    text: `SELECT DISTINCT family FROM family_access
      WHERE authority = $1 AND worker = $2 AND why IN ('holds', 'named', 'visits') ORDER BY family`,
    values: [authority, worker],
  });
  return rows.map(({ family }) => family);
}

export interface Orphan {
  readonly family: string;
  readonly reference: string;
  readonly worker: string;
  readonly name: string;
}

/** Families held by, or with a role of, somebody who is not active: there must be none. */
export async function listOrphans(db: Runner, authority: string): Promise<readonly Orphan[]> {
  const { rows } = await db.query<Orphan>({
    name: 'list-orphans',
    text: `SELECT DISTINCT f.id AS family, f.reference, w.id AS worker, w.name FROM worker w
        JOIN family_access a ON a.authority = $1 AND a.worker = w.id AND a.why IN ('holds', 'named')
        JOIN family f ON f.authority = $1 AND f.id = a.family
      WHERE w.authority = $1 AND NOT w.active ORDER BY f.reference`,
    values: [authority],
  });
  return rows;
}

export async function addEntry(db: Runner, authority: string, entry: Entry): Promise<void> {
  await db.query({
    name: 'add-entry',
    text: `INSERT INTO worker (authority, id, name, email, agency, employer, team) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    values: [
      authority,
      entry.id,
      entry.name,
      entry.email,
      entry.agency,
      entry.employer,
      entry.team,
    ],
  });
}

export async function changeEntry(db: Runner, authority: string, entry: Entry): Promise<void> {
  await db.query({
    name: 'change-entry',
    text: `UPDATE worker SET name = $3, email = $4, agency = $5, employer = $6, team = $7
      WHERE authority = $1 AND id = $2`,
    values: [
      authority,
      entry.id,
      entry.name,
      entry.email,
      entry.agency,
      entry.employer,
      entry.team,
    ],
  });
}

/** Makes somebody inactive, but never while a family is theirs: then nothing is changed. */
export async function makeInactive(db: Runner, authority: string, id: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'make-inactive',
    text: `UPDATE worker SET active = false WHERE authority = $1 AND id = $2
      AND NOT EXISTS (SELECT FROM family_access a WHERE a.authority = $1 AND a.worker = $2 AND a.why IN ('holds', 'named'))`,
    values: [authority, id],
  });
  return rowCount === 1;
}

export async function makeActive(db: Runner, authority: string, id: string): Promise<void> {
  await db.query({
    name: 'make-active',
    text: 'UPDATE worker SET active = true WHERE authority = $1 AND id = $2',
    values: [authority, id],
  });
}

export interface Agency {
  readonly name: string;
  readonly employer: Employer;
}

/** Teams that were added, and those that people are in. */
export async function listTeamNames(db: Runner, authority: string): Promise<readonly string[]> {
  const { rows } = await db.query<{ name: string }>({
    name: 'list-team-names',
    text: `SELECT name FROM team WHERE authority = $1
      UNION SELECT team FROM worker WHERE authority = $1 AND team IS NOT NULL AND active ORDER BY name`,
    values: [authority],
  });
  return rows.map(({ name }) => name);
}

export async function listAgencies(db: Runner, authority: string): Promise<readonly Agency[]> {
  const { rows } = await db.query<Agency>({
    name: 'list-agencies',
    text: `SELECT name, min(employer) AS employer FROM (
        SELECT name, employer FROM agency WHERE authority = $1
        UNION SELECT agency, employer FROM worker WHERE authority = $1 AND active) AS a
      GROUP BY name ORDER BY name`,
    values: [authority],
  });
  return rows;
}

/** False where it is there already. */
export async function addTeam(db: Runner, authority: string, name: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'add-team',
    text: 'INSERT INTO team (authority, name) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    values: [authority, name],
  });
  return rowCount === 1;
}

/** False where it is there already. */
export async function addAgency(db: Runner, authority: string, agency: Agency): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'add-agency',
    text: 'INSERT INTO agency (authority, name, employer) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    values: [authority, agency.name, agency.employer],
  });
  return rowCount === 1;
}

export interface Change {
  readonly id: string;
  readonly at: Instant;
  readonly byWorker: string;
  readonly byName: string;
  /** Of whom; null where it is about a team or an agency. */
  readonly worker: string | null;
  readonly what: string;
}

/** What is written under an id is written once. */
export async function addChange(db: Runner, authority: string, change: Change): Promise<void> {
  await db.query({
    name: 'add-people-change',
    text: `INSERT INTO people_log (authority, id, at, by_worker, by_name, worker, what) VALUES ($1, $2, $3, $4, $5, $6, $7)
      ON CONFLICT (authority, id) DO NOTHING`,
    values: [
      authority,
      change.id,
      change.at,
      change.byWorker,
      change.byName,
      change.worker,
      change.what,
    ],
  });
}

/** The newest first; of one person, or of all. */
export async function listChanges(
  db: Runner,
  authority: string,
  worker: string | undefined,
): Promise<readonly (Change & { readonly workerName: string | null })[]> {
  const { rows } = await db.query<Change & { workerName: string | null }>({
    name: 'list-people-changes',
    text: `SELECT l.id, l.at, l.by_worker AS "byWorker", l.by_name AS "byName", l.worker, w.name AS "workerName", l.what
      FROM people_log l LEFT JOIN worker w ON w.authority = $1 AND w.id = l.worker
      WHERE l.authority = $1 AND ($2::text IS NULL OR l.worker = $2) ORDER BY l.at DESC, l.id LIMIT 500`,
    values: [authority, worker ?? null],
  });
  return rows;
}

/** A notice to somebody about the directory, delivered like every other. */
export async function addPeopleNotice(
  db: Runner,
  authority: string,
  notice: { readonly id: string; readonly to: Entry; readonly what: string; readonly now: Instant },
): Promise<void> {
  const { id, name, agency, employer } = notice.to;
  const payload = {
    to: { role: 'stile/administrator', practitioner: { name, agency, employer, worker: id } },
    what: notice.what,
    transfer: null,
    at: notice.now,
  };
  await db.query({
    name: 'add-people-notice',
    text: `INSERT INTO outbox (authority, id, kind, payload, created, next_try) VALUES ($1, $2, 'notice', $3, $4, $4)`,
    values: [authority, notice.id, JSON.stringify(payload), notice.now],
  });
}
