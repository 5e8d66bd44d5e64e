/** Duties that outlive their stage: they end by their own event or by people, never by time (design, promise 3). */
import type { Obligation } from '../protocol/protocol.ts';
import { clockViews } from './clocks.ts';
import { holds } from './conditions.ts';
import type { ObligationView } from './derived.ts';
import { childrenOf, notBefore } from './evolve.ts';
import type { Stamp } from './family.ts';
import { inTransfer, momentOf, occurrences, type Scene } from './moments.ts';

/** The obligation as it stands for the scene's transfer; undefined while it has not started. */
export function obligationView(obligation: Obligation, scene: Scene): ObligationView | undefined {
  const { transfer } = scene;
  if (transfer === undefined || !obligation.pathways.includes(transfer.pathway)) return undefined;
  const started = obligation.starts
    .map((moment) => momentOf(moment, scene))
    .filter((stamp) => stamp !== undefined)
    .at(0);
  if (started === undefined) return undefined;
  if (obligation.when !== undefined && !holds(obligation.when, scene)) return undefined;
  const ended = endedAt(obligation, started, scene);
  const within = { ...scene, obligationStarted: started };
  const children =
    transfer.places.size > 0 ? [...transfer.places.keys()] : childrenOf(scene.family);
  const clocks = [...obligation.clocks.values()]
    .flatMap((clock) => clockViews(clock, within, children, obligation.id))
    .flatMap((view) => (ended !== undefined && view.stopped === undefined ? [] : [view]));
  return {
    id: obligation.id,
    title: obligation.title,
    by: obligation.by,
    transfer: transfer.id,
    started: { at: started.at, day: started.day, dayOnly: started.dayOnly },
    ended,
    asks: obligation.asks,
    endTitle: obligation.endBy?.title,
    clocks,
    clauses: obligation.clauses,
    written: obligation.written,
    reading: obligation.reading,
  };
}

function endedAt(obligation: Obligation, started: Stamp, scene: Scene): Stamp | undefined {
  const byHand = scene.family.obligationsEnded.find(
    (ended) => ended.obligation === obligation.id && ended.transfer === scene.transfer?.id,
  );
  if (byHand !== undefined) return byHand;
  for (const moment of obligation.ends) {
    const ended = inTransfer(occurrences(moment, scene), scene).find((stamp) =>
      notBefore(stamp, started),
    );
    if (ended !== undefined) return { at: ended.at, day: ended.day, dayOnly: ended.dayOnly };
  }
  return undefined;
}
