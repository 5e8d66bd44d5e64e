import type { Instant } from '../../core/calendar/time.ts';
import { type Database, inTransaction, type Runner } from '../database/connect.ts';

export type RoleSees = 'all' | 'team' | 'named';

/** How far a role sees, and whether those who see everything by it are asked what for. */
export interface RoleSight {
  readonly role: string;
  readonly sees: RoleSees;
  readonly asks: boolean;
}

/** What has been set; a role that is not among these sees everything, unasked. */
export async function listRoleSights(
  db: Database,
  authority: string,
): Promise<readonly RoleSight[]> {
  const { rows } = await db.query<RoleSight>({
    name: 'list-role-sights',
    text: 'SELECT role, sees, asks_purpose AS asks FROM role_sight WHERE authority = $1 ORDER BY role',
    values: [authority],
  });
  return rows;
}

export interface SightChange {
  readonly at: Instant;
  readonly name: string;
  readonly role: string;
  readonly before: Omit<RoleSight, 'role'>;
  readonly after: Omit<RoleSight, 'role'>;
  readonly reason: string;
}

/** Who has changed how far a role sees, the latest first. */
export async function listSightChanges(
  db: Database,
  authority: string,
): Promise<readonly SightChange[]> {
  const { rows } = await db.query<SightChange>({
    name: 'list-sight-changes',
    text: `SELECT at, name, role, reason, json_build_object('sees', sees_before, 'asks', asks_before) AS before,
        json_build_object('sees', sees_after, 'asks', asks_after) AS after
      FROM role_sight_change WHERE authority = $1 ORDER BY at DESC, id LIMIT 200`,
    values: [authority],
  });
  return rows;
}

export interface NewSight extends RoleSight {
  readonly id: string;
  /** Of whoever changes it. */
  readonly name: string;
  readonly reason: string;
}

export async function setRoleSight(runner: Runner, sight: NewSight): Promise<void> {
  const { id, role, sees, asks, name, reason } = sight;
  await runner.query({
    name: 'set-role-sight',
    text: 'SELECT set_role_sight($1, $2, $3, $4, $5, $6)',
    values: [id, role, sees, asks, name, reason],
  });
}

export interface SightOfWorker {
  readonly sees: string;
  readonly families: number;
}

export interface SightPreview {
  readonly worker: string;
  readonly before: SightOfWorker;
  readonly after: SightOfWorker;
}

/** What a change would mean for these people: it is made, looked at with the eyes of each, and taken back. */
export async function previewRoleSight(
  db: Database,
  authority: string,
  { sight, workers }: { readonly sight: NewSight; readonly workers: readonly string[] },
): Promise<readonly SightPreview[]> {
  const { scope } = db;
  if (scope === undefined) throw new Error('A preview is made for somebody');
  const found: SightPreview[] = [];
  const back = new Error('Taken back');
  await inTransaction(db, async (client) => {
    const seenBy = async (worker: string): Promise<SightOfWorker> => {
      await client.query('SELECT enter($1, $2, $3)', [authority, worker, scope.now]);
      const { rows } = await client.query<SightOfWorker>(
        'SELECT viewer_sight() AS sees, (SELECT count(*) FROM family WHERE authority = $1) AS families',
        [authority],
      );
      return rows[0] ?? { sees: 'none', families: 0 };
    };
    const before = new Map<string, SightOfWorker>();
    for (const worker of workers) before.set(worker, await seenBy(worker));
    await client.query('SELECT enter($1, $2, $3)', [authority, scope.worker, scope.now]);
    await setRoleSight(client, sight);
    for (const [worker, was] of before)
      found.push({ worker, before: was, after: await seenBy(worker) });
    throw back;
  }).catch((error: unknown) => {
    if (error !== back) throw error;
  });
  return found;
}
