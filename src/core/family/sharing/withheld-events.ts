/** The history without what a partner does not see. */
import type { EventOf, FamilyEvent, GateNote } from '../events.ts';
import type { GuardEvent } from '../guard/guard-events.ts';
import {
  isWithheldDisclosure,
  isWithheldRecord,
  looksAt,
  notShared,
  type Withheld,
} from './withheld.ts';

/**
 * What each event of a history says to them: undefined for one that is left out whole. Of an act of a concern which is
 * not theirs, every event is.
 */
export function partOfEvents(
  events: readonly FamilyEvent[],
  withheld: Withheld,
): (event: FamilyEvent) => FamilyEvent | undefined {
  const records = recordsIn(events, withheld);
  const acts = actsIn(events, withheld, records);
  const isLeftOut = whatIsNotTheirs(events, withheld, { acts, records });
  return (event) =>
    isLeftOut(event) ? undefined : withoutReasons(withoutFindings(event, withheld, acts), withheld);
}

interface Acts {
  /** Acts of concerns that are not theirs. */
  readonly concern: ReadonlySet<string>;
  /** Acts about who may see the family: a guard's, a consent, a disclosure. Who is told of them says who sees it. */
  readonly sight: ReadonlySet<string>;
  /** Acts that corrected or struck out a record which is not theirs. */
  readonly correction: ReadonlySet<string>;
}

function actsIn(
  events: readonly FamilyEvent[],
  withheld: Withheld,
  records: ReadonlySet<string>,
): Acts {
  const which = (is: (event: FamilyEvent) => boolean) => new Set(events.filter(is).map(actOf));
  return {
    concern: which(
      (event) =>
        (event.type === 'ConcernRaised' || event.type === 'StepTaken') &&
        withheld.concerns.has(event.transfer),
    ),
    sight: which(
      (event) =>
        isGuards(event) || event.type === 'ConsentRecorded' || event.type === 'DisclosureEnded',
    ),
    correction: which(
      (event) =>
        (event.type === 'EvidenceCorrected' || event.type === 'EvidenceStruckOut') &&
        records.has(event.evidence),
    ),
  };
}

function recordsIn(events: readonly FamilyEvent[], withheld: Withheld): ReadonlySet<string> {
  return new Set(
    events.flatMap((event) =>
      event.type === 'EvidenceRecorded' && isTheRecord(event, withheld) ? event.evidence : [],
    ),
  );
}

function whatIsNotTheirs(
  events: readonly FamilyEvent[],
  withheld: Withheld,
  { acts, records }: { readonly acts: Acts; readonly records: ReadonlySet<string> },
): (event: FamilyEvent) => boolean {
  const { worker, concerns } = withheld;
  const disclosures = new Set<string>();
  for (const event of events)
    if (
      event.type === 'DisclosureRecorded' &&
      isWithheldDisclosure(withheld, { by: event.by, recipient: event.recipient })
    )
      disclosures.add(event.disclosure);
  return (event) =>
    acts.concern.has(actOf(event)) ||
    ('evidence' in event && event.evidence !== undefined && isOfRecord(event, records)) ||
    ('disclosure' in event && disclosures.has(event.disclosure)) ||
    ('transfer' in event && event.transfer !== undefined && concerns.has(event.transfer)) ||
    (isGuards(event) && event.by.worker !== worker) ||
    (event.type === 'PeopleTold' &&
      event.transfer === undefined &&
      acts.sight.has(actOf(event)) &&
      !isToldTo(event, worker));
}

/** Who may see the family and who has looked is not theirs, whoever holds it. */
function isGuards(event: FamilyEvent): event is EventOf<GuardEvent['type']> {
  switch (event.type) {
    case 'AccessRestricted':
    case 'AccessListChanged':
    case 'RestrictionLifted':
    case 'UrgentAccessTaken':
    case 'UrgentAccessReviewed':
      return true;
    default:
      return false;
  }
}

/** What they were told, or told others, stays theirs. */
function isToldTo({ by, to }: EventOf<'PeopleTold'>, worker: string): boolean {
  return by.worker === worker || to.some(({ practitioner }) => practitioner?.worker === worker);
}

function isTheRecord(event: EventOf<'EvidenceRecorded'>, withheld: Withheld): boolean {
  const { by, transfer } = event;
  return isWithheldRecord(withheld, { by, kinds: [event.kind, ...event.countsAs], transfer });
}

/** A step or the end of a duty is shown although the form that went with it is not. */
function isOfRecord(event: FamilyEvent, records: ReadonlySet<string>): boolean {
  switch (event.type) {
    case 'EvidenceRecorded':
    case 'EvidenceCorrected':
    case 'EvidenceStruckOut':
      return records.has(event.evidence);
    default:
      return false;
  }
}

/** Also of what they did themselves: Stile wrote down what it found, and not they. */
function withoutFindings(event: FamilyEvent, withheld: Withheld, acts: Acts): FamilyEvent {
  const notes = (list: readonly GateNote[]): readonly GateNote[] =>
    list.map((each) =>
      looksAt(event.protocol, each.gate, withheld) ? { ...each, why: notShared } : each,
    );
  switch (event.type) {
    case 'StepTaken':
      return { ...event, notes: notes(event.notes) };
    case 'TransferStarted':
      return event.notes === undefined ? event : { ...event, notes: notes(event.notes) };
    case 'TransferReexamined': {
      const because = acts.correction.has(actOf(event)) ? '' : event.because;
      return { ...event, because, unmet: notes(event.unmet) };
    }
    case 'DatesWorkedOutAgain':
      return { ...event, changes: event.changes.filter(({ clock }) => isTheirs(clock, withheld)) };
    default:
      return event;
  }
}

/** The key of a clock begins with its transfer. */
function isTheirs(clock: string, { concerns }: Withheld): boolean {
  return ![...concerns].some((concern) => clock.startsWith(`${concern}/`));
}

function withoutReasons(event: FamilyEvent, { worker, holds }: Withheld): FamilyEvent {
  if (event.by.worker === worker) return event;
  switch (event.type) {
    case 'ConsentRecorded': {
      const { exclusions: _, note: __, excludes: ___, ...rest } = event;
      return rest;
    }
    case 'ExceptionGranted':
      return { ...event, reason: '' };
    case 'TransferResumed':
      // A concern had suspended it, and others wrote why it can go on.
      return holds ? event : { ...event, reason: '' };
    default:
      return event;
  }
}

/** The events of one act are recorded at one time, by one person. */
function actOf(event: FamilyEvent): string {
  return `${event.recorded} ${event.by.worker}`;
}
