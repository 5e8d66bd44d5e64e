/** Exports of what is held about a person, and what was decided about each passage. */
import type { Day, Instant } from '../core/calendar/time.ts';
import type { FamilyId, PersonId } from '../core/family/people.ts';
import type { Decided, Passage } from '../core/records/export.ts';
import type { RecordsEvent } from '../core/records/records-events.ts';
import { type Database, inTransaction, isViolation } from './database/connect.ts';
import { plainJson } from './database/plain-json.ts';
import { type RecordsRead, sealedValues } from './records.ts';

export interface ExportHead {
  readonly id: string;
  readonly person: PersonId;
  readonly askedBy: string;
  readonly asked: Day;
  readonly version: number;
  readonly made: Instant;
  readonly madeName: string;
  readonly released: Instant | null;
  readonly releasedName: string | null;
}

export interface StoredExport extends ExportHead {
  readonly passages: readonly Passage[];
  /** The text that was released. */
  readonly body: string | null;
  readonly decisions: ReadonlyMap<string, Decided & { readonly byName: string }>;
}

interface Where {
  readonly authority: string;
  readonly family: FamilyId;
}

const head = `id, person, asked_by AS "askedBy", asked, version, made, made_name AS "madeName", released, released_name AS "releasedName"`;

/** Keeps what was found; what is kept under the same id stays as it is. */
export async function addExport(
  db: Database,
  { authority, family }: Where,
  made: Omit<ExportHead, 'released' | 'releasedName'> & {
    readonly passages: readonly Passage[];
    readonly madeBy: string;
  },
): Promise<void> {
  await db.query({
    name: 'add-export',
    text: `INSERT INTO export (authority, family, id, person, asked_by, asked, version, passages, made, made_by, made_name)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (authority, family, id) DO NOTHING`,
    values: [
      ...[authority, family, made.id, made.person, made.askedBy, made.asked, made.version],
      ...[plainJson(made.passages), made.made, made.madeBy, made.madeName],
    ],
  });
}

/** The exports of a family, the latest first. */
export async function listExports(
  db: Database,
  { authority, family }: Where,
): Promise<readonly ExportHead[]> {
  const { rows } = await db.query<ExportHead>({
    name: 'list-exports',
    text: `SELECT ${head} FROM export WHERE authority = $1 AND family = $2 ORDER BY made DESC, id`,
    values: [authority, family],
  });
  return rows;
}

export async function findExport(
  db: Database,
  { authority, family }: Where,
  id: string,
): Promise<StoredExport | undefined> {
  const { rows } = await db.query<Omit<StoredExport, 'decisions'>>({
    name: 'find-export',
    text: `SELECT ${head}, passages, body FROM export WHERE authority = $1 AND family = $2 AND id = $3`,
    values: [authority, family, id],
  });
  const [found] = rows;
  if (found === undefined) return undefined;
  const decided = await db.query<Decided & { readonly passage: string; readonly byName: string }>({
    name: 'list-export-decisions',
    text: `SELECT passage, does, words, reason, by_name AS "byName" FROM export_decision
      WHERE authority = $1 AND family = $2 AND export = $3`,
    values: [authority, family, id],
  });
  return { ...found, decisions: new Map(decided.rows.map((row) => [row.passage, row])) };
}

/** What was decided about some passages, in the place of what was decided before. */
export async function saveDecisions(
  db: Database,
  { authority, family }: Where,
  made: {
    readonly export: string;
    readonly decisions: ReadonlyMap<string, Decided>;
    readonly now: Instant;
    readonly by: { readonly worker: string; readonly name: string };
  },
): Promise<void> {
  const rows = [...made.decisions].map(([passage, decided]) => ({ passage, ...decided }));
  await db.query({
    name: 'save-export-decisions',
    text: `INSERT INTO export_decision (authority, family, export, passage, does, words, reason, decided, by_worker, by_name)
      SELECT $1, $2, $3, r.passage, r.does, r.words, r.reason, $5, $6, $7
      FROM jsonb_to_recordset($4::jsonb) AS r (passage text, does text, words text[], reason text)
      ON CONFLICT (authority, family, export, passage) DO UPDATE SET does = excluded.does, words = excluded.words,
        reason = excluded.reason, decided = excluded.decided, by_worker = excluded.by_worker, by_name = excluded.by_name`,
    values: [
      ...[authority, family, made.export, plainJson(rows), made.now],
      ...[made.by.worker, made.by.name],
    ],
  });
}

/** The released text and its entry in the history of the records, both or neither; false when somebody else was first. */
export async function releaseExport(
  db: Database,
  { authority, family }: Where,
  made: {
    readonly export: string;
    readonly body: string;
    readonly name: string;
    readonly read: RecordsRead;
    readonly event: RecordsEvent;
  },
): Promise<boolean> {
  try {
    return await inTransaction(db, async (client) => {
      const { rowCount } = await client.query(
        `UPDATE export SET released = $4, released_name = $5, body = $6
         WHERE authority = $1 AND family = $2 AND id = $3 AND released IS NULL`,
        [authority, family, made.export, made.event.recorded, made.name, made.body],
      );
      if (rowCount === 0) return false;
      await client.query(
        'SELECT append_record($1, $2, $3, $4, $5, $6)',
        sealedValues(authority, made.read, made.event),
      );
      return true;
    });
  } catch (error) {
    if (isViolation(error, 'ST001')) return false;
    throw error;
  }
}
