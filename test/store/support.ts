/** A Stile on a database of its own, with a published policy, a clock set by hand and ids in order. */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { type CarriedOut, carryOut } from '../../src/cases/carry-out.ts';
import { changeCalendar } from '../../src/cases/change-calendar.ts';
import { openStile } from '../../src/cases/open-stile.ts';
import { publishProtocol } from '../../src/cases/publish-protocol.ts';
import { type Stile, seenByStile, stileItself } from '../../src/cases/stile.ts';
import {
  fromMilliseconds,
  type Instant,
  parseLocalDateTime,
  toMilliseconds,
} from '../../src/core/calendar/time.ts';
import type { Command } from '../../src/core/family/commands.ts';
import type { Actor, AuthorityId, FamilyId, WorkerId } from '../../src/core/family/people.ts';
import type { RoleId } from '../../src/core/protocol/protocol.ts';
import { connect } from '../../src/store/database/connect.ts';
import { migrate } from '../../src/store/database/migrate.ts';
import { findWorker, saveWorker } from '../../src/store/people/people.ts';
import { type TestDatabase, testDatabase } from '../database.ts';

export const root = join(import.meta.dirname, '../../..');
export const migrations = join(root, 'migrations');
export const authority = 'cheshire-east' as AuthorityId;

export function moment(text: string): Instant {
  const parsed = parseLocalDateTime(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}

export function policyFiles(): { path: string; text: string }[] {
  const base = join(root, 'protocols/cheshire-east/2023');
  return filesUnder(base).map((path) => ({
    path: path.slice(base.length + 1),
    text: readFileSync(path, 'utf8'),
  }));
}

export function bankHolidayFile() {
  return JSON.parse(readFileSync(join(root, 'calendars/england-and-wales.json'), 'utf8'));
}

export function migrated(): Promise<TestDatabase> {
  return testDatabase({
    name: 'migrated',
    prepare: async (connectionString) => {
      await migrate({ connectionString, folder: migrations, log: () => undefined });
    },
  });
}

export function withPolicy(): Promise<TestDatabase> {
  return testDatabase({
    name: 'with_policy',
    async prepare(connectionString) {
      await migrate({ connectionString, folder: migrations, log: () => undefined });
      const db = await connect({ connectionString });
      const now = () => moment('2026-01-05 09:00');
      const stile = await openStile({ db, now, newId: randomUUID });
      const published = await publishProtocol(stile, policyFiles());
      if (!published.ok) throw new Error(JSON.stringify(published));
      const calendar = await changeCalendar(stile, bankHolidayFile());
      if (!calendar.ok) throw new Error(calendar.problem);
      await employ(stile, socialWorker, manager);
      await db.close();
    },
  });
}

export interface TestStile extends Stile {
  readonly connectionString: string;
  readonly setClock: (now: Instant) => void;
  readonly pass: (time: { days?: number; hours?: number; minutes?: number }) => void;
  /** A statement as the owner, who may do everything: what an intruder might. */
  readonly behindItsBack: (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;
  readonly close: () => Promise<void>;
}

/** Another process on the same database would be another of these. */
export async function openTestStile(
  connectionString?: string,
  start = '2026-03-02 09:00',
): Promise<TestStile> {
  const url = connectionString ?? (await withPolicy()).connectionString;
  const db = await connect({ connectionString: url, connections: 8 });
  let now = moment(start);
  const stile = await openStile({ db, now: () => now, newId: randomUUID });
  const around = {
    connectionString: url,
    setClock(instant: Instant) {
      now = instant;
    },
    pass({
      days = 0,
      hours = 0,
      minutes = 0,
    }: {
      days?: number;
      hours?: number;
      minutes?: number;
    }) {
      now = fromMilliseconds(toMilliseconds(now) + ((days * 24 + hours) * 60 + minutes) * 60_000);
    },
    behindItsBack: (text: string, values?: unknown[]) => asOwner(url, text, values),
    close: () => db.close(),
  };
  // Descriptors, so that the getters for what is published stay getters.
  const descriptors = Object.getOwnPropertyDescriptors(stile);
  return Object.defineProperties(around, descriptors) as typeof around & Stile;
}

export async function asOwner(url: string, text: string, values?: unknown[]) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}

export function actor(
  worker: string,
  roles: readonly string[],
  employer: 'authority' | 'partner' = 'authority',
): Actor {
  return {
    worker: worker as WorkerId,
    name: worker,
    roles: roles as readonly RoleId[],
    agency: employer === 'authority' ? 'Cheshire East Council' : 'Hillside School',
    employer,
  };
}

export const socialWorker = actor('sam', ['social-worker']);
export const manager = actor('mo', ['team-manager']);

export function registration(id: string, given = 'Ava', family = 'Price'): Command {
  return {
    do: 'register-family',
    authority,
    family: id as FamilyId,
    reference: `F-${id}`,
    people: [
      { kind: 'child', given, family, born: '2017-03-01' as never },
      { kind: 'adult', given: 'Carly', family, relation: 'mother', inHousehold: true },
    ],
    holder: 'social-worker' as RoleId,
    assign: [
      {
        role: 'social-worker' as RoleId,
        practitioner: {
          name: 'Sam',
          agency: 'Cheshire East Council',
          employer: 'authority',
          contact: undefined,
          worker: 'sam' as WorkerId,
        },
      },
    ],
  };
}

/** Puts those who act or look in the directory: the database shows nothing to anybody who is not in it. */
export async function employ(
  stile: Pick<Stile, 'db' | 'now'>,
  ...people: readonly Actor[]
): Promise<void> {
  for (const person of people) await employed(stile, person);
}

/** Somebody as the directory has them, with the roles that they act in: nothing is taken in another name or role. */
export async function employed(stile: Pick<Stile, 'db' | 'now'>, who: Actor): Promise<Actor> {
  const db = seenByStile(stile, authority);
  const { worker, name, agency, employer, roles } = who;
  const known = await findWorker(db, authority, worker, stile.now());
  if (known === undefined) {
    const own = { email: null, team: null, active: true };
    await saveWorker(db, authority, { id: worker, name, agency, employer, roles, ...own });
    return who;
  }
  const more = roles.filter((role) => !known.roles.includes(role));
  if (more.length > 0 && known.active)
    await saveWorker(db, authority, { ...known, roles: [...known.roles, ...more] });
  return { ...who, name: known.name };
}

export async function act(
  stile: Stile,
  family: string,
  command: Command,
  by: Actor = socialWorker,
  requestKey?: string,
): Promise<CarriedOut> {
  const acting = by.worker === stileItself.worker ? by : await employed(stile, by);
  const asked = { authority, family: family as FamilyId, command, requestKey };
  return carryOut(stile, { ...asked, actor: acting });
}

/** Carries it out or fails. */
export async function done(
  stile: Stile,
  family: string,
  command: Command,
  by: Actor = socialWorker,
): Promise<Extract<CarriedOut, { ok: true }>> {
  const result = await act(stile, family, command, by);
  if (!result.ok) throw new Error(`${command.do}: ${JSON.stringify(result)}`);
  return result;
}

export const stepDown: Command = {
  do: 'start-transfer',
  pathway: 'step-down-from-assessment' as never,
};

/** Starts the clock for the minutes: two working days. */
export const leadMeeting: Command = {
  do: 'record-evidence',
  kind: 'lead-meeting' as never,
  fields: {
    how: 'meeting',
    people: [{ who: 'Jo', agency: 'Hillside School' }],
    'family-answer': 'agrees',
    'who-leads': 'Jo',
  },
};

/** The family agrees to support, by its mother: partners who are named see the family from then on. */
export const agrees: Command = {
  do: 'record-consent',
  scope: 'early-help' as never,
  status: 'given',
  given: 'a1' as never,
  signed: false,
  method: 'by telephone',
};

/** A small act that is always possible. */
export function told(what: string): Command {
  return { do: 'record-told', to: [{ role: 'family' }], what };
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return name === 'scenarios' ? [] : filesUnder(path);
    return name.endsWith('.yaml') && name !== 'demonstration.yaml' ? [path] : [];
  });
}
