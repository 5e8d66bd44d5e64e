/** Duties that outlive their stage: they end by their own event or by people, never by time (design, promise 3). */
import { dayOf } from '../calendar/time.ts';
import type { Obligation } from '../protocol/protocol.ts';
import { clockViews } from './clocks.ts';
import { holds } from './conditions.ts';
import type { ClockView, ObligationView } from './derived.ts';
import { type DutySpan, dutySpan } from './duty-span.ts';
import { childrenOf } from './evolve.ts';
import type { Scene } from './moments.ts';

/** The obligation as it stands for the scene's transfer; undefined while it has not begun. */
export function obligationView(obligation: Obligation, scene: Scene): ObligationView | undefined {
  const { transfer } = scene;
  const span = spanOf(obligation, scene);
  if (transfer === undefined || span === undefined || span.started.day > dayOf(scene.at))
    return undefined;
  return {
    id: obligation.id,
    title: obligation.title,
    by: obligation.by,
    transfer: transfer.id,
    started: span.started,
    ended: span.ended,
    asks: obligation.asks,
    endTitle: obligation.endBy?.title,
    clocks: clocksOf(obligation, span, scene),
    clauses: obligation.clauses,
    written: obligation.written,
    reading: obligation.reading,
  };
}

/**
 * The clocks of a duty, also of one that only time has still to bring: whoever looks for what will be due must know of
 * it beforehand, since nobody acts on the day it begins.
 */
export function dutyClocks(obligation: Obligation, scene: Scene): readonly ClockView[] {
  const span = spanOf(obligation, scene);
  return span === undefined ? [] : clocksOf(obligation, span, scene);
}

function spanOf(obligation: Obligation, scene: Scene): DutySpan | undefined {
  const { transfer } = scene;
  if (transfer === undefined || !obligation.pathways.includes(transfer.pathway)) return undefined;
  const span = dutySpan(obligation, scene);
  if (span === undefined) return undefined;
  return obligation.when === undefined || holds(obligation.when, scene) ? span : undefined;
}

function clocksOf(obligation: Obligation, span: DutySpan, scene: Scene): readonly ClockView[] {
  const within = { ...scene, obligationStarted: span.started };
  const places = scene.transfer?.places;
  const children =
    places !== undefined && places.size > 0 ? [...places.keys()] : childrenOf(scene.family);
  return [...obligation.clocks.values()]
    .flatMap((clock) => clockViews(clock, within, children, obligation.id))
    .filter((view) => span.ended === undefined || view.stopped !== undefined);
}
