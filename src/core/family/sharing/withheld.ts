/**
 * Takes out of a family what a partner does not see: before any page, list or print gets it. Which kinds of record
 * are left out is for `sharing.ts`; concerns, disclosures to others, and free words that say why are for this file.
 */
import { kindsIn } from '../../protocol/conditions.ts';
import type { EvidenceKind, Protocol } from '../../protocol/protocol.ts';
import type { Protocols } from '../../protocol/protocols.ts';
import { protocolOf } from '../derive.ts';
import type { ClockView, Derived, StepView, TransferView } from '../derived.ts';
import type { TransferId } from '../events.ts';
import type { Disclosure, Evidence, Family, Transfer } from '../family.ts';
import type { GateFinding } from '../refusal.ts';
import type { Recipient } from './consent-terms.ts';
import { agenciesOf, sameAgency } from './sharing.ts';

/** What one partner does not see of one family. */
export interface Withheld {
  readonly worker: string;
  /** Of theirs; what was shared with one of them was shared with them. */
  readonly agencies: readonly string[];
  readonly kinds: ReadonlySet<EvidenceKind>;
  /** Safeguarding concerns that they neither raised nor were told of, and do not answer for as the holder. */
  readonly concerns: ReadonlySet<TransferId>;
  /** All concerns: of one that they know of, what others wrote is still not theirs. */
  readonly allConcerns: ReadonlySet<TransferId>;
  readonly holds: boolean;
}

/** What a partner does not see while these kinds are left out. */
export function withheldFrom(
  protocols: Protocols,
  family: Family,
  { worker, leavesOut }: { readonly worker: string; readonly leavesOut: ReadonlySet<EvidenceKind> },
): Withheld {
  const concerns = family.transfers.filter(
    (each) => each.pathway === protocolOf(protocols, each).interrupt.pathway,
  );
  const holds = family.holder.practitioner?.worker === worker;
  const knows = ({ id, startedBy }: Transfer): boolean =>
    holds || startedBy.worker === worker || family.told.get(id)?.has(worker) === true;
  return {
    worker,
    agencies: agenciesOf(family, worker),
    kinds: leavesOut,
    concerns: new Set(concerns.filter((each) => !knows(each)).map(({ id }) => id)),
    allConcerns: new Set(concerns.map(({ id }) => id)),
    holds,
  };
}

/** Whether a record is not for them: of a kind that is left out, or of a concern; never what they recorded themselves. */
export function isWithheldRecord(
  { kinds, allConcerns, holds, worker }: Withheld,
  record: {
    readonly by: { readonly worker: string };
    readonly kinds: readonly EvidenceKind[];
    readonly transfer: TransferId | undefined;
  },
): boolean {
  if (record.by.worker === worker) return false;
  if (record.kinds.some((kind) => kinds.has(kind))) return true;
  return !holds && record.transfer !== undefined && allConcerns.has(record.transfer);
}

/** Whether a disclosure is not for them: it went to somebody else, and somebody else recorded it. */
export function isWithheldDisclosure(
  { worker, agencies, holds }: Withheld,
  {
    by,
    recipient,
  }: { readonly by: { readonly worker: string }; readonly recipient: Recipient | undefined },
): boolean {
  if (holds || by.worker === worker) return false;
  if (recipient === undefined) return true;
  if (recipient.worker !== undefined) return recipient.worker !== worker;
  return (
    recipient.name !== undefined || !agencies.some((agency) => sameAgency(agency, recipient.agency))
  );
}

/** The family without what is withheld. */
export function withoutWithheld(family: Family, withheld: Withheld): Family {
  const { worker, concerns } = withheld;
  const kindsOf = new Map<string, EvidenceKind[]>();
  for (const [kind, list] of family.evidence)
    for (const { id } of list) kindsOf.set(id, [...(kindsOf.get(id) ?? []), kind]);
  const isTheirs = (each: Evidence): boolean =>
    !isWithheldRecord(withheld, { ...each, kinds: kindsOf.get(each.id) ?? [] });
  const evidence = [...family.evidence]
    .map(([kind, list]) => [kind, list.filter(isTheirs)] as const)
    .filter(([, list]) => list.length > 0);
  const open = <T extends { readonly transfer: TransferId }>(list: readonly T[]): readonly T[] =>
    list.filter(({ transfer }) => !concerns.has(transfer));
  return {
    ...family,
    evidence: new Map(evidence),
    transfers: family.transfers.filter(({ id }) => !concerns.has(id)),
    listings: open(family.listings),
    obligationsEnded: open(family.obligationsEnded),
    exceptions: open(family.exceptions).map((each) =>
      each.by.worker === worker ? each : { ...each, reason: notShared },
    ),
    disclosures: family.disclosures.filter((each) => !isWithheldDisclosure(withheld, told(each))),
    // Whom the family does not want to know, and why, is not for those whom it may be about.
    consents: family.consents.map((each) =>
      each.by.worker === worker ? each : { ...each, exclusions: undefined, note: undefined },
    ),
  };
}

/** What follows from the family now, without what is withheld. It is worked out from the whole: dates stay true. */
export function derivedWithoutWithheld(derived: Derived, withheld: Withheld): Derived {
  const { concerns } = withheld;
  const clocks = (list: readonly ClockView[]): readonly ClockView[] =>
    list.filter(({ transfer }) => transfer === undefined || !concerns.has(transfer));
  return {
    ...derived,
    transfers: derived.transfers
      .filter(({ transfer }) => !concerns.has(transfer.id))
      .map((view) => withoutFindings(view, withheld)),
    obligations: derived.obligations.filter(({ transfer }) => !concerns.has(transfer)),
    clocks: clocks(derived.clocks),
    next: derived.next.filter(({ transfer }) => transfer === undefined || !concerns.has(transfer)),
  };
}

/** A gate still says that it is not met, and no longer what was found in a record that is not theirs. */
function withoutFindings(view: TransferView, withheld: Withheld): TransferView {
  const finding = (found: GateFinding): GateFinding =>
    found.found !== '' && looksAt(view.protocol, found, withheld)
      ? { ...found, found: notShared }
      : found;
  const step = (each: StepView): StepView => ({
    ...each,
    gates: each.gates.map(finding),
    blockedBy: each.blockedBy.map(finding),
  });
  return {
    ...view,
    stages: view.stages.map((stage) => ({ ...stage, steps: stage.steps.map(step) })),
  };
}

function looksAt(protocol: Protocol, { gate }: GateFinding, { kinds }: Withheld): boolean {
  const needs = protocol.gates.get(gate)?.needs;
  return needs !== undefined && kindsIn(needs).some((kind) => kinds.has(kind));
}

function told({ by, terms }: Disclosure) {
  return { by, recipient: terms.recipient };
}

const notShared = 'What is recorded about this is not shared with you.';
