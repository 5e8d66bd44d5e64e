import { readFileSync } from 'node:fs';

/** Whether a process runs. One that has ended but was never collected by its parent does not. */
export function isAlive(pid: number): boolean {
  return answersSignals(pid) && statOf(pid)?.state !== 'Z';
}

/** Whether the number is taken, be it by a process that has already ended. */
export function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, but belongs to someone else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * What tells a process from a later one with the same number: the boot and the moment it began.
 * Unknown where there is no /proc.
 */
export function birthOf(pid: number): string | undefined {
  const stat = statOf(pid);
  const boot = read('/proc/sys/kernel/random/boot_id');
  return stat && boot && `${boot.trim()}-${stat.started}`;
}

/** The name of the program a process runs, where /proc tells. */
export function programOf(pid: number): string | undefined {
  return read(`/proc/${pid}/comm`)?.trim();
}

function statOf(pid: number): { state: string; started: string } | undefined {
  const text = read(`/proc/${pid}/stat`);
  // The second field is the program's name in brackets and may hold spaces.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  const state = fields?.[0];
  const started = fields?.[19];
  return state && started ? { state, started } : undefined;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
