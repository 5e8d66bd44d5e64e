import type { Family } from '../family.ts';
import type { Changeable } from '../last-changes.ts';
import type { Refusal } from '../refusal.ts';
import type { Deciding } from './act.ts';

/** Why a change cannot be made unseen: what it would replace is not what its writer had before them. */
export function changedSince(
  { actor }: Deciding,
  family: Family,
  what: Changeable,
  basedOn: number | undefined,
): Refusal | undefined {
  const last = family.lastChanges.get(what);
  if (basedOn === undefined || last === undefined || last.version <= basedOn) return undefined;
  const who = last.by.worker === actor.worker ? 'You have' : 'Somebody has';
  return {
    refused: 'changed',
    message: `${who} changed this since you opened it`,
    by: last.by,
    recorded: last.recorded,
  };
}
