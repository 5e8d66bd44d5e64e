import type { Day, Instant } from '../core/calendar/time.ts';
import type { Database } from './database/connect.ts';

export interface Wanted {
  readonly name?: string | undefined;
  readonly born?: Day | undefined;
  readonly reference?: string | undefined;
}

export interface FoundPerson {
  readonly family: string;
  readonly reference: string;
  readonly familyName: string;
  readonly person: string;
  readonly kind: 'child' | 'adult';
  readonly given: string;
  readonly surname: string;
  readonly born: Day | null;
  readonly holderRole: string;
  readonly holderName: string | null;
  readonly holderTeam: string | null;
  readonly openTransfers: number;
  readonly updated: Instant;
  /** 0 to 1: how alike the letters are. */
  readonly alike: number;
}

const found = `p.family, f.reference, f.name AS "familyName", p.person, p.kind, p.given, p.family_name AS surname, p.born,
  f.holder_role AS "holderRole", f.holder_name AS "holderName", f.holder_team AS "holderTeam",
  f.open_transfers AS "openTransfers", f.updated`;

/**
 * How the first and the last word of the name that was typed may sound: themselves, and the other
 * spellings and short forms of the same name. Siobhan and Shivaun do not sound alike to dmetaphone;
 * the table joins them. Asked apart from the search, which is then plain to the planner.
 */
const soundsOf = `WITH
  words AS (SELECT n, word FROM unnest(string_to_array(fold_name($1), ' ')) WITH ORDINALITY AS w (word, n)
    WHERE word <> ''),
  spellings AS (
    SELECT n, word FROM words
    UNION
    SELECT w.n, other.spelling FROM words w
    JOIN name_variant mine ON mine.spelling = w.word
    JOIN name_variant other ON other.name_group = mine.name_group),
  sounds AS (SELECT n, array_agg(DISTINCT sound) AS sounds
    FROM spellings, LATERAL (VALUES (public.dmetaphone(word)), (public.dmetaphone_alt(word))) AS s (sound)
    WHERE sound <> '' GROUP BY n)
  SELECT (SELECT count(*) FROM sounds) AS count,
    (SELECT sounds FROM sounds ORDER BY n LIMIT 1) AS first,
    (SELECT sounds FROM sounds ORDER BY n DESC LIMIT 1) AS last`;

/** $2 is the name, $3 the date of birth, $4 and $5 the sounds of its first and last word. */
const bySound = `SELECT ${found}, k.alike FROM people_by_sound($2, $3, $4, $5) k
  JOIN family_person p ON p.authority = $1 AND p.family = k.family AND p.person = k.person
  JOIN family f ON f.authority = $1 AND f.id = k.family
  ORDER BY (p.born = $3) DESC NULLS LAST, k.alike DESC, p.full_name, p.family LIMIT 50`;

/** For what was misspelt so that it sounds different: names with similar letters. */
const byLetters = `SELECT ${found}, k.alike FROM people_by_letters($2, $3) k
  JOIN family_person p ON p.authority = $1 AND p.family = k.family AND p.person = k.person
  JOIN family f ON f.authority = $1 AND f.id = k.family
  ORDER BY k.alike DESC, p.full_name, p.family LIMIT 50`;

const byBirth = `SELECT ${found}, 0::float8 AS alike
  FROM family_person p JOIN family f ON f.authority = $1 AND f.id = p.family
  WHERE p.authority = $1 AND p.born = $2 ORDER BY p.full_name, p.family LIMIT 50`;

const byReference = `SELECT ${found}, 1::float8 AS alike
  FROM families_by_reference($2) k JOIN family f ON f.authority = $1 AND f.id = k
  JOIN family_person p ON p.authority = $1 AND p.family = f.id
  ORDER BY p.kind DESC, p.person LIMIT 50`;

/** People whose name sounds like the one given, who were born about that day, or of that reference: as far as the scope sees. */
export async function findPeople(
  db: Database,
  authority: string,
  wanted: Wanted,
): Promise<readonly FoundPerson[]> {
  if (wanted.reference !== undefined) {
    return run(db, 'find-by-reference', byReference, [authority, wanted.reference]);
  }
  if (wanted.name === undefined) {
    if (wanted.born === undefined) return [];
    return run(db, 'find-by-birth', byBirth, [authority, wanted.born]);
  }
  const values = [authority, wanted.name, wanted.born ?? null];
  const alike = await findBySound(db, wanted.name, values);
  return alike.length > 0 ? alike : run(db, 'find-by-letters', byLetters, values);
}

async function findBySound(
  db: Database,
  name: string,
  values: readonly unknown[],
): Promise<readonly FoundPerson[]> {
  const { rows } = await db.query<{
    readonly count: number;
    readonly first: readonly string[];
    readonly last: readonly string[];
  }>({ name: 'sounds-of', text: soundsOf, values: [name] });
  const [sounds] = rows;
  if (sounds === undefined || sounds.count === 0) return [];
  const last = sounds.count === 1 ? null : sounds.last;
  return run(db, 'find-by-sound', bySound, [...values, sounds.first, last]);
}

async function run(
  db: Database,
  name: string,
  text: string,
  values: readonly unknown[],
): Promise<readonly FoundPerson[]> {
  const { rows } = await db.query<FoundPerson>({ name, text, values: [...values] });
  return rows;
}
