import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/duration.ts';
import type { Locale } from '../../lib/locale.ts';

const UNITS = [
  ['week', 7 * DAY_MS],
  ['day', DAY_MS],
  ['hour', HOUR_MS],
  ['minute', MINUTE_MS],
  ['second', 1000],
] as const;

/** A length of time in words of a language, in the largest unit that measures it whole: `14 days` is `2 weeks`. */
export function lengthIn(ms: number, locale: Locale): string {
  const [unit, size] = UNITS.find(([, one]) => ms >= one && ms % one === 0) ?? (['second', 1000] as const);
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(ms / size);
}
