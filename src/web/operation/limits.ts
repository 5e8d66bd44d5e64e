/** How often one account and one address may post. In this process only, bounded, and never for a safeguarding concern. */
import { type Instant, toMilliseconds } from '../../core/calendar/time.ts';

export interface Limit {
  /** So many at once, and so many more with each period. */
  readonly most: number;
  readonly seconds: number;
}

export interface Limits {
  readonly signInByAddress: Limit;
  readonly signInByAccount: Limit;
  /** On the way to a provider and back: nothing can be guessed there. */
  readonly providerByAddress: Limit;
  /** Providers that say whose sessions have ended: many at once where they sign everybody out. */
  readonly endedByAddress: Limit;
  /** Links by mail, for one address of mail. */
  readonly linkByAccount: Limit;
  readonly postByAddress: Limit;
  readonly postByAccount: Limit;
}

/** An address may be a whole council behind one proxy; an account is one person with one keyboard. */
export const usualLimits: Limits = {
  signInByAddress: { most: 60, seconds: 60 },
  signInByAccount: { most: 10, seconds: 60 },
  providerByAddress: { most: 600, seconds: 60 },
  endedByAddress: { most: 3000, seconds: 60 },
  linkByAccount: { most: 5, seconds: 900 },
  postByAddress: { most: 1200, seconds: 60 },
  postByAccount: { most: 120, seconds: 60 },
};

export interface Limiter {
  /** Counts one; says after how many seconds the next is allowed where this one is not. */
  readonly take: (key: string, limit: Limit, now: Instant) => number | undefined;
  readonly size: () => number;
}

interface Bucket {
  left: number;
  /** Milliseconds. */
  at: number;
}

/** Buckets that fill up again with time. The one unused longest is forgotten beyond `mostKeys`: about 200 bytes each. */
export function makeLimiter(mostKeys = 20_000): Limiter {
  const buckets = new Map<string, Bucket>();
  return {
    take(key, { most, seconds }, instant) {
      const now = toMilliseconds(instant);
      const perMillisecond = most / (seconds * 1000);
      const bucket = buckets.get(key) ?? { left: most, at: now };
      // A clock that goes back gives nothing and takes nothing.
      bucket.left = Math.min(most, bucket.left + Math.max(0, now - bucket.at) * perMillisecond);
      bucket.at = now;
      buckets.delete(key);
      buckets.set(key, bucket);
      const oldest = buckets.keys().next();
      if (buckets.size > mostKeys && !oldest.done) buckets.delete(oldest.value);
      if (bucket.left < 1) return Math.ceil((1 - bucket.left) / perMillisecond / 1000);
      bucket.left -= 1;
      return undefined;
    },
    size: () => buckets.size,
  };
}
