/** What the passing of time brings: overdue marks and reminders, and nothing else (design, promise 3). */
import type { Instant } from '../../calendar/time.ts';
import type { Clock, Protocol } from '../../protocol/protocol.ts';
import { remindersDue } from '../clocks.ts';
import type { Command } from '../commands.ts';
import { deriveClocks, pathwayOf, protocolOf } from '../derive.ts';
import type { ClockView } from '../derived.ts';
import type { ClockKey } from '../events.ts';
import type { Family } from '../family.ts';
import { type Deciding, type Decision, decided, ledgerOf, say, tell, transferOf } from './act.ts';

/** Marks each overdue clock once and tells those concerned; sends each reminder once. Asked again, it decides nothing more. */
export function noteTime(deciding: Deciding, family: Family): Decision {
  const ledger = ledgerOf(deciding, family, { at: deciding.now, dayOnly: false });
  for (const view of deriveClocks({ ...deciding }, family)) {
    if (view.stopped !== undefined || view.due === undefined) continue;
    const protocol = protocolFor(deciding, family, view);
    const clock = clockOf(protocol, family, view);
    if (clock === undefined) continue;
    const about = {
      clock: view.key,
      id: view.id,
      title: view.title,
      due: view.due.at,
      ...(view.transfer === undefined ? {} : { transfer: view.transfer }),
    };
    if (view.state === 'overdue' && !ledger.family.marked.has(view.key)) {
      say(ledger, protocol.key, { type: 'ClockOverdue', ...about });
      const who = [...new Set([...clock.by, ...clock.tellsWhenOverdue])];
      tell(
        ledger,
        protocol,
        [{ who, what: `Overdue: ${view.title}`, clauses: clock.clauses }],
        view.transfer,
      );
    }
    const number = remindersDue(clock, view, deciding.calendar, deciding.now);
    if (number > 0 && !ledger.family.marked.has(`${view.key}#${number}`)) {
      say(ledger, protocol.key, { type: 'ReminderSent', ...about, number });
      tell(
        ledger,
        protocol,
        [{ who: clock.by, what: view.title, clauses: clock.clauses }],
        view.transfer,
      );
    }
  }
  return decided(ledger);
}

/** Says which open dates a new list of bank holidays has moved. Nothing is said where none has. */
export function noteCalendar(
  deciding: Deciding,
  family: Family,
  command: Extract<Command, { readonly do: 'note-calendar' }>,
): Decision {
  const ledger = ledgerOf(deciding, family, { at: deciding.now, dayOnly: false });
  const before = new Map(command.before.map((each) => [each.clock, each.due]));
  const changes = deriveClocks({ ...deciding }, family).flatMap((view) => changed(view, before));
  if (changes.length > 0) {
    say(ledger, deciding.protocols.current(family.authority).key, {
      type: 'DatesWorkedOutAgain',
      calendar: deciding.calendar.version,
      changes,
    });
  }
  return decided(ledger);
}

function changed(
  view: ClockView,
  before: ReadonlyMap<string, Instant>,
): readonly {
  readonly clock: ClockKey;
  readonly title: string;
  readonly before: Instant;
  readonly after: Instant;
}[] {
  const was = before.get(view.key);
  if (
    view.stopped !== undefined ||
    view.due === undefined ||
    was === undefined ||
    was === view.due.at
  )
    return [];
  return [{ clock: view.key, title: view.title, before: was, after: view.due.at }];
}

function protocolFor(deciding: Deciding, family: Family, view: ClockView): Protocol {
  const transfer = view.transfer === undefined ? undefined : transferOf(family, view.transfer);
  return transfer === undefined
    ? deciding.protocols.current(family.authority)
    : protocolOf(deciding.protocols, transfer);
}

function clockOf(protocol: Protocol, family: Family, view: ClockView): Clock | undefined {
  if (view.obligation !== undefined)
    return protocol.obligations.get(view.obligation)?.clocks.get(view.id);
  const transfer = view.transfer === undefined ? undefined : transferOf(family, view.transfer);
  return transfer === undefined ? undefined : pathwayOf(protocol, transfer).clocks.get(view.id);
}
