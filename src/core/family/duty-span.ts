/** From when until when a transfer has a duty. Who has it, and whether it applies at all, is in `obligations.ts`. */
import type { Moment, Obligation } from '../protocol/protocol.ts';
import { notBefore } from './evolve.ts';
import type { Stamp } from './family.ts';
import { inTransfer, occurrences, type Scene } from './moments.ts';

export interface DutySpan {
  readonly started: Stamp;
  readonly ended: Stamp | undefined;
}

/**
 * The newest span of a duty: it begins with the first of its starts after the end of the one before, so that a start
 * while it is open does not put off what is already owed. Undefined while nothing has started it. Time may still have
 * to bring the start.
 */
export function dutySpan(obligation: Obligation, scene: Scene): DutySpan | undefined {
  const starts = inOrder(obligation.starts.flatMap((moment) => startsIn(moment, scene)));
  const ends = inOrder([
    ...scene.family.obligationsEnded.filter(
      (ended) => ended.obligation === obligation.id && ended.transfer === scene.transfer?.id,
    ),
    ...obligation.ends.flatMap((moment) => inTransfer(occurrences(moment, scene), scene)),
  ]);
  let span: DutySpan | undefined;
  for (const started of starts) {
    if (span !== undefined && (span.ended === undefined || !notBefore(started, span.ended)))
      continue;
    span = { started, ended: ends.find((end) => notBefore(end, started)) };
  }
  return span;
}

/** What concerns the family as a whole counts only from the start of the transfer. */
function startsIn(moment: Moment, scene: Scene): readonly Stamp[] {
  const stamps = occurrences(moment, scene);
  const wide = moment.of === 'consent' || moment.of === 'level' || moment.of === 'passed';
  return wide ? inTransfer(stamps, scene) : stamps;
}

function inOrder(stamps: readonly Stamp[]): readonly Stamp[] {
  return stamps
    .map(({ at, day, dayOnly }) => ({ at, day, dayOnly }))
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}
