/** The database as its owner reads it: who sees whom, and whether anything has changed. Asks nothing of Stile. */
import pg from 'pg';
import { dayOf, type Instant } from '../../src/core/calendar/time.ts';
import { type FamilyRow, mayName, type Person, type Rows, sees } from '../access/oracle.ts';

/** What must be as it was after a request that was refused. */
const RECORDS = `SELECT
  (SELECT coalesce(sum(version), 0) FROM family) || ' ' || (SELECT count(*) FROM family) || ' ' ||
  (SELECT coalesce(sum(version), 0) FROM meeting) || ' ' || (SELECT coalesce(sum(version), 0) FROM records) || ' ' ||
  (SELECT count(*) FROM people_log) || ' ' || (SELECT count(*) FROM worker) || ' ' ||
  (SELECT count(*) FROM worker WHERE active) || ' ' || (SELECT count(*) FROM role_holding) || ' ' ||
  (SELECT count(*) FROM cover) || ' ' || (SELECT count(*) FROM hand_over) || ' ' ||
  (SELECT count(*) FROM role_sight_change) || ' ' || (SELECT count(*) || '/' || count(released) FROM export) || ' ' ||
  (SELECT count(*) || '/' || coalesce(max(decided)::text, '') FROM export_decision) AS records,
  (SELECT count(read_at) FROM notice) || ' ' || (SELECT count(*) || '/' || coalesce(max(updated)::text, '') FROM draft) || ' ' ||
  (SELECT count(*) || '/' || count(ended) FROM session) || ' ' || (SELECT count(*) || '/' || count(used) FROM sign_in_link) || ' ' ||
  (SELECT count(*) FROM worker_identity) || ' ' || (SELECT count(*) FROM outbox WHERE failed IS NOT NULL) || ' ' ||
  (SELECT count(*) FROM view_log WHERE said IS NOT NULL) || ' ' || (SELECT count(*) FROM urgent_try) AS rest`;

export interface Mark {
  readonly records: string;
  /** What is kept, read, signed in or out: some of it also by a request that is not good. */
  readonly rest: string;
}

export class Records {
  readonly #client: pg.Client;
  #rows: Promise<Known> | undefined;
  #day = '';

  constructor(connectionString: string) {
    this.#client = new pg.Client({ connectionString });
  }

  open(): Promise<unknown> {
    return this.#client.connect();
  }

  close(): Promise<void> {
    return this.#client.end();
  }

  async ask<T extends object>(
    text: string,
    values: readonly unknown[] = [],
  ): Promise<readonly T[]> {
    return (await this.#client.query({ text, values: [...values] })).rows;
  }

  async mark(): Promise<Mark> {
    const { rows } = await this.#client.query<Mark>({ name: 'mark', text: RECORDS });
    const [mark] = rows;
    if (mark === undefined) throw new Error('The database says nothing');
    return mark;
  }

  /** Something may have changed. */
  forget(): void {
    this.#rows = undefined;
  }

  /** As it is now, by the rule that people can read (docs/decisions/0010), worked out apart from Stile. */
  known(now: Instant): Promise<Known> {
    const day = dayOf(now);
    if (day !== this.#day) this.forget();
    this.#day = day;
    this.#rows ??= this.#read(now);
    return this.#rows;
  }

  async #read(now: Instant): Promise<Known> {
    const all = <T extends object>(text: string, values?: readonly unknown[]) =>
      this.ask<T>(text, values);
    const entries = await all<Omit<Person, 'roles'>>(
      `SELECT w.authority, w.id, w.employer, w.team, w.active,
         to_json(ARRAY(SELECT h.role FROM role_holding h WHERE h.authority = w.authority AND h.worker = w.id AND ${during('h')})) AS own,
         to_json(ARRAY(SELECT c.covers FROM cover c WHERE c.authority = w.authority AND c.worker = w.id AND ${during('c')})) AS covers
       FROM worker w`,
      [now],
    );
    const people = entries.map((person) => ({ ...person, roles: rolesOf(person, entries) }));
    const rows: Rows = {
      people,
      families: await all<FamilyRow>(
        'SELECT authority, id, reference, name, restricted, holder_role, holder_name, holder_team, open_transfers FROM family',
      ),
      access: await all(
        `SELECT authority, family, worker, why, sees, to_char(until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS until FROM family_access`,
      ),
      waiting: await all('SELECT DISTINCT authority, family, role, name FROM work'),
      records: await all('SELECT authority, role, may FROM records_role'),
      sight: await all('SELECT authority, role, sees FROM role_sight'),
    };
    const called =
      await all<Called>(`SELECT f.id, lower(concat_ws(' ', f.name, f.reference, f.locality, (
      SELECT string_agg(p.given || ' ' || p.family_name, ' ') FROM family_person p
      WHERE p.authority = f.authority AND p.family = f.id))) AS words FROM family f`);
    const holders: Holders = async ({ authority, id }) => {
      const [last] = await all<{ readonly body: string }>(
        `SELECT body::text AS body FROM event
         WHERE authority = $1 AND family = $2 AND type = 'HolderChanged' ORDER BY version DESC LIMIT 1`,
        [authority, id],
      );
      return last === undefined ? '' : JSON.stringify(JSON.parse(last.body).event.to).toLowerCase();
    };
    const doings: Doings = async (authority, worker) => {
      const done = await all<{ readonly did: string }>(
        `SELECT DISTINCT family || ' recorded' AS did FROM event WHERE authority = $1 AND by_worker = $2
         UNION SELECT coalesce(family, '') || ' drafted' FROM draft WHERE authority = $1 AND worker = $2
         UNION SELECT family || ' told' FROM notice WHERE authority = $1 AND to_worker = $2 AND family IS NOT NULL`,
        [authority, worker],
      );
      return new Set(done.map(({ did }) => did));
    };
    const wrote: Wrote = async ({ authority, id }, { worker, word }) => {
      const own = await all<object>(
        `SELECT FROM event WHERE authority = $1 AND family = $2 AND by_worker = $3
         AND strpos(lower(body), $4) > 0 LIMIT 1`,
        [authority, id, worker, word],
      );
      return own.length > 0;
    };
    const said: Said = async ({ authority, id }, word) => {
      const events = await all<object>(
        `SELECT FROM event WHERE authority = $1 AND family = $2 AND strpos(lower(body), $3) > 0 LIMIT 1`,
        [authority, id, word],
      );
      return events.length > 0;
    };
    const begun: Begun = async ({ authority, worker, word }) => {
      const own = await all<object>(
        `SELECT FROM draft WHERE authority = $1 AND worker = $2
         AND strpos(lower(key || title || body::text), $3) > 0 LIMIT 1`,
        [authority, worker, word],
      );
      return own.length > 0;
    };
    return new Known(rows, called, { doings, holders, wrote, said, begun });
  }
}

/** Whoever covers has the roles of the other meanwhile, but for looking after the directory. */
function rolesOf(
  { authority, own, covers }: Omit<Person, 'roles'>,
  all: readonly Omit<Person, 'roles'>[],
): readonly string[] {
  if (covers.length === 0) return own;
  const others = all.filter((each) => each.authority === authority && covers.includes(each.id));
  const theirs = others.flatMap((each) => each.own).filter((role) => !role.includes('/'));
  return [...new Set([...own, ...theirs])];
}

/** In force on the day, by the clock of London. */
function during(row: string): string {
  const day = `($1::timestamptz AT TIME ZONE 'Europe/London')::date`;
  return `${day} BETWEEN coalesce(${row}.from_day, '-infinity') AND coalesce(${row}.until_day, 'infinity')`;
}

/** What a family is called, people of it, its reference and where it lives: all that lists and headings show. */
interface Called {
  readonly id: string;
  readonly words: string;
}

/** Of one person, `FAMILY recorded`, and so on. */
type Doings = (authority: string, worker: string) => Promise<ReadonlySet<string>>;

/** Who holds a family and how to reach them, as it was typed when they were named. */
type Holders = (family: Of) => Promise<string>;

/** Whether a word stands in what somebody recorded themselves. */
type Wrote = (
  family: Of,
  by: { readonly worker: string; readonly word: string },
) => Promise<boolean>;

/** Whether a word stands in the history of a family. */
type Said = (family: Of, word: string) => Promise<boolean>;

/** Whether it stands in what somebody has begun to type and not sent. */
type Begun = (by: {
  readonly authority: string;
  readonly worker: string;
  readonly word: string;
}) => Promise<boolean>;

type Of = Pick<FamilyRow, 'authority' | 'id'>;

interface Asks {
  readonly doings: Doings;
  readonly holders: Holders;
  readonly wrote: Wrote;
  readonly said: Said;
  readonly begun: Begun;
}

export class Known {
  readonly #rows: Rows;
  readonly #people: ReadonlyMap<string, Person>;
  readonly #families: ReadonlyMap<string, FamilyRow>;
  readonly #byReference: ReadonlyMap<string, readonly FamilyRow[]>;
  readonly #byWord: ReadonlyMap<string, readonly FamilyRow[]>;
  readonly #access: ReadonlyMap<string, Rows['access']>;
  readonly #waiting: ReadonlyMap<string, Rows['waiting']>;

  readonly #asks: Asks;
  readonly #did = new Map<string, Promise<ReadonlySet<string>>>();

  constructor(rows: Rows, called: readonly Called[], asks: Asks) {
    this.#rows = rows;
    this.#asks = asks;
    this.#people = new Map(rows.people.map((each) => [`${each.authority} ${each.id}`, each]));
    this.#families = new Map(rows.families.map((each) => [each.id, each]));
    this.#byReference = Map.groupBy(rows.families, ({ reference }) => reference.toLowerCase());
    const words = called.flatMap(({ id, words }) =>
      [...new Set(words.match(/qzx[a-z]\d+qv/g))].flatMap((word) => {
        const family = this.#families.get(id);
        return family === undefined ? [] : [{ word, family }];
      }),
    );
    this.#byWord = new Map(
      [...Map.groupBy(words, ({ word }) => word)].map(([word, list]) => [
        word,
        list.map(({ family }) => family),
      ]),
    );
    this.#access = Map.groupBy(rows.access, ({ authority, family }) => `${authority} ${family}`);
    this.#waiting = Map.groupBy(rows.waiting, ({ authority, family }) => `${authority} ${family}`);
  }

  family(id: string): FamilyRow | undefined {
    return this.#families.get(id);
  }

  /** Several where somebody registered a family with the reference of another: Stile tells nobody that there is one. */
  byReference(reference: string): readonly FamilyRow[] {
    return this.#byReference.get(reference.toLowerCase()) ?? [];
  }

  /** Families that a word is of: it stands in their names, their reference or where they live. */
  byWord(word: string): readonly FamilyRow[] {
    return this.#byWord.get(word) ?? [];
  }

  references(authority: string): readonly string[] {
    return this.#rows.families
      .filter((each) => each.authority === authority)
      .map(({ reference }) => reference);
  }

  isActive(authority: string, worker: string): boolean {
    return this.#people.get(`${authority} ${worker}`)?.active === true;
  }

  sees(authority: string, worker: string, family: FamilyRow, now: Instant): boolean {
    const person = this.#people.get(`${authority} ${worker}`);
    return person !== undefined && sees(this.#rowsOf(family), person, family, now);
  }

  /** Whether somebody who looks after the records may know that there is this family (docs/decisions/0014). */
  mayName(worker: string, family: FamilyRow, now: Instant): boolean {
    const person = this.#people.get(`${family.authority} ${worker}`);
    const at = { now, runOut: true };
    return person !== undefined && mayName(this.#rowsOf(family), person, family, at);
  }

  /** Only the rows of this family: going through all of them for each word would take longer than the request. */
  #rowsOf(family: FamilyRow): Rows {
    const key = `${family.authority} ${family.id}`;
    const [access, waiting] = [this.#access.get(key) ?? [], this.#waiting.get(key) ?? []];
    return { ...this.#rows, access, waiting };
  }

  /** Whether somebody did this in a family, or was themselves told of it. Asked for seldom, so not read before. */
  async did(
    { authority, id }: Pick<FamilyRow, 'authority' | 'id'>,
    worker: string,
    what: readonly ('recorded' | 'drafted' | 'told')[],
  ): Promise<boolean> {
    const key = `${authority} ${worker}`;
    const known = this.#did.get(key) ?? this.#asks.doings(authority, worker);
    this.#did.set(key, known);
    const did = await known;
    return what.some((each) => did.has(`${id} ${each}`));
  }

  /**
   * Whether a partner to whom nothing opens a family has an own part in it: its reference, who holds it and what they
   * recorded themselves (docs/decisions/0013).
   */
  async hasOwnPart(worker: string, family: FamilyRow): Promise<boolean> {
    const person = this.#people.get(`${family.authority} ${worker}`);
    const own = (this.#access.get(`${family.authority} ${family.id}`) ?? []).filter(
      (row) => row.worker === worker,
    );
    if (person?.active !== true || person.employer !== 'partner') return false;
    if (own.some(({ why }) => why === 'never')) return false;
    if (own.some(({ why }) => ['holds', 'named', 'visits'].includes(why))) return true;
    return !family.restricted && (await this.did(family, worker, ['recorded']));
  }

  /** Whether it is who holds a family, or how to reach them: a partner with an own part is asked to ring. */
  async saysHolder(family: FamilyRow, word: string): Promise<boolean> {
    return (await this.#asks.holders(family)).includes(word);
  }

  /** Whether somebody recorded a word themselves: that stays theirs to see (docs/decisions/0013). */
  wrote(family: FamilyRow, worker: string, word: string): Promise<boolean> {
    return this.#asks.wrote(family, { worker, word });
  }

  /** Whether somebody has begun to type it: every form shows them again what they had typed. */
  hasBegun(authority: string, worker: string, thing: string): Promise<boolean> {
    return this.#asks.begun({ authority, worker, word: thing.toLowerCase() });
  }

  said(family: FamilyRow, word: string): Promise<boolean> {
    return this.#asks.said(family, word);
  }
}
