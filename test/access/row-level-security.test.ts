import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { carryOut } from '../../src/cases/carry-out.ts';
import { openStile } from '../../src/cases/open-stile.ts';
import type { Stile } from '../../src/cases/stile.ts';
import { sceneOf } from '../../src/cases/stile.ts';
import { tellWhoMay } from '../../src/cases/tell-who-may.ts';
import { connect, itself, within } from '../../src/store/database/connect.ts';
import { type Append, append, loadFamily } from '../../src/store/history/events.ts';
import { withDemonstrations } from '../store/demonstrations.ts';
import { asOwner, moment, root } from '../store/support.ts';
import { type FamilyRow, mayName, type Person, type Rows, sees } from './oracle.ts';
import { type Everything, notForPeople, ofRecords, queries } from './queries.ts';

// Every kind of person, against every query, on the demonstrations of all councils: what the database shows must be what
// the oracle says. None of the application's own checks is asked here; only the database stands in between.

const now = moment('2026-03-20 10:00');
const NAMES = ['Smith', 'Khan', 'Ava Price', 'Jones'];
let url: string;
let stile: Stile;
let rows: Rows;
let people: readonly Person[];
/** Families whom somebody sees, or is barred from, otherwise than their history says. */
let astray: readonly unknown[];

before(async () => {
  const database = await withDemonstrations(now);
  url = database.connectionString;
  astray = await asOwner(url, 'SELECT id FROM family WHERE NOT sight_follows(authority, id)');
  await mix();
  const db = await connect({ connectionString: url });
  stile = await openStile({ db, now: () => now, newId: randomUUID });
  for (const authority of stile.protocols.authorities) await tellWhoMay(stile, authority);
  rows = await readRows();
  const [first] = [...new Set(rows.people.map(({ authority }) => authority))];
  const nobody = {
    authority: first ?? '',
    id: 'nobody',
    employer: 'authority',
    roles: [],
    own: [],
    covers: [],
    team: null,
  };
  // Every other one: of each council and each kind there are many.
  people = [
    ...rows.people.filter((_, number) => number % 2 === 0),
    { ...nobody, active: false },
    { ...nobody, id: '', active: false },
  ];
});
after(() => stile.db.close());

/** What a quiet demonstration has too little of: restrictions, dates that pass, sights, leavers, urgent access. */
async function mix(): Promise<void> {
  const of = (share: number, what: string) => `abs(hashtext(${what})) % 100 < ${share}`;
  await asOwner(
    url,
    // No two of one name: what names it then names that one.
    `UPDATE family SET name = name || ' ' || id;
     UPDATE family SET restricted = true WHERE ${of(20, 'id')};
     UPDATE family SET open_transfers = 0 WHERE ${of(50, `'open' || id`)};
     UPDATE family_access SET sees = 'own' WHERE ${of(10, `family || worker`)};
     UPDATE family_access SET sees = 'parts', until = '${now}'::timestamptz + (CASE WHEN ${of(50, `worker || family`)} THEN 1 ELSE -1 END) * interval '1 hour'
       WHERE ${of(25, `'until' || family || worker`)};
     INSERT INTO family_access SELECT f.authority, f.id, w.id, 'urgent', 'whole', '${now}'::timestamptz + interval '1 day'
       FROM family f JOIN worker w ON w.authority = f.authority WHERE ${of(2, `'urgent' || f.id || w.id`)};
     INSERT INTO family_access SELECT f.authority, f.id, w.id, 'never', 'none' FROM family f JOIN worker w ON w.authority = f.authority
       WHERE f.restricted AND ${of(4, `'never' || f.id || w.id`)};
     INSERT INTO family_access SELECT f.authority, f.id, 'role:' || r.role, 'concern', 'whole' FROM family f JOIN role_holding r ON r.authority = f.authority
       WHERE f.restricted AND ${of(10, `'concern' || f.id || r.role`)} ON CONFLICT DO NOTHING;
     UPDATE worker SET team = CASE WHEN ${of(50, `'team' || id`)} THEN 'North' ELSE 'South' END WHERE employer = 'authority' AND ${of(70, `'any' || id`)};
     UPDATE family SET holder_team = 'North' WHERE ${of(15, `'held' || id`)};
     UPDATE worker SET active = false WHERE ${of(12, `'left' || id`)};
     UPDATE role_holding SET until_day = '2000-01-01' WHERE ${of(8, `'none' || worker`)};
     INSERT INTO cover SELECT w.authority, w.id || '/' || p.id, w.id, p.id, '2000-01-01', CASE WHEN ${of(30, `'over' || w.id || p.id`)} THEN '2000-02-01'::date END, 'x', now()
       FROM worker w JOIN worker p ON p.authority = w.authority AND p.id <> w.id WHERE ${of(2, `'cover' || w.id || p.id`)};
     INSERT INTO role_sight SELECT DISTINCT w.authority, w.role, CASE WHEN ${of(60, `'sight' || w.role`)} THEN 'team' ELSE 'named' END
       FROM role_holding w WHERE ${of(65, `'far' || w.role || w.authority`)} ON CONFLICT DO NOTHING;
     UPDATE outbox SET failed = 'Mailbox full', done_at = NULL WHERE ${of(30, 'id')};
     UPDATE outbox SET not_sent = 'Does not see it', failed = NULL, done_at = now() WHERE ${of(20, `'astray' || id`)};
     INSERT INTO family_comparison (authority, family, other, id, at) SELECT f.authority, f.id, o.id, 'alike', now()
       FROM family f JOIN family o ON o.authority = f.authority AND f.id COLLATE "C" < o.id COLLATE "C" WHERE ${of(3, `'alike' || f.id || o.id`)};`,
  );
}

async function readRows(): Promise<Rows> {
  const read = async <T>(text: string) => (await asOwner(url, text)) as unknown as T[];
  return {
    people: withCovers(
      await read<Person>(`SELECT authority, id, employer, team, active, ARRAY(SELECT h.role FROM role_holding h
        WHERE h.authority = w.authority AND h.worker = w.id AND h.until_day IS NULL) AS roles FROM worker w`),
      await read('SELECT authority, worker, covers FROM cover WHERE until_day IS NULL'),
    ),
    families: await read<FamilyRow>(
      'SELECT authority, id, reference, name, restricted, holder_role, holder_name, holder_team, open_transfers FROM family',
    ),
    access: await read(
      `SELECT authority, family, worker, why, sees, to_char(until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS until FROM family_access`,
    ),
    waiting: await read('SELECT authority, family, role, name FROM work'),
    records: await read('SELECT authority, role, may FROM records_role'),
    sight: await read('SELECT authority, role, sees FROM role_sight'),
  };
}

/** Whoever covers has the roles of the other meanwhile, but for looking after the directory. */
function withCovers(
  people: readonly Person[],
  cover: readonly { authority: string; worker: string; covers: string }[],
): readonly Person[] {
  return people.map((person) => {
    const covers = cover
      .filter((each) => each.authority === person.authority && each.worker === person.id)
      .map((each) => each.covers);
    const others = people.filter(
      (each) => each.authority === person.authority && covers.includes(each.id),
    );
    const meanwhile = others.flatMap(({ roles }) => roles).filter((role) => !role.includes('/'));
    return {
      ...person,
      covers,
      own: person.roles,
      roles: [...new Set([...person.roles, ...meanwhile])],
    };
  });
}

const asked = (person: Person) =>
  within(stile.db, { authority: person.authority, worker: person.id, now });

function seenBy(person: Person): ReadonlySet<string> {
  return new Set(
    rows.families.filter((family) => sees(rows, person, family, now)).map(({ id }) => id),
  );
}

function everythingOf(person: Person): Everything {
  const { authority } = person;
  // Of every authority: a family of another is to be asked for as well.
  const families = rows.families
    .filter((family, number) => number % (family.authority === authority ? 3 : 40) === 0)
    .map(({ id }) => id);
  const own = rows.families.filter((family) => family.authority === authority);
  const roles = [...new Set(rows.people.flatMap((each) => each.roles))];
  return {
    ...{ authority, worker: person.id, now: now as never, roles, families, names: NAMES },
    workers: rows.people.map(({ id }) => id),
    teams: ['North', 'South', 'MASH'],
    references: own.slice(0, 8).map(({ reference }) => reference),
    sittings,
    retention: stile.protocols.current(authority).retention,
    runOut: false,
  };
}
let sittings: Everything['sittings'] = [];

/** Families that are named anywhere in an answer: by id, by reference or by name. */
function familiesIn(answer: unknown, authority: string): ReadonlySet<string> {
  const said = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value === 'string') said.add(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk);
  };
  walk(answer);
  const named = rows.families.filter(
    (family) =>
      said.has(family.id) ||
      (family.authority === authority && (said.has(family.reference) || said.has(family.name))),
  );
  return new Set(named.map(({ id }) => id));
}

describe('the database, without any check of the application', () => {
  const tables = {
    family: 'id',
    family_person: 'family',
    transfer: 'family',
    work: 'family',
    agenda: 'family',
    role_assignment: 'family',
    family_access: 'family',
    keeping: 'family',
  };

  test('shows of every table the families that the oracle says, to every person', async () => {
    const kinds = new Map<string, number>();
    for (const person of people) {
      const seen = seenBy(person);
      const size = seen.size === 0 ? 'none' : seen.size > 40 ? 'many' : 'some';
      const kind = `${person.employer}, ${person.active ? 'here' : 'gone'}, sees ${size}`;
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      for (const [table, column] of Object.entries(tables)) {
        const all = await asOwner(
          url,
          `SELECT DISTINCT ${column} AS id FROM ${table} WHERE authority = $1`,
          [person.authority],
        );
        const found = await asked(person).query<{ id: string }>(
          `SELECT DISTINCT ${column} AS id FROM ${table}`,
        );
        assert.deepEqual(
          found.rows.map(({ id }) => id).toSorted(),
          all
            .map(({ id }) => String(id))
            .filter((id) => seen.has(id))
            .toSorted(),
          `${table} for ${JSON.stringify(person)}`,
        );
      }
      const events = await asked(person).query<{ family: string }>(
        `SELECT DISTINCT family FROM event WHERE family NOT LIKE 'meeting:%' AND by_worker IS DISTINCT FROM $1`,
        [person.id],
      );
      for (const { family } of events.rows) assert.ok(seen.has(family), `event for ${person.id}`);
    }
    // The run means little unless there was somebody of every kind.
    for (const kind of [
      'authority, here, sees many',
      'authority, here, sees some',
      'partner, here, sees some',
      'authority, gone, sees none',
      'partner, here, sees none',
    ])
      assert.ok((kinds.get(kind) ?? 0) > 0, `nobody was “${kind}”: ${JSON.stringify([...kinds])}`);
  });

  test('shows that two families may be the same to those of the council who see both', async () => {
    const all = await asOwner(url, 'SELECT authority, family, other FROM family_comparison');
    let [some, hidden] = [0, 0];
    for (const person of people) {
      const seen = seenBy(person);
      const pairs = all.filter(({ authority }) => authority === person.authority);
      const theirs = pairs.filter(
        ({ family, other }) =>
          person.employer === 'authority' && seen.has(String(family)) && seen.has(String(other)),
      );
      const found = await asked(person).query(
        'SELECT authority, family, other FROM family_comparison',
      );
      const key = ({ family, other }: Record<string, unknown>) => `${family} ${other}`;
      assert.deepEqual(
        found.rows.map(key).toSorted(),
        theirs.map(key).toSorted(),
        JSON.stringify(person),
      );
      some += theirs.length;
      hidden += pairs.length - theirs.length;
    }
    assert.ok(some > 0 && hidden > 0);
  });

  test('lets no query of the application name a family that is not theirs', async () => {
    sittings = (await asOwner(url, 'SELECT DISTINCT forum, sitting::text FROM agenda')) as never;
    const shown = new Set<string>();
    for (const person of people.filter((_, number) => number % 3 !== 1)) {
      const [seen, all] = [seenBy(person), everythingOf(person)];
      for (const [name, ask] of Object.entries(queries)) {
        const named = familiesIn(await ask(asked(person), all), person.authority);
        if (name === 'load-family')
          assert.deepEqual(
            [...named].toSorted(),
            all.families.filter((id) => seen.has(id)).toSorted(),
          );
        for (const id of named) {
          assert.ok(seen.has(id), `${name} shows ${id} to ${person.authority} ${person.id}`);
          shown.add(name);
        }
      }
    }
    // Those that name families were really asked for something that they have.
    for (const name of [
      'list-agenda',
      'list-work-of',
      'list-work-of-roles',
      'list-notices',
      'load-family',
      'list-history',
      'find-by-sound',
      'find-by-reference',
      'list-open-transfers',
      'list-failed-messages',
      'list-astray-messages',
      'list-comparisons',
      'list-comparisons-of',
    ])
      assert.ok(shown.has(name), `${name} showed nothing to anybody`);
  });

  test('names in what is kept and what goes the families that the oracle says, and restricted ones to few', async () => {
    const kinds = new Map<string, number>();
    for (const person of people) {
      const families = rows.families.map(({ id }) => id);
      const own = rows.families.filter(({ authority }) => authority === person.authority);
      const references = own.map(({ reference }) => reference);
      const mayOf = (runOut: boolean) =>
        rows.families.filter((each) => mayName(rows, person, each, { now, runOut }));
      for (const runOut of [true, false]) {
        const all = { ...everythingOf(person), families, references, runOut };
        const said = await ofRecords['list-named']?.(asked(person), all);
        const named = familiesIn(said, person.authority);
        assert.deepEqual(
          [...named].toSorted(),
          mayOf(runOut)
            .map(({ id }) => id)
            .toSorted(),
        );
      }
      const may = new Set(mayOf(true).map(({ id }) => id));
      const all = { ...everythingOf(person), references };
      const byReference = familiesIn(
        await ofRecords['find-named']?.(asked(person), all),
        person.authority,
      );
      assert.deepEqual(
        [...byReference].toSorted(),
        mayOf(false)
          .map(({ id }) => id)
          .toSorted(),
      );
      // Everything that is closed, whatever the rules say of it: on this day all of it has run out, where it can be worked out.
      const kept = familiesIn(await ofRecords['find-kept']?.(asked(person), all), person.authority);
      for (const id of kept) assert.ok(may.has(id), `find-kept names ${id} to ${person.id}`);
      const closed = mayOf(false).filter(({ open_transfers }) => open_transfers === 0);
      if (all.retention !== undefined)
        for (const { id } of closed) assert.ok(kept.has(id), `${id} for ${person.id}`);
      const seen = seenBy(person);
      for (const { id, restricted, authority } of rows.families) {
        const kind = `${restricted} ${seen.has(id)} ${may.has(id)}`;
        if (authority === person.authority) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      }
    }
    // Restricted, seen, may be named: each way round was there.
    for (const kind of [
      'true true true',
      'true true false',
      'true false true',
      'true false false',
      'false true true',
      'false true false',
    ])
      assert.ok((kinds.get(kind) ?? 0) > 0, `none was “${kind}”: ${JSON.stringify([...kinds])}`);
  });

  test('and no statement of the store is left out of that', () => {
    const folder = join(root, 'src/store');
    const statements = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) =>
        [
          ...readFileSync(join(folder, file), 'utf8').matchAll(
            /name: '([a-z-]+)',\s*text: [`']\s*(\w+)/g,
          ),
        ]
          .filter(([, , verb]) => ['SELECT', 'WITH'].includes(verb ?? ''))
          .map(([, name]) => name ?? ''),
      );
    assert.ok(statements.length > 25);
    const known = new Set([
      ...Object.keys(queries),
      ...Object.keys(ofRecords),
      ...Object.keys(notForPeople),
    ]);
    const writes = ['append-act', 'append-meeting', 'settle-older-notices', 'rebuild-rows'];
    assert.deepEqual(
      statements.filter((name) => !known.has(name) && !writes.includes(name)),
      [],
      'put it in test/access/queries.ts',
    );
  });

  test('keeps what a process remembers from those who do not see it', async () => {
    const hidden = rows.families.find(
      ({ restricted, authority }) => restricted && authority === 'cheshire-east',
    );
    assert.ok(hidden);
    const { authority, id } = hidden;
    assert.ok(await loadFamily(itself(stile.db, authority), authority as never, id as never));
    const others = people.filter(
      (each) => each.authority === authority && !sees(rows, each, hidden, now),
    );
    assert.ok(others.length > 1);
    for (const person of others)
      assert.equal(await loadFamily(asked(person), authority as never, id as never), undefined);
  });

  test('takes no act from somebody who does not see the family, nor in another’s name', async () => {
    for (const hidden of rows.families.filter(({ restricted }) => restricted).slice(0, 6)) {
      const authority = hidden.authority as never;
      const known = await loadFamily(itself(stile.db, authority), authority, hidden.id as never);
      assert.ok(known);
      const of = (person: Person) =>
        ({
          type: 'PeopleTold',
          at: now,
          recorded: now,
          to: [],
          what: 'x',
          by: { worker: person.id, name: 'x', roles: [] },
        }) as never;
      const scene = sceneOf(stile, authority);
      const mine = people.filter((each) => each.authority === hidden.authority && each.id !== '');
      for (const person of mine) {
        const act: Omit<Append, 'events'> = { authority, family: hidden.id as never, known, scene };
        const other = mine.find((each) => each.id !== person.id);
        const refused = { ok: false, because: 'not-theirs' };
        if (!sees(rows, person, hidden, now))
          assert.deepEqual(await append(asked(person), { ...act, events: [of(person)] }), refused);
        else if (other !== undefined)
          assert.deepEqual(await append(asked(person), { ...act, events: [of(other)] }), {
            ok: false,
            because: 'renamed',
          });
      }
    }
  });

  test('lets nobody but Stile itself change a read table, and nobody the history', async () => {
    const before = await asOwner(
      url,
      'SELECT sum(hashtext(f::text)::bigint) AS rows FROM family f',
    );
    for (const person of people.filter((each) => each.active).slice(0, 12)) {
      for (const table of ['family', 'family_access', 'work', 'transfer'])
        assert.equal((await asked(person).query(`DELETE FROM ${table}`)).rowCount, 0, table);
      await asked(person).query(`UPDATE family SET restricted = false, name = 'x'`);
      const grab = `INSERT INTO family_access (authority, family, worker, why, sees) SELECT $1, $2, $3, 'named', 'whole'`;
      const [family] = rows.families.filter((each) => each.authority === person.authority);
      await assert.rejects(asked(person).query(grab, [person.authority, family?.id, person.id]), {
        code: '42501',
      });
      for (const statement of [
        'UPDATE event SET body = body',
        'DELETE FROM event',
        'INSERT INTO event SELECT * FROM event',
        'DELETE FROM view_log',
      ])
        await assert.rejects(asked(person).query(statement), { code: '42501' });
    }
    assert.deepEqual(
      await asOwner(url, 'SELECT sum(hashtext(f::text)::bigint) AS rows FROM family f'),
      before,
    );
  });

  test('shows nothing at all to a statement that forgot to say for whom it is', async () => {
    for (const table of Object.keys(tables).concat(
      'event',
      'view_log',
      'notice',
      'outbox',
      'draft',
      'session',
      'worker',
    ))
      assert.equal((await stile.db.query(`SELECT FROM ${table}`)).rowCount, 0, table);
  });

  test('finds in no demonstration anybody who sees a family otherwise than its history says', () => {
    assert.deepEqual(astray, []);
  });

  test('has a policy for every table that bears an authority', async () => {
    const open = await asOwner(
      url,
      `SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'authority'
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT c.relrowsecurity`,
    );
    assert.deepEqual(open, []);
  });

  // Last: what it writes works the restrictions out again, of which the histories know nothing here.
  test('a concern about any family is heard from anybody who works here, seen or not', async () => {
    for (const family of rows.families.filter(({ restricted }) => restricted).slice(-8)) {
      const others = people.filter(
        (each) =>
          each.active && each.authority === family.authority && !sees(rows, each, family, now),
      );
      for (const person of others.slice(0, 2)) {
        const raised = await carryOut(stile, {
          actor: {
            worker: person.id,
            name: 'x',
            roles: person.roles,
            agency: 'x',
            employer: person.employer,
          } as never,
          authority: family.authority as never,
          family: family.id as never,
          command: { do: 'raise-concern', fields: {} },
        });
        assert.ok(raised.ok, JSON.stringify(raised));
      }
    }
  });
});
