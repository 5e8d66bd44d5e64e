/** Roles as the provider of somebody's account gives and takes them, each time that they sign in. */
import { administrator } from '../access/administrator.ts';
import type { Viewer } from '../access/may-see.ts';
import { addDays } from '../core/calendar/day-number.ts';
import { type Day, dayOf, fromMilliseconds, toMilliseconds } from '../core/calendar/time.ts';
import { isOn, rolesOn } from '../core/family/dated-roles.ts';
import type { AuthorityId } from '../core/family/people.ts';
import { inTransaction, type Runner } from '../store/database/connect.ts';
import { listChanges } from '../store/people/directory.ts';
import type { Worker } from '../store/people/people.ts';
import { addHolding, endHoldings, listHoldings, lockHolders } from '../store/people/roles.ts';
import { note, titleOf } from './administer.ts';
import { familiesOf } from './queries/preview-hand-over.ts';
import { type Stile, seenByStile, stileItself } from './stile.ts';

export interface ProvidedRoles {
  readonly authority: AuthorityId;
  /** The provider's, in tables and notices. */
  readonly name: string;
  /** The roles that are the provider's to give and take. */
  readonly may: ReadonlySet<string>;
  readonly gives: readonly string[];
}

/** Days after which the administrators are told again that a role is still to be handed over. */
const toldAgainAfter = 7;

/**
 * Gives the roles that the provider says from today, and ends those of them that it may give and no longer does. A role
 * stays while a family hangs on it, and with the last administrator. Each change is told and noted like any other.
 */
export async function changeRolesByProvider(
  stile: Stile,
  worker: Worker,
  provided: ProvidedRoles,
): Promise<boolean> {
  const { authority, gives } = provided;
  const today = dayOf(stile.now());
  const itself = seenByStile(stile, authority);
  const held = rolesOn(
    await listHoldings(itself, authority, { worker: worker.id }),
    worker.id,
    today,
  );
  const given = gives.filter((role) => !held.includes(role));
  const { free, hanging } = await divide(stile, worker, provided, held);
  if (given.length + free.length + hanging.length === 0) return false;
  const viewer: Viewer = { authority, actor: stileItself };
  return inTransaction(itself, async (client) => {
    // Whoever signs in twice at one moment is given each role once.
    const administrators = await lockHolders(client, authority, { role: administrator, today });
    const taken = free.filter((role) => role !== administrator || others(administrators, worker));
    const last = free.filter((role) => !taken.includes(role));
    const changing = { worker, today, by: `by the provider “${provided.name}”` };
    const begun = await give(stile, viewer, client, { ...changing, roles: given });
    const ended = await end(stile, viewer, client, { ...changing, roles: taken });
    for (const role of hanging)
      await tellSeldom(stile, viewer, client, worker, stillToHandOver(stile, provided, role));
    for (const role of last)
      await tellSeldom(stile, viewer, client, worker, lastOfAll(stile, provided, role));
    return begun || ended;
  });
}

/** Somebody to whom the provider gives no role any more does not come in: what hangs on them is said all the same. */
export async function tellOfLeftRoles(
  stile: Stile,
  worker: Worker,
  provided: ProvidedRoles,
): Promise<void> {
  const { authority } = provided;
  const { hanging } = await divide(stile, worker, provided, worker.roles);
  const viewer: Viewer = { authority, actor: stileItself };
  await inTransaction(seenByStile(stile, authority), async (client) => {
    for (const role of hanging)
      await tellSeldom(stile, viewer, client, worker, stillToHandOver(stile, provided, role));
  });
}

/** The roles that the provider takes: those that can go, and those on which a family hangs. */
async function divide(
  stile: Stile,
  worker: Worker,
  { authority, may, gives }: ProvidedRoles,
  held: readonly string[],
): Promise<{ readonly free: readonly string[]; readonly hanging: readonly string[] }> {
  const free: string[] = [];
  const hanging: string[] = [];
  for (const role of held.filter((each) => may.has(each) && !gives.includes(each))) {
    const families = await familiesOf(stile, authority, { worker: worker.id, role });
    (families.length > 0 ? hanging : free).push(role);
  }
  return { free, hanging };
}

/** Whether somebody else is an administrator without an end. */
function others(administrators: readonly string[], { id }: Worker): boolean {
  return !administrators.includes(id) || administrators.some((each) => each !== id);
}

interface Changing {
  readonly worker: Worker;
  readonly roles: readonly string[];
  readonly today: Day;
  readonly by: string;
}

async function give(
  stile: Stile,
  viewer: Viewer,
  client: Runner,
  { worker, roles, today, by }: Changing,
): Promise<boolean> {
  const { authority, actor } = viewer;
  const holdings = await listHoldings(client, authority, { worker: worker.id });
  const missing = roles.filter((role) => !rolesOn(holdings, worker.id, today).includes(role));
  for (const role of missing) {
    await addHolding(client, authority, {
      ...{ id: stile.newId(), worker: worker.id, role, from: today, until: null },
      ...{ by: actor.worker, now: stile.now() },
    });
    const what = `Given the role ${titleIn(stile, authority, role)} ${by}`;
    await note(stile, viewer, client, { worker, what, tell: true });
  }
  return missing.length > 0;
}

async function end(
  stile: Stile,
  viewer: Viewer,
  client: Runner,
  { worker, roles, today, by }: Changing,
): Promise<boolean> {
  const { authority } = viewer;
  const until = addDays(today, -1);
  const holdings = await listHoldings(client, authority, { worker: worker.id });
  const over = holdings.filter((each) => roles.includes(each.role) && isOn(each, today));
  for (const { id } of over) await endHoldings(client, authority, { worker: worker.id, id, until });
  for (const role of new Set(over.map((each) => each.role))) {
    const what = `Role ${titleIn(stile, authority, role)} ended ${by}`;
    await note(stile, viewer, client, { worker, what, tell: true });
  }
  return over.length > 0;
}

function stillToHandOver(stile: Stile, { authority, name }: ProvidedRoles, role: string): string {
  return `Role ${titleIn(stile, authority, role)} stays, which the provider “${name}” no longer gives: families hang on it. End it on their page, where each family goes to somebody named`;
}

function lastOfAll(stile: Stile, { authority, name }: ProvidedRoles, role: string): string {
  return `Role ${titleIn(stile, authority, role)} stays, which the provider “${name}” no longer gives: nobody else has it without a last day. Give it to somebody else first`;
}

/** Notes and tells what is still to be done; not at each sign-in, but until it is. */
async function tellSeldom(
  stile: Stile,
  viewer: Viewer,
  client: Runner,
  worker: Worker,
  what: string,
): Promise<void> {
  const since = fromMilliseconds(toMilliseconds(stile.now()) - toldAgainAfter * 86_400_000);
  const before = await listChanges(client, viewer.authority, worker.id);
  if (before.some((each) => each.what === what && each.at > since)) return;
  await note(stile, viewer, client, { worker, what, tell: true });
}

function titleIn(stile: Stile, authority: AuthorityId, role: string): string {
  return titleOf(stile.protocols.current(authority), role);
}
