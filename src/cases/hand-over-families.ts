import type { Viewer } from '../access/may-see.ts';
import { addDays } from '../core/calendar/day-number.ts';
import { type Day, dayOf } from '../core/calendar/time.ts';
import { dayInWords } from '../core/calendar/words.ts';
import type { FamilyId } from '../core/family/people.ts';
import type { RoleId } from '../core/protocol/protocol.ts';
import { changeEntry } from '../store/people/directory.ts';
import {
  addHandOver,
  endHandOver,
  type HandOver,
  listWaitingHandOvers,
} from '../store/people/hand-overs.ts';
import type { Worker } from '../store/people/people.ts';
import { listCover, listHoldings } from '../store/people/roles.ts';
import { type Changed, change, note, Refused } from './administer.ts';
import { carryOutHandOver, familiesToHand, type HandedOver } from './carry-out-hand-over.ts';
import { known } from './change-people.ts';
import { end, keepAnAdministrator } from './change-roles.ts';
import { idOnce } from './once.ts';
import { findSuccessors, whyNotAble } from './queries/preview-hand-over.ts';
import type { Stile } from './stile.ts';

export interface AskedHandOver {
  readonly worker: string;
  readonly why: HandOver['why'];
  /** The holding that ends, where a role is given up. */
  readonly holding?: string | undefined;
  /** The new team, for somebody who moves. */
  readonly team?: string | undefined;
  /** The last day with the families; undefined hands over at once. */
  readonly last: Day | undefined;
  /** Who takes what nobody else is chosen for. */
  readonly successor: string | undefined;
  readonly chosen: Readonly<Record<string, string>>;
  readonly requestKey?: string | undefined;
}

/** Whether it could be decided so: everything is looked at, and nothing kept. */
export async function tryHandOver(
  stile: Stile,
  viewer: Viewer,
  asked: AskedHandOver,
): Promise<Changed> {
  try {
    return await change(stile, viewer, async (client) => {
      await decide(stile, viewer, client, asked);
      throw new Tried();
    });
  } catch (error) {
    if (error instanceof Tried) return { ok: true };
    throw error;
  }
}

/** Undoes what was only tried. */
class Tried extends Error {}

/** Undoes what the same form, sent before, has decided. */
class Repeated extends Error {
  readonly handOver: string;

  constructor(handOver: string) {
    super('This was decided by the same form before');
    this.handOver = handOver;
  }
}

/** Decides a hand-over, and carries it out where its day has come. */
export async function handOverFamilies(
  stile: Stile,
  viewer: Viewer,
  asked: AskedHandOver,
): Promise<Changed<HandedOver>> {
  const { authority } = viewer;
  const decided = await change(stile, viewer, (client) =>
    decide(stile, viewer, client, asked),
  ).catch((error: unknown) => {
    if (error instanceof Repeated) return error;
    throw error;
  });
  if (decided instanceof Repeated)
    return { ok: true, handOver: decided.handOver, done: true, moved: 0, stuck: [] };
  if (!decided.ok) return decided;
  const { handOver } = decided;
  const due = handOver.from <= dayOf(stile.now());
  const done = due
    ? await carryOutHandOver(stile, authority, handOver)
    : { done: false, moved: 0, stuck: [] };
  return { ok: true, handOver: handOver.id, ...done };
}

async function decide(
  stile: Stile,
  viewer: Viewer,
  client: Parameters<Parameters<typeof change>[2]>[0],
  asked: AskedHandOver,
): Promise<{ readonly handOver: HandOver }> {
  const { authority, actor } = viewer;
  const worker = await known(stile, viewer, client, asked.worker);
  const now = stile.now();
  const today = dayOf(now);
  if (!worker.active) throw new Refused('', `${worker.name} has left already`);
  if (asked.last !== undefined && asked.last < today)
    throw new Refused('last', 'The last day must be today or later');
  const waiting = await listWaitingHandOvers(client, authority, worker.id);
  if (waiting.some(({ why }) => why === 'leaves' || why === asked.why))
    throw new Refused('', `This has been decided for ${worker.name} already`);
  const role = await roleEnding(stile, viewer, client, { asked, worker, today });
  if (asked.why === 'leaves') await refuseLeaver(stile, viewer, client, worker);
  if (asked.why === 'moves')
    await changeEntry(client, authority, { ...worker, team: asked.team?.trim() || null });
  const from = asked.last === undefined ? today : addDays(asked.last, 1);
  const handOver: HandOver = {
    id: idOnce(stile, viewer, asked.requestKey),
    worker: worker.id,
    why: asked.why,
    role: role ?? null,
    from,
    successor: asked.successor ?? null,
    chosen: asked.chosen,
    decidedBy: actor.worker,
    decidedByName: actor.name,
    decided: now,
    done: null,
  };
  await refuseWithoutSuccessor(stile, viewer, worker, handOver);
  if (!(await addHandOver(client, authority, handOver))) throw new Repeated(handOver.id);
  const what = { leaves: 'Leaves', 'role-ends': 'Gives up a role', moves: 'Moves to another team' };
  await note(stile, viewer, client, {
    worker,
    what: `${what[asked.why]}: families are handed over from ${dayInWords(from)}${asked.why === 'moves' && asked.team ? `; team ${asked.team}` : ''}`,
    tell: asked.why === 'leaves',
  });
  return { handOver };
}

/** Ends the role on its day; the role, for whose families others are named. */
async function roleEnding(
  stile: Stile,
  viewer: Viewer,
  client: Parameters<Parameters<typeof change>[2]>[0],
  {
    asked,
    worker,
    today,
  }: { readonly asked: AskedHandOver; readonly worker: Worker; readonly today: Day },
): Promise<string | undefined> {
  if (asked.why !== 'role-ends') return undefined;
  const holdings = await listHoldings(client, viewer.authority, { worker: worker.id });
  const holding = holdings.find(({ id }) => id === asked.holding);
  if (holding === undefined) throw new Refused('last', 'There is no such role');
  const last = asked.last ?? addDays(today, -1);
  await end(stile, viewer, client, { worker, holding, last });
  return holding.role;
}

async function refuseLeaver(
  stile: Stile,
  viewer: Viewer,
  client: Parameters<Parameters<typeof change>[2]>[0],
  worker: Worker,
): Promise<void> {
  const { authority, actor } = viewer;
  if (worker.id === actor.worker)
    throw new Refused('', 'Nobody removes themselves. Ask another administrator');
  await keepAnAdministrator(stile, viewer, client, worker.id);
  const today = dayOf(stile.now());
  const covers = (await listCover(client, authority, worker.id)).find(
    (each) => each.worker === worker.id && (each.until === null || each.until >= today),
  );
  if (covers !== undefined)
    throw new Refused(
      '',
      `${worker.name} covers for ${covers.coversName}. Choose other cover first`,
    );
  const takes = (await listWaitingHandOvers(client, authority)).find(
    ({ successor, chosen }) => successor === worker.id || Object.values(chosen).includes(worker.id),
  );
  if (takes !== undefined)
    throw new Refused('', `${worker.name} is to take over families. Let that be done first`);
}

/** Each family has somebody able, or nothing is decided. */
async function refuseWithoutSuccessor(
  stile: Stile,
  viewer: Viewer,
  worker: Worker,
  handOver: HandOver,
): Promise<void> {
  const { authority, actor } = viewer;
  const families = await familiesToHand(stile, authority, handOver);
  const protocol = stile.protocols.current(authority);
  const roles = handOver.role === null ? worker.roles : [handOver.role];
  // Until then families may come to somebody who can be named in them.
  const later =
    handOver.why !== 'moves' &&
    handOver.from > dayOf(stile.now()) &&
    (families.length > 0 ||
      roles.some((role) => protocol.roles.get(role as RoleId)?.held === 'family'));
  if (
    handOver.successor === null &&
    (later || families.some(({ family }) => handOver.chosen[family] === undefined))
  )
    throw new Refused(
      'successor',
      families.length === 0 && later
        ? 'Select who takes over families that come until then'
        : 'Select who takes over',
    );
  const people = await findSuccessors(stile, authority, { worker, on: handOver.from });
  for (const each of families) {
    const id = handOver.chosen[each.family] ?? handOver.successor;
    const why =
      id === actor.worker
        ? 'nobody gives families to themselves'
        : whyNotAble(people, { id, worker, family: each, role: handOver.role, protocol });
    if (why !== undefined) throw new Refused('successor', `${each.reference}: ${why}`);
  }
  if (handOver.successor === actor.worker)
    throw new Refused('successor', 'Nobody gives families to themselves');
}

/** Takes back what was decided and has not begun: the person stays. */
export async function cancelHandOver(
  stile: Stile,
  viewer: Viewer,
  asked: { readonly worker: string; readonly id: string },
): Promise<Changed> {
  return change(stile, viewer, async (client) => {
    const worker = await known(stile, viewer, client, asked.worker);
    const waiting = await listWaitingHandOvers(client, viewer.authority, worker.id);
    if (!waiting.some(({ id }) => id === asked.id))
      throw new Refused('', 'This is done, or was taken back already');
    const now = stile.now();
    await endHandOver(client, viewer.authority, { id: asked.id, as: 'cancelled', now });
    const what = 'The hand-over is taken back. Families that have been handed over stay so';
    await note(stile, viewer, client, { worker, what, tell: true });
    return {};
  });
}

/** A family's id as the directory's pages send it back. */
export function isFamilyId(text: string): text is FamilyId {
  return /^[\w-]{1,100}$/.test(text);
}
