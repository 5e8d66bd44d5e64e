/** Councils full of invented families, each of which bears a word by which it is known wherever it turns up. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { administrator } from '../../src/access/administrator.ts';
import { policyOwners } from '../../src/access/policy-owner.ts';
import { confirmers, keepers } from '../../src/access/records-keeper.ts';
import { fillDemonstration, type Invented } from '../../src/cases/fill-demonstration.ts';
import { openStile } from '../../src/cases/open-stile.ts';
import { listDirectory } from '../../src/cases/queries/list-team.ts';
import { signInForDemonstration } from '../../src/cases/sign-in-demonstration.ts';
import type { Stile } from '../../src/cases/stile.ts';
import { fromMilliseconds, type Instant, toMilliseconds } from '../../src/core/calendar/time.ts';
import type { AuthorityId, FamilyId, WorkerId } from '../../src/core/family/people.ts';
import { publishAll } from '../../src/main/publish-all.ts';
import { type Chance, chanceFrom } from '../../src/simulation/chance.ts';
import { makeDemonstration } from '../../src/simulation/demonstration.ts';
import { readRecipe } from '../../src/simulation/read-recipe.ts';
import { connect, itself } from '../../src/store/database/connect.ts';
import { migrate } from '../../src/store/database/migrate.ts';
import { saveWorker, type Worker } from '../../src/store/people/people.ts';
import { readAssets } from '../../src/web/kit/assets.ts';
import { buildWeb } from '../../src/web/server.ts';
import { keyOf } from '../../src/web/session.ts';
import { noWays, type SignInWays } from '../../src/web/sign-in/ways.ts';
import { testDatabase } from '../database.ts';
import { migrations, moment, root } from '../store/support.ts';

/** Policies that differ much in their forms, and letters for the councils that use them. */
const COUNCILS = [
  ['cheshire-east/2023', 'a'],
  ['halton/undated', 'b'],
  ['small-unitary/example', 'c'],
] as const;

const ADDED = /^demo-(?:outsider|administrator|keeper|confirmer)/;

const START = '2026-11-25 14:30';
const SEED = 2023;

export interface Council {
  readonly authority: AuthorityId;
  readonly letter: string;
  /** In the order of the numbers in their words. */
  readonly families: readonly FamilyId[];
  readonly workers: readonly Worker[];
}

export interface Visitor {
  readonly council: Council;
  readonly worker: Worker;
  secret: string;
}

export interface World {
  readonly stile: Stile;
  readonly app: FastifyInstance;
  readonly connectionString: string;
  readonly councils: readonly Council[];
  readonly visitors: readonly Visitor[];
  readonly routes: readonly Route[];
  /** What the server wrote to its log: nothing, where all is well. */
  readonly faults: string[];
  readonly pass: (seconds: number) => void;
  /** Signs somebody in anew, who was signed out, and puts them back into the directory as they were. */
  readonly renew: (visitor: Visitor) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface Route {
  readonly method: string;
  readonly url: string;
}

/** `Qzxa7qv`: family 7 of the council `a`. Nobody is called so, and nobody types it. */
export function wordOf(letter: string, number: number | ''): string {
  return `Qzx${letter}${number}qv`;
}

export async function openWorld(seed: number): Promise<World> {
  const { connectionString } = await testDatabase({ name: 'fuzz', prepare: fill });
  const db = await connect({ connectionString, connections: 8 });
  let now = moment(START);
  const ids = chanceFrom(seed ^ 0x5117e);
  const stile = await openStile({ db, now: () => now, newId: () => newId(ids) });
  const faults: string[] = [];
  const app = buildWeb(
    { stile, assets: readAssets(root), demonstration: true, signIn: ways(stile) },
    { secure: false, log: (line) => faults.push(line) },
  );
  const routes: Route[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) if (each !== 'HEAD') routes.push({ method: each, url });
  });
  await app.ready();
  const councils: Council[] = [];
  for (const [, letter] of COUNCILS) councils.push(await councilOf(stile, letter));
  const visitors = councils.flatMap((council) =>
    chosen(council).map((worker) => ({ council, worker, secret: '' })),
  );
  const renew = async (visitor: Visitor): Promise<void> => {
    const { authority } = visitor.council;
    await saveWorker(itself(stile.db, authority), authority, visitor.worker);
    const id = visitor.worker.id as WorkerId;
    const session = await signInForDemonstration(stile, authority, id);
    if (session === undefined) throw new Error(`${id} of ${authority} cannot sign in`);
    visitor.secret = session.secret;
  };
  for (const visitor of visitors) await renew(visitor);
  return {
    stile,
    app,
    connectionString,
    councils,
    visitors,
    routes,
    faults,
    pass(seconds) {
      now = fromMilliseconds(toMilliseconds(now) + seconds * 1000);
    },
    renew,
    async close() {
      await app.close();
      await db.close();
    },
  };
}

/** The cookie and the key of a visitor's forms. */
export function sessionOf({ council, secret }: Visitor): { cookie: string; csrf: string } {
  return { cookie: `stile_session=${council.authority}~${secret}`, csrf: keyOf(secret) };
}

async function fill(connectionString: string): Promise<void> {
  await migrate({ connectionString, folder: migrations, log: () => undefined });
  const db = await connect({ connectionString });
  const now: Instant = moment(START);
  const ids = chanceFrom(SEED);
  const stile = await openStile({ db, now: () => now, newId: () => newId(ids) });
  await publishAll(stile, () => undefined);
  for (const [key, letter] of COUNCILS) {
    const path = join(root, 'protocols', key, 'demonstration.yaml');
    const read = readRecipe({ path, text: readFileSync(path, 'utf8') });
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    const { recipe } = read;
    const { protocols } = stile;
    const calendar = stile.calendarOf(recipe.authority);
    const invented = makeDemonstration({ recipe, protocols, calendar, now, seed: SEED });
    const filled = await fillDemonstration(stile, recipe.authority, async () =>
      marked(invented, letter),
    );
    if (!filled.ok) throw new Error(filled.problem);
    await addOthers(stile, recipe.authority as AuthorityId, letter);
  }
  await db.close();
}

/** Everybody's surname bears the word of their family; every worker's that of the council. */
function marked({ workers, families }: Invented, letter: string): Invented {
  return {
    workers: workers.map((worker) => ({ ...worker, name: `${worker.name} ${wordOf(letter, '')}` })),
    families: families.map(({ id, events }, number) => ({
      id,
      // Only surnames differ; the events are what they were.
      events: markPeople(events, wordOf(letter, number)) as typeof events,
    })),
  };
}

function markPeople(value: unknown, word: string): unknown {
  if (Array.isArray(value)) return value.map((each) => markPeople(each, word));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, each]) => [name, markPeople(each, word)]);
  const made: Record<string, unknown> = Object.fromEntries(entries);
  if (typeof made.given === 'string' && typeof made.family === 'string')
    made.family = `${made.family}${word}`;
  return made;
}

/** Links by mail for everybody, so that their routes are there; a provider would be another program's answers. */
function ways({ protocols }: Stile): SignInWays {
  return { ...noWays, links: protocols.authorities, address: 'http://stile.test' };
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
  for (const [id, employer, roles] of others)
    await saveWorker(itself(stile.db, authority), authority, {
      id,
      name: `${id} ${wordOf(letter, '')}`,
      email: null,
      agency: employer === 'partner' ? 'Another school' : 'The council',
      employer,
      roles,
      team: null,
      active: true,
    });
}

function leadRole(stile: Stile, authority: AuthorityId): string {
  const roles = [...stile.protocols.current(authority).roles.keys()];
  return roles.find((role) => /lead/.test(role)) ?? roles[0] ?? '';
}

async function councilOf(stile: Stile, letter: string): Promise<Council> {
  for (const name of stile.protocols.authorities) {
    // The names under which policies were published.
    const authority = name as AuthorityId;
    const workers = await listDirectory(stile, { authority });
    if (!workers.some((worker) => worker.name.endsWith(wordOf(letter, '')))) continue;
    return { authority, letter, workers, families: familiesOf(stile, authority) };
  }
  throw new Error(`No council has the letter ${letter}`);
}

/** The ids of the invented families, as `fill` numbered them. */
function familiesOf(stile: Stile, authority: AuthorityId): readonly FamilyId[] {
  const key = COUNCILS.map(([each]) => each).find((each) => authority === recipeOf(each).authority);
  if (key === undefined) return [];
  const { protocols } = stile;
  const calendar = stile.calendarOf(authority);
  const recipe = recipeOf(key);
  const made = makeDemonstration({ recipe, protocols, calendar, now: moment(START), seed: SEED });
  return made.families.map(({ id }) => id);
}

function recipeOf(key: string) {
  const path = join(root, 'protocols', key, 'demonstration.yaml');
  const read = readRecipe({ path, text: readFileSync(path, 'utf8') });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.recipe;
}

/** One person for each set of roles and kind of employer, and everybody who was added. */
function chosen({ workers }: Council): readonly Worker[] {
  const kinds = new Map<string, Worker>();
  for (const worker of workers) {
    if (!worker.active) continue;
    const kind = `${worker.employer} ${[...worker.roles].sort().join()}`;
    if (!kinds.has(kind) || ADDED.test(worker.id))
      kinds.set(ADDED.test(worker.id) ? worker.id : kind, worker);
  }
  return [...kinds.values()];
}

function newId(chance: Chance): string {
  const hex = (count: number) =>
    Array.from({ length: count }, () => chance.between(0, 15).toString(16)).join('');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
}
