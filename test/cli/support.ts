import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..', '..');

export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the built command line as people do, in the folder of the project. */
export function stile(...args: readonly string[]): Run {
  return stileWith({}, ...args);
}

export function stileWith(variables: NodeJS.ProcessEnv, ...args: readonly string[]): Run {
  const program = join(root, 'dist', 'src', 'main', 'cli.js');
  const run = spawnSync(process.execPath, [program, ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...variables },
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
}
