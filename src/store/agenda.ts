import type { Day, Instant } from '../core/calendar/time.ts';
import type { Database } from './database/connect.ts';

export interface AgendaItem {
  readonly family: string;
  readonly reference: string;
  readonly familyName: string;
  readonly transfer: string;
  readonly transferTitle: string;
  readonly summary: string;
  readonly part: string;
  readonly children: readonly { readonly id: string; readonly name: string }[];
  readonly listed: Instant;
  readonly outcome: string | null;
  readonly decided: Instant | null;
  readonly rolledOver: number;
  readonly holderRole: string;
  readonly holderName: string | null;
}

/** The cases of one sitting, by part and in the order in which they were listed. */
export async function listAgenda(
  db: Database,
  authority: string,
  { forum, sitting }: { readonly forum: string; readonly sitting: Day },
): Promise<readonly AgendaItem[]> {
  const { rows } = await db.query<AgendaItem>({
    name: 'list-agenda',
    text: `SELECT a.family, f.reference, f.name AS "familyName", a.transfer, t.title AS "transferTitle", t.summary, a.part,
        (SELECT coalesce(json_agg(json_build_object('id', p.person, 'name', btrim(p.given || ' ' || p.family_name)) ORDER BY p.person), '[]')
          FROM family_person p WHERE p.authority = $1 AND p.family = a.family AND p.person = ANY(a.children)) AS children,
        a.listed, a.outcome, a.decided, a.rolled_over AS "rolledOver", f.holder_role AS "holderRole", f.holder_name AS "holderName"
      FROM agenda a
      JOIN family f ON f.authority = $1 AND f.id = a.family
      JOIN transfer t ON t.authority = $1 AND t.family = a.family AND t.id = a.transfer
      WHERE a.authority = $1 AND a.forum = $2 AND a.sitting = $3
      ORDER BY a.part, a.listed, a.family`,
    values: [authority, forum, sitting],
  });
  return rows;
}

export interface SittingSummary {
  readonly forum: string;
  readonly sitting: Day;
  readonly cases: number;
  readonly undecided: number;
}

/** Sittings that have cases, from a day on; earlier ones with a case that was never decided too. */
export async function listSittings(
  db: Database,
  authority: string,
  from: Day,
): Promise<readonly SittingSummary[]> {
  const { rows } = await db.query<SittingSummary>({
    name: 'list-sittings',
    text: `SELECT forum, sitting, count(*) AS cases, count(*) FILTER (WHERE decided IS NULL) AS undecided
      FROM agenda WHERE authority = $1 GROUP BY forum, sitting
      HAVING sitting >= $2 OR bool_or(decided IS NULL) ORDER BY sitting, forum LIMIT 200`,
    values: [authority, from],
  });
  return rows;
}
