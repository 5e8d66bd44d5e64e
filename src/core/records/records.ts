/** The history of the records, told to its end: which holds there are, what waits for a decision, what was disposed of. */
import type { FamilyId } from '../family/people.ts';
import type { Listed, RecordsEvent, RecordsEventOf } from './records-events.ts';

export type Hold = RecordsEventOf<'HoldPlaced'>;

export interface Proposal {
  /** Its version in the history of the records. */
  readonly number: number;
  readonly proposed: RecordsEventOf<'DisposalProposed'>;
  readonly decided: RecordsEventOf<'DisposalConfirmed' | 'DisposalRefused'> | undefined;
  /** The version of the decision. */
  readonly decision: number | undefined;
}

export interface Records {
  /** Those that have not ended. */
  readonly holds: ReadonlyMap<string, Hold>;
  readonly proposals: ReadonlyMap<number, Proposal>;
  readonly disposed: ReadonlyMap<FamilyId, RecordsEventOf<'FamilyDisposed'>>;
}

/** Tells the history from its beginning; the first event is version 1. */
export function recordsFrom(events: readonly RecordsEvent[]): Records {
  const holds = new Map<string, Hold>();
  const proposals = new Map<number, Proposal>();
  const disposed = new Map<FamilyId, RecordsEventOf<'FamilyDisposed'>>();
  for (const [index, event] of events.entries()) {
    const number = index + 1;
    switch (event.type) {
      case 'HoldPlaced':
        holds.set(event.hold, event);
        break;
      case 'HoldEnded':
        holds.delete(event.hold);
        break;
      case 'DisposalProposed':
        proposals.set(number, { number, proposed: event, decided: undefined, decision: undefined });
        break;
      case 'DisposalConfirmed':
      case 'DisposalRefused': {
        const proposal = proposals.get(event.proposal);
        if (proposal !== undefined)
          proposals.set(event.proposal, { ...proposal, decided: event, decision: number });
        break;
      }
      case 'ExportReleased':
        break;
      case 'FamilyDisposed':
        disposed.set(event.family, event);
        break;
    }
  }
  return { holds, proposals, disposed };
}

/** The holds that keep a family: its own, those on its reference, and those on everything. */
export function holdsOn(
  { holds }: Records,
  { family, reference }: Pick<Listed, 'family' | 'reference'>,
): readonly Hold[] {
  return [...holds.values()].filter((hold) =>
    hold.family === undefined
      ? isOnEverything(hold) || hold.reference?.trim().toLowerCase() === reference.toLowerCase()
      : hold.family === family,
  );
}

export function isOnEverything({ family, reference }: Hold): boolean {
  return family === undefined && reference === undefined;
}

/** Whether it is about restricted families; a list is about these or about others. */
export function isOfRestricted({ proposed }: Proposal): boolean {
  return proposed.families.some(({ restricted }) => restricted === true);
}

/** What was confirmed and is not yet gone. */
export function stillToGo(records: Records): readonly Proposal[] {
  return [...records.proposals.values()].filter(
    ({ proposed, decided }) =>
      decided?.type === 'DisposalConfirmed' &&
      proposed.families.some(({ family }) => !records.disposed.has(family)),
  );
}

/** What waits for a second person. */
export function waitingProposals(records: Records): readonly Proposal[] {
  return [...records.proposals.values()].filter(({ decided }) => decided === undefined);
}
