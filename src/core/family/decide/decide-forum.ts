/** Cases on the agenda of a forum: accepted late, or rolled over to the next sitting. */
import { nextSitting } from '../../calendar/next-sitting.ts';
import { sittingsBetween } from '../../calendar/rhythm.ts';
import { endOfDay } from '../../calendar/time.ts';
import { dayInWords } from '../../calendar/words.ts';
import type { Forum, Protocol } from '../../protocol/protocol.ts';
import type { Command } from '../commands.ts';
import { protocolOf } from '../derive.ts';
import type { Family, Listing, Transfer } from '../family.ts';
import { formProblem } from '../refusal.ts';
import {
  type Deciding,
  type Decision,
  decided,
  ledgerOf,
  mayAct,
  notYours,
  refuse,
  say,
  transferOf,
  unknown,
} from './act.ts';

type Of<K extends Command['do']> = Extract<Command, { readonly do: K }>;

interface Listed {
  readonly transfer: Transfer;
  readonly protocol: Protocol;
  readonly forum: Forum;
  readonly listing: Listing;
}

/** A case listed after the cut-off is taken at an earlier sitting after all: by the roles that may, with a reason (T7). */
export function acceptLate(
  deciding: Deciding,
  family: Family,
  command: Of<'accept-late'>,
): Decision {
  const listed = find(deciding, family, command);
  if (listed === undefined) return refuse(unknown('This case is not waiting for that meeting.'));
  const { transfer, protocol, forum, listing } = listed;
  if (!mayAct(deciding.actor, forum.lateBy)) {
    return refuse(
      notYours(
        protocol,
        `Accepting a case late for the ${forum.short}`,
        forum.lateBy,
        forum.clauses,
      ),
    );
  }
  if (command.reason.trim() === '') return missing('Enter why the case is accepted late');
  const sittings = sittingsBetween({
    rhythm: forum.rhythm,
    from: command.sitting,
    to: command.sitting,
    calendar: deciding.calendar,
  });
  const sits = sittings.ok && sittings.value.held.length > 0;
  const today = endOfDay(command.sitting) >= deciding.now;
  if (!sits || !today || command.sitting >= listing.sitting) {
    return refuse({
      refused: 'time',
      message: `Choose a sitting of the ${forum.short} from today and before ${dayInWords(listing.sitting)}, for which the case is listed.`,
    });
  }
  const ledger = ledgerOf(deciding, family, { at: deciding.now, dayOnly: false });
  say(ledger, transfer.protocol, {
    type: 'CaseAcceptedLate',
    transfer: transfer.id,
    forum: forum.id,
    sitting: command.sitting,
    reason: command.reason,
  });
  return decided(ledger);
}

/** A case that was not reached goes to the next sitting. Nobody decides by not deciding (promise 3): a person rolls it over. */
export function rollOver(deciding: Deciding, family: Family, command: Of<'roll-over'>): Decision {
  const listed = find(deciding, family, command);
  if (listed === undefined) return refuse(unknown('This case is not waiting for that meeting.'));
  const { transfer, protocol, forum, listing } = listed;
  const who = [forum.chair, ...forum.lateBy];
  if (!mayAct(deciding.actor, who))
    return refuse(
      notYours(protocol, `Rolling a case over at the ${forum.short}`, who, forum.clauses),
    );
  if (command.sitting !== undefined && command.sitting !== listing.sitting) {
    return refuse({
      refused: 'already',
      message: `This case is already listed for ${dayInWords(listing.sitting)}.`,
    });
  }
  if (command.reason.trim() === '') return missing('Enter why the case is rolled over');
  const after = endOfDay(listing.sitting);
  const next = nextSitting({
    rhythm: forum.rhythm,
    cutOff: undefined,
    listedAt: after > deciding.now ? after : deciding.now,
    calendar: deciding.calendar,
  });
  if (!next.ok) return refuse({ refused: 'time', message: next.problem });
  const ledger = ledgerOf(deciding, family, { at: deciding.now, dayOnly: false });
  say(ledger, transfer.protocol, {
    type: 'CaseRolledOver',
    transfer: transfer.id,
    forum: forum.id,
    from: listing.sitting,
    sitting: next.value.sitting.day,
    reason: command.reason,
  });
  return decided(ledger);
}

function find(
  deciding: Deciding,
  family: Family,
  command: Of<'accept-late' | 'roll-over'>,
): Listed | undefined {
  const transfer = transferOf(family, command.transfer);
  const listing = family.listings.find(
    (each) =>
      each.transfer === command.transfer &&
      each.forum === command.forum &&
      each.decided === undefined,
  );
  if (transfer === undefined || listing === undefined) return undefined;
  const protocol = protocolOf(deciding.protocols, transfer);
  const forum = protocol.forums.get(command.forum);
  return forum === undefined ? undefined : { transfer, protocol, forum, listing };
}

function missing(message: string): Decision {
  return refuse(formProblem([{ field: 'reason', message }]));
}
