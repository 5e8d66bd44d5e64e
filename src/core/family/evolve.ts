/**
 * Builds the family from its history, one event at a time. One switch over every event type, kept in one file so that
 * the compiler shows at a glance that no event is forgotten.
 */
import { type Day, dayOf, type Instant } from '../calendar/time.ts';
import type { EvidenceKind } from '../protocol/protocol.ts';
import type { EventOf, FamilyEvent, TransferId } from './events.ts';
import type { Counted, Evidence, Family, LevelStamp, Listing, Stamp, Transfer } from './family.ts';
import { guardChange } from './guard/guard.ts';
import { saysSame, withChange } from './last-changes.ts';
import type { PersonId } from './people.ts';
import { consentTerms, disclosureTerms } from './sharing/consent-terms.ts';

/** The family after one more event. The first event must be `FamilyRegistered`. Throws on a history that cannot be: that is a fault, not news. */
export function evolve(family: Family | undefined, event: FamilyEvent): Family {
  if (event.type === 'FamilyRegistered') return registered(event);
  if (family === undefined)
    throw new Error(`The history begins with ${event.type}, not with FamilyRegistered`);
  return {
    ...family,
    ...change(family, event),
    lastAction: lastAction(family, event),
    version: family.version + 1,
  };
}

/** The family that a whole history tells of; undefined for an empty one. */
export function evolveAll(events: Iterable<FamilyEvent>, from?: Family): Family | undefined {
  let family = from;
  for (const event of events) family = evolve(family, event);
  return family;
}

export function stampOf(event: { readonly at: Instant; readonly dayOnly?: boolean }): Stamp {
  return { at: event.at, day: dayOf(event.at), dayOnly: event.dayOnly === true };
}

/** Whether `a` is at or after `b`; by the day where only the day of one is known. */
export function notBefore(a: Stamp, b: Stamp): boolean {
  return a.dayOnly || b.dayOnly ? a.day >= b.day : a.at >= b.at;
}

type Change = Partial<Omit<Family, 'version'>>;

function change(family: Family, event: Exclude<FamilyEvent, EventOf<'FamilyRegistered'>>): Change {
  switch (event.type) {
    case 'PersonAdded':
      return {
        people: [...family.people, event.person],
        counts: counted(family, event.person.kind),
      };
    case 'PersonChanged':
      return personChanged(family, event);
    case 'PersonAssigned':
      return {
        assigned: new Map(family.assigned).set(event.role, {
          practitioner: event.practitioner,
          since: stampOf(event),
        }),
      };
    case 'KnownSinceCorrected':
      return { knownSince: event.to, lastChanges: withChange(family, 'known-since', event) };
    case 'PersonReleased':
      return { assigned: withoutKey(family.assigned, event.role) };
    case 'HolderChanged':
      return {
        holder: event.to,
        holderSince: event.at,
        heldBy: new Set(family.heldBy).add(event.to.role),
      };
    case 'EvidenceRecorded':
      return evidenceRecorded(family, event);
    case 'EvidenceCorrected':
      return evidenceCorrected(family, event);
    case 'EvidenceStruckOut':
      return { evidence: withoutEvidence(family, event.evidence) };
    case 'VisitPlanned':
      return {
        visits: [
          ...family.visits,
          {
            id: event.visit,
            what: event.what,
            for: stampOf({ at: event.for, dayOnly: event.forDayOnly === true }),
            who: event.who,
            cancelled: false,
          },
        ],
        counts: counted(family, 'visit'),
      };
    case 'VisitCancelled':
      return {
        visits: family.visits.map((visit) =>
          visit.id === event.visit ? { ...visit, cancelled: true } : visit,
        ),
      };
    case 'ConsentRecorded':
      return consentRecorded(family, event);
    case 'DisclosureRecorded':
      return {
        disclosures: [
          ...family.disclosures,
          {
            ...stampOf(event),
            id: event.disclosure,
            to: event.to,
            what: event.what,
            basis: event.basis,
            whyNoConsent: event.whyNoConsent,
            consulted: event.consulted,
            terms: disclosureTerms(event),
            ended: undefined,
            by: event.by,
          },
        ],
        counts: counted(family, 'disclosure'),
      };
    case 'DisclosureEnded':
      return {
        disclosures: family.disclosures.map((each) =>
          each.id === event.disclosure
            ? { ...each, ended: { ...stampOf(event), reason: event.reason } }
            : each,
        ),
      };
    case 'TransferStarted':
      return { transfers: [...family.transfers, started(family, event)] };
    case 'StepTaken':
      return {
        transfers: withTransfer(family, event.transfer, (transfer) => stepTaken(transfer, event)),
      };
    case 'LevelChanged':
      return {
        levels: [
          ...family.levels,
          ...event.children.map((child) => ({ ...stampOf(event), child, level: event.level })),
        ],
      };
    case 'ExceptionGranted':
      return {
        exceptions: [
          ...family.exceptions,
          {
            id: event.exception,
            transfer: event.transfer,
            gate: event.gate,
            reason: event.reason,
            until: event.until,
            by: event.by,
            at: event.at,
          },
        ],
        counts: counted(family, 'exception'),
      };
    case 'TransferSuspended':
      return {
        transfers: withTransfer(family, event.transfer, (transfer) => ({
          ...transfer,
          state: 'suspended',
        })),
      };
    case 'TransferResumed':
      return {
        transfers: withTransfer(family, event.transfer, (transfer) => ({
          ...transfer,
          state: 'open',
        })),
      };
    case 'TransferMoved':
      return {
        transfers: withTransfer(family, event.transfer, (transfer) => ({
          ...transfer,
          protocol: event.to,
        })),
      };
    case 'TransferEnded':
      return {
        transfers: withTransfer(family, event.transfer, (transfer) => ({
          ...transfer,
          state: 'ended',
          ended: stampOf(event),
          endReason: event.reason,
        })),
        listings: family.listings.filter(
          (listing) => listing.transfer !== event.transfer || listing.decided !== undefined,
        ),
      };
    case 'CaseListed':
      return {
        listings: [
          ...family.listings,
          {
            transfer: event.transfer,
            forum: event.forum,
            part: event.part,
            sitting: event.sitting,
            children: event.children,
            listed: stampOf(event),
            decided: undefined,
            rolledOver: 0,
          },
        ],
      };
    case 'CaseAcceptedLate':
      return {
        listings: withListing(family, event, (listing) => ({ ...listing, sitting: event.sitting })),
      };
    case 'CaseRolledOver':
      return {
        listings: withListing(family, event, (listing) => ({
          ...listing,
          sitting: event.sitting,
          rolledOver: listing.rolledOver + 1,
        })),
      };
    case 'CaseDecided':
      return {
        listings: withListing(family, event, (listing) => ({
          ...listing,
          decided: { outcome: event.outcome, at: event.at },
        })),
      };
    case 'ObligationEnded':
      return {
        obligationsEnded: [
          ...family.obligationsEnded,
          {
            ...stampOf(event),
            obligation: event.obligation,
            transfer: event.transfer,
            reason: event.reason,
          },
        ],
      };
    case 'ClockOverdue':
      return { marked: new Set(family.marked).add(event.clock) };
    case 'ReminderSent':
      return { marked: new Set(family.marked).add(`${event.clock}#${event.number}`) };
    case 'AccessRestricted':
    case 'AccessListChanged':
    case 'RestrictionLifted':
    case 'UrgentAccessTaken':
    case 'UrgentAccessReviewed':
      return guardChange(family, event);
    case 'PeopleTold':
      return peopleTold(family, event);
    case 'ConcernRaised':
    case 'TransferReexamined':
    case 'DatesWorkedOutAgain':
      return {};
  }
}

/** To say who may see a family is not to write about it: somebody who is put on a list to dispose of it puts nothing off. */
function lastAction({ lastAction }: Family, { type, by, recorded }: FamilyEvent): Day {
  if (by.worker === itself || type === 'AccessListChanged') return lastAction;
  const day = dayOf(recorded);
  return day > lastAction ? day : lastAction;
}

/** The name that Stile acts under. */
const itself: string = 'stile';

function registered(event: EventOf<'FamilyRegistered'>): Family {
  const children = event.people.filter((person) => person.kind === 'child').length;
  return {
    authority: event.authority,
    id: event.family,
    reference: event.reference,
    knownSince: event.knownSince,
    locality: event.locality,
    version: 1,
    people: event.people,
    // Replaced by the HolderChanged that is decided together with the registration; the person registering until then.
    holder: { role: event.by.roles[0] ?? unnamedRole },
    holderSince: event.at,
    heldBy: new Set(),
    lastAction: dayOf(event.recorded),
    assigned: new Map(),
    evidence: new Map(),
    consents: [],
    disclosures: [],
    transfers: [],
    exceptions: [],
    listings: [],
    levels: [],
    visits: [],
    obligationsEnded: [],
    restriction: undefined,
    urgentAccesses: [],
    told: new Map(),
    marked: new Set(),
    lastChanges: new Map(),
    counts: {
      evidence: 0,
      consent: 0,
      disclosure: 0,
      exception: 0,
      visit: 0,
      child: children,
      adult: event.people.length - children,
    },
  };
}

// A registration is always decided with the actor's roles; this only satisfies the type.
const unnamedRole = '' as Family['holder']['role'];

function counted(family: Family, what: Counted): Family['counts'] {
  return { ...family.counts, [what]: family.counts[what] + 1 };
}

function personChanged(family: Family, event: EventOf<'PersonChanged'>): Change {
  const { person } = event;
  const before = family.people.find((each) => each.id === person.id);
  if (saysSame(before, person)) return {};
  return {
    people: family.people.map((each) => (each.id === person.id ? person : each)),
    lastChanges: withChange(family, person.id, event),
  };
}

function evidenceRecorded(family: Family, event: EventOf<'EvidenceRecorded'>): Change {
  const evidence: Evidence = {
    ...stampOf(event),
    id: event.evidence,
    kind: event.kind,
    fields: event.fields,
    children: event.children,
    by: event.by,
    recorded: event.recorded,
    transfer: event.transfer,
    corrected: false,
  };
  const all = new Map(family.evidence);
  for (const kind of [event.kind, ...event.countsAs])
    all.set(kind, inOrder([...(all.get(kind) ?? []), evidence]));
  return { evidence: all, counts: counted(family, 'evidence') };
}

function evidenceCorrected(family: Family, event: EventOf<'EvidenceCorrected'>): Change {
  const happened = stampOf({ at: event.happened, dayOnly: event.happenedDayOnly === true });
  const all = new Map<EvidenceKind, readonly Evidence[]>();
  for (const [kind, list] of family.evidence) {
    const corrected = list.map((evidence) =>
      evidence.id === event.evidence
        ? {
            ...evidence,
            ...happened,
            fields: event.fields,
            children: event.children,
            corrected: true,
          }
        : evidence,
    );
    all.set(kind, inOrder(corrected));
  }
  return { evidence: all, lastChanges: withChange(family, event.evidence, event) };
}

function withoutEvidence(family: Family, id: string): Family['evidence'] {
  const all = new Map<EvidenceKind, readonly Evidence[]>();
  for (const [kind, list] of family.evidence) {
    const kept = list.filter((evidence) => evidence.id !== id);
    if (kept.length > 0) all.set(kind, kept);
  }
  return all;
}

function inOrder(list: readonly Evidence[]): readonly Evidence[] {
  return list.toSorted((a, b) =>
    a.at < b.at ? -1 : a.at > b.at ? 1 : a.recorded < b.recorded ? -1 : 1,
  );
}

function consentRecorded(family: Family, event: EventOf<'ConsentRecorded'>): Change {
  return {
    consents: [
      ...family.consents,
      {
        ...stampOf(event),
        id: event.consent,
        scope: event.scope,
        status: event.status,
        given: event.given,
        relation: event.relation,
        inHousehold: event.inHousehold === true,
        signed: event.signed,
        method: event.method,
        exclusions: event.exclusions,
        note: event.note,
        terms: consentTerms(event),
        by: event.by,
      },
    ],
    counts: counted(family, 'consent'),
  };
}

function peopleTold(family: Family, event: EventOf<'PeopleTold'>): Change {
  const workers = event.to.flatMap(({ practitioner }) => practitioner?.worker ?? []);
  if (event.transfer === undefined || workers.length === 0) return {};
  const before = family.told.get(event.transfer) ?? [];
  return { told: new Map(family.told).set(event.transfer, new Set([...before, ...workers])) };
}

function started(family: Family, event: EventOf<'TransferStarted'>): Transfer {
  const stamp = stampOf(event);
  const place = { ...stamp, stage: event.stage };
  return {
    id: event.transfer,
    pathway: event.pathway,
    protocol: event.protocol,
    state: 'open',
    started: stamp,
    startedBy: event.by,
    heldBefore: family.holder.standsInFor ?? family.holder.role,
    ended: undefined,
    endReason: undefined,
    places: new Map(event.children.map((child) => [child, place])),
    entered: event.children.map((child) => ({ ...place, child })),
    steps: [],
  };
}

function stepTaken(transfer: Transfer, event: EventOf<'StepTaken'>): Transfer {
  const stamp = stampOf(event);
  const places = new Map(transfer.places);
  const entered = [...transfer.entered];
  for (const move of event.moves) {
    if (move.from === move.to) continue;
    places.set(move.child, { ...stamp, stage: move.to });
    entered.push({ ...stamp, stage: move.to, child: move.child });
  }
  const done = { ...stamp, step: event.step, moves: event.moves, by: event.by };
  return { ...transfer, places, entered, steps: [...transfer.steps, done] };
}

function withoutKey<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}

function withTransfer(
  family: Family,
  id: TransferId,
  alter: (transfer: Transfer) => Transfer,
): readonly Transfer[] {
  return family.transfers.map((transfer) => (transfer.id === id ? alter(transfer) : transfer));
}

function withListing(
  family: Family,
  event: { readonly transfer: TransferId; readonly forum: string },
  alter: (listing: Listing) => Listing,
): readonly Listing[] {
  return family.listings.map((listing) =>
    listing.transfer === event.transfer &&
    listing.forum === event.forum &&
    listing.decided === undefined
      ? alter(listing)
      : listing,
  );
}

/** The children of a family, in the order they were added. */
export function childrenOf(family: Family): readonly PersonId[] {
  return family.people.filter((person) => person.kind === 'child').map((person) => person.id);
}

/** All evidence once, whatever it also counts as, newest first. */
export function allEvidence(family: Family): readonly Evidence[] {
  const seen = new Map<string, Evidence>();
  for (const list of family.evidence.values())
    for (const evidence of list) seen.set(evidence.id, evidence);
  return [...seen.values()].toSorted((a, b) => (a.at > b.at ? -1 : a.at < b.at ? 1 : 0));
}

/** The level last recorded for a child; undefined before the first. The newest date counts. */
export function levelOf(family: Family, child: PersonId): LevelStamp | undefined {
  let latest: LevelStamp | undefined;
  for (const each of family.levels)
    if (each.child === child && (latest === undefined || notBefore(each, latest))) latest = each;
  return latest;
}

/** Whether a day lies before the family was known to the authority. */
export function beforeKnown(family: Family, day: Day): boolean {
  return day < family.knownSince;
}
