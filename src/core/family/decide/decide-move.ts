/** Moving an open transfer to another version of its policy (design, promise 6). */
import { type Day, dayOf } from '../../calendar/time.ts';
import { dayInWords } from '../../calendar/words.ts';
import type { Clock, Pathway, Protocol, ProtocolKey } from '../../protocol/protocol.ts';
import type { Command } from '../commands.ts';
import { type Present, protocolOf } from '../derive.ts';
import type { Family, Transfer } from '../family.ts';
import {
  type Deciding,
  type Decision,
  decided,
  ledgerOf,
  refuse,
  say,
  transferOf,
  unknown,
} from './act.ts';
import { settleHolder } from './decide-transfer.ts';
import { recheck } from './recheck.ts';

export type MovePreview =
  | {
      readonly transfer: Transfer;
      readonly result: 'moves';
      readonly newClocks: readonly string[];
      readonly lostClocks: readonly string[];
    }
  | { readonly transfer: Transfer; readonly result: 'stays'; readonly why: string }
  | { readonly transfer: Transfer; readonly result: 'stuck'; readonly why: readonly string[] };

/** What would become of a transfer under another version: it moves, it stays where it is, or it is stuck and why. Changes nothing. */
export function previewMove(present: Present, transfer: Transfer, to: ProtocolKey): MovePreview {
  const target = present.protocols.get(to);
  if (transfer.state === 'ended')
    return { transfer, result: 'stays', why: 'It has ended, and stays as it was.' };
  if (transfer.protocol === to)
    return { transfer, result: 'stays', why: 'It is already on this version.' };
  if (target === undefined)
    return { transfer, result: 'stuck', why: ['This version is not published.'] };
  const pathway = target.pathways.get(transfer.pathway);
  const old = protocolOf(present.protocols, transfer);
  const oldPathway = old.pathways.get(transfer.pathway);
  if (pathway === undefined) {
    return {
      transfer,
      result: 'stuck',
      why: [`The new version has no pathway “${oldPathway?.title ?? transfer.pathway}”.`],
    };
  }
  const why = [...new Set([...transfer.places.values()].map((place) => place.stage))]
    .filter((stage) => !pathway.stages.has(stage))
    .map(
      (stage) => `The new version has no stage “${oldPathway?.stages.get(stage)?.title ?? stage}”.`,
    );
  if (why.length > 0) return { transfer, result: 'stuck', why };
  return { transfer, result: 'moves', ...clockChanges(oldPathway, pathway) };
}

function clockChanges(
  before: Pathway | undefined,
  after: Pathway,
): { readonly newClocks: readonly string[]; readonly lostClocks: readonly string[] } {
  const old = [...(before?.clocks.values() ?? [])];
  const now = [...after.clocks.values()];
  const missing = (list: readonly Clock[], from: readonly Clock[]): readonly string[] =>
    from.filter((clock) => !list.some((each) => each.id === clock.id)).map((clock) => clock.title);
  return { newClocks: missing(old, now), lostClocks: missing(now, old) };
}

/** For whoever owns the policy. A stuck transfer is refused and stays on its version. Gates that are no longer met under the new one are said. */
export function moveTransfer(
  deciding: Deciding,
  family: Family,
  command: Extract<Command, { readonly do: 'move-transfer' }>,
): Decision {
  const transfer = transferOf(family, command.transfer);
  if (transfer === undefined) return refuse(unknown('There is no such transfer.'));
  const target = deciding.protocols.get(command.to);
  if (target === undefined || !sameAuthority(target, family))
    return refuse(unknown('There is no such version of this policy.'));
  const owners = [...target.roles.values()].filter((role) => role.generic === 'policy-owner');
  if (!owners.some((role) => deciding.actor.roles.includes(role.id))) {
    return refuse({
      refused: 'role',
      message: `Moving transfers to another version is for ${owners.map((role) => role.title).join(' or ') || 'the owner of the policy'}.`,
      who: owners.map((role) => role.id),
      clauses: [],
    });
  }
  const { effectiveFrom, version } = target.about;
  if (effectiveFrom > dayOf(deciding.now))
    return refuse({ refused: 'time', message: notYet(version, effectiveFrom) });
  const preview = previewMove(deciding, transfer, command.to);
  if (preview.result === 'stays') return refuse({ refused: 'already', message: preview.why });
  if (preview.result === 'stuck')
    return refuse({
      refused: 'stage',
      message: `It cannot be moved, and stays on its version. ${preview.why.join(' ')}`,
    });
  const ledger = ledgerOf(deciding, family, { at: deciding.now, dayOnly: false });
  say(ledger, target.key, {
    type: 'TransferMoved',
    transfer: transfer.id,
    from: transfer.protocol,
    to: command.to,
  });
  settleHolder(
    ledger,
    target,
    transfer.id,
    'The transfer was moved to another version of the policy',
  );
  recheck(ledger, 'The transfer was moved to another version of the policy');
  return decided(ledger);
}

/** Said of a version that is published and not yet in force. */
export function notYet(version: string, from: Day): string {
  return `Version ${version} takes effect on ${dayInWords(from)}. Transfers can be moved to it from that day.`;
}

function sameAuthority(protocol: Protocol, family: Family): boolean {
  return String(family.authority) === protocol.about.authority.id;
}
