import type { Instant } from '../../core/calendar/time.ts';
import type { Family } from '../../core/family/family.ts';
import type { Rows } from '../projection/projection.ts';

/** A family at one version, with what the next append must find in the store. */
export interface Known {
  readonly family: Family;
  /** Hash of the last event. */
  readonly hash: Buffer;
  /** When the last event was recorded. */
  readonly recorded: Instant;
  /** What its read rows were worked out with; see `projection.ts`. */
  readonly projectedWith: string;
  /** The read rows, if this process worked them out. */
  readonly rows?: Rows;
}

export interface FamilyCache {
  readonly get: (authority: string, family: string) => Known | undefined;
  readonly put: (authority: string, known: Known) => void;
  readonly forget: (authority: string, family: string) => void;
}

/** Keeps the families used last. Nothing in it is trusted: an append says which version it knew. */
export function makeFamilyCache(limit: number): FamilyCache {
  const kept = new Map<string, Known>();
  const keyOf = (authority: string, family: string) => `${authority}\n${family}`;
  return {
    get(authority, family) {
      const key = keyOf(authority, family);
      const known = kept.get(key);
      if (known) {
        kept.delete(key);
        kept.set(key, known);
      }
      return known;
    },
    put(authority, known) {
      const key = keyOf(authority, known.family.id);
      const present = kept.get(key);
      // Two acts may come back in the other order.
      if (present && present.family.version > known.family.version) return;
      kept.delete(key);
      kept.set(key, known);
      const oldest = kept.keys().next();
      if (kept.size > limit && !oldest.done) kept.delete(oldest.value);
    },
    forget(authority, family) {
      kept.delete(keyOf(authority, family));
    },
  };
}
