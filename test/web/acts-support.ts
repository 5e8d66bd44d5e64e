/** The pages of acts on a real database, with people who are signed in, for tests that send forms. */

import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import fastify, { type FastifyInstance } from 'fastify';
import { carryOut } from '../../src/cases/carry-out.ts';
import { signInForDemonstration } from '../../src/cases/sign-in-demonstration.ts';
import type { Command } from '../../src/core/family/commands.ts';
import type { Family } from '../../src/core/family/family.ts';
import type { FamilyId, WorkerId } from '../../src/core/family/people.ts';
import { itself } from '../../src/store/database/connect.ts';
import { loadFamily } from '../../src/store/history/events.ts';
import { saveWorker } from '../../src/store/people/people.ts';
import { addActPages } from '../../src/web/acts/pages.ts';
import { addPeoplePages } from '../../src/web/family/people-pages.ts';
import { readAssets } from '../../src/web/kit/assets.ts';
import { addSessions, keyOf } from '../../src/web/session.ts';
import { addWorkPages } from '../../src/web/work/pages.ts';
import {
  actor,
  authority,
  employed,
  openTestStile,
  root,
  type TestStile,
} from '../store/support.ts';

export interface Browser {
  readonly get: (path: string) => Promise<Answer>;
  /** Opens the form first, as a browser does, and sends it with these answers over what it holds. */
  readonly send: (path: string, answers?: Answers) => Promise<Answer>;
  /** Sends exactly this, with the form key. */
  readonly post: (path: string, body: Answers) => Promise<Answer>;
}
export type Answers = Readonly<Record<string, string | readonly string[]>>;
export interface Answer {
  readonly status: number;
  readonly html: string;
  readonly location: string | undefined;
}

export interface Acts {
  readonly stile: TestStile;
  readonly app: FastifyInstance;
  readonly as: (worker: string) => Promise<Browser>;
  readonly family: (id: string) => Promise<Family>;
  readonly carry: (worker: string, family: string, command: Command) => Promise<Family>;
  readonly close: () => Promise<void>;
}

export const PEOPLE = {
  sam: ['social-worker'],
  mo: ['team-manager'],
  fay: ['front-door-manager'],
  jo: ['jam-chair'],
  dsl: [],
  lea: ['lead'],
} as const satisfies Record<string, readonly string[]>;

const PARTNERS: ReadonlySet<string> = new Set(['dsl', 'lea']);

export async function openActs(): Promise<Acts> {
  const stile = await openTestStile();
  for (const [id, roles] of Object.entries(PEOPLE)) {
    const partner = PARTNERS.has(id);
    await saveWorker(itself(stile.db, authority), authority, {
      id,
      name: `Person ${id}`,
      email: null,
      agency: partner ? 'Hillside School' : 'The council',
      employer: partner ? 'partner' : 'authority',
      roles,
      team: null,
      active: true,
    });
  }
  const web = { stile, assets: readAssets(root), demonstration: true };
  const app = fastify({ bodyLimit: 2 * 1024 * 1024 });
  app.register(cookie);
  app.register(formbody, { bodyLimit: 2 * 1024 * 1024 });
  app.register(async (pages) => {
    addSessions(pages, web);
    addActPages(pages, web);
    addPeoplePages(pages, web);
    addWorkPages(pages, web);
  });
  await app.ready();
  return {
    stile,
    app,
    as: (worker) => signIn(stile, app, worker),
    family: (id) => familyOf(stile, id),
    async carry(worker, id, command) {
      const roles: readonly string[] =
        Object.entries(PEOPLE).find(([name]) => name === worker)?.[1] ?? [];
      const employer = PARTNERS.has(worker) ? 'partner' : 'authority';
      const who = await employed(stile, actor(worker, roles, employer));
      const family = id as FamilyId;
      const carried = await carryOut(stile, { actor: who, authority, family, command });
      if (!carried.ok) throw new Error(JSON.stringify(carried));
      return carried.family;
    },
    async close() {
      await app.close();
      await stile.close();
    },
  };
}

async function familyOf(stile: TestStile, id: string): Promise<Family> {
  const known = await loadFamily(itself(stile.db, authority), authority, id as FamilyId);
  if (known === undefined) throw new Error(`There is no family ${id}`);
  return known.family;
}

async function signIn(stile: TestStile, app: FastifyInstance, worker: string): Promise<Browser> {
  const session = await signInForDemonstration(stile, authority, worker as WorkerId);
  if (session === undefined) throw new Error(`${worker} cannot sign in`);
  const headers = { cookie: `stile_session=${authority}~${session.secret}` };
  const _csrf = keyOf(session.secret);
  const get = async (path: string): Promise<Answer> =>
    answered(await app.inject({ method: 'GET', url: path, headers }));
  const post = async (path: string, body: Answers): Promise<Answer> =>
    answered(
      await app.inject({
        method: 'POST',
        url: path,
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        payload: encoded({ _csrf, ...body }),
      }),
    );
  return {
    get,
    post,
    send: async (path, answers = {}) =>
      post(path, { request: randomUUID(), ...typedIn((await get(path)).html), ...answers }),
  };
}

function answered(response: {
  statusCode: number;
  body: string;
  headers: Record<string, unknown>;
}): Answer {
  const { location } = response.headers;
  return {
    status: response.statusCode,
    html: response.body,
    location: typeof location === 'string' ? location : undefined,
  };
}

function encoded(body: Answers): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(body))
    for (const text of typeof value === 'string' ? [value] : value) form.append(name, text);
  return form.toString();
}

/** What a browser would send of the page's main form if nothing were changed. */
export function typedIn(html: string): Answers {
  const form = html.slice(Math.max(html.indexOf('data-draft="yes"'), 0));
  const typed: Record<string, string | string[]> = {};
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const read = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];
    const name = read('name');
    const type = read('type') ?? 'text';
    if (name === undefined || name === '_csrf') continue;
    const value = unescaped(read('value') ?? '');
    if (type === 'radio' && / checked/.test(tag)) typed[name] = value;
    if (type === 'checkbox' && / checked/.test(tag)) typed[name] = [...(typed[name] ?? []), value];
    if (type === 'hidden' || type === 'text') typed[name] = value;
  }
  for (const [, name = '', text = ''] of form.matchAll(
    /<textarea[^>]*name="([^"]*)"[^>]*>([^<]*)</g,
  ))
    typed[name] = unescaped(text);
  return typed;
}

export function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
