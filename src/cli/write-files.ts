/** Files that a command writes, or a plain sentence why it cannot. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BadInput } from './terminal.ts';

/** Writes a text into a folder that is there. */
export function writeText(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new BadInput(`${path} cannot be written.${whyNot(error)}`);
  }
}

/** Writes texts below a folder, which is made with all above them. */
export function writeTexts(
  folder: string,
  files: readonly { readonly path: string; readonly text: string }[],
): void {
  try {
    for (const { path } of files) mkdirSync(dirname(join(folder, path)), { recursive: true });
  } catch (error) {
    throw new BadInput(`${folder} cannot be made.${whyNot(error)}`);
  }
  for (const { path, text } of files) writeText(join(folder, path), text);
}

/** Whether nothing would be written over: there is no such folder, or nothing in it. */
export function isEmptyFolder(path: string): boolean {
  try {
    return readdirSync(path).length === 0;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return true;
    if (codeOf(error) === 'ENOTDIR') throw new BadInput(`${path} is a file. Name a folder.`);
    throw new BadInput(`${path} cannot be read.${whyNot(error)}`);
  }
}

function whyNot(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOENT':
      return ' There is no such folder.';
    case 'EACCES':
    case 'EPERM':
      return ' This user may not write there.';
    case 'EISDIR':
      return ' It is a folder.';
    case 'ENOTDIR':
    case 'EEXIST':
      return ' A part of its path is a file.';
    case 'ENOSPC':
      return ' The disk is full.';
    default:
      return '';
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
