import { WafaError } from './errors.ts';

/** Milliseconds in one of each unit; a month is 30 days and a year 365, as durations, not calendar arithmetic. */
const UNIT_MS: Record<string, number> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  mo: 30 * 86_400_000,
  y: 365 * 86_400_000,
};

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;
export const MINUTE_MS = 60_000;

/** Milliseconds of a text such as `90d`, `1h`, `2y` or `1h 30m`. Throws a WafaError on anything else. */
export function parseDuration(text: string): number {
  const parts = text.trim().split(/\s+/);
  let total = 0;
  for (const part of parts) {
    const match = /^(\d{1,9}(?:\.\d{1,3})?)(ms|mo|s|m|h|d|w|y)$/.exec(part);
    const unit = UNIT_MS[match?.[2] ?? ''];
    if (!match || unit === undefined) {
      throw new WafaError(`"${text}" is not a duration`, {
        hint: 'write a number and a unit: 30s, 15m, 1h, 90d, 6w, 3mo, 2y',
      });
    }
    total += Number(match[1]) * unit;
  }
  return total;
}

/** A duration for people, in its two largest units: `2h 5m`, `41d`, `3s`. */
export function formatDuration(milliseconds: number): string {
  const units: [string, number][] = [
    ['d', DAY_MS],
    ['h', HOUR_MS],
    ['m', MINUTE_MS],
    ['s', 1000],
  ];
  let rest = Math.max(0, milliseconds);
  const shown: string[] = [];
  for (const [name, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) shown.push(`${count}${name}`);
    if (shown.length === 2) break;
  }
  return shown.join(' ') || '0s';
}
