/** Councils full of invented families, each of which bears a word by which it is known wherever it turns up. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { administrator } from '../../src/access/administrator.ts';
import { policyOwners } from '../../src/access/policy-owner.ts';
import { confirmers, keepers } from '../../src/access/records-keeper.ts';
import { carryOutAll } from '../../src/cases/carry-out.ts';
import { fillDemonstration, type Invented } from '../../src/cases/fill-demonstration.ts';
import { openStile } from '../../src/cases/open-stile.ts';
import type { Stile } from '../../src/cases/stile.ts';
import type { Instant } from '../../src/core/calendar/time.ts';
import type { Actor, AuthorityId, FamilyId, WorkerId } from '../../src/core/family/people.ts';
import type { RoleId } from '../../src/core/protocol/protocol.ts';
import { publishAll } from '../../src/main/publish-all.ts';
import { type Chance, chanceFrom } from '../../src/simulation/chance.ts';
import { makeDemonstration } from '../../src/simulation/demonstration.ts';
import { readRecipe } from '../../src/simulation/read-recipe.ts';
import { connect, itself } from '../../src/store/database/connect.ts';
import { migrate } from '../../src/store/database/migrate.ts';
import { type NewWorker, saveWorker } from '../../src/store/people/people.ts';
import { asOwner, migrations, moment, root } from '../store/support.ts';

/** Policies that differ much in their forms, and letters for the councils that use them. */
export const COUNCILS = [
  ['cheshire-east/2023', 'a'],
  ['halton/undated', 'b'],
  ['small-unitary/example', 'c'],
] as const;

export const START = '2026-11-25 14:30';
/** Long enough ago that the time of records from then has run out. */
const LONG_AGO = '2019-02-04 10:00';
const OLD_FAMILIES = 12;
const SEED = 2023;

/** `Qzxa7qv`: family 7 of the council `a`. Nobody is called so, and nobody types it. */
export function wordOf(letter: string, number: number | ''): string {
  return `Qzx${letter}${number}qv`;
}

/** `Qzxa7wqv`: stands in what is written about family 7. */
export function writtenWordOf(letter: string, number: number): string {
  return `Qzx${letter}${number}wqv`;
}

export async function fill(connectionString: string): Promise<void> {
  await migrate({ connectionString, folder: migrations, log: () => undefined });
  const db = await connect({ connectionString });
  let now: Instant = moment(START);
  const ids = chanceFrom(SEED);
  const stile = await openStile({ db, now: () => now, newId: () => newId(ids) });
  await publishAll(stile, () => undefined);
  for (const [key, letter] of COUNCILS) {
    const { authority, invented } = invent(stile, key);
    const filled = await fillDemonstration(stile, authority, async () => marked(invented, letter));
    if (!filled.ok) throw new Error(filled.problem);
    await addOthers(stile, authority as AuthorityId, letter);
  }
  const councils = COUNCILS.map(([key, letter]) => ({ ...invent(stile, key), letter }));
  now = moment(LONG_AGO);
  for (const { authority, invented, letter } of councils)
    await addOldFamilies(stile, authority as AuthorityId, letter, invented);
  // What waits to be delivered holds a record.
  await asOwner(connectionString, 'UPDATE outbox SET done_at = created');
  await db.close();
}

/** The families in the order of the numbers in their words. */
export function familiesOf(stile: Stile, authority: AuthorityId): readonly FamilyId[] {
  const found = COUNCILS.find(([each]) => invent(stile, each).authority === authority);
  if (found === undefined) return [];
  const [key, letter] = found;
  const { invented } = invent(stile, key);
  return [...invented.families.map(({ id }) => id), ...oldIds(letter)];
}

function invent(
  stile: Stile,
  key: string,
): { readonly authority: string; readonly invented: Invented } {
  const path = join(root, 'protocols', key, 'demonstration.yaml');
  const read = readRecipe({ path, text: readFileSync(path, 'utf8') });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const { recipe } = read;
  const { protocols } = stile;
  const calendar = stile.calendarOf(recipe.authority);
  const invented = makeDemonstration({
    recipe,
    protocols,
    calendar,
    now: moment(START),
    seed: SEED,
  });
  return { authority: recipe.authority, invented };
}

/** People and texts of a family bear its word; workers, their addresses too, that of the council. */
function marked({ workers, families }: Invented, letter: string): Invented {
  return {
    workers: workers.map((worker) => markWorker(worker, wordOf(letter, ''))),
    families: families.map(({ id, events }, number) => ({
      id,
      // Only words are put to texts; the events are what they were.
      events: markFamily(
        events,
        wordOf(letter, number),
        writtenWordOf(letter, number),
      ) as typeof events,
    })),
  };
}

function markWorker(worker: NewWorker, word: string): NewWorker {
  const email = worker.email?.replace('@', `.${word}@`) ?? null;
  return { ...worker, name: `${worker.name} ${word}`, email };
}

/** Texts that somebody wrote, and not the words of a policy. */
const WRITTEN = new Set([
  'reason',
  'reasons',
  'note',
  'plan',
  'contingency',
  'interventions',
  'record-reference',
]);

function markFamily(value: unknown, name: string, written: string): unknown {
  if (Array.isArray(value)) return value.map((each) => markFamily(each, name, written));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [
    key,
    WRITTEN.has(key) && typeof each === 'string' && each.includes(' ')
      ? `${each} ${written}`
      : markFamily(each, name, written),
  ]);
  const made: Record<string, unknown> = Object.fromEntries(entries);
  if (typeof made.given === 'string' && typeof made.family === 'string')
    made.family = `${made.family}${name}`;
  return made;
}

/**
 * Partners who work with no family: each family they see is one that they were told of by mistake. And whoever looks
 * after the directory, the policy and the records, whom a demonstration need not have.
 */
async function addOthers(stile: Stile, authority: AuthorityId, letter: string): Promise<void> {
  const protocol = stile.protocols.current(authority);
  const owners = policyOwners(protocol).map(({ id }) => id);
  const others = [
    ['demo-outsider', 'partner', []],
    ['demo-outsider-lead', 'partner', [leadRole(stile, authority)]],
    ['demo-administrator', 'authority', [administrator]],
    ['demo-keeper', 'authority', [...new Set([...keepers(protocol), ...owners])]],
    ['demo-confirmer', 'authority', confirmers(protocol)],
  ] as const;
  for (const [id, employer, roles] of others) {
    const worker = {
      ...{ id, employer, roles, name: id, email: `${id}@example.org` },
      agency: employer === 'partner' ? 'Another school' : 'The council',
      ...{ team: null, active: true },
    };
    await saveWorker(
      itself(stile.db, authority),
      authority,
      markWorker(worker, wordOf(letter, '')),
    );
  }
}

/** Families of years ago with whom nothing has been done since. */
async function addOldFamilies(
  stile: Stile,
  authority: AuthorityId,
  letter: string,
  invented: Invented,
): Promise<void> {
  const protocol = stile.protocols.current(authority);
  const holder = [...protocol.roles.values()].find(
    ({ side, held }) => side === 'statutory' && held === 'family',
  );
  const worker = invented.workers.find(
    ({ roles }) => holder !== undefined && roles.includes(holder.id),
  );
  if (holder === undefined || worker === undefined)
    throw new Error(`${authority} has nobody for old families`);
  const actor: Actor = {
    // An invented worker, just entered.
    worker: worker.id as WorkerId,
    name: `${worker.name} ${wordOf(letter, '')}`,
    roles: [holder.id],
    ...{ agency: worker.agency, employer: worker.employer },
  };
  for (const [place, family] of oldIds(letter).entries()) {
    const surname = `Old${wordOf(letter, invented.families.length + place)}`;
    const done = await carryOutAll(stile, {
      ...{ actor, authority, family },
      commands: [
        {
          ...{
            do: 'register-family',
            authority,
            family,
            reference: `OLD-${letter.toUpperCase()}${200 + place}`,
          },
          people: [
            { kind: 'child', given: 'Ava', family: surname, born: '1996-03-01' as never },
            {
              kind: 'adult',
              given: 'Carly',
              family: surname,
              relation: 'mother',
              inHousehold: true,
            },
          ],
          holder: holder.id,
          assign: [],
        },
      ],
    });
    if (!done.ok) throw new Error(JSON.stringify(done));
  }
}

function oldIds(letter: string): readonly FamilyId[] {
  // Ids that a demonstration may hold.
  return Array.from({ length: OLD_FAMILIES }, (_, n) => `demo-old-${letter}-${n}` as FamilyId);
}

function leadRole(stile: Stile, authority: AuthorityId): RoleId | '' {
  const roles = [...stile.protocols.current(authority).roles.keys()];
  return roles.find((role) => /lead/.test(role)) ?? roles[0] ?? '';
}

export function newId(chance: Chance): string {
  const hex = (count: number) =>
    Array.from({ length: count }, () => chance.between(0, 15).toString(16)).join('');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
}
