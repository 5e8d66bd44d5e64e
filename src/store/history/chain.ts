import { createHash } from 'node:crypto';
import type { Instant } from '../../core/calendar/time.ts';

// The chain: hash = SHA-256 of the hash before it followed by the exact bytes of the body. The body
// holds the authority, the stream and the version, so that no event fits in another place.

export interface Sealed {
  readonly version: number;
  readonly body: string;
  readonly hash: Buffer;
}

/** The first event of a stream follows this. */
export const noHash: Buffer = Buffer.alloc(32);

export interface Stream {
  readonly authority: string;
  readonly family: string;
}

/** What the history keeps of any event; a family's have more. */
export interface Recorded {
  readonly type: string;
  readonly at: Instant;
  readonly recorded: Instant;
}

/** Chains events to the hash before them; `version` is that of the last event there is. */
export function seal(
  stream: Stream,
  last: { readonly version: number; readonly hash: Buffer },
  events: readonly Recorded[],
): readonly Sealed[] {
  let { version, hash } = last;
  return events.map((event) => {
    version += 1;
    const { authority, family } = stream;
    const body = canonical({ authority, family, version, event });
    hash = hashOf(hash, body);
    return { version, body, hash };
  });
}

export function hashOf(previous: Buffer, body: string): Buffer {
  return createHash('sha256').update(previous).update(body, 'utf8').digest();
}

/**
 * JSON in one form only: keys in order of their code units, nothing that is undefined, no spaces.
 * Whoever has the same facts gets the same bytes, in whatever language.
 */
export function canonical(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    const entries = Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`);
    return `{${entries.join(',')}}`;
  }
  throw new Error(`The history cannot keep ${Object.prototype.toString.call(value)}`);
}
