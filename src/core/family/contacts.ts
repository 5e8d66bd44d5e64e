/** Which number to ring at this minute. */
import { isOpen } from '../calendar/office-hours.ts';
import type { Instant } from '../calendar/time.ts';
import type { WorkingCalendar } from '../calendar/working-calendar.ts';
import type { Contact, Protocol } from '../protocol/protocol.ts';

/** The safeguarding contacts for an instant, best first. Where hours are unknown every number is given: never none, if the protocol names one. */
export function contactsNow(
  protocol: Protocol,
  calendar: WorkingCalendar,
  now: Instant,
): readonly Contact[] {
  const named = protocol.interrupt.contacts.flatMap((id) => protocol.contacts.get(id) ?? []);
  const office =
    protocol.officeHours === undefined ? 'unknown' : isOpen(protocol.officeHours, calendar, now);
  const right = named.filter((contact) => {
    switch (contact.hours) {
      case 'always':
      case 'unknown':
        return true;
      case 'office':
        return office !== 'closed';
      case 'out-of-office':
        return office !== 'open';
    }
  });
  return right.length > 0 ? right : named;
}
