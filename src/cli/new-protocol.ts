/** `stile protocol new`: a small policy that is sound, to be changed into one's own. */
import { loadProtocol } from '../core/protocol/load.ts';
import { problemLine } from '../core/protocol/problem.ts';
import { starterFiles } from '../core/protocol/template.ts';
import { BadInput, type ExitCode, type Terminal } from './terminal.ts';
import { isEmptyFolder, writeTexts } from './write-files.ts';

export interface AskedStarter {
  readonly authority: string;
  readonly name: string;
  readonly version: string;
}

/** Writes the starter into a folder that is not there yet, or empty. */
export function startProtocol(terminal: Terminal, folder: string, asked: AskedStarter): ExitCode {
  if (!isEmptyFolder(folder))
    throw new BadInput(
      `${folder} is not empty. Name a folder that is not there yet: nothing is written over.`,
    );
  const files = starterFiles(asked);
  // Such as a short name with capital letters: said before anything is written.
  const loaded = loadProtocol(files.filter(({ path }) => isPartOfIt(path)));
  if (!loaded.ok) throw new BadInput(loaded.problems.map(problemLine).join('\n'));
  writeTexts(folder, files);
  terminal.out(
    [
      `A policy for ${asked.name} is in ${folder}: ${files.map(({ path }) => path).join(', ')}.`,
      'Change it beside your document, then:',
      `  stile protocol check ${folder}`,
      `  stile scenario run ${folder}`,
    ].join('\n'),
  );
  return 0;
}

function isPartOfIt(path: string): boolean {
  return path.endsWith('.yaml') && !path.split('/').includes('scenarios');
}
