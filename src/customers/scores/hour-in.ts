import { DAY_MS, HOUR_MS } from '../../lib/duration.ts';
import { localDateTime } from '../../lib/local-time.ts';

/**
 * The hour (0 to 23) that a clock in `zone` (IANA) shows at this time (epoch milliseconds). Clocks are asked once a day and
 * zone, at noon UTC: on the days on which they are put forward or back some hours are one off.
 */
export function hourIn(at: number, zone: string): number {
  const day = Math.floor(at / DAY_MS);
  const offset = offsetOn(day, zone);
  return Math.floor(((((at + offset) % DAY_MS) + DAY_MS) % DAY_MS) / HOUR_MS);
}

/** Days of all zones that are remembered. */
const MAX_OFFSETS = 100_000;
let known = 0;
const offsets = new Map<string, Map<number, number>>();

function offsetOn(day: number, zone: string): number {
  let ofZone = offsets.get(zone);
  const found = ofZone?.get(day);
  if (found !== undefined) return found;
  if (known >= MAX_OFFSETS) {
    offsets.clear();
    ofZone = undefined;
    known = 0;
  }
  if (!ofZone) {
    ofZone = new Map();
    offsets.set(zone, ofZone);
  }
  const noon = day * DAY_MS + DAY_MS / 2;
  const local = localDateTime(new Date(noon), zone);
  const wall = Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute, local.second);
  const offset = wall - noon;
  ofZone.set(day, offset);
  known++;
  return offset;
}
