import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceFile } from '../../src/core/protocol/problem.ts';

const folder = join(import.meta.dirname, '../../../protocols/small-unitary/example');

/** The files of the small example, which has one of each word that the others do without. */
export const smallUnitary: readonly SourceFile[] = globSync('{*,pathways/*}.yaml', { cwd: folder })
  .toSorted()
  .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
