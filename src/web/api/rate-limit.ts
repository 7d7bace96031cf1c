/** Lets so many through, and says how long to wait else. */
export interface RateLimit {
  /** 0: it may; else milliseconds to wait. `now` in milliseconds. */
  take(who: string, now: number): number;
}

/** Whoever was not heard of for long starts anew. */
const MAX_REMEMBERED = 10_000;

/** A bucket for each of those who ask (token bucket): `burst` at once, `perMinute` in the long run. */
export function rateLimit({ burst, perMinute }: { burst: number; perMinute: number }): RateLimit {
  const buckets = new Map<string, { left: number; at: number }>();
  const perMs = perMinute / 60_000;
  return {
    take(who, now) {
      const bucket = buckets.get(who);
      const left = bucket ? Math.min(burst, bucket.left + (now - bucket.at) * perMs) : burst;
      // The oldest are first in a map: who asks again goes to its end.
      buckets.delete(who);
      if (buckets.size >= MAX_REMEMBERED) {
        const [oldest] = buckets.keys();
        if (oldest !== undefined) buckets.delete(oldest);
      }
      const isLet = left >= 1;
      buckets.set(who, { left: isLet ? left - 1 : left, at: now });
      return isLet ? 0 : Math.ceil((1 - left) / perMs);
    },
  };
}
