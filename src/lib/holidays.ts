import { createRequire } from 'node:module';
import type DateHolidays from 'date-holidays';

/** Whether a local date (`2026-03-21`) is a public holiday. */
export type IsHoliday = (date: string) => boolean;

/**
 * The public holidays of a country (ISO 3166-1), by its own calendars: Nowruz by the Persian one, the feasts by the Islamic
 * one, Easter by the church's. A country that nothing is known of has none. Years are worked out when they are asked for,
 * and remembered.
 */
export function holidaysOf(country: string | undefined): IsHoliday {
  if (country === undefined) return () => false;
  const known = KNOWN.get(country) ?? new Map<string, ReadonlySet<string>>();
  KNOWN.set(country, known);
  return (date) => {
    const year = date.slice(0, 4);
    const days = known.get(year) ?? daysOf(country, Number(year));
    known.set(year, days);
    return days.has(date);
  };
}

function daysOf(country: string, year: number): ReadonlySet<string> {
  const days = new Set<string>();
  if (!Number.isInteger(year)) return days;
  calendars ??= new (library())();
  if (!(country in calendars.getCountries())) return days;
  calendars.init(country);
  for (const { date, start, end, type } of calendars.getHolidays(year)) {
    if (type !== 'public') continue;
    // One that lasts for days names its first; the others follow from how long it is.
    const length = Math.max(1, Math.round((end.getTime() - start.getTime()) / DAY_MS));
    const first = Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
    for (let day = 0; day < length; day++)
      days.add(new Date(first + day * DAY_MS).toISOString().slice(0, 10));
  }
  return days;
}

/** It brings the rules of the whole world and takes its time: it is loaded when a date is first asked for. */
function library(): typeof DateHolidays {
  const loaded = createRequire(import.meta.url)('date-holidays') as
    | typeof DateHolidays
    | { default: typeof DateHolidays };
  return 'default' in loaded ? loaded.default : loaded;
}

const DAY_MS = 86_400_000;
const KNOWN = new Map<string, Map<string, ReadonlySet<string>>>();
let calendars: DateHolidays | undefined;
