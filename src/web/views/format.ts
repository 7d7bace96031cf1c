import { html } from 'hono/html';
import { type Calendar, defaultCalendar, type Locale } from '../../lib/locale.ts';
import { formatMoney, NUMBER_LOCALES } from '../../rendering/money.ts';
import type { Html } from './layout.ts';

/** How a page shows times and numbers to its reader: their digits, calendar and time zone. */
export interface Format {
  /** Day and time of day; a dash when there is none. */
  moment(value: Date | null): Html | string;
  /** The day only. */
  day(value: Date | null): Html | string;
  number: (value: number) => string;
  /** `amountMinor` in the smallest unit of `currency` (ISO 4217). */
  money(amountMinor: number, currency: string): string;
  bytes(value: number): string;
  /** So many days, rounded. */
  days(value: number): string;
  /** So many seconds, in the largest unit that fits, rounded up. */
  span(seconds: number): string;
  /** The name of a language (ISO 639-1). */
  language(code: string): string;
}

const MAX_FORMATS = 100;
const formats = new Map<string, Format>();

/** The (cached) format of a language. */
export function formatFor(
  locale: Locale,
  timeZone: string,
  calendar: Calendar = defaultCalendar(locale),
): Format {
  const key = `${locale} ${timeZone} ${calendar}`;
  const known = formats.get(key);
  if (known) return known;
  if (formats.size >= MAX_FORMATS) formats.clear();
  const made = makeFormat(locale, timeZone, calendar);
  formats.set(key, made);
  return made;
}

/** English dates are written day first, which no reader outside America misreads. */
export const DATE_LOCALES: Record<Locale, string> = { ...NUMBER_LOCALES, en: 'en-GB' };

/** ICU's names of our calendars. */
export const CALENDAR_NAMES: Record<Calendar, string> = {
  gregorian: 'gregory',
  persian: 'persian',
  islamic: 'islamic-umalqura',
};

function makeFormat(locale: Locale, timeZone: string, calendar: Calendar): Format {
  const unit = (name: string, maximumFractionDigits = 0) =>
    new Intl.NumberFormat(NUMBER_LOCALES[locale], {
      style: 'unit',
      unit: name,
      unitDisplay: 'long',
      maximumFractionDigits,
    });
  const numbers = new Intl.NumberFormat(NUMBER_LOCALES[locale]);
  const kilobytes = unit('kilobyte');
  const megabytes = unit('megabyte', 1);
  const days = unit('day');
  const spans = SPANS.map(([name, seconds]) => ({ seconds, format: unit(name) }));
  const languages = new Intl.DisplayNames(NUMBER_LOCALES[locale], { type: 'language' });
  const day = { year: 'numeric', month: 'short', day: 'numeric' } as const;
  const dates = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(DATE_LOCALES[locale], {
      calendar: CALENDAR_NAMES[calendar],
      timeZone,
      ...options,
    });
    return (value: Date | null) =>
      value === null ? '–' : html`<time datetime="${value.toISOString()}">${format.format(value)}</time>`;
  };
  return {
    moment: dates({ ...day, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    day: dates(day),
    number: (value) => numbers.format(value),
    money: (amountMinor, currency) => formatMoney(amountMinor, currency, locale),
    bytes: (value) =>
      value < MEGABYTE
        ? kilobytes.format(Math.max(1, Math.round(value / KILOBYTE)))
        : megabytes.format(value / MEGABYTE),
    days: (value) => days.format(Math.round(value)),
    span: (seconds) => {
      const found = spans.find((one) => seconds >= one.seconds) ?? spans.at(-1);
      return found ? found.format.format(Math.max(1, Math.ceil(seconds / found.seconds))) : '';
    },
    language: (code) => languages.of(code) ?? code,
  };
}

/** Units of time, longest first, in seconds. */
const SPANS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

const KILOBYTE = 1000;
const MEGABYTE = 1_000_000;
