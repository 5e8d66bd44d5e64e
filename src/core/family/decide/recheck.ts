/** Looks again at open transfers when something they rest on has changed: consent withdrawn, evidence corrected. */
import type { Condition, ScopeId } from '../../protocol/protocol.ts';
import { pathwayOf, protocolOf } from '../derive.ts';
import type { GateNote } from '../events.ts';
import type { Family, Transfer } from '../family.ts';
import { findGates, gatesOf, stops } from '../gates.ts';
import { type Ledger, say } from './act.ts';

/**
 * Says for each open transfer which gates, of steps already taken or open now, are no longer met. Moves nothing: people
 * decide what follows (promise 3).
 */
export function recheck(ledger: Ledger, because: string, scope?: ScopeId): void {
  for (const transfer of ledger.family.transfers.filter((each) => each.state !== 'ended')) {
    const unmet = unmetGates(ledger, transfer, scope);
    if (unmet.length === 0) continue;
    say(ledger, transfer.protocol, {
      type: 'TransferReexamined',
      transfer: transfer.id,
      because,
      unmet,
    });
  }
}

function unmetGates(
  ledger: Ledger,
  transfer: Transfer,
  scope: ScopeId | undefined,
): readonly GateNote[] {
  const { deciding, family } = ledger;
  const protocol = protocolOf(deciding.protocols, transfer);
  const pathway = pathwayOf(protocol, transfer);
  const taken = new Set(transfer.steps.map((done) => done.step));
  const stages = new Set([...transfer.places.values()].map((place) => place.stage));
  const steps = [...pathway.steps.values()].filter(
    (step) => taken.has(step.id) || step.from.some((stage) => stages.has(stage)),
  );
  const gates = [...new Set(steps.flatMap((step) => gatesOf(protocol, step)))].filter(
    (gate) => scope === undefined || asksForConsent(gate.needs, scope),
  );
  const scene = { protocol, calendar: deciding.calendar, family, transfer, at: deciding.now };
  const relevant =
    scope === undefined ? gates.filter((gate) => wasMet(gate.id, ledger, transfer)) : gates;
  return findGates(relevant, scene, [...transfer.places.keys()])
    .filter(stops)
    .map((finding) => ({ gate: finding.gate, why: finding.found }));
}

/** After a correction only gates of steps already taken are news; those of steps to come are seen when they come. */
function wasMet(gate: string, ledger: Ledger, transfer: Transfer): boolean {
  const protocol = protocolOf(ledger.deciding.protocols, transfer);
  const pathway = pathwayOf(protocol, transfer);
  return transfer.steps.some((done) => {
    const step = pathway.steps.get(done.step);
    return step !== undefined && gatesOf(protocol, step).some((each) => each.id === gate);
  });
}

function asksForConsent(condition: Condition, scope: ScopeId): boolean {
  switch (condition.is) {
    case 'consent':
      return condition.scope === scope;
    case 'all':
    case 'any':
      return condition.of.some((part) => asksForConsent(part, scope));
    case 'not':
      return asksForConsent(condition.of, scope);
    default:
      return false;
  }
}

/** Transfers of a family that are not over. */
export function openTransfers(family: Family): readonly Transfer[] {
  return family.transfers.filter((transfer) => transfer.state !== 'ended');
}
