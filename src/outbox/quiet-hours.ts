import { MINUTE_MS } from '../lib/duration.ts';

/** Local times of day, `HH:MM`. */
export interface QuietHours {
  from: string;
  to: string;
}

/**
 * When mail may leave again: the end of the quiet hours that `now` lies in by the clocks of `timeZone`, or undefined
 * when it may leave now. `from` equal to `to` means no quiet hours. On the night the clocks change the answer may be an
 * hour off; whoever acts on it asks again then.
 */
export function quietUntil(quiet: QuietHours, timeZone: string, now: Date): Date | undefined {
  const from = minutesOf(quiet.from);
  const to = minutesOf(quiet.to);
  const local = localMinutes(timeZone, now);
  const inside = from <= to ? local >= from && local < to : local >= from || local < to;
  if (from === to || !inside) return undefined;
  const minutes = (to - local + MINUTES_PER_DAY) % MINUTES_PER_DAY;
  const wholeMinute = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
  return new Date(wholeMinute + minutes * MINUTE_MS);
}

const MINUTES_PER_DAY = 24 * 60;
const formats = new Map<string, Intl.DateTimeFormat>();

function localMinutes(timeZone: string, now: Date): number {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(timeZone, format);
  }
  return minutesOf(format.format(now));
}

function minutesOf(timeOfDay: string): number {
  const [hours = '0', minutes = '0'] = timeOfDay.split(':');
  return Number(hours) * 60 + Number(minutes);
}
