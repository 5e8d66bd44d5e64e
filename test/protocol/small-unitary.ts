import { join, relative } from 'node:path';
import { readProtocolFolder } from '../../src/cli/read-files.ts';
import type { SourceFile } from '../../src/core/protocol/problem.ts';

const folder = join(import.meta.dirname, '../../../protocols/small-unitary/example');

/** The files of the small example, which has one of each word that the others do without. */
export const smallUnitary: readonly SourceFile[] = readProtocolFolder(folder).map(
  ({ path, text }) => ({ path: relative(folder, path), text }),
);
