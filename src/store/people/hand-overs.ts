/** Who takes over whose families, from when, and whether it is done. */
import type { Day, Instant } from '../../core/calendar/time.ts';
import type { Runner } from '../database/connect.ts';

export interface HandOver {
  readonly id: string;
  readonly worker: string;
  readonly why: 'leaves' | 'role-ends' | 'moves';
  readonly role: string | null;
  readonly from: Day;
  readonly successor: string | null;
  readonly chosen: Readonly<Record<string, string>>;
  readonly decidedBy: string;
  readonly decidedByName: string;
  readonly decided: Instant;
  readonly done: Instant | null;
}

const columns = `id, worker, why, role, from_day AS from, successor, chosen, decided_by AS "decidedBy",
  decided_by_name AS "decidedByName", decided, done`;

/** False where there is one with this id. */
export async function addHandOver(
  db: Runner,
  authority: string,
  handOver: Omit<HandOver, 'done'>,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'add-hand-over',
    text: `INSERT INTO hand_over (authority, id, worker, why, role, from_day, successor, chosen, decided_by, decided_by_name, decided)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (authority, id) DO NOTHING`,
    values: [
      authority,
      handOver.id,
      handOver.worker,
      handOver.why,
      handOver.role,
      handOver.from,
      handOver.successor,
      JSON.stringify(handOver.chosen),
      handOver.decidedBy,
      handOver.decidedByName,
      handOver.decided,
    ],
  });
  return rowCount === 1;
}

/** What is not done yet: of everybody, or of one. */
export async function listWaitingHandOvers(
  db: Runner,
  authority: string,
  worker?: string,
): Promise<readonly HandOver[]> {
  const { rows } = await db.query<HandOver>({
    name: 'list-waiting-hand-overs',
    text: `SELECT ${columns} FROM hand_over
      WHERE authority = $1 AND ($2::text IS NULL OR worker = $2) AND done IS NULL AND cancelled IS NULL ORDER BY from_day, id`,
    values: [authority, worker ?? null],
  });
  return rows;
}

/** How somebody who has left handed over, last: for whatever still comes for them. */
export async function findLastHandOver(
  db: Runner,
  authority: string,
  worker: string,
): Promise<HandOver | undefined> {
  const { rows } = await db.query<HandOver>({
    name: 'find-last-hand-over',
    text: `SELECT ${columns} FROM hand_over WHERE authority = $1 AND worker = $2 AND why = 'leaves' AND cancelled IS NULL
      ORDER BY decided DESC LIMIT 1`,
    values: [authority, worker],
  });
  return rows[0];
}

/** Takes a hand-over for this transaction alone; false where it is done or cancelled, or another has it. */
export async function claimHandOver(db: Runner, authority: string, id: string): Promise<boolean> {
  const { rows } = await db.query({
    name: 'claim-hand-over',
    text: `SELECT id FROM hand_over WHERE authority = $1 AND id = $2 AND done IS NULL AND cancelled IS NULL FOR UPDATE SKIP LOCKED`,
    values: [authority, id],
  });
  return rows.length === 1;
}

export async function endHandOver(
  db: Runner,
  authority: string,
  {
    id,
    as,
    now,
  }: { readonly id: string; readonly as: 'done' | 'cancelled'; readonly now: Instant },
): Promise<void> {
  await db.query({
    name: 'end-hand-over',
    text: `UPDATE hand_over SET done = CASE WHEN $3 = 'done' THEN $4::timestamptz END,
        cancelled = CASE WHEN $3 = 'cancelled' THEN $4::timestamptz END
      WHERE authority = $1 AND id = $2 AND done IS NULL AND cancelled IS NULL`,
    values: [authority, id, as, now],
  });
}
