import type { Instant } from '../core/calendar/time.ts';
import type { Database } from './connect.ts';

export interface View {
  readonly at: Instant;
  readonly worker: string;
  readonly name: string;
  readonly purpose: string;
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
    text: `INSERT INTO view_log (authority, family, at, id, worker, name, purpose) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    values: [authority, family, view.at, view.id, view.worker, view.name, view.purpose],
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
    text: `SELECT at, worker, name, purpose FROM view_log
      WHERE authority = $1 AND family = $2 ORDER BY at DESC, id LIMIT 500`,
    values: [authority, family],
  });
  return rows;
}
