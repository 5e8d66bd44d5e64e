/**
 * A hand-over that was decided is carried out family by family, each by an act in its own history, and only when nobody
 * waits any more does somebody who leaves become inactive. Broken off anywhere, it is taken up again: by the worker at
 * its next round, or by an administrator on the page.
 */
import { administrator } from '../access/administrator.ts';
import { addDays } from '../core/calendar/day-number.ts';
import { dayOf } from '../core/calendar/time.ts';
import { dayInWords } from '../core/calendar/words.ts';
import type { Actor, AuthorityId, Practitioner, WorkerId } from '../core/family/people.ts';
import type { RoleId } from '../core/protocol/protocol.ts';
import { inTransaction } from '../store/database/connect.ts';
import { addChange, listOrphans, makeInactive } from '../store/people/directory.ts';
import {
  claimHandOver,
  endHandOver,
  findLastHandOver,
  type HandOver,
  listWaitingHandOvers,
} from '../store/people/hand-overs.ts';
import { findWorker, type Worker } from '../store/people/people.ts';
import { endCover, endHoldings } from '../store/people/roles.ts';
import { endSessions, type SessionRow } from '../store/people/sessions.ts';
import { titleOf } from './administer.ts';
import { carryOut } from './carry-out.ts';
import { describeFaultBriefly } from './describe-fault.ts';
import {
  familiesOf,
  findSuccessors,
  type HeldFamily,
  whyNotAble,
} from './queries/preview-hand-over.ts';
import { recordSignIn } from './record-sign-in.ts';
import { type Stile, seenByStile } from './stile.ts';

export interface HandedOver {
  readonly handOver: string;
  /** False while it waits for its day or for a family that could not be handed over. */
  readonly done: boolean;
  readonly moved: number;
  readonly stuck: readonly StuckFamily[];
}

export interface StuckFamily {
  readonly reference: string;
  readonly why: string;
}

/** All that they have a part in; of somebody who moves, those for which somebody else is chosen. */
export async function familiesToHand(
  stile: Stile,
  authority: AuthorityId,
  handOver: HandOver,
): Promise<readonly HeldFamily[]> {
  const families = await familiesOf(stile, authority, handOver);
  return handOver.why === 'moves' && handOver.successor === null
    ? families.filter(({ family }) => handOver.chosen[family] !== undefined)
    : families;
}

/** Nobody decides any more: what was decided is carried out as far as it goes. Asked again, it goes on from there. */
export async function carryOutHandOver(
  stile: Stile,
  authority: AuthorityId,
  handOver: HandOver,
): Promise<Omit<HandedOver, 'handOver'>> {
  let moved = 0;
  for (let round = 0; round < mostRounds; round++) {
    const worker = await findWorker(
      seenByStile(stile, authority),
      authority,
      handOver.worker,
      stile.now(),
    );
    if (worker === undefined) return { done: false, moved, stuck: [] };
    const families = await familiesToHand(stile, authority, handOver);
    const stuck: StuckFamily[] = [];
    for (const family of families) {
      const why = await handOne(stile, authority, { handOver, worker, family });
      if (why === undefined) moved += 1;
      else stuck.push({ reference: family.reference, why });
    }
    if (stuck.length > 0) return { done: false, moved, stuck };
    // Somebody may have named them in another family meanwhile: then there is another round.
    if (await finish(stile, authority, handOver, worker)) return { done: true, moved, stuck };
  }
  return { done: false, moved, stuck: [] };
}

const mostRounds = 5;

/** Why it could not be handed over; nothing where it was. */
async function handOne(
  stile: Stile,
  authority: AuthorityId,
  {
    handOver,
    worker,
    family,
  }: { readonly handOver: HandOver; readonly worker: Worker; readonly family: HeldFamily },
): Promise<string | undefined> {
  const people = await findSuccessors(stile, authority, { worker, on: dayOf(stile.now()) });
  const protocol = stile.protocols.current(authority);
  const id = handOver.chosen[family.family] ?? handOver.successor;
  const why = whyNotAble(people, { id, worker, family, role: handOver.role, protocol });
  const to = people.find((each) => each.worker.id === id)?.worker;
  if (why !== undefined || to === undefined) return why ?? 'nobody is named to take over';
  const carried = await carryOut(stile, {
    actor: deciderOf(handOver),
    authority,
    family: family.family,
    command: {
      do: 'hand-over',
      // Ids of the directory.
      from: worker.id as WorkerId,
      to: practitionerOf(to),
      // Roles that were given.
      ...(handOver.role === null ? {} : { role: handOver.role as RoleId }),
      reason: reasonOf(handOver, worker, titleOf(protocol, handOver.role ?? '')),
    },
  });
  if (carried.ok) return undefined;
  return carried.because === 'conflict' ? carried.message : carried.refusal.message;
}

/** The last step, in one transaction; false where a family is theirs again, or another process has done it. */
async function finish(
  stile: Stile,
  authority: AuthorityId,
  handOver: HandOver,
  worker: Worker,
): Promise<boolean> {
  const now = stile.now();
  const last = addDays(handOver.from, -1);
  const signedOut: SessionRow[] = [];
  const finished = await inTransaction(seenByStile(stile, authority), async (client) => {
    if (!(await claimHandOver(client, authority, handOver.id))) return true;
    if (handOver.why === 'leaves') {
      if (!(await makeInactive(client, authority, worker.id))) return false;
      await endHoldings(client, authority, { worker: worker.id, until: last });
      await endCover(client, authority, { worker: worker.id, until: last });
      signedOut.push(...(await endSessions(client, authority, { worker: worker.id }, now)));
    }
    await endHandOver(client, authority, { id: handOver.id, as: 'done', now });
    await addChange(client, authority, {
      ...{ id: stile.newId(), at: now, byWorker: handOver.decidedBy, worker: worker.id },
      byName: handOver.decidedByName,
      what:
        handOver.why === 'leaves'
          ? 'Has left: every family is handed over, and they can no longer sign in'
          : 'Every family is handed over',
    });
    return true;
  });
  for (const { how, device } of signedOut)
    await recordSignIn(stile, authority, { worker: worker.id, how, device, result: 'ended' });
  return finished;
}

/**
 * Carries out every hand-over whose day has come, and hands on what still came for somebody who has left. A fault in
 * one keeps none of the others waiting.
 */
export async function carryOutDueHandOvers(
  stile: Stile,
  authority: AuthorityId,
): Promise<readonly string[]> {
  const db = seenByStile(stile, authority);
  const today = dayOf(stile.now());
  const problems: string[] = [];
  const due = (await listWaitingHandOvers(db, authority)).filter(({ from }) => from <= today);
  const late = new Map<string, HandOver>();
  for (const { worker } of await listOrphans(db, authority)) {
    const last = await findLastHandOver(db, authority, worker);
    if (last !== undefined) late.set(worker, last);
  }
  for (const handOver of [...due, ...late.values()]) {
    try {
      const { stuck } = await carryOutHandOver(stile, authority, handOver);
      problems.push(
        ...stuck.map(({ reference, why }) => `${reference} could not be handed over: ${why}`),
      );
    } catch (error) {
      problems.push(`a hand-over was broken off: ${describeFaultBriefly(error)}`);
    }
  }
  return problems;
}

function reasonOf({ why, decidedByName, decided }: HandOver, { name }: Worker, role: string) {
  const what = {
    leaves: `${name} leaves.`,
    'role-ends': `${name} is no longer ${role}.`,
    moves: `${name} moves to another team.`,
  };
  return `${what[why]} Decided by ${decidedByName} on ${dayInWords(dayOf(decided))}.`;
}

/** Whoever decided it does it, also where the worker carries it out: their name stands in the history. */
function deciderOf({ decidedBy, decidedByName }: HandOver): Actor {
  return {
    // Kept when it was decided.
    worker: decidedBy as WorkerId,
    name: decidedByName,
    roles: [administrator],
    agency: '',
    employer: 'authority',
  };
}

function practitionerOf({ id, name, agency, employer }: Worker): Practitioner {
  // Ids of the directory.
  return { name, agency, employer, contact: undefined, worker: id as WorkerId };
}
