/** Stile with a provider of accounts beside it, both real. */
import type { FastifyInstance } from 'fastify';
import { usualSessionLimits } from '../../src/cases/sessions.ts';
import { itself } from '../../src/store/database/connect.ts';
import { type NewWorker, saveWorker } from '../../src/store/people/people.ts';
import { readAssets } from '../../src/web/kit/assets.ts';
import type { Limits } from '../../src/web/operation/limits.ts';
import { buildWeb } from '../../src/web/server.ts';
import { openProvider, type ProviderSettings } from '../../src/web/sign-in/provider.ts';
import {
  client,
  type ProviderOptions,
  type RunningProvider,
  secret,
  startProvider,
} from '../provider.ts';
import { authority, openTestStile, root, type TestStile } from '../store/support.ts';
import { type Traveller, travel } from './traveller.ts';

export const home = 'http://stile.test';
export const secureHome = 'https://stile.test';

export interface SigningIn {
  readonly stile: TestStile;
  readonly app: FastifyInstance;
  readonly provider: RunningProvider;
  readonly said: string[];
  readonly visit: () => Traveller;
  readonly employ: (id: string, change?: Partial<NewWorker>) => Promise<void>;
  /** What the log of sign-ins says, the latest first. */
  readonly log: () => Promise<readonly { worker: string | null; how: string; result: string }[]>;
  readonly close: () => Promise<void>;
}

export async function openSigningIn(
  options: {
    readonly providers?: readonly Partial<ProviderSettings>[];
    readonly links?: readonly string[];
    readonly limits?: Limits;
    /** People come by https. */
    readonly secure?: boolean;
    readonly provider?: Pick<ProviderOptions, 'namesSessions' | 'remembers'>;
  } = {},
): Promise<SigningIn> {
  const stile = await openTestStile();
  const address = options.secure === true ? secureHome : home;
  const wanted = options.providers ?? [{}];
  const ids = wanted.map(({ id }) => id ?? 'council');
  const provider = await startProvider({
    back: ids.map((id) => `${address}/sign-in/with/${id}/back`),
    afterSignOut: [`${address}/sign-in`],
    ended: `${address}/sign-in/with/${ids[0]}/ended`,
    ...options.provider,
    // As over a network, to a server that listens at none.
    async fetch(url, about) {
      const answer = await app.inject({
        method: 'POST',
        url: new URL(String(url)).pathname,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: String(about?.body),
      });
      const body = [204, 304].includes(answer.statusCode) ? null : answer.body;
      return new Response(body, { status: answer.statusCode });
    },
  });
  const said: string[] = [];
  const signIn = {
    providers: wanted.map((change) =>
      openProvider({ ...settings, issuer: provider.issuer, ...change }),
    ),
    links: options.links ?? [],
    address,
    sessions: usualSessionLimits,
    log: (message: string) => void said.push(message),
  };
  const web = { stile, assets: readAssets(root), demonstration: false, signIn };
  const app = buildWeb(web, {
    secure: options.secure === true,
    log: (message) => void said.push(message),
    ...(options.limits && { limits: options.limits }),
  });
  await app.ready();
  return {
    ...{ stile, app, provider, said },
    visit: () => travel(app, address),
    async employ(id, change = {}) {
      const worker = { ...somebody(id), ...change };
      await saveWorker(itself(stile.db, authority), authority, worker);
    },
    async log() {
      const rows = await stile.behindItsBack(
        'SELECT worker, how, result FROM sign_in_log ORDER BY at DESC, ctid DESC',
      );
      return rows as never;
    },
    async close() {
      await app.close();
      await provider.close();
      await stile.close();
    },
  };
}

const settings: ProviderSettings = {
  id: 'council',
  authority,
  name: 'the council’s account',
  issuer: '',
  client,
  secret,
  for: 'staff',
  agency: undefined,
  scope: 'openid email profile',
  claims: { email: 'email', verified: 'email_verified', name: 'name', roles: 'groups' },
  roles: undefined,
  create: false,
};

function somebody(id: string): NewWorker {
  return {
    id,
    name: `${id[0]?.toUpperCase()}${id.slice(1)} Price`,
    email: `${id}@council.example`,
    agency: 'The council',
    employer: 'authority',
    roles: ['social-worker'],
    team: null,
    active: true,
  };
}
