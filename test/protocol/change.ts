import assert from 'node:assert/strict';
import { loadProtocol } from '../../src/core/protocol/load.ts';
import { problemLine, type SourceFile } from '../../src/core/protocol/problem.ts';
import type { Protocol } from '../../src/core/protocol/protocol.ts';
import { anytown } from './anytown.ts';

/** Replaces words that stand once in a file. `«` in the new words marks a place and is taken out. */
export function changed(
  path: string,
  old: string,
  now: string,
  among = anytown,
): { readonly files: readonly SourceFile[]; readonly place: string | undefined } {
  const file = among.find((each) => each.path === path);
  assert.ok(file, `There is no file ${path}`);
  const pieces = file.text.split(old);
  assert.equal(
    pieces.length,
    2,
    `“${old}” should stand once in ${path}, not ${pieces.length - 1} times`,
  );
  const text = pieces.join(now);
  const marked = text.indexOf('«');
  const before = text.slice(0, Math.max(marked, 0)).split('\n');
  const column = (before.at(-1)?.length ?? 0) + 1;
  const place = marked < 0 ? undefined : `${path}:${before.length}:${column}`;
  const files = among.map((each) => (each === file ? { path, text: text.replace('«', '') } : each));
  return { files, place };
}

/** The problems as lines, in order. */
export function problemsOf(files: readonly SourceFile[]): readonly string[] {
  const loaded = loadProtocol(files);
  return loaded.ok ? [] : loaded.problems.map(problemLine);
}

/** The protocol; fails with what is wrong with it. */
export function protocolOf(files: readonly SourceFile[]): Protocol {
  const loaded = loadProtocol(files);
  assert.ok(loaded.ok, loaded.ok ? '' : loaded.problems.map(problemLine).join('\n'));
  return loaded.protocol;
}
