/** Which families have run out, from what is stored of each for it; and their whole histories, for the last word. */
import type { Day } from '../core/calendar/time.ts';
import type { FamilyEvent } from '../core/family/events.ts';
import type { FamilyId } from '../core/family/people.ts';
import type { Retention } from '../core/protocol/protocol.ts';
import type { Listed } from '../core/records/records-events.ts';
import type { Database } from './database/connect.ts';
import { readEvent } from './history/events.ts';

/** Those that are listed, and those that are only counted. */
export type KeptKind =
  | `${'' | 'restricted-'}${'due' | 'held' | 'unknown' | 'kept' | 'later'}`
  | 'open'
  | 'unseen';

export interface KeptFound {
  /** How many there are of each kind; a kind without any is not there. */
  readonly totals: ReadonlyMap<KeptKind, number>;
  /** One page of each kind that is listed, what runs out first before the rest. */
  readonly pages: ReadonlyMap<KeptKind, readonly FamilyId[]>;
}

export interface KeptAsked {
  readonly retention: Retention | undefined;
  readonly today: Day;
  /** How many to pass over of each kind. */
  readonly after: Readonly<Partial<Record<KeptKind, number>>>;
  /** How many of each kind; undefined for all. */
  readonly limit: number | undefined;
}

/**
 * The families that may be named to whoever asks, sorted by what the rules say of them on a day. It may take one for due
 * that time has brought something since; it never leaves one out whose time has run out.
 */
export async function findKept(db: Database, asked: KeptAsked): Promise<KeptFound> {
  const { rows } = await db.query<{ kind: KeptKind; family: FamilyId | null; total: number }>({
    name: 'find-kept',
    text: `SELECT k.kind, CASE WHEN k.place > k.after AND k.place <= k.after + k.most THEN k.family END AS family, k.total
      FROM (SELECT w.kind, w.family, coalesce(($3::jsonb ->> w.kind)::integer, 0) AS after,
          CASE WHEN w.kind ~ '(due|held|unknown)$' THEN coalesce($4::integer, 2147483647 / 2) ELSE 0 END AS most,
          row_number() OVER (PARTITION BY w.kind ORDER BY w.until, w.reference, w.family) AS place,
          count(*) OVER (PARTITION BY w.kind)::integer AS total
        FROM what_is_kept($1::jsonb, $2::date) w) AS k
      WHERE k.place = 1 OR (k.place > k.after AND k.place <= k.after + k.most)
      ORDER BY k.kind, k.place`,
    values: [
      rulesFor(asked.retention),
      asked.today,
      JSON.stringify(asked.after),
      asked.limit ?? null,
    ],
  });
  const totals = new Map(rows.map(({ kind, total }) => [kind, total]));
  const pages = new Map<KeptKind, FamilyId[]>();
  for (const { kind, family } of rows)
    if (family !== null) pages.set(kind, [...(pages.get(kind) ?? []), family]);
  return { totals, pages };
}

function rulesFor(retention: Retention | undefined): string {
  const rules = [...(retention?.rules.values() ?? [])];
  return JSON.stringify(
    rules.map(({ id, years, after, reached, inPlaceOf }) => ({
      ...{ id, years, after, everywhere: reached === undefined, in_place_of: inPlaceOf },
      ...{ levels: reached?.levels, pathways: reached?.pathways, holders: reached?.holders },
    })),
  );
}

export interface Closed extends Pick<Listed, 'family' | 'reference' | 'version' | 'hash'> {
  readonly restricted: boolean;
  /** A message about it has not arrived yet. */
  readonly sending: boolean;
  /** Somebody asked for what is held about them, and nothing has been released yet. */
  readonly asked: boolean;
  readonly events: readonly FamilyEvent[];
}

/** Of these families those with no open transfer, with their whole histories. */
export async function readClosed(
  db: Database,
  authority: string,
  families: readonly FamilyId[],
): Promise<readonly Closed[]> {
  const { rows } = await db.query<{
    family: FamilyId;
    reference: string;
    version: number;
    hash: Buffer;
    restricted: boolean;
    sending: boolean;
    asked: boolean;
    bodies: readonly string[];
  }>({
    name: 'read-closed',
    text: `SELECT f.id AS family, f.reference, f.version, f.hash, f.restricted,
        EXISTS (SELECT FROM outbox o WHERE o.authority = $1 AND o.family = f.id AND o.done_at IS NULL) AS sending,
        EXISTS (SELECT FROM export x WHERE x.authority = $1 AND x.family = f.id AND x.released IS NULL) AS asked,
        (SELECT array_agg(e.body ORDER BY e.version) FROM event e WHERE e.authority = $1 AND e.family = f.id) AS bodies
      FROM family f WHERE f.authority = $1 AND f.id = ANY($2) AND f.open_transfers = 0 ORDER BY f.id`,
    values: [authority, families],
  });
  return rows.map(({ bodies, hash, ...row }) => ({
    ...row,
    hash: hash.toString('hex'),
    events: bodies.map(readEvent),
  }));
}

/**
 * Of these families those that may be named to whoever asks, in what is kept and what goes. Of restricted ones whose time
 * has run out more people may know, where too few are left who could decide.
 */
export async function listNamed(
  db: Database,
  families: readonly FamilyId[],
  { runOut }: { readonly runOut: boolean },
): Promise<ReadonlySet<FamilyId>> {
  const { rows } = await db.query<{ family: FamilyId }>({
    name: 'list-named',
    text: 'SELECT n.family FROM families_that_may_be_named($1, $2) AS n (family)',
    values: [families, runOut],
  });
  return new Set(rows.map(({ family }) => family));
}

/** The families of a reference that may be named to whoever asks: one that is not there and one that may not be are alike. */
export async function findNamed(
  db: Database,
  reference: string,
): Promise<readonly { readonly id: FamilyId; readonly reference: string }[]> {
  const { rows } = await db.query<{ id: FamilyId; reference: string }>({
    name: 'find-named',
    text: 'SELECT n.id, n.reference FROM family_that_may_be_named($1) AS n',
    values: [reference],
  });
  return rows;
}
