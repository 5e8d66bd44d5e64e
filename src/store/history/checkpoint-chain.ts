/** What a checkpoint says, how it is signed, and what must be true of a row of them. No database here. */
import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { Instant } from '../../core/calendar/time.ts';
import { canonical } from './chain.ts';

/** The end of one history: the version and hash of its last event. */
export interface Head {
  readonly family: string;
  readonly version: number;
  /** In hexadecimal. */
  readonly hash: string;
}

/** Heads by family. */
export type Heads = ReadonlyMap<string, Pick<Head, 'version' | 'hash'>>;

export interface Checkpoint {
  readonly authority: string;
  readonly number: number;
  readonly at: Instant;
  /** SHA-256 of the body of the checkpoint before it; 64 zeros for the first. */
  readonly previous: string;
  /** Fingerprint of the public key: SHA-256 of its DER form. */
  readonly key: string;
  /** How many histories it covers, and the digest of all their heads. */
  readonly families: number;
  readonly root: string;
  /** The heads that are new or further on than in the checkpoint before. */
  readonly changed: readonly (readonly [family: string, version: number, hash: string])[];
}

export interface SignedCheckpoint {
  /** The exact text that was signed. */
  readonly body: string;
  readonly signature: Buffer;
}

export interface Signer {
  readonly privateKey: KeyObject;
}

/** What is wrong with a row of checkpoints, from the first that is wrong on. */
export interface BadCheckpoint {
  readonly number: number;
  readonly words: string;
}

export const noCheckpoint = '0'.repeat(64);

export function signCheckpoint(checkpoint: Checkpoint, { privateKey }: Signer): SignedCheckpoint {
  const body = canonical({ ...checkpoint });
  return { body, signature: sign(null, Buffer.from(body, 'utf8'), privateKey) };
}

/** SHA-256 over one line for each history, sorted by family: family, tab, version, tab, hash, line feed. */
export function rootOf(heads: Heads): string {
  const digest = createHash('sha256');
  for (const family of [...heads.keys()].sort((a, b) => (a < b ? -1 : 1))) {
    const head = heads.get(family);
    digest.update(`${family}\t${head?.version}\t${head?.hash}\n`, 'utf8');
  }
  return digest.digest('hex');
}

export function fingerprintOf(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return sha256(publicKey.export({ type: 'spki', format: 'der' }));
}

export function sha256(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Where a row of checkpoints stands: what it has seen up to its last. */
export interface Row {
  readonly last: Checkpoint | undefined;
  readonly previous: string;
  readonly heads: Heads;
  readonly bad: BadCheckpoint | undefined;
}

/** Reads checkpoints in order and holds each against its signature, the one before it, and its digest. */
export function replay(
  authority: string,
  signed: readonly SignedCheckpoint[],
  keys: readonly KeyObject[],
): Row {
  const byPrint = new Map(keys.map((key) => [fingerprintOf(key), key]));
  const heads = new Map<string, Pick<Head, 'version' | 'hash'>>();
  let last: Checkpoint | undefined;
  let previous = noCheckpoint;
  for (const { body, signature } of signed) {
    const number = (last?.number ?? 0) + 1;
    const stop = (words: string): Row => ({ last, previous, heads, bad: { number, words } });
    const said = readBody(body);
    if (said === undefined) return stop(`Checkpoint ${number} cannot be read.`);
    const key = byPrint.get(said.key);
    if (key === undefined)
      return stop(
        `Checkpoint ${number} is signed with a key that was not given (${said.key.slice(0, 16)}…).`,
      );
    if (!isSigned(body, signature, key))
      return stop(`Checkpoint ${number} is not what was signed: its signature does not fit.`);
    if (said.authority !== authority || said.number !== number)
      return stop(
        `In place of checkpoint ${number} stands number ${said.number} of ${said.authority}.`,
      );
    if (said.previous !== previous)
      return stop(`Checkpoint ${number} does not follow the one before it.`);
    for (const [family, version, hash] of said.changed) heads.set(family, { version, hash });
    if (heads.size !== said.families || rootOf(heads) !== said.root)
      return stop(`The digest of checkpoint ${number} does not fit what it covers.`);
    last = said;
    previous = sha256(body);
  }
  return { last, previous, heads, bad: undefined };
}

function isSigned(body: string, signature: Buffer, key: KeyObject): boolean {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return verify(null, Buffer.from(body, 'utf8'), publicKey, signature);
}

function readBody(body: string): Checkpoint | undefined {
  try {
    const said = JSON.parse(body);
    const whole =
      typeof said.key === 'string' &&
      typeof said.number === 'number' &&
      Array.isArray(said.changed) &&
      canonical(said) === body;
    // Whoever signed it wrote it from a Checkpoint; the signature is looked at next.
    return whole ? (said as Checkpoint) : undefined;
  } catch {
    return undefined;
  }
}
