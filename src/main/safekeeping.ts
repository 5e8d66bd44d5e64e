/** Backup, restore and the dump of the history, for the terminal: these work as the database's owner. */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import type { Safekeeping } from '../cli/backup-commands.ts';
import { fromMilliseconds } from '../core/calendar/time.ts';
import { writeBackup } from '../store/database/backup.ts';
import { connect, connectAsOwner } from '../store/database/connect.ts';
import { restoreBackup } from '../store/database/restore.ts';
import { makeKey } from '../store/history/checkpoint-files.ts';
import { dumpHistory } from '../store/history/dump-history.ts';
import { verifyHistory } from '../store/history/verify.ts';
import type { Environment } from './environment.ts';
import { CannotStart, openBare, openDatabase, projectFolder } from './open-database.ts';

export function safekeepingOf(
  environment: () => Environment,
  log: (message: string) => void,
): Safekeeping {
  const now = () => fromMilliseconds(Date.now());
  const asOwner = async <T>(
    act: (client: Awaited<ReturnType<typeof connectAsOwner>>) => Promise<T>,
  ): Promise<T> => {
    const opened = await openDatabase(environment(), log, { sharing: true });
    try {
      const client = await connectAsOwner(opened.connectionString);
      try {
        return await plainly(() => act(client));
      } finally {
        await client.end();
      }
    } finally {
      await opened.close();
    }
  };
  return {
    backup: (path) => asOwner((client) => writeBackup(client, path, now())),
    dumpHistory: (path) =>
      asOwner(async (client) => {
        const file = createWriteStream(path, { mode: 0o600, flush: true });
        const done = once(file, 'close');
        const dumped = await dumpHistory(client, now(), async (text) => {
          if (!file.write(text)) await once(file, 'drain');
        });
        file.end();
        await done;
        return dumped;
      }),
    makeKey: (path) => plainly(async () => makeKey(path)),
    async restore(path) {
      const { connectionString, close } = await openBare(environment(), log);
      try {
        const migrations = join(projectFolder, 'migrations');
        const restored = await plainly(() => restoreBackup({ connectionString, migrations, path }));
        const db = await connect({ connectionString, log });
        try {
          return { ...restored, verified: await verifyHistory(db) };
        } finally {
          await db.close();
        }
      } finally {
        await close();
      }
    },
  };
}

/** What went wrong with a file or a backup is for the operator, in a sentence. */
async function plainly<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new CannotStart(error instanceof Error ? error.message : String(error));
  }
}
