/** Where a story stands before a step, and which transfer the step is about. */
import type { Derived } from '../core/family/derived.ts';
import type { FamilyEvent, TransferId } from '../core/family/events.ts';
import type { Transfer } from '../core/family/family.ts';
import { known } from './cast.ts';
import type { Filling } from './fields-of.ts';
import { Mistake, type ScenarioStep } from './scenario.ts';

export interface Standing extends Filling {
  readonly derived: Derived;
  /** The transfer that the story touched last. */
  readonly current: TransferId | undefined;
}

/** The transfer that a step is about: the one named, else the one that has such a step open, else the last one touched. */
export function transferOf(
  standing: Standing,
  step: ScenarioStep,
  state?: Transfer['state'],
): Transfer {
  const { family, protocol } = standing;
  const named = step.transfer;
  const pathway =
    named === undefined ? undefined : known('pathway', named, protocol.pathways.keys());
  const all = family.transfers.filter(
    (transfer) =>
      (pathway === undefined || transfer.pathway === pathway) &&
      (state === undefined || transfer.state === state),
  );
  const found =
    (pathway === undefined ? all.find((each) => each.id === standing.current) : undefined) ??
    all.findLast((each) => each.state !== 'ended') ??
    all.at(-1);
  if (found !== undefined) return found;
  throw new Mistake(
    named?.at ?? step.place,
    `The family has no ${state ?? ''} transfer${pathway === undefined ? '' : ` “${pathway}”`} here`.replace(
      '  ',
      ' ',
    ),
  );
}

/** The transfer that an act touched; a step that hands over to another pathway goes on there. */
export function touchedIn(events: readonly FamilyEvent[]): TransferId | undefined {
  const last = events.findLast(
    (event) => event.type === 'TransferStarted' || event.type === 'StepTaken',
  );
  return last !== undefined && 'transfer' in last ? last.transfer : undefined;
}
