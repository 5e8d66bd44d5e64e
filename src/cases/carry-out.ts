import { administers } from '../access/administrator.ts';
import { maySee, type Sight } from '../access/may-see.ts';
import { refusalFor, withheldFromViewer } from '../access/shared-part.ts';
import type { Instant } from '../core/calendar/time.ts';
import type { Command } from '../core/family/commands.ts';
import { decide } from '../core/family/decide/decide.ts';
import type { FamilyEvent } from '../core/family/events.ts';
import { evolveAll } from '../core/family/evolve.ts';
import type { Family } from '../core/family/family.ts';
import type { Actor, AuthorityId, FamilyId } from '../core/family/people.ts';
import type { Refusal } from '../core/family/refusal.ts';
import type { Database } from '../store/database/connect.ts';
import { append, loadFamily, recallFamily } from '../store/history/events.ts';
import type { Known } from '../store/history/family-cache.ts';
import { findRequest, listHistory } from '../store/history/history.ts';
import { rebuildFamilies } from '../store/projection/rebuild.ts';
import { haveCompared } from './compare-families.ts';
import {
  type ObservedAct,
  type Stile,
  sceneOf,
  seenBy,
  seenByStile,
  stileItself,
} from './stile.ts';
import { subjectOf } from './subject-of.ts';

const mostTries = 3;

export interface Act {
  readonly actor: Actor;
  readonly authority: AuthorityId;
  /** How far they see, where the page has asked the database. */
  readonly sight?: Sight | undefined;
  readonly family: FamilyId;
  readonly command: Command;
  /** Made when the form was shown. Sent again with the same key, the act is carried out once. */
  readonly requestKey?: string | undefined;
}

export type CarriedOut =
  | {
      readonly ok: true;
      readonly family: Family;
      readonly events: readonly FamilyEvent[];
      /** This request had been carried out before; these are its events of then. */
      readonly repeated: boolean;
    }
  | { readonly ok: false; readonly because: 'refused'; readonly refusal: Refusal }
  | { readonly ok: false; readonly because: 'conflict'; readonly message: string };

/**
 * Carries out what somebody asks of a family: decides on the family as this process knows it, and
 * appends. Where somebody else was first, decides again on the family as it then is.
 */
export async function carryOut(stile: Stile, act: Act): Promise<CarriedOut> {
  return carryOutAll(stile, { ...act, commands: [act.command] });
}

/** Several commands in one act: all of them are carried out, or none. */
export async function carryOutAll(
  stile: Stile,
  act: Omit<Act, 'command'> & { readonly commands: readonly Command[] },
): Promise<CarriedOut> {
  const run = () => tryAll(stile, act);
  const name = act.commands.map((command) => command.do).join(' ');
  const carried = await (stile.trace?.(name, run, (done) => endOf(done).result) ?? run());
  const { authority, commands } = act;
  for (const { do: name } of commands) stile.observe?.({ authority, act: name, ...endOf(carried) });
  if (carried.ok && carried.events.some(bringsChild))
    await haveCompared(stile, authority, carried.family.id);
  return carried;
}

/** One who comes to a family may be known in another. */
function bringsChild(event: FamilyEvent): boolean {
  return event.type === 'PersonAdded' && event.person.kind === 'child';
}

/**
 * An act is carried out on the database as its actor sees it, so that it refuses what this file forgot. Only what
 * somebody may do of a family that they do not see is Stile's own: to raise a concern (promise 1), and to take urgent
 * access, which is announced and reviewed; and what an administrator, who sees none, does to all of somebody's: to hand
 * them over.
 */
function databaseFor(
  stile: Stile,
  {
    actor,
    authority,
    commands,
  }: Pick<Act, 'actor' | 'authority'> & { readonly commands: readonly Command[] },
): Database {
  return commands.some(isForAnybody) || commands.every(isHandOver)
    ? seenByStile(stile, authority)
    : seenBy(stile, { authority, actor });
}

function endOf(carried: CarriedOut): Pick<ObservedAct, 'result' | 'because'> {
  if (carried.ok) return { result: carried.repeated ? 'repeated' : 'done', because: [] };
  if (carried.because === 'conflict') return { result: 'conflict', because: [] };
  const { refusal } = carried;
  const gates = refusal.refused === 'gates' ? refusal.gates : [];
  const unmet = gates.filter(({ status }) => status === 'unmet').map(({ gate }) => gate);
  return { result: 'refused', because: unmet.length > 0 ? unmet : [refusal.refused] };
}

async function tryAll(
  stile: Stile,
  act: Omit<Act, 'command'> & { readonly commands: readonly Command[] },
): Promise<CarriedOut> {
  const db = databaseFor(stile, act);
  const { authority, family: id, requestKey } = act;
  const request =
    requestKey === undefined ? undefined : { worker: act.actor.worker, key: requestKey };
  // A safeguarding concern is never given up because others are busy with the family.
  const urgent = act.commands.some((command) => command.do === 'raise-concern');
  const tries = urgent ? 50 : mostTries;
  // The first try costs no reading; only the second is on what is surely there.
  let known = recallFamily(db, authority, id) ?? (await loadFamily(db, authority, id));
  for (let tried = 1; tried <= tries; tried++) {
    const decided = decideAll(stile, act, known);
    if (!decided.ok) {
      const fresh = await loadFamily(db, authority, id);
      const sawAll = fresh?.family.version === known?.family.version;
      const before = request && (await findRepeated(stile, act, request.key));
      if (before) return before;
      if (sawAll) return readableBy(stile, act, fresh?.family, decided);
      known = fresh;
      continue;
    }
    const { events } = decided;
    if (events.length === 0 && known)
      return { ok: true, family: known.family, events, repeated: false };
    const scene = sceneOf(stile, authority);
    const appended = await append(db, { authority, family: id, known, events, scene, request });
    if (appended.ok) return { ok: true, family: appended.known.family, events, repeated: false };
    if (appended.because === 'not-theirs')
      return { ok: false, because: 'refused', refusal: notThere };
    if (appended.because === 'repeated') {
      const before = request && (await findRepeated(stile, act, request.key));
      if (before) return before;
    }
    if (appended.because === 'renamed')
      return {
        ok: false,
        because: 'conflict',
        message:
          'Your name or a role of yours was changed at the same moment. What you typed is kept. Send it again.',
      };
    if (appended.because === 'out-of-step' && tried >= mostTries) throw appended.fault;
    // Then it is not others at work, but a read table that has lost step with the history.
    if (appended.because === 'out-of-step' || (urgent && tried === mostTries))
      await rebuildFamilies(seenByStile(stile, authority), authority, [id], scene);
    known = await loadFamily(db, authority, id);
  }
  return {
    ok: false,
    because: 'conflict',
    message:
      'Somebody else changed this family at the same moment. What you typed is kept. Look at what has changed, then send it again.',
  };
}

interface Refused {
  readonly ok: false;
  readonly because: 'refused';
  readonly refusal: Refusal;
}

type Decided = { readonly ok: true; readonly events: readonly FamilyEvent[] } | Refused;

/** It was decided on the whole family; a partner reads no more of it in a refusal than on its pages. */
function readableBy(
  stile: Stile,
  { actor, authority, sight }: Pick<Act, 'actor' | 'authority' | 'sight'>,
  family: Family | undefined,
  refused: Refused,
): Refused {
  if (family === undefined) return refused;
  const viewer = { actor, authority, sight };
  const withheld = withheldFromViewer(stile.protocols, viewer, family, stile.now());
  return { ...refused, refusal: refusalFor(withheld, refused.refusal, family) };
}

function decideAll(
  stile: Stile,
  act: Omit<Act, 'command'> & { readonly commands: readonly Command[] },
  known: Known | undefined,
): Decided {
  const { actor, authority } = act;
  const deciding = { ...sceneOf(stile, authority), actor, now: nowFor(stile, known) };
  let family = known?.family;
  const events: FamilyEvent[] = [];
  for (const command of act.commands) {
    if (!mayAsk(stile, act, known, command)) return refused(notThere);
    const decision = decide(deciding, family, command);
    if (!decision.ok) return refused(decision.refusal);
    events.push(...decision.events);
    family = evolveAll(decision.events, family);
  }
  return { ok: true, events };
}

/**
 * Now, but never before what the family's history has last: times recorded never go back, so that an act after a clock
 * was set wrong is neither refused nor told before what it followed. docs/decisions/0009 says what that costs.
 */
function nowFor(stile: Stile, known: Known | undefined): Instant {
  const now = stile.now();
  return known !== undefined && known.recorded > now ? known.recorded : now;
}

/** Anybody may register a family; what is done with one is for those who may see it. */
function mayAsk(
  stile: Stile,
  { actor, authority, sight }: Pick<Act, 'actor' | 'authority' | 'sight'>,
  known: Known | undefined,
  command: Command,
): boolean {
  if (known === undefined || isForAnybody(command)) return true;
  if (isHandOver(command)) return administers(actor);
  // What Stile itself does, time has brought.
  if (actor.worker === stileItself.worker) return true;
  return maySee({ authority, actor, sight }, subjectOf(stile, known));
}

/** A concern, by anybody; urgent access, which the decision itself gives to the council's own staff alone. */
function isForAnybody(command: Command): boolean {
  return command.do === 'raise-concern' || command.do === 'take-urgent-access';
}

function isHandOver(command: Command): boolean {
  return command.do === 'hand-over';
}

// The same words for a family that is not there and one that is not theirs to see.
const notThere: Refusal = { refused: 'unknown', message: 'There is no such family.' };

function refused(refusal: Refusal): Refused {
  return { ok: false, because: 'refused', refusal };
}

async function findRepeated(
  stile: Stile,
  { actor, authority }: Pick<Act, 'actor' | 'authority'>,
  key: string,
): Promise<CarriedOut | undefined> {
  const db = seenByStile(stile, authority);
  const carried = await findRequest(db, authority, actor.worker, key);
  if (carried === undefined) return undefined;
  // Family ids of the store were family ids when they went in.
  const id = carried.family as FamilyId;
  const entries = await listHistory(db, authority, id, {
    after: carried.fromVersion,
    upTo: carried.version,
  });
  const known = await loadFamily(db, authority, id);
  if (known === undefined) return undefined;
  return {
    ok: true,
    family: known.family,
    events: entries.map(({ event }) => event),
    repeated: true,
  };
}
