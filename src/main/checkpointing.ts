/** The key that signs checkpoints and the file that keeps them, from the settings. */
import type { Checkpointing } from '../cases/make-checkpoint.ts';
import type { AskedCheckpoints, CheckpointCheck } from '../cli/with-store.ts';
import type { Database } from '../store/database/connect.ts';
import {
  appendCheckpoints,
  readCheckpointFile,
  readPrivateKey,
  readPublicKey,
} from '../store/history/checkpoint-files.ts';
import { checkAgainstCheckpoints } from '../store/history/checkpoints.ts';
import type { Environment } from './environment.ts';
import { CannotStart } from './open-database.ts';

type Settings = Pick<Environment, 'checkpointKey' | 'checkpointFormerKeys' | 'checkpointFile'>;

/** Undefined where no key is set; a key that cannot be read stops the start, so that nobody believes there are checkpoints. */
export function readCheckpointing(
  settings: Settings,
  file = settings.checkpointFile,
): Checkpointing | undefined {
  const { checkpointKey, checkpointFormerKeys } = settings;
  if (checkpointKey === undefined) return undefined;
  return plainly(() => ({
    privateKey: readPrivateKey(checkpointKey),
    formerKeys: checkpointFormerKeys.map(readPublicKey),
    file:
      file === undefined
        ? undefined
        : {
            read: () => readCheckpointFile(file),
            append: (checkpoints) => appendCheckpoints(file, checkpoints),
          },
  }));
}

export async function checkCheckpoints(
  db: Database,
  settings: Settings,
  { file, keys }: AskedCheckpoints,
): Promise<readonly CheckpointCheck[]> {
  const own = [...settings.checkpointFormerKeys, settings.checkpointKey];
  const paths = keys.length > 0 ? keys : own.filter((path) => path !== undefined);
  if (paths.length === 0)
    throw new CannotStart('Give the public key with --key FILE, or set STILE_CHECKPOINT_KEY.', 2);
  const [trusted, kept] = plainly(() => [
    paths.map(readPublicKey),
    file === undefined ? undefined : readCheckpointFile(file),
  ]);
  return checkAgainstCheckpoints(db, trusted, kept);
}

function plainly<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new CannotStart(error instanceof Error ? error.message : String(error), 2);
  }
}
