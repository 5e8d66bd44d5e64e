import { type Access, accessOf, isAskedPurpose, type Viewer } from '../access/may-see.ts';
import { derivedFor, familyFor, withheldFromViewer } from '../access/shared-part.ts';
import { dayOf, type Instant, startOfDay } from '../core/calendar/time.ts';
import { derive } from '../core/family/derive.ts';
import type { Derived } from '../core/family/derived.ts';
import type { Family } from '../core/family/family.ts';
import type { FamilyId } from '../core/family/people.ts';
import { kindsLeftOut } from '../core/family/sharing/sharing.ts';
import type { EvidenceKind } from '../core/protocol/protocol.ts';
import { loadFamily } from '../store/history/events.ts';
import { addView, hasSaidPurpose } from '../store/views.ts';
import { type Stile, sceneOf, seenBy } from './stile.ts';
import { subjectOf } from './subject-of.ts';

export interface Looked {
  readonly family: Family;
  readonly derived: Derived;
  readonly access: Access;
  /** Partners see the parts that are shared with them; the rest is not in `family` at all. */
  readonly parts: boolean;
  /** Kinds of record that are in nothing which rests on consent, also where the consents that say so are not theirs to read. */
  readonly leftOut: ReadonlySet<EvidenceKind>;
  /** Until when they see it, where that is by urgent access alone. */
  readonly urgentUntil: Instant | undefined;
}

/** They may see it and have not said yet what for. */
export interface Asked {
  readonly asks: 'purpose';
}

interface Look {
  readonly family: FamilyId;
  /** What is opened. */
  readonly purpose: string;
}

/**
 * A family as it stands now, for somebody who may see it; undefined when there is none, or none for
 * them. That they looked, and at what, is recorded before they see anything (promise 5).
 */
export async function lookAtFamily(
  stile: Stile,
  viewer: Viewer,
  look: Look,
): Promise<Looked | undefined> {
  const seen = await see(stile, viewer, look.family);
  return seen === undefined ? undefined : looked(stile, viewer, look, seen);
}

/** The same, where somebody whom the rule asks has first to say what for. */
export async function askAndLook(
  stile: Stile,
  viewer: Viewer,
  look: Look,
): Promise<Looked | Asked | undefined> {
  const seen = await see(stile, viewer, look.family);
  if (seen === undefined) return undefined;
  if (isAskedPurpose(viewer, seen.access)) {
    const { family } = look;
    const { worker } = viewer.actor;
    const since = startOfDay(dayOf(seen.now));
    const which = { family, worker, since };
    if (!(await hasSaidPurpose(seenBy(stile, viewer), viewer.authority, which)))
      return { asks: 'purpose' };
  }
  return looked(stile, viewer, look, seen);
}

/** Records what somebody opens a family for; false where they may not see it. */
export async function sayPurpose(
  stile: Stile,
  viewer: Viewer,
  { family, said }: { readonly family: FamilyId; readonly said: string },
): Promise<boolean> {
  const seen = await see(stile, viewer, family);
  if (seen === undefined) return false;
  const { access } = seen;
  await recordView(stile, viewer, { family, purpose: 'said what for', access, said });
  return true;
}

/** Records that somebody saw something of a family outside its own page, such as in a pack. */
export async function recordView(
  stile: Stile,
  viewer: Viewer,
  view: Look & { readonly access?: Access | undefined; readonly said?: string | undefined },
): Promise<void> {
  const { authority, actor } = viewer;
  const { worker, name } = actor;
  const { family, purpose, access = null, said = null } = view;
  const row = { at: stile.now(), worker, name, purpose, access, said, id: stile.newId() };
  await addView(seenBy(stile, viewer), authority, family, row);
}

type Seen = NonNullable<Awaited<ReturnType<typeof see>>>;

async function see(stile: Stile, viewer: Viewer, id: FamilyId) {
  const known = await loadFamily(seenBy(stile, viewer), viewer.authority, id);
  if (known === undefined) return undefined;
  const now = stile.now();
  const access = accessOf(viewer, subjectOf(stile, known, now));
  return access === undefined ? undefined : { family: known.family, access, now };
}

async function looked(
  stile: Stile,
  viewer: Viewer,
  { purpose }: Look,
  { family, access, now }: Seen,
): Promise<Looked> {
  await recordView(stile, viewer, { family: family.id, purpose, access });
  const derived = derive({ ...sceneOf(stile, viewer.authority), now }, family);
  const urgentUntil = access === 'urgent' ? untilWhen(family, viewer.actor.worker) : undefined;
  const withheld = withheldFromViewer(stile.protocols, viewer, family, now);
  return {
    family: familyFor(withheld, family),
    derived: derivedFor(withheld, derived),
    access,
    parts: withheld !== undefined,
    leftOut: kindsLeftOut(family, stile.protocols.current(viewer.authority)),
    urgentUntil,
  };
}

function untilWhen({ urgentAccesses }: Family, worker: string): Instant | undefined {
  return urgentAccesses
    .filter(({ by }) => by.worker === worker)
    .map(({ until }) => until)
    .toSorted()
    .at(-1);
}
