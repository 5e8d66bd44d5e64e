import type { Instant } from '../core/calendar/time.ts';
import type { Database } from './database/connect.ts';

export interface View {
  readonly at: Instant;
  readonly worker: string;
  readonly name: string;
  /** What was opened. */
  readonly purpose: string;
  /** How they came to see the family; null of what was recorded before that was kept. */
  readonly access: string | null;
  /** What they said it was for, where they were asked. */
  readonly said: string | null;
}

/** Somebody has looked at a family. Like the history, this can only be added to. */
export async function addView(
  db: Database,
  authority: string,
  family: string,
  view: View & { readonly id: string },
): Promise<void> {
  await db.query({
    name: 'add-view',
    text: `INSERT INTO view_log (authority, family, at, id, worker, name, purpose, access, said) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      ...[authority, family, view.at, view.id, view.worker, view.name, view.purpose],
      ...[view.access, view.said],
    ],
  });
}

/** Who has looked at a family, the latest first. */
export async function listViews(
  db: Database,
  authority: string,
  family: string,
): Promise<readonly View[]> {
  const { rows } = await db.query<View>({
    name: 'list-views',
    text: `SELECT at, worker, name, purpose, access, said FROM view_log
      WHERE authority = $1 AND family = $2 ORDER BY at DESC, id LIMIT 500`,
    values: [authority, family],
  });
  return rows;
}

/** Whether somebody has said since a moment what they look at a family for. */
export async function hasSaidPurpose(
  db: Database,
  authority: string,
  {
    family,
    worker,
    since,
  }: { readonly family: string; readonly worker: string; readonly since: Instant },
): Promise<boolean> {
  const { rows } = await db.query({
    name: 'has-said-purpose',
    text: `SELECT FROM view_log WHERE authority = $1 AND family = $2 AND worker = $3 AND at >= $4 AND said IS NOT NULL LIMIT 1`,
    values: [authority, family, worker, since],
  });
  return rows.length > 0;
}
