import type { Instant } from '../core/calendar/time.ts';
import type { Database } from './database/connect.ts';
import { plainJson } from './database/plain-json.ts';

export interface Draft {
  /** What is being filled in, such as `family/f1/take-step/t1/send`. */
  readonly key: string;
  readonly family: string | null;
  readonly title: string;
  readonly body: unknown;
  readonly updated: Instant;
}

/** Keeps what somebody has typed, in the place of what they had typed before. */
export async function saveDraft(
  db: Database,
  authority: string,
  worker: string,
  draft: Draft,
): Promise<void> {
  await db.query({
    name: 'save-draft',
    text: `INSERT INTO draft (authority, worker, key, family, title, body, updated) VALUES ($1, $2, $3, $4, $5, $6, $7)
      ON CONFLICT (authority, worker, key) DO UPDATE
      SET family = excluded.family, title = excluded.title, body = excluded.body, updated = excluded.updated`,
    values: [
      authority,
      worker,
      draft.key,
      draft.family,
      draft.title,
      plainJson(draft.body),
      draft.updated,
    ],
  });
}

export async function findDraft(
  db: Database,
  authority: string,
  worker: string,
  key: string,
): Promise<Draft | undefined> {
  const { rows } = await db.query<Draft>({
    name: 'find-draft',
    text: `SELECT key, family, title, body, updated FROM draft WHERE authority = $1 AND worker = $2 AND key = $3`,
    values: [authority, worker, key],
  });
  return rows[0];
}

/** Unfinished work, the latest first. */
export async function listDrafts(
  db: Database,
  authority: string,
  worker: string,
): Promise<readonly Draft[]> {
  const { rows } = await db.query<Draft>({
    name: 'list-drafts',
    // The title names the family, which may have been restricted since.
    text: `SELECT key, family, CASE WHEN family IS NULL OR viewer_sees(family) THEN title
        ELSE 'A form about a family that you do not see' END AS title, body, updated FROM draft
      WHERE authority = $1 AND worker = $2 ORDER BY updated DESC, key LIMIT 200`,
    values: [authority, worker],
  });
  return rows;
}

export async function deleteDraft(
  db: Database,
  authority: string,
  worker: string,
  key: string,
): Promise<void> {
  await db.query({
    name: 'delete-draft',
    text: 'DELETE FROM draft WHERE authority = $1 AND worker = $2 AND key = $3',
    values: [authority, worker, key],
  });
}
