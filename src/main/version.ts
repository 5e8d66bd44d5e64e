import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of Stile, as its package.json in this folder has it. */
export function versionOf(projectFolder: string): string {
  const path = join(projectFolder, 'package.json');
  // Our own package.json, which has a version.
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
  return version;
}
