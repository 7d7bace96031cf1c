import { type PurchaseTime, readPurchaseTime } from '../purchases/purchase-time.ts';
import { dateReader } from './date-format.ts';

/** Texts that are remembered: a file has few days and many rows. */
const MAX_REMEMBERED = 10_000;

/** Reads the dates of a file, each text once as far as it is remembered. */
export function rowTimes(
  timeZone: string,
  now: Date,
  dateFormat: string | undefined,
): (text: string) => PurchaseTime {
  const usual = dateFormat === undefined ? (text: string) => text : dateReader(dateFormat);
  const known = new Map<string, PurchaseTime>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const time = readPurchaseTime(usual(text), timeZone, now);
    if (known.size >= MAX_REMEMBERED) known.clear();
    known.set(text, time);
    return time;
  };
}
