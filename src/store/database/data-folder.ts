import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { birthOf, isAlive as isProcessAlive } from './processes.ts';

export type DataLock =
  | { readonly ok: true; readonly release: () => void }
  | { readonly ok: false; readonly message: string };

/** Makes the folder for this user alone, or throws one plain sentence. */
export function makeDataFolder(dataDir: string): void {
  try {
    if (makeFolders(dataDir)) chmodSync(dataDir, 0o700);
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    throw new Error(`Stile cannot write to its data folder, ${dataDir}.`);
  }
}

/** Makes a folder and those above it, one by one: Node's own way never comes back where a folder cannot be made, as in /proc. */
function makeFolders(folder: string): boolean {
  if (existsSync(folder)) return false;
  const above = dirname(folder);
  if (above !== folder) makeFolders(above);
  mkdirSync(folder, { mode: 0o700 });
  return true;
}

/**
 * One Stile process at a time in a data folder. A lock whose process has gone is taken over, also
 * when its number has since been given to another process.
 */
export function lockData(
  dataDir: string,
  pid: number,
  isAlive: (pid: number) => boolean = isProcessAlive,
): DataLock {
  try {
    makeDataFolder(dataDir);
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
  const lock = join(dataDir, 'stile.lock');
  const mine = `${pid} ${birthOf(pid) ?? '-'}\n`;
  const draft = `${lock}.${pid}`;
  writeFileSync(draft, mine, { mode: 0o600 });
  try {
    // Two processes may each find the same stale lock; the loser comes round again.
    for (let attempt = 0; attempt < 10; attempt++) {
      if (linkIfAbsent(draft, lock)) {
        return { ok: true, release: () => releaseLock(lock, mine) };
      }
      const found = readIfPresent(lock);
      if (found === undefined) continue;
      const holder = livingHolder(found, pid, isAlive);
      if (holder !== undefined) return { ok: false, message: alreadyRunning(dataDir, holder) };
      removeStaleLock(lock, found, `${draft}.stale`);
    }
    return { ok: false, message: `Another Stile is just starting in ${dataDir}.` };
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Forces a file, or the names in a folder, to the disk. */
export function syncToDisk(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

export function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function alreadyRunning(dataDir: string, pid: number): string {
  return `Stile is already running in ${dataDir} (process ${pid}). Stop it first, or set STILE_DATA to another folder.`;
}

function livingHolder(
  text: string,
  self: number,
  isAlive: (pid: number) => boolean,
): number | undefined {
  const [number, birth] = text.trim().split(' ');
  const pid = Number(number);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined;
  const now = birthOf(pid);
  // In a container every start may have the same number: the moment of birth tells them apart.
  if (now === undefined || birth === '-') return pid === self ? undefined : pid;
  return now === birth ? pid : undefined;
}

/** Moves the lock aside first: only one process can, and it sees whether it moved a fresh one. */
function removeStaleLock(lock: string, stale: string, aside: string): void {
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  if (readIfPresent(aside) !== stale) linkIfAbsent(aside, lock);
  rmSync(aside, { force: true });
}

function releaseLock(lock: string, mine: string): void {
  if (readIfPresent(lock) === mine) rmSync(lock, { force: true });
}

function linkIfAbsent(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}
