/** How long something took, of `count` times, in milliseconds. */
export interface Delays {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** From `begun` to `ended`, by the same keys. Throws when one never ended. What was over before it began took no time. */
export function delaysOf(begun: ReadonlyMap<string, number>, ended: ReadonlyMap<string, number>): Delays {
  const delays = [...begun]
    .map(([key, from]) => {
      const until = ended.get(key);
      if (until === undefined) throw new Error(`${key} never ended`);
      return Math.max(0, until - from);
    })
    .toSorted((a, b) => a - b);
  const at = (part: number) => delays[Math.min(delays.length - 1, Math.ceil(part * delays.length) - 1)] ?? 0;
  return { count: delays.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}
