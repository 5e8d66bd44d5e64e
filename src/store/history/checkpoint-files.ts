/** The signing key and the kept checkpoints: files outside the database. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { hasCode, readIfPresent } from '../database/data-folder.ts';
import { fingerprintOf } from './checkpoint-chain.ts';
import type { StoredCheckpoint } from './checkpoints.ts';

/** Makes a signing key in `path`, for its owner only, and its public half in `path`.pub. Never writes over one. */
export function makeKey(path: string): { readonly fingerprint: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const only = { flag: 'wx', flush: true } as const;
  try {
    writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), {
      ...only,
      mode: 0o600,
    });
    writeFileSync(`${path}.pub`, publicKey.export({ type: 'spki', format: 'pem' }), only);
  } catch (error) {
    throw new Error(
      hasCode(error, 'EEXIST')
        ? `${path} or ${path}.pub is there already. A key that has signed is never written over: choose another name.`
        : `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
  return { fingerprint: fingerprintOf(publicKey) };
}

export function readPrivateKey(path: string): KeyObject {
  return readKey(
    path,
    createPrivateKey,
    'the private key for checkpoints; make one with: stile history key FILE',
  );
}

/** A public key, or a private one, whose public half counts. */
export function readPublicKey(path: string): KeyObject {
  return readKey(path, createPublicKey, 'a public key for checkpoints');
}

function readKey(path: string, read: (text: string) => KeyObject, what: string): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = read(readFileSync(path, 'utf8'));
  } catch {
    // Said below, without what is in the file.
  }
  if (key?.asymmetricKeyType !== 'ed25519') throw new Error(`${path} does not hold ${what}.`);
  return key;
}

/** One checkpoint a line. A line that was cut off by a crash at the very end counts as not there. */
export function readCheckpointFile(path: string): readonly StoredCheckpoint[] {
  const text = readIfPresent(path) ?? '';
  const lines = text.split('\n');
  lines.pop();
  return lines.map((line, index) => {
    try {
      const { authority, number, body, signature } = JSON.parse(line);
      if (typeof body === 'string' && typeof authority === 'string' && typeof number === 'number')
        return { authority, number, body, signature: Buffer.from(String(signature), 'base64') };
    } catch {
      // Said below.
    }
    throw new Error(`Line ${index + 1} of ${path} is not a checkpoint.`);
  });
}

/** Appends what the file lacks and waits until it is on the disk. */
export function appendCheckpoints(path: string, checkpoints: readonly StoredCheckpoint[]): void {
  if (checkpoints.length === 0) return;
  const file = openSync(path, 'a', 0o600);
  try {
    const before = readFileSync(path);
    // A line that a crash cut off was never told to anybody: it goes, and is written again.
    ftruncateSync(file, before.lastIndexOf(10) + 1);
    const lines = checkpoints.map(({ authority, number, body, signature }) =>
      JSON.stringify({ authority, number, body, signature: signature.toString('base64') }),
    );
    writeSync(file, `${lines.join('\n')}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
