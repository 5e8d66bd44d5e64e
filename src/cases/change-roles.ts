/** Giving and ending roles, and cover for those who are away. */
import { administrator } from '../access/administrator.ts';
import type { Viewer } from '../access/may-see.ts';
import { addDays } from '../core/calendar/day-number.ts';
import { type Day, dayOf } from '../core/calendar/time.ts';
import { dayInWords } from '../core/calendar/words.ts';
import { isOn } from '../core/family/dated-roles.ts';
import type { Runner } from '../store/database/connect.ts';
import type { Worker } from '../store/people/people.ts';
import {
  addCover,
  addHolding,
  endCover,
  endHoldings,
  listCover,
  listHoldings,
  lockHolders,
  type RoleHolding,
} from '../store/people/roles.ts';
import { type Changed, change, note, Refused, rolesToGive, titleOf } from './administer.ts';
import { known } from './change-people.ts';
import { idOnce } from './once.ts';
import type { Stile } from './stile.ts';

export interface AskedRole {
  readonly worker: string;
  readonly role: string;
  readonly from: Day;
  /** The last day; undefined is open. */
  readonly until: Day | undefined;
  readonly requestKey?: string | undefined;
}

/** Gives a role from a day on. Nobody gives one to themselves: another administrator does, or the operator. */
export async function giveRole(stile: Stile, viewer: Viewer, asked: AskedRole): Promise<Changed> {
  return change(stile, viewer, async (client) => {
    await give(stile, viewer, client, asked);
    return {};
  });
}

/** The same within a transaction, for an import. */
export async function give(
  stile: Stile,
  viewer: Viewer,
  client: Runner,
  asked: AskedRole,
): Promise<void> {
  const { authority, actor } = viewer;
  const worker = await known(stile, viewer, client, asked.worker);
  const id = idOnce(stile, viewer, asked.requestKey);
  const holdings = await listHoldings(client, authority, { worker: worker.id });
  if (holdings.some((each) => each.id === id)) return;
  refuseDates(stile, asked);
  if (worker.id === actor.worker)
    throw new Refused('role', 'Nobody gives themselves a role. Ask another administrator');
  if (!worker.active) throw new Refused('role', `${worker.name} has left`);
  const protocol = stile.protocols.current(authority);
  if (!rolesToGive(protocol).some(({ id }) => id === asked.role))
    throw new Refused('role', 'Select a role');
  if (asked.role === administrator && worker.employer !== 'authority')
    throw new Refused('role', 'An administrator works for the council');
  const title = titleOf(protocol, asked.role);
  const other = holdings.find((each) => each.role === asked.role && overlap(each, asked));
  if (other !== undefined)
    throw new Refused('role', `${worker.name} is ${title} already, ${datesInWords(other)}`);
  const now = stile.now();
  await addHolding(client, authority, {
    ...{ id, worker: worker.id, role: asked.role, from: asked.from },
    ...{ until: asked.until ?? null, by: actor.worker, now },
  });
  const what = `Given the role ${title}, ${datesInWords({ from: asked.from, until: asked.until ?? null })}`;
  await note(stile, viewer, client, { worker, what, tell: true });
}

/**
 * Sets the last day of a role: yesterday, to end it at once, or later. The families are not looked at here: `hand-over`
 * has seen to them.
 */
export async function end(
  stile: Stile,
  viewer: Viewer,
  client: Runner,
  asked: { readonly worker: Worker; readonly holding: RoleHolding; readonly last: Day },
): Promise<void> {
  const { authority, actor } = viewer;
  const { worker, holding, last } = asked;
  const today = dayOf(stile.now());
  if (worker.id === actor.worker)
    throw new Refused('role', 'Nobody changes their own roles. Ask another administrator');
  if (last < addDays(today, -1))
    throw new Refused('last', 'The last day must be yesterday or later: what has been stays');
  if (holding.until !== null && holding.until < today)
    throw new Refused('last', 'This role has ended already');
  if (holding.role === administrator) await keepAnAdministrator(stile, viewer, client, worker.id);
  await endHoldings(client, authority, { worker: worker.id, id: holding.id, until: last });
  const title = titleOf(stile.protocols.current(authority), holding.role);
  const what = `Role ${title} ends: last day ${dayInWords(last)}`;
  await note(stile, viewer, client, { worker, what, tell: true });
}

/** Refuses where nobody else would be an administrator without an end. */
export async function keepAnAdministrator(
  stile: Stile,
  { authority }: Viewer,
  client: Runner,
  leaving: string,
): Promise<void> {
  const today = dayOf(stile.now());
  const holders = await lockHolders(client, authority, { role: administrator, today });
  if (holders.includes(leaving) && holders.every((holder) => holder === leaving))
    throw new Refused(
      'role',
      'The last administrator stays. Give somebody else the role Administrator of Stile first, without a last day',
    );
}

export interface AskedCover {
  /** Whose work. */
  readonly covers: string;
  /** Who does it. */
  readonly worker: string;
  readonly from: Day;
  readonly until: Day | undefined;
  readonly requestKey?: string | undefined;
}

/** While somebody is away, another sees and can do what they could; afterwards all of it is theirs again. */
export async function giveCover(stile: Stile, viewer: Viewer, asked: AskedCover): Promise<Changed> {
  return change(stile, viewer, async (client) => {
    const { authority, actor } = viewer;
    const covered = await known(stile, viewer, client, asked.covers);
    const id = idOnce(stile, viewer, asked.requestKey);
    const others = await listCover(client, authority, covered.id);
    if (others.some((each) => each.id === id)) return {};
    refuseDates(stile, asked);
    if (asked.worker === '') throw new Refused('worker', 'Select who covers');
    const worker = await known(stile, viewer, client, asked.worker);
    refuseCover(covered, worker, actor.worker);
    const same = others.find(
      (each) =>
        each.covers === covered.id &&
        each.worker === worker.id &&
        overlap(each, { from: asked.from, until: asked.until }),
    );
    if (same !== undefined)
      throw new Refused('worker', `${worker.name} covers already, ${datesInWords(same)}`);
    const now = stile.now();
    await addCover(client, authority, {
      ...{ id, worker: worker.id, covers: covered.id, from: asked.from },
      ...{ until: asked.until ?? null, by: actor.worker, now },
    });
    const dates = datesInWords({ from: asked.from, until: asked.until ?? null });
    const what = `${worker.name} covers for ${covered.name}, ${dates}`;
    await note(stile, viewer, client, { worker: covered, what, tell: true });
    return {};
  });
}

/** Ends cover at once, or on a day. */
export async function stopCover(
  stile: Stile,
  viewer: Viewer,
  asked: { readonly worker: string; readonly id: string; readonly last: Day },
): Promise<Changed> {
  return change(stile, viewer, async (client) => {
    const worker = await known(stile, viewer, client, asked.worker);
    const cover = (await listCover(client, viewer.authority, worker.id)).find(
      (each) => each.id === asked.id,
    );
    if (cover === undefined) throw new Refused('last', 'There is no such cover');
    if (cover.worker === viewer.actor.worker)
      throw new Refused('last', 'Nobody changes what they cover. Ask another administrator');
    const today = dayOf(stile.now());
    if (asked.last < addDays(today, -1))
      throw new Refused('last', 'The last day must be yesterday or later: what has been stays');
    if (cover.until !== null && cover.until <= asked.last)
      throw new Refused('last', `This cover ends on ${dayInWords(cover.until)} already`);
    await endCover(client, viewer.authority, { id: cover.id, until: asked.last });
    const what = `${cover.workerName} covers for ${cover.coversName} until ${dayInWords(asked.last)}`;
    await note(stile, viewer, client, { worker, what, tell: true });
    return {};
  });
}

function refuseCover(covered: Worker, worker: Worker, actor: string): void {
  if (!covered.active) throw new Refused('worker', `${covered.name} has left`);
  if (!worker.active) throw new Refused('worker', `${worker.name} has left`);
  if (worker.id === covered.id) throw new Refused('worker', 'Select somebody else');
  if (worker.id === actor)
    throw new Refused('worker', 'Nobody gives themselves cover. Ask another administrator');
  if (!mayStandIn(worker, covered)) throw new Refused('worker', notWithin(worker, covered));
}

/** What a partner knows of a family stays within their agency and the council. */
export function mayStandIn(
  worker: Pick<Worker, 'employer' | 'agency'>,
  of: Pick<Worker, 'employer' | 'agency'>,
): boolean {
  return (
    worker.employer === 'authority' || (of.employer === 'partner' && worker.agency === of.agency)
  );
}

export function notWithin(worker: Pick<Worker, 'name'>, of: Pick<Worker, 'employer'>): string {
  return of.employer === 'authority'
    ? `${worker.name} does not work for the council`
    : `${worker.name} is of another agency: the family would have to agree first`;
}

function refuseDates(
  stile: Stile,
  { from, until }: { readonly from: Day; readonly until: Day | undefined },
): void {
  if (from < dayOf(stile.now()))
    throw new Refused('from', 'The first day must be today or in the future');
  if (until !== undefined && until < from)
    throw new Refused('until', 'The last day must be the first day or later');
}

function overlap(
  one: { readonly from: Day | null; readonly until: Day | null },
  other: { readonly from: Day; readonly until: Day | undefined },
): boolean {
  return (
    isOn(one, other.from) ||
    (one.from !== null && isOn({ from: other.from, until: other.until ?? null }, one.from))
  );
}

/** “from 1 May 2026”, “from 1 May 2026 until the end of 3 June 2026”, “without dates”. */
export function datesInWords({
  from,
  until,
}: {
  readonly from: Day | null;
  readonly until: Day | null;
}): string {
  // Given and taken on one day: it holds on none.
  if (from !== null && until !== null && until < from)
    return `from ${dayInWords(from)}, ended the same day`;
  const first = from === null ? '' : `from ${dayInWords(from)}`;
  const last = until === null ? '' : `until the end of ${dayInWords(until)}`;
  return [first, last].filter((part) => part !== '').join(' ') || 'without dates';
}
