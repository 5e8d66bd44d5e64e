/** What has become of the family after a step of a story. */
import type { WorkingCalendar } from '../core/calendar/working-calendar.ts';
import type { Derived, TransferView } from '../core/family/derived.ts';
import type { FamilyEvent, TransferId } from '../core/family/events.ts';
import type { Family } from '../core/family/family.ts';
import type { Protocol } from '../core/protocol/protocol.ts';

export interface After {
  readonly protocol: Protocol;
  readonly calendar: WorkingCalendar;
  readonly family: Family;
  readonly derived: Derived;
  /** What the step brought about; where nobody acted, what time did. */
  readonly events: readonly FamilyEvent[];
  readonly history: readonly FamilyEvent[];
  readonly current: TransferId | undefined;
}

/** The transfer that expectations are about: the one that the story touched last. */
export function currentView({ derived, current }: After): TransferView | undefined {
  return derived.transfers.find((view) => view.transfer.id === current) ?? derived.transfers.at(-1);
}
