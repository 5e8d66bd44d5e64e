import type { KeyObject } from 'node:crypto';
import { dayOf } from '../core/calendar/time.ts';
import {
  type CheckpointBreak,
  findLastCheckpoint,
  listCheckpoints,
  makeCheckpoint as make,
  type StoredCheckpoint,
} from '../store/history/checkpoints.ts';
import { type Stile, seenByStile } from './stile.ts';

/** What signs, and where signed checkpoints are kept besides the database. */
export interface Checkpointing {
  readonly privateKey: KeyObject;
  /** Keys of before, so that what they signed still counts. */
  readonly formerKeys: readonly KeyObject[];
  /** The file; none keeps them in the database only. */
  readonly file:
    | {
        readonly read: () => readonly StoredCheckpoint[];
        readonly append: (checkpoints: readonly StoredCheckpoint[]) => void;
      }
    | undefined;
}

export interface CheckpointReport {
  readonly authority: string;
  /** Its number; undefined where none was made. */
  readonly number: number | undefined;
  readonly families: number;
  readonly breaks: readonly CheckpointBreak[];
}

/** Signs the ends of all histories of every authority; `daily` leaves out those that have one of today. */
export async function makeCheckpoints(
  stile: Stile,
  { privateKey, formerKeys, file }: Checkpointing,
  { daily = false }: { readonly daily?: boolean } = {},
): Promise<readonly CheckpointReport[]> {
  const reports: CheckpointReport[] = [];
  for (const authority of stile.protocols.authorities) {
    const now = stile.now();
    const last = await findLastCheckpoint(seenByStile(stile, authority), authority);
    if (daily && last !== undefined && dayOf(last.at) === dayOf(now)) continue;
    const made = await make(seenByStile(stile, authority), authority, {
      signer: { privateKey },
      keys: formerKeys,
      now,
    });
    reports.push(
      made.ok
        ? { authority, number: made.made.at(-1)?.number, families: made.families, breaks: [] }
        : { authority, number: undefined, families: 0, breaks: made.breaks },
    );
  }
  if (file !== undefined) await keepInFile(stile, file);
  return reports;
}

/** Also what an earlier run could not append, such as when it was killed in between. */
async function keepInFile(stile: Stile, file: NonNullable<Checkpointing['file']>): Promise<void> {
  const kept = file.read();
  for (const authority of stile.protocols.authorities) {
    const numbers = kept.filter((each) => each.authority === authority).map(({ number }) => number);
    file.append(
      await listCheckpoints(seenByStile(stile, authority), authority, Math.max(0, ...numbers)),
    );
  }
}
