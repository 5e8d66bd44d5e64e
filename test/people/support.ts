/** A council with people who have families, and somebody who looks after the directory. */
import { administrator } from '../../src/access/administrator.ts';
import type { Viewer } from '../../src/access/may-see.ts';
import { carryOut } from '../../src/cases/carry-out.ts';
import type { AskedHandOver } from '../../src/cases/hand-over-families.ts';
import { findSession } from '../../src/cases/sessions.ts';
import { signInForDemonstration } from '../../src/cases/sign-in-demonstration.ts';
import { seenByStile } from '../../src/cases/stile.ts';
import type { Day } from '../../src/core/calendar/time.ts';
import type { Family } from '../../src/core/family/family.ts';
import type { Actor, FamilyId, WorkerId } from '../../src/core/family/people.ts';
import { loadFamily } from '../../src/store/history/events.ts';
import { saveWorker } from '../../src/store/people/people.ts';
import { actor, authority, openTestStile, registration, type TestStile } from '../store/support.ts';

export const day = (text: string): Day => text as Day;
/** Somebody as this directory has them. */
export function somebody(id: string, roles: readonly string[]): Actor {
  return { ...actor(id, roles), name: `Person ${id}` };
}
export const boss = somebody('ada', [administrator]);
export const asAdministrator: Viewer = { authority, actor: boss };
const other = somebody('bea', [administrator]);

export const people = {
  sam: ['social-worker'],
  kim: ['social-worker'],
  mo: ['team-manager'],
  ada: [administrator],
  bea: [administrator],
} as const satisfies Record<string, readonly string[]>;
export const otherAdministrator: Viewer = { authority, actor: other };

/** Ada and Bea administer; Sam, Kim and Mo work with families. */
export async function openCouncil(): Promise<TestStile> {
  const stile = await openTestStile();
  for (const [id, roles] of Object.entries(people)) await enter(stile, id, roles);
  return stile;
}

export async function enter(
  stile: TestStile,
  id: string,
  roles: readonly string[],
  entry: { readonly employer?: 'authority' | 'partner'; readonly agency?: string } = {},
): Promise<void> {
  const { employer = 'authority', agency = 'The council' } = entry;
  await saveWorker(seenByStile(stile, authority), authority, {
    ...{ id, name: `Person ${id}`, email: `${id}@example.org`, agency, employer },
    ...{ roles, team: 'North', active: true },
  });
}

/** A family that Sam holds. */
export async function family(stile: TestStile, id: string): Promise<void> {
  const sam = somebody('sam', ['social-worker']);
  const carried = await carryOut(stile, {
    actor: sam,
    authority,
    family: id as FamilyId,
    command: registration(id),
  });
  if (!carried.ok) throw new Error(JSON.stringify(carried));
}

export async function loaded(stile: TestStile, id: string): Promise<Family> {
  const known = await loadFamily(seenByStile(stile, authority), authority, id as FamilyId);
  if (known === undefined) throw new Error(`There is no family ${id}`);
  return known.family;
}

/** Who holds a family, by worker; the team where nobody is named. */
export async function holderOf(stile: TestStile, id: string): Promise<string> {
  const { holder } = await loaded(stile, id);
  return holder.practitioner?.worker ?? holder.team ?? 'nobody';
}

/** Somebody as they act now: with the roles they hold at this moment. */
export async function signedIn(stile: TestStile, id: string): Promise<Actor | undefined> {
  const session = await signInForDemonstration(stile, authority, id as WorkerId);
  if (session === undefined) return undefined;
  return (await findSession(stile, authority, session.secret))?.actor;
}

export function leaving(worker: string, successor?: string): AskedHandOver {
  return { worker, why: 'leaves', last: undefined, successor, chosen: {} };
}
