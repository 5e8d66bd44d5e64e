import type { Instant } from '../core/calendar/time.ts';
import type { FamilyEvent, Recipient } from '../core/family/events.ts';

/** Somebody to be told in Stile; `deliver-outbox` turns it into a notice, and mail where it can. */
export interface NoticePayload {
  readonly to: Recipient;
  readonly what: string;
  readonly transfer: string | null;
  readonly at: Instant;
}

export interface OutboxRow {
  readonly id: string;
  readonly kind: 'notice';
  readonly payload: NoticePayload;
}

/** One message for each person that the events say is told; `version` is that of the first event. */
export function messagesOf(
  family: string,
  version: number,
  events: readonly FamilyEvent[],
): readonly OutboxRow[] {
  return events.flatMap((event, place) => {
    // What was said by hand has been said, and the family is always told by a person.
    if (event.type !== 'PeopleTold' || event.how !== 'stile') return [];
    return event.to
      .filter((to) => to.role !== 'family')
      .map((to, number) => ({
        // The same event always makes the same message: it cannot be sent twice by mistake.
        id: `${family}/${version + place}/${number + 1}`,
        kind: 'notice' as const,
        payload: { to, what: event.what, transfer: event.transfer ?? null, at: event.recorded },
      }));
  });
}
