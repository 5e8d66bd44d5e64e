/** A Stile of its own with three invented councils, everybody who works there, and a provider of accounts beside it. */
import type { FastifyInstance } from 'fastify';
import { openStile } from '../../src/cases/open-stile.ts';
import { listDirectory } from '../../src/cases/queries/list-team.ts';
import { usualSessionLimits } from '../../src/cases/sessions.ts';
import { signInForDemonstration } from '../../src/cases/sign-in-demonstration.ts';
import type { Stile } from '../../src/cases/stile.ts';
import { fromMilliseconds, toMilliseconds } from '../../src/core/calendar/time.ts';
import type { AuthorityId, FamilyId, WorkerId } from '../../src/core/family/people.ts';
import { chanceFrom } from '../../src/simulation/chance.ts';
import { connect, itself } from '../../src/store/database/connect.ts';
import { saveWorker, type Worker } from '../../src/store/people/people.ts';
import { readAssets } from '../../src/web/kit/assets.ts';
import { buildWeb } from '../../src/web/server.ts';
import { keyOf } from '../../src/web/session.ts';
import { openProvider, type Provider } from '../../src/web/sign-in/provider.ts';
import type { SignInWays } from '../../src/web/sign-in/ways.ts';
import { testDatabase } from '../database.ts';
import { client, type RunningProvider, secret, startProvider } from '../provider.ts';
import { moment, root } from '../store/support.ts';
import { COUNCILS, familiesOf, fill, newId, START, wordOf } from './fill.ts';
import { Records } from './records.ts';

export const HOME = 'http://stile.test';
const ADDED = /^demo-(?:outsider|administrator|keeper|confirmer)/;

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
  /** In the words that they type where there is no family yet. */
  readonly number: number;
  /** References that they have typed somewhere: those they know. */
  readonly knows: Set<string>;
  /** Words and addresses that they have sent: forms that are kept for them say them again, to them alone. */
  readonly typed: Set<string>;
  secret: string;
}

export interface Post {
  readonly to: string;
  readonly token: string;
}

export interface World {
  readonly stile: Stile;
  readonly app: FastifyInstance;
  /** The same records as a demonstration, where people choose who they are. */
  readonly demonstration: FastifyInstance;
  readonly connectionString: string;
  readonly records: Records;
  readonly councils: readonly Council[];
  readonly visitors: readonly Visitor[];
  readonly routes: readonly Route[];
  readonly provider: RunningProvider;
  /** Providers by council, and where they send people: the same one under several names. */
  readonly providers: readonly Provider[];
  readonly issuers: readonly string[];
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

export async function openWorld(seed: number): Promise<World> {
  const { connectionString } = await testDatabase({ name: 'fuzz', prepare: fill });
  const db = await connect({ connectionString, connections: 8 });
  let now = moment(START);
  const ids = chanceFrom(seed ^ 0x5117e);
  const stile = await openStile({ db, now: () => now, newId: () => newId(ids) });
  const records = new Records(connectionString);
  await records.open();
  const councils: Council[] = [];
  for (const [, letter] of COUNCILS) councils.push(await councilOf(stile, letter));
  const names = councils.flatMap(({ letter }) => [`staff-${letter}`, `partners-${letter}`]);
  const provider = await startProvider({
    back: names.map((id) => `${HOME}/sign-in/with/${id}/back`),
    afterSignOut: [`${HOME}/sign-in`],
  });
  const providers = councils.flatMap((council) => providersOf(council, provider.issuer));
  const signIn: SignInWays = {
    ...{
      providers,
      links: stile.protocols.authorities,
      address: HOME,
      sessions: usualSessionLimits,
    },
    log: () => undefined,
  };
  const faults: string[] = [];
  const log = (line: string): void => void faults.push(line);
  const assets = readAssets(root);
  const app = buildWeb({ stile, assets, demonstration: false, signIn }, { secure: false, log });
  const demonstration = buildWeb(
    { stile, assets, demonstration: true, signIn },
    { secure: false, log },
  );
  const routes: Route[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) if (each !== 'HEAD') routes.push({ method: each, url });
  });
  await app.ready();
  await demonstration.ready();
  const visitors = councils.flatMap((council) =>
    chosen(council).map((worker, place) => ({
      council,
      worker,
      number: 1000 + place,
      knows: new Set<string>(),
      typed: new Set<string>(),
      secret: '',
    })),
  );
  for (const { council, worker } of visitors)
    provider.accounts.set(accountOf(council, worker), {
      ...{ email: worker.email ?? '', email_verified: true, name: worker.name, groups: [] },
    });
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
    ...{ stile, app, demonstration, connectionString, records, councils, visitors, routes },
    ...{ provider, providers, faults, renew, issuers: [provider.issuer] },
    pass(seconds) {
      now = fromMilliseconds(toMilliseconds(now) + seconds * 1000);
    },
    async close() {
      await app.close();
      await demonstration.close();
      await provider.close();
      await records.close();
      await db.close();
    },
  };
}

/** The cookie and the key of a visitor's forms. */
export function sessionOf({ council, secret }: Visitor): { cookie: string; csrf: string } {
  return { cookie: `stile_session=${council.authority}~${secret}`, csrf: keyOf(secret) };
}

/** Under which name the provider knows somebody. */
export function accountOf({ letter }: Council, { id }: { readonly id: string }): string {
  return `${letter}/${id}`;
}

function providersOf({ authority, letter, workers }: Council, issuer: string): readonly Provider[] {
  const agency = workers.find(({ id }) => id === 'demo-outsider')?.agency;
  const common = {
    ...{
      authority,
      issuer,
      client,
      secret,
      scope: 'openid email profile',
      create: false,
      roles: undefined,
    },
    claims: { email: 'email', verified: 'email_verified', name: 'name', roles: 'groups' },
  };
  return [
    openProvider({
      ...common,
      id: `staff-${letter}`,
      name: 'the council’s account',
      for: 'staff',
      agency: undefined,
    }),
    openProvider({
      ...common,
      id: `partners-${letter}`,
      name: 'the school’s account',
      for: 'partner',
      agency,
    }),
  ];
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
