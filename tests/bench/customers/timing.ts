/** How long each of several runs took, in milliseconds. */
export interface Times {
  readonly count: number;
  readonly median: number;
  readonly p95: number;
  readonly slowest: number;
}

/** Runs it `warmUps` times without looking, then `count` times one after the other. */
export async function timesOf(
  count: number,
  run: (number: number) => Promise<unknown>,
  warmUps = 5,
): Promise<Times> {
  for (let number = 0; number < warmUps; number++) await run(number);
  const took: number[] = [];
  for (let number = warmUps; number < warmUps + count; number++) {
    const began = performance.now();
    await run(number);
    took.push(performance.now() - began);
  }
  const sorted = took.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
  return { count, median: at(0.5), p95: at(0.95), slowest: at(1) };
}

/** As a row of the report. */
export function rowOf(name: string, { count, median, p95, slowest }: Times): (string | number)[] {
  return [name, count, median, p95, slowest, 'ms'];
}
