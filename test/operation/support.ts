import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { TestStile } from '../store/support.ts';

/** How often each crash test kills: 50 times, fewer while somebody works on it. */
export const kills = Number(process.env.STILE_TEST_KILLS ?? 50);

/** Each kill is a start of what was killed, which takes seconds on a machine with much else to do. */
export const patience = { timeout: Math.max(110_000, kills * 12_000) };

export function endOf(child: ChildProcess): Promise<string | number | null> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null)
      resolve(child.signalCode ?? child.exitCode);
    else child.once('exit', (code, signal) => resolve(signal ?? code));
  });
}

/** Starts another program of these tests. */
export function startNode(script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, ...env },
  });
}

/** Takes everybody else out of the directory: no server starts with people of a demonstration beside others. */
export async function onlyDemonstration(stile: TestStile): Promise<void> {
  await stile.behindItsBack("DELETE FROM worker WHERE id NOT LIKE 'demo-%'");
}

/** Until the file is longer than it was, and then a little while that differs each time. */
export async function someTimeInto(file: string, before: number, round: number): Promise<void> {
  for (let waited = 0; readFileSync(file, 'utf8').length <= before && waited < 15_000; waited += 5)
    await wait(5);
  await wait((round * 7919) % 60);
}

export function linesOf(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '');
}
