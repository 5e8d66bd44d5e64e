import type { Instant } from '../core/calendar/time.ts';
import type { Derived } from '../core/family/derived.ts';
import type { FamilyEvent } from '../core/family/events.ts';
import type { Family } from '../core/family/family.ts';
import type { Refusal } from '../core/family/refusal.ts';
import { groundsOf, sightOfPartner } from '../core/family/sharing/sharing.ts';
import {
  derivedWithoutWithheld,
  refusalWithoutWithheld,
  type Withheld,
  withheldFrom,
  withoutWithheld,
} from '../core/family/sharing/withheld.ts';
import { partOfEvents } from '../core/family/sharing/withheld-events.ts';
import type { Protocols } from '../core/protocol/protocols.ts';
import { actsFor, type Viewer } from './may-see.ts';

/** What somebody does not see of a family that they may see; undefined for the council's staff, who see the whole. */
export function withheldFromViewer(
  protocols: Protocols,
  viewer: Viewer,
  family: Family,
  now: Instant,
): Withheld | undefined {
  const { worker, employer } = viewer.actor;
  if (employer === 'authority') return undefined;
  const protocol = protocols.current(family.authority);
  // Whoever covers sees no more than the other did.
  const sights = actsFor(viewer.actor).map((each) =>
    sightOfPartner(groundsOf(family, protocol, each), now),
  );
  const leavesOut = new Set(
    sights.flatMap((sight) => (sight.sees === 'parts' ? [...sight.leavesOut] : [])),
  );
  return withheldFrom(protocols, family, { worker, leavesOut });
}

/** The part of a family, of what follows from it, and of its history, that is for whoever asks. */
export function familyFor(withheld: Withheld | undefined, family: Family): Family {
  return withheld === undefined ? family : withoutWithheld(family, withheld);
}

export function derivedFor(withheld: Withheld | undefined, derived: Derived): Derived {
  return withheld === undefined ? derived : derivedWithoutWithheld(derived, withheld);
}

/** Why an act was refused, as whoever asked for it may read it. */
export function refusalFor(
  withheld: Withheld | undefined,
  refusal: Refusal,
  family: Family,
): Refusal {
  return withheld === undefined ? refusal : refusalWithoutWithheld(refusal, family, withheld);
}

/** What each event says to them; undefined for one that is not theirs. */
export function eventFor(
  withheld: Withheld | undefined,
  events: readonly FamilyEvent[],
): (event: FamilyEvent) => FamilyEvent | undefined {
  return withheld === undefined ? (event) => event : partOfEvents(events, withheld);
}
