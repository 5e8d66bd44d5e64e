import { readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { changeCalendar } from '../cases/change-calendar.ts';
import { publishedWithStile, publishProtocol } from '../cases/publish-protocol.ts';
import type { Stile } from '../cases/stile.ts';
import { findProtocolFolders, readProtocolFolder } from '../cli/read-files.ts';
import { problemLine, type SourceFile } from '../core/protocol/problem.ts';
import { findPublishedProtocol } from '../store/published.ts';
import { CannotStart, projectFolder } from './open-database.ts';

/** Publishes what comes with Stile: every protocol, and the first list of bank holidays. */
export async function publishAll(
  stile: Stile,
  log: (message: string) => void,
  protocols = join(projectFolder, 'protocols'),
): Promise<void> {
  for (const folder of findProtocolFolders(protocols)) await publishFolder(stile, folder, log);
  // A later list was given by `stile calendar update`; ours does not replace it.
  if (stile.bankHolidays !== undefined) return;
  const path = join(projectFolder, 'calendars', 'england-and-wales.json');
  const changed = await changeCalendar(stile, JSON.parse(readFileSync(path, 'utf8')));
  if (!changed.ok) throw new CannotStart(`${path}: ${changed.problem}.`, 2);
}

async function publishFolder(
  stile: Stile,
  folder: string,
  log: (message: string) => void,
): Promise<void> {
  // Named within their folder, so that the same policy is the same wherever Stile is installed.
  const files = readProtocolFolder(folder).map(({ path, text }) => ({
    path: relative(folder, path),
    text,
  }));
  if (await isPublished(stile, folder, files)) return;
  const published = await publishProtocol(stile, files, publishedWithStile);
  if (published.ok) return;
  const shown = relative(projectFolder, folder);
  if (published.differs) {
    // What families are bound to stays in force; a release that mends a word of a policy must not stop the start.
    log(
      `${shown} differs from what is in force under that version, which stays in force. A demonstration is made anew when its data folder is deleted.`,
    );
    return;
  }
  const problems = published.problems.map((problem) => `  ${join(shown, problemLine(problem))}`);
  throw new CannotStart([`${shown}: ${published.message}`, ...problems].join('\n'), 2);
}

/** Most starts publish nothing: to compare the texts is quicker than to read and check the policy again. */
async function isPublished(
  stile: Stile,
  folder: string,
  files: readonly SourceFile[],
): Promise<boolean> {
  const [authority, version] = [basename(dirname(folder)), basename(folder)];
  const known = await findPublishedProtocol(stile.db, authority, version);
  if (known === undefined || Object.keys(known.files).length !== files.length) return false;
  return files.every(({ path, text }) => known.files[path] === text);
}
