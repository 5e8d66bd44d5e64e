import type { FamilyEvent } from '../../core/family/events.ts';
import type { Protocols } from '../../core/protocol/protocols.ts';
import type { Happening } from '../kit/timeline.tsx';
import { type HistoryKind, kindOfEvent } from './history-kinds.ts';
import { newScene, note } from './history-scene.ts';
import { tellEvent } from './history-words.tsx';
import { stampInWords } from './names.ts';

export interface ToldEvent extends Happening {
  readonly kind: HistoryKind;
  readonly overdue: boolean;
}

/**
 * The history in words, newest first: by when things happened, and of one moment the later entry first. `latest` stops
 * after so many; what is older is still read, for the names it gave.
 */
export function tellHistory(
  protocols: Protocols,
  authority: string,
  events: readonly FamilyEvent[],
  latest = events.length,
): readonly ToldEvent[] {
  const scene = newScene((event) => protocols.get(event.protocol) ?? protocols.current(authority));
  const told: ToldEvent[] = [];
  events.forEach((event, index) => {
    if (index >= events.length - latest) {
      const { title, body, overdue } = tellEvent(scene, event);
      told.push({
        title,
        body: (
          <>
            {body}
            {recordedLater(event)}
          </>
        ),
        by: event.by.name,
        at: event.at,
        when: stampInWords(event),
        kind: kindOfEvent[event.type],
        overdue: overdue === true,
      });
    }
    note(scene, event);
  });
  // Equal moments keep the order in which they were written.
  return told
    .toReversed()
    .toSorted((one, other) => (one.at === other.at ? 0 : one.at < other.at ? 1 : -1));
}

/** Written down on another day than it happened: both are said. */
function recordedLater(event: FamilyEvent) {
  if (event.at.slice(0, 10) === event.recorded.slice(0, 10)) return null;
  return (
    <p class="govuk-body-s app-muted app-lines">Recorded {stampInWords({ at: event.recorded })}.</p>
  );
}
