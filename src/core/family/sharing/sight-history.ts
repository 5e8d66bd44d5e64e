/** Which partners saw a family, from when until when, and why: worked out from its history. */
import type { Instant } from '../../calendar/time.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import type { FamilyEvent } from '../events.ts';
import { evolve } from '../evolve.ts';
import type { Family } from '../family.ts';
import type { Practitioner } from '../people.ts';
import { endOfSight, type Ground, groundsOf, partnersOf, sightOfPartner } from './sharing.ts';

export interface SightSpan {
  readonly partner: Practitioner;
  readonly from: Instant;
  /** Undefined while they still see it. */
  readonly until: Instant | undefined;
  /** The consents, disclosures and holding that opened it at one time or another. */
  readonly because: readonly Pick<Ground, 'because' | 'id'>[];
}

interface Open {
  readonly partner: Practitioner;
  readonly from: Instant;
  end: Instant | undefined;
  readonly because: Map<string, Pick<Ground, 'because' | 'id'>>;
}

/** Every time that a partner could see the family, the oldest first. What was recorded late opened it late. */
export function sightHistory(
  events: readonly FamilyEvent[],
  protocol: Protocol,
  now: Instant,
): readonly SightSpan[] {
  const open = new Map<string, Open>();
  const spans: SightSpan[] = [];
  const close = (worker: string, until: Instant): void => {
    const span = open.get(worker);
    if (span === undefined) return;
    open.delete(worker);
    spans.push({ ...span, until, because: [...span.because.values()] });
  };
  const expire = (at: Instant): void => {
    for (const [worker, { end }] of open) if (end !== undefined && end <= at) close(worker, end);
  };
  let family: Family | undefined;
  for (const event of events) {
    family = evolve(family, event);
    expire(event.recorded);
    look(family, protocol, event.recorded, open, close);
  }
  expire(now);
  for (const span of open.values())
    spans.push({ ...span, until: undefined, because: [...span.because.values()] });
  return spans.toSorted((one, other) => (one.from < other.from ? -1 : 1));
}

function look(
  family: Family,
  protocol: Protocol,
  at: Instant,
  open: Map<string, Open>,
  close: (worker: string, until: Instant) => void,
): void {
  const seeing = new Set<string>();
  for (const partner of partnersOf(family)) {
    const { worker } = partner;
    if (worker === undefined) continue;
    const grounds = groundsOf(family, protocol, worker);
    if (sightOfPartner(grounds, at).sees === 'own') continue;
    seeing.add(worker);
    const span = open.get(worker) ?? { partner, from: at, end: undefined, because: new Map() };
    span.end = endOfSight(grounds);
    for (const { because, id } of grounds) span.because.set(`${because} ${id}`, { because, id });
    open.set(worker, span);
  }
  for (const worker of [...open.keys()]) if (!seeing.has(worker)) close(worker, at);
}
