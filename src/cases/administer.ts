/** What every change of the directory has in common: who may, one transaction, and the log of it. */
import { administers, administrator } from '../access/administrator.ts';
import type { Viewer } from '../access/may-see.ts';
import type { Actor } from '../core/family/people.ts';
import type { Protocol, RoleId } from '../core/protocol/protocol.ts';
import { inTransaction, isViolation, type Runner } from '../store/database/connect.ts';
import { addChange, addPeopleNotice } from '../store/people/directory.ts';
import { listWorkers, type Worker } from '../store/people/people.ts';
import { type Stile, seenBy, stileItself } from './stile.ts';

/** What is wrong with a form about people: the field, and the words beside it. */
export interface PeopleError {
  readonly field: string;
  readonly message: string;
}

export type Changed<T = object> =
  | ({ readonly ok: true } & T)
  | { readonly ok: false; readonly errors: readonly PeopleError[] };

/** An administrator, or Stile itself for the operator at the command line. */
export function mayAdminister(actor: Actor): boolean {
  return administers(actor) || actor.worker === stileItself.worker;
}

/** Thrown within a change, so that nothing of it is kept. */
export class Refused extends Error {
  readonly errors: readonly PeopleError[];
  constructor(field: string, message: string) {
    super(message);
    this.errors = [{ field, message }];
  }
}

/**
 * Makes one change of the directory in one transaction, as the database lets this person: where it is refused nothing
 * is changed. The database itself refuses whoever is no administrator, and roles that somebody gives themselves.
 */
export async function change<T extends object>(
  stile: Stile,
  viewer: Viewer,
  act: (client: Runner) => Promise<T>,
): Promise<Changed<T>> {
  if (!mayAdminister(viewer.actor))
    return problem('', 'Changing the directory is for an administrator.');
  const once = () => inTransaction(seenBy(stile, viewer), act);
  try {
    // Where the same was entered at the same moment, it is decided again on what is there now.
    const done = await once().catch((error: unknown) => {
      if (isViolation(error, '23505')) return once();
      throw error;
    });
    return { ok: true, ...done };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, errors: error.errors };
    throw error;
  }
}

export function problem(field: string, message: string): Changed<never> {
  return { ok: false, errors: [{ field, message }] };
}

/** Writes what was changed, and tells the other administrators where roles are given or taken. */
export async function note(
  stile: Stile,
  { authority, actor }: Viewer,
  client: Runner,
  said: {
    readonly worker: Worker | undefined;
    readonly what: string;
    readonly tell?: boolean;
    readonly id?: string;
  },
): Promise<void> {
  const at = stile.now();
  await addChange(client, authority, {
    id: said.id ?? stile.newId(),
    at,
    byWorker: actor.worker,
    byName: actor.name,
    worker: said.worker?.id ?? null,
    what: said.what,
  });
  if (said.tell !== true) return;
  const administrators = await listWorkers(client, authority, { now: at, role: administrator });
  const what = `${actor.name} changed the directory: ${said.worker?.name ?? ''}: ${said.what}`;
  for (const to of administrators)
    if (to.id !== actor.worker)
      await addPeopleNotice(client, authority, {
        id: `people/${stile.newId()}`,
        to,
        what,
        now: at,
      });
}

/** A role by its title in the policy, and Stile's own by its. */
export function titleOf(protocol: Protocol, role: string): string {
  if (role === administrator) return 'Administrator of Stile';
  // An unknown role simply finds nothing.
  return protocol.roles.get(role as RoleId)?.title ?? role;
}

/** The roles that can be given here: those of the policy, and Stile's own. */
export function rolesToGive(
  protocol: Protocol,
): readonly { readonly id: string; readonly title: string }[] {
  const own = { id: administrator, title: titleOf(protocol, administrator) };
  return [...[...protocol.roles.values()].map(({ id, title }) => ({ id, title })), own];
}
