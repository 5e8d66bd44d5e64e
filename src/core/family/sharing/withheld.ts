/**
 * Takes out of a family what a partner does not see: before any page, list or print gets it. Which kinds of record
 * are left out is for `sharing.ts`; concerns, disclosures to others, and free words that say why are for this file.
 */
import { kindsIn } from '../../protocol/conditions.ts';
import type { EvidenceKind, GateId, ProtocolKey } from '../../protocol/protocol.ts';
import type { Protocols } from '../../protocol/protocols.ts';
import { protocolOf } from '../derive.ts';
import type { ClockView, Derived, StepView, TransferView } from '../derived.ts';
import type { TransferId } from '../events.ts';
import type { Consent, Disclosure, Evidence, Family, Transfer } from '../family.ts';
import type { GateFinding, Refusal } from '../refusal.ts';
import type { Recipient } from './consent-terms.ts';
import { agenciesOf, sameAgency } from './sharing.ts';

/** What one partner does not see of one family. */
export interface Withheld {
  readonly worker: string;
  /** Of theirs; what was shared with one of them was shared with them. */
  readonly agencies: readonly string[];
  readonly kinds: ReadonlySet<EvidenceKind>;
  /** Kinds under which something withheld may stand: what a gate found in one of them may say what is in it. */
  readonly foundIn: ReadonlySet<EvidenceKind>;
  /** Safeguarding concerns that they neither raised nor were told of, and do not answer for as the holder. */
  readonly concerns: ReadonlySet<TransferId>;
  /** All concerns: of one that they know of, what others wrote is still not theirs. */
  readonly allConcerns: ReadonlySet<TransferId>;
  readonly holds: boolean;
  readonly protocols: Protocols;
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
  const { evidence } = protocols.current(family.authority);
  const withheld = {
    worker,
    agencies: agenciesOf(family, worker),
    kinds: leavesOut,
    concerns: new Set(concerns.filter((each) => !knows(each)).map(({ id }) => id)),
    allConcerns: new Set(concerns.map(({ id }) => id)),
    holds,
    protocols,
  };
  // A record that was struck out stands nowhere any more, and what was found in it is still in the history.
  const named = [...leavesOut].flatMap((kind) => [kind, ...(evidence.get(kind)?.countsAs ?? [])]);
  const standing = withheldRecords(family, withheld).flatMap(({ kinds }) => kinds);
  return { ...withheld, foundIn: new Set([...named, ...standing]) };
}

/** The records that are not theirs, with every kind under which each stands. */
function withheldRecords(family: Family, withheld: WhoseRecords) {
  const records = new Map<string, { readonly record: Evidence; readonly kinds: EvidenceKind[] }>();
  for (const [kind, list] of family.evidence)
    for (const record of list)
      records.set(record.id, { record, kinds: [...(records.get(record.id)?.kinds ?? []), kind] });
  return [...records.values()]
    .filter(({ record, kinds }) => isWithheldRecord(withheld, { ...record, kinds }))
    .map(({ record: { id }, kinds }) => ({ id, kinds }));
}

type WhoseRecords = Pick<Withheld, 'kinds' | 'allConcerns' | 'holds' | 'worker'>;

/** Whether a record is not for them: of a kind that is left out, or of a concern; never what they recorded themselves. */
export function isWithheldRecord(
  { kinds, allConcerns, holds, worker }: WhoseRecords,
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
  const records = new Set(withheldRecords(family, withheld).map(({ id }) => id));
  const evidence = [...family.evidence]
    .map(([kind, list]) => [kind, list.filter(({ id }) => !records.has(id))] as const)
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
    consents: family.consents.map((each) =>
      each.by.worker === worker ? each : withoutExclusions(each),
    ),
    // Who else sees the family, who has looked and who must not: for the council's staff.
    restriction: undefined,
    urgentAccesses: [],
  };
}

/** Whom the family does not want to know, what and why, is not for those whom it may be about. */
function withoutExclusions({ terms, ...consent }: Consent): Consent {
  const { excludes: _, ...said } = terms;
  return { ...consent, terms: said, exclusions: undefined, note: undefined };
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
    withoutFinding(found, [view.protocol.key], withheld);
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

/** Why an act was refused, decided on the whole family, in the words that they may read. */
export function refusalWithoutWithheld(
  refusal: Refusal,
  family: Family,
  withheld: Withheld,
): Refusal {
  if (refusal.refused === 'suspended')
    return withheld.holds || knowsOpenConcern(family, withheld)
      ? refusal
      : { ...refusal, message: `This is suspended. ${askWhy} ${untilResumed}` };
  if (refusal.refused !== 'gates') return refusal;
  // It may have been asked of any transfer, or of one that would begin now.
  const keys = [
    withheld.protocols.current(family.authority).key,
    ...family.transfers.map(({ protocol }) => protocol),
  ];
  const gates = refusal.gates.map((each) => withoutFinding(each, keys, withheld));
  return { ...refusal, gates };
}

function knowsOpenConcern(family: Family, { concerns, allConcerns }: Withheld): boolean {
  return family.transfers.some(
    ({ id, state }) => state === 'open' && allConcerns.has(id) && !concerns.has(id),
  );
}

function withoutFinding(
  finding: GateFinding,
  keys: readonly ProtocolKey[],
  withheld: Withheld,
): GateFinding {
  return finding.found !== '' && keys.some((key) => looksAt(key, finding.gate, withheld))
    ? { ...finding, found: notShared }
    : finding;
}

/** Whether what a gate found may say what stands in a record that is not theirs. */
export function looksAt(key: ProtocolKey, gate: GateId, { protocols, foundIn }: Withheld): boolean {
  const needs = protocols.get(key)?.gates.get(gate)?.needs;
  return needs !== undefined && kindsIn(needs).some((kind) => foundIn.has(kind));
}

function told({ by, terms }: Disclosure) {
  return { by, recipient: terms.recipient };
}

export const notShared = 'What is recorded about this is not shared with you.';

/** Said of what is suspended to those who do not know of the concern. */
export const askWhy = 'Ask whoever holds the family why.';
const untilResumed = 'It goes on when somebody decides to resume it.';
