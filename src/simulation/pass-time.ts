/** A simulated clock: what would be marked and sent while nobody acts is marked and sent at the moment it would be. */
import type { Instant } from '../core/calendar/time.ts';
import type { WorkingCalendar } from '../core/calendar/working-calendar.ts';
import { decide } from '../core/family/decide/decide.ts';
import { deriveClocks } from '../core/family/derive.ts';
import type { ClockView } from '../core/family/derived.ts';
import type { FamilyEvent } from '../core/family/events.ts';
import { evolveAll } from '../core/family/evolve.ts';
import type { Family } from '../core/family/family.ts';
import { nextLook } from '../core/family/next-look.ts';
import type { Actor } from '../core/family/people.ts';
import type { Clock } from '../core/protocol/protocol.ts';
import type { Protocols } from '../core/protocol/protocols.ts';

export interface Passing {
  readonly protocols: Protocols;
  readonly calendar: WorkingCalendar;
}

/** Lets time pass from one moment to another, the latter included. */
export function passTime(
  passing: Passing,
  start: Family,
  span: { readonly from: Instant; readonly to: Instant },
): { readonly family: Family; readonly events: readonly FamilyEvent[] } {
  const events: FamilyEvent[] = [];
  let family = start;
  for (let at = nextMoment(passing, family, span.from); at !== undefined && at <= span.to; ) {
    const decision = decide({ ...passing, actor: time, now: at }, family, { do: 'note-time' });
    if (!decision.ok || decision.events.length === 0) break;
    events.push(...decision.events);
    family = evolveAll(decision.events, family) ?? family;
    at = nextMoment(passing, family, at);
  }
  return { family, events };
}

/** Nobody acts when time does; the history wants a name all the same. */
const time: Actor = {
  // The one worker that is in no directory, and its role in no protocol, as in src/cases.
  worker: 'stile' as Actor['worker'],
  name: 'Stile',
  roles: ['stile' as Actor['roles'][number]],
  agency: 'Stile',
  employer: 'authority',
};

/** The first moment, not before `from`, at which something that is not marked yet would be. */
function nextMoment(passing: Passing, family: Family, from: Instant): Instant | undefined {
  const moments = deriveClocks({ ...passing, now: from }, family).flatMap(
    (view) => nextLook(passing.calendar, family, view, clockOf(passing, family, view)) ?? [],
  );
  const next = moments.toSorted().at(0);
  return next === undefined || next > from ? next : from;
}

function clockOf({ protocols }: Passing, family: Family, view: ClockView): Clock | undefined {
  const transfer = family.transfers.find((each) => each.id === view.transfer);
  const protocol = transfer === undefined ? undefined : protocols.get(transfer.protocol);
  return view.obligation === undefined
    ? transfer && protocol?.pathways.get(transfer.pathway)?.clocks.get(view.id)
    : protocol?.obligations.get(view.obligation)?.clocks.get(view.id);
}
