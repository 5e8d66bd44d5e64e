/** The history without what a partner does not see. */
import type { EventOf, FamilyEvent } from '../events.ts';
import { isWithheldDisclosure, isWithheldRecord, type Withheld } from './withheld.ts';

/**
 * What each event of a history says to them: undefined for one that is left out whole. Of an act that raised a concern
 * which is not theirs, every event is.
 */
export function partOfEvents(
  events: readonly FamilyEvent[],
  withheld: Withheld,
): (event: FamilyEvent) => FamilyEvent | undefined {
  const isLeftOut = whatIsNotTheirs(events, withheld);
  return (event) => (isLeftOut(event) ? undefined : withoutReasons(event, withheld));
}

function whatIsNotTheirs(
  events: readonly FamilyEvent[],
  withheld: Withheld,
): (event: FamilyEvent) => boolean {
  const acts = new Set<string>();
  const records = new Set<string>();
  const disclosures = new Set<string>();
  for (const event of events) {
    if (event.type === 'ConcernRaised' && withheld.concerns.has(event.transfer))
      acts.add(actOf(event));
    if (event.type === 'EvidenceRecorded' && isTheRecord(event, withheld))
      records.add(event.evidence);
    if (
      event.type === 'DisclosureRecorded' &&
      isWithheldDisclosure(withheld, { by: event.by, recipient: event.recipient })
    )
      disclosures.add(event.disclosure);
  }
  return (event) =>
    acts.has(actOf(event)) ||
    ('evidence' in event && event.evidence !== undefined && isOfRecord(event, records)) ||
    ('disclosure' in event && disclosures.has(event.disclosure)) ||
    ('transfer' in event && event.transfer !== undefined && withheld.concerns.has(event.transfer));
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

function withoutReasons(event: FamilyEvent, { worker }: Withheld): FamilyEvent {
  if (event.by.worker === worker) return event;
  switch (event.type) {
    case 'ConsentRecorded': {
      const { exclusions: _, note: __, ...rest } = event;
      return rest;
    }
    case 'ExceptionGranted':
      return { ...event, reason: '' };
    default:
      return event;
  }
}

/** The events of one act are recorded at one time, by one person. */
function actOf(event: FamilyEvent): string {
  return `${event.recorded} ${event.by.worker}`;
}
