/** Files that a command writes, or a plain sentence why it cannot. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { BadInput } from './terminal.ts';

/** Writes a text; folders above it are made. */
export function writeText(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    throw new BadInput(`${path} cannot be written.${whyNot(error)}`);
  }
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
