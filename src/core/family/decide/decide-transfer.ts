/** Starting a transfer, and resuming or ending one by a person's decision. */
import type { Pathway, PathwayId, Protocol, Route } from '../../protocol/protocol.ts';
import type { Command } from '../commands.ts';
import { holds } from '../conditions.ts';
import { pathwayOf, protocolOf } from '../derive.ts';
import type { GateNote, TransferId } from '../events.ts';
import { childrenOf } from '../evolve.ts';
import type { Family, Transfer } from '../family.ts';
import { findGates, gatesOf, stops } from '../gates.ts';
import { holdingRole } from '../holder.ts';
import type { PersonId } from '../people.ts';
import { formProblem } from '../refusal.ts';
import {
  type Deciding,
  type Decision,
  decided,
  happenedAt,
  isRefusal,
  type Ledger,
  ledgerOf,
  mayAct,
  notYours,
  refuse,
  say,
  tell,
  transferOf,
  unknown,
} from './act.ts';
import { assign, moveHolder } from './decide-people.ts';

type Of<K extends Command['do']> = Extract<Command, { readonly do: K }>;

/** Starts a run of a pathway under the authority's current protocol, to which it stays bound (promise 6). */
export function startTransfer(
  deciding: Deciding,
  family: Family,
  command: Of<'start-transfer'>,
): Decision {
  const protocol = deciding.protocols.current(family.authority);
  const pathway = protocol.pathways.get(command.pathway);
  if (pathway === undefined) return refuse(unknown(`There is no pathway “${command.pathway}”.`));
  if (!mayAct(deciding.actor, pathway.start.by)) {
    return refuse(
      notYours(protocol, `Starting “${pathway.title}”`, pathway.start.by, pathway.start.clauses),
    );
  }
  const happened = happenedAt(deciding, family, command);
  if (isRefusal(happened)) return refuse(happened);
  const children = command.children ?? childrenOf(family);
  if (children.length === 0 || children.some((child) => !childrenOf(family).includes(child))) {
    return refuse(unknown('Select at least one child of this family.'));
  }
  const running = family.transfers.find(
    (transfer) =>
      transfer.pathway === command.pathway &&
      transfer.state !== 'ended' &&
      children.some((child) => isUnderWay(protocol, transfer, child)),
  );
  if (running !== undefined) {
    return refuse({
      refused: 'already',
      message: `“${pathway.title}” has already been started for this family.`,
    });
  }
  const gates = gatesOf(protocol, { gates: pathway.start.gates, gateLists: [] });
  const findings = findGates(
    gates,
    { protocol, calendar: deciding.calendar, family, actor: deciding.actor, at: happened.at },
    children,
    pathway.start.by,
  );
  if (findings.some(stops)) {
    return refuse({
      refused: 'gates',
      message: `“${pathway.title}” cannot start yet.`,
      gates: findings.filter(stops),
    });
  }
  const ledger = ledgerOf(deciding, family, happened);
  begin(ledger, protocol, pathway.id, children, {
    notes: findings
      .filter((finding) => finding.status === 'unmet')
      .map((finding) => ({ gate: finding.gate, why: finding.found })),
  });
  return decided(ledger);
}

/** Adds the start of a transfer to a decision, with who it names and who then holds the family. */
export function begin(
  ledger: Ledger,
  protocol: Protocol,
  pathwayId: PathwayId,
  children: readonly PersonId[],
  also: { readonly from?: TransferId; readonly notes?: readonly GateNote[] } = {},
): TransferId {
  const pathway = protocol.pathways.get(pathwayId);
  if (pathway === undefined) throw new Error(`${protocol.key} has no pathway “${pathwayId}”`);
  // The one place where transfer ids are made.
  const id = `t${ledger.family.transfers.length + 1}` as TransferId;
  const route = routeOf(ledger, protocol, pathway);
  say(ledger, protocol.key, {
    type: 'TransferStarted',
    transfer: id,
    pathway: pathwayId,
    children,
    stage: route?.to ?? pathway.first,
    ...(also.from === undefined ? {} : { from: also.from }),
    ...(also.notes === undefined || also.notes.length === 0 ? {} : { notes: also.notes }),
  });
  for (const filling of pathway.start.fills) {
    if ('actor' in filling.from)
      assign(ledger, protocol, filling.role, actorAsPractitioner(ledger.deciding));
  }
  const by = route === undefined ? '' : `: ${route.title}`;
  settleHolder(ledger, protocol, id, `“${pathway.title}” was started${by}`);
  tell(ledger, protocol, route?.tells ?? [], id);
  return id;
}

/** The first route whose condition is found as the family stands; it sends elsewhere, and never stops anybody. */
function routeOf(ledger: Ledger, protocol: Protocol, pathway: Pathway): Route | undefined {
  const { deciding, family, happened } = ledger;
  const scene = {
    protocol,
    calendar: deciding.calendar,
    family,
    actor: deciding.actor,
    at: happened.at,
  };
  return pathway.start.routes.find((route) => holds(route.when, scene));
}

/** Lets the holder follow from where a transfer now stands. */
export function settleHolder(
  ledger: Ledger,
  protocol: Protocol,
  id: TransferId,
  because: string,
): void {
  const transfer = transferOf(ledger.family, id);
  if (transfer === undefined) return;
  const role = holdingRole(
    (each) => protocolOf(ledger.deciding.protocols, each),
    ledger.family,
    transfer,
  );
  moveHolder(ledger, protocol, role, because);
}

export function actorAsPractitioner(deciding: Deciding): Family['visits'][number]['who'] {
  const { name, agency, employer, worker } = deciding.actor;
  return { name, agency, employer, contact: undefined, worker };
}

/** A transfer suspended by a safeguarding concern goes on only because a person says so. */
export function resumeTransfer(
  deciding: Deciding,
  family: Family,
  command: Of<'resume-transfer'>,
): Decision {
  const transfer = transferOf(family, command.transfer);
  if (transfer === undefined) return refuse(unknown('There is no such transfer.'));
  if (transfer.state !== 'suspended')
    return refuse({ refused: 'already', message: 'This transfer is not suspended.' });
  const refusal = cannotSteer(deciding, transfer, 'Resuming', command.reason);
  if (refusal !== undefined) return refusal;
  const ledger = ledgerOf(deciding, family, { at: deciding.now, dayOnly: false });
  say(ledger, transfer.protocol, {
    type: 'TransferResumed',
    transfer: transfer.id,
    reason: command.reason,
  });
  return decided(ledger);
}

/** Ends a transfer before its own end. The family's holder does not change by it. */
export function endTransfer(
  deciding: Deciding,
  family: Family,
  command: Of<'end-transfer'>,
): Decision {
  const transfer = transferOf(family, command.transfer);
  if (transfer === undefined) return refuse(unknown('There is no such transfer.'));
  if (transfer.state === 'ended')
    return refuse({ refused: 'already', message: 'This transfer has already ended.' });
  const protocol = protocolOf(deciding.protocols, transfer);
  if (transfer.pathway === protocol.interrupt.pathway) {
    return refuse({
      refused: 'stage',
      message: 'A safeguarding concern is never simply ended. Take it to one of its outcomes.',
    });
  }
  const refusal = cannotSteer(deciding, transfer, 'Ending', command.reason);
  if (refusal !== undefined) return refusal;
  const ledger = ledgerOf(deciding, family, { at: deciding.now, dayOnly: false });
  say(ledger, transfer.protocol, {
    type: 'TransferEnded',
    transfer: transfer.id,
    reason: command.reason,
  });
  return decided(ledger);
}

function cannotSteer(
  deciding: Deciding,
  transfer: Transfer,
  what: string,
  reason: string,
): Decision | undefined {
  const protocol = protocolOf(deciding.protocols, transfer);
  const pathway = pathwayOf(protocol, transfer);
  const holders = [...transfer.places.values()].flatMap((place) => {
    const holder = pathway.stages.get(place.stage)?.holder;
    if (holder === undefined || holder === 'unchanged') return [];
    return [holder === 'as-before' ? transfer.heldBefore : holder];
  });
  const managers = holders.flatMap((role) => protocol.roles.get(role)?.manager ?? []);
  const who = [...new Set([...pathway.start.by, ...holders, ...managers])];
  if (!mayAct(deciding.actor, who))
    return refuse(notYours(protocol, `${what} “${pathway.title}”`, who, []));
  if (reason.trim() === '') {
    return refuse(formProblem([{ field: 'reason', message: 'Enter the reason' }]));
  }
  return undefined;
}

function isUnderWay(protocol: Protocol, transfer: Transfer, child: PersonId): boolean {
  const place = transfer.places.get(child);
  if (place === undefined) return false;
  return protocol.pathways.get(transfer.pathway)?.stages.get(place.stage)?.kind !== 'end';
}
