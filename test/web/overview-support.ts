/** The whole web on a database of its own, with a person for every role, and families that stories have led so far. */

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { carryOut } from '../../src/cases/carry-out.ts';
import { signInForDemonstration } from '../../src/cases/sign-in-demonstration.ts';
import { sceneOf } from '../../src/cases/stile.ts';
import type { Command } from '../../src/core/family/commands.ts';
import { derive } from '../../src/core/family/derive.ts';
import type { FamilyId, WorkerId } from '../../src/core/family/people.ts';
import { actorOf } from '../../src/simulation/cast.ts';
import { commandOf } from '../../src/simulation/command-of.ts';
import { readScenario } from '../../src/simulation/read-scenario.ts';
import { registration } from '../../src/simulation/registration.ts';
import type { ScenarioStep } from '../../src/simulation/scenario.ts';
import { itself } from '../../src/store/database/connect.ts';
import { loadFamily } from '../../src/store/history/events.ts';
import { findWorker, saveWorker } from '../../src/store/people/people.ts';
import { readAssets } from '../../src/web/kit/assets.ts';
import { buildWeb, type WebOptions } from '../../src/web/server.ts';
import { keyOf } from '../../src/web/session.ts';
import { authority, employed, openTestStile, root, type TestStile } from '../store/support.ts';

export interface Overview {
  readonly stile: TestStile;
  readonly app: FastifyInstance;
  /** Every address that can be asked for, with names where it changes: `/families/:family/history`. */
  readonly routes: readonly string[];
  readonly as: (worker: string) => Promise<Browser>;
  /** Leads a family through a story of the protocol; `until` ends it before a step. */
  readonly tell: (
    story: string,
    id: string,
    until?: (step: ScenarioStep) => boolean,
  ) => Promise<FamilyId>;
  readonly carry: (worker: string, family: string, command: Command) => Promise<void>;
  readonly load: (family: string) => ReturnType<typeof loadFamily>;
  readonly close: () => Promise<void>;
}

export interface Browser {
  readonly get: (path: string) => Promise<Answer>;
  readonly post: (path: string, body: Readonly<Record<string, string>>) => Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly html: string;
  /** The words of the page without its markup, spaces made single. */
  readonly text: string;
  readonly location: string | undefined;
}

/** Searches for families, and goes where the answer is. */
export async function find(
  browser: Browser,
  typed: Readonly<Record<string, string>>,
): Promise<Answer> {
  const sent = await browser.post('/families', typed);
  return sent.location === undefined ? sent : browser.get(sent.location);
}

/** Everybody bears the name of their role, so that stories and sign-in agree on who is who. */
export async function openOverview(
  start: string,
  options: Partial<WebOptions> = {},
): Promise<Overview> {
  const stile = await openTestStile(undefined, start);
  const protocol = stile.protocols.current(authority);
  for (const role of protocol.roles.values()) await employ(stile, role.id, role.title, [role.id]);
  await employ(stile, 'second-chair', 'Second Chair', chairsOf(stile));
  const web = { stile, assets: readAssets(root), demonstration: true };
  const log = (message: string) => process.stderr.write(message);
  const app = buildWeb(web, { secure: false, log, ...options });
  const routes: string[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    if ([method].flat().includes('GET')) routes.push(url);
  });
  await app.ready();
  return {
    stile,
    app,
    routes,
    as: (worker) => signIn(stile, app, worker),
    tell: (story, id, until) => tell(stile, story, id, until),
    carry: (worker, family, command) => carry(stile, worker, family, command),
    load: (family) => loadFamily(itself(stile.db, authority), authority, family as FamilyId),
    async close() {
      await app.close();
      await stile.close();
    },
  };
}

function chairsOf(stile: TestStile): readonly string[] {
  return [...stile.protocols.current(authority).forums.values()].map(({ chair }) => chair);
}

async function employ(
  stile: TestStile,
  id: string,
  name: string,
  roles: readonly string[],
): Promise<void> {
  const partner = id === 'lead' || id === 'lead-supervisor';
  await saveWorker(itself(stile.db, authority), authority, {
    id,
    name,
    email: null,
    agency: partner ? 'Oakfield Primary School' : 'The council',
    employer: partner ? 'partner' : 'authority',
    roles,
    team: null,
    active: true,
  });
}

async function carry(
  stile: TestStile,
  worker: string,
  family: string,
  command: Command,
): Promise<void> {
  const protocol = stile.protocols.current(authority);
  const roles = [...protocol.roles.keys()].filter((role) => role === worker);
  const actor = await employed(stile, {
    worker: worker as WorkerId,
    name: worker,
    roles,
    agency: 'The council',
    employer: 'authority' as const,
  });
  const carried = await carryOut(stile, { actor, authority, family: family as FamilyId, command });
  if (!carried.ok) throw new Error(`${command.do}: ${JSON.stringify(carried)}`);
}

async function tell(
  stile: TestStile,
  story: string,
  id: string,
  until: (step: ScenarioStep) => boolean = () => false,
): Promise<FamilyId> {
  const protocol = stile.protocols.current(authority);
  const path = join(root, 'protocols', protocol.key, 'scenarios', `${story}.yaml`);
  const read = readScenario({ path, text: readFileSync(path, 'utf8') });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const { scenario } = read;
  const family = id as FamilyId;
  const first = registration(scenario, protocol);
  const command = { ...first.command, family, reference: `F-${id}` } as Command;
  stile.setClock(first.now);
  await told(stile, { actor: first.actor, family, command });
  for (const step of scenario.steps) {
    if (until(step)) break;
    if (step.act === undefined || step.as === undefined || step.refused !== undefined) continue;
    if (step.act.is === 'bank holiday added') continue;
    stile.setClock(step.at);
    const known = await loadFamily(itself(stile.db, authority), authority, family);
    if (known === undefined) throw new Error(`${id} was not registered`);
    const scene = { ...sceneOf(stile, authority), now: step.at };
    const standing = {
      scenario,
      protocol,
      family: known.family,
      derived: derive(scene, known.family),
      current: known.family.transfers.findLast(({ state }) => state === 'open')?.id,
      now: step.at,
      history: [],
    };
    const actor = actorOf(scenario, protocol, step.as);
    await told(stile, { actor, family, command: commandOf(standing, step, step.act) });
  }
  return family;
}

async function told(
  stile: TestStile,
  act: Pick<Parameters<typeof carryOut>[1], 'actor' | 'family' | 'command'>,
): Promise<void> {
  // Stories have names of their own for people who are in the directory by another: they bear them for the act.
  const { worker, name } = act.actor;
  const own = (await employed(stile, act.actor)).name;
  const bear = async (called: string) => {
    const known = await findWorker(itself(stile.db, authority), authority, worker, stile.now());
    if (known !== undefined && called !== known.name)
      await saveWorker(itself(stile.db, authority), authority, { ...known, name: called });
  };
  await bear(name);
  const carried = await carryOut(stile, { ...act, authority });
  await bear(own);
  if (!carried.ok) throw new Error(`${act.command.do}: ${JSON.stringify(carried)}`);
}

async function signIn(stile: TestStile, app: FastifyInstance, worker: string): Promise<Browser> {
  const session = await signInForDemonstration(stile, authority, worker as WorkerId);
  if (session === undefined) throw new Error(`${worker} cannot sign in`);
  const headers = { cookie: `stile_session=${authority}~${session.secret}` };
  const _csrf = keyOf(session.secret);
  return {
    get: async (url) => answered(await app.inject({ method: 'GET', url, headers })),
    post: async (url, body) =>
      answered(
        await app.inject({
          method: 'POST',
          url,
          headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
          payload: new URLSearchParams({ _csrf, request: randomUUID(), ...body }).toString(),
        }),
      ),
  };
}

function answered(response: {
  readonly statusCode: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
}): Answer {
  const { location } = response.headers;
  return {
    status: response.statusCode,
    html: response.body,
    text: wordsOf(response.body),
    location: typeof location === 'string' ? location : undefined,
  };
}

function wordsOf(html: string): string {
  return html
    .replace(/<(?:script|style)[^>]*>[\s\S]*?<\/(?:script|style)>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .replace(/ ([.,:;])/g, '$1');
}
