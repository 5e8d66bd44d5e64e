import type { Instant } from '../../core/calendar/time.ts';
import type { Database } from '../database/connect.ts';

/** One attempt to come in, or one going out. */
export interface SignInEntry {
  readonly at: Instant;
  /** Null while it is not known who it was. */
  readonly worker: string | null;
  readonly how: string;
  readonly result: string;
  readonly device: string;
}

export async function addToSignInLog(
  db: Database,
  authority: string,
  entry: SignInEntry & { readonly id: string },
): Promise<void> {
  await db.query({
    name: 'add-to-sign-in-log',
    text: `INSERT INTO sign_in_log (authority, id, at, worker, how, result, device)
      VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    values: [authority, entry.id, entry.at, entry.worker, entry.how, entry.result, entry.device],
  });
}

export interface ListedSignIn extends SignInEntry {
  readonly name: string | null;
}

/** The latest first, of everybody or of one; only those before a moment, for the next page. */
export async function listSignIns(
  db: Database,
  authority: string,
  {
    worker,
    before,
    limit,
  }: {
    readonly worker?: string | undefined;
    readonly before?: Instant | undefined;
    readonly limit: number;
  },
): Promise<readonly ListedSignIn[]> {
  const { rows } = await db.query<ListedSignIn>({
    name: 'list-sign-ins',
    text: `SELECT l.at, l.worker, l.how, l.result, l.device, w.name FROM sign_in_log l
      LEFT JOIN worker w ON w.authority = $1 AND w.id = l.worker
      WHERE l.authority = $1 AND ($2::text IS NULL OR l.worker = $2) AND ($3::timestamptz IS NULL OR l.at < $3)
      ORDER BY l.at DESC, l.id LIMIT $4`,
    values: [authority, worker ?? null, before ?? null, limit],
  });
  return rows;
}
