import { IntlMessageFormat } from 'intl-messageformat';
import { type Calendar, defaultCalendar, type Locale } from '../lib/locale.ts';
import { formatMoney, NUMBER_LOCALES } from './money.ts';

/** Who a sentence is for. */
export interface Reader {
  locale: Locale;
  /** IANA name; whose days count. */
  timeZone: string;
  /** The usual one of the language unless told. */
  calendar?: Calendar | undefined;
}

/** Sentences, numbers and days in a reader's language, digits and calendar. */
export interface Speaker {
  locale: Locale;
  /** An ICU message with its values. */
  text(message: string, values?: Readonly<Record<string, string | number | undefined>>): string;
  /** At most `decimals` of them; 2 unless told. */
  number(value: number, decimals?: number): string;
  /** At least two digits: `07`. */
  twoDigits(value: number): string;
  /** `0.34` as `34%`. */
  share(value: number): string;
  /** The same with a decimal where it is small: `3.4%`. */
  exactShare(value: number): string;
  /** Minor units of a currency (ISO 4217). */
  money(amountMinor: number, currency: string): string;
  /** The day of an instant, in words. */
  day(at: Date): string;
  /** A day of the Gregorian calendar, `2026-03-21`, in words. */
  date(day: string): string;
  /** A month of the Gregorian calendar, `2026-03`: figures by month are of its months, also where a year is counted otherwise. */
  month(month: string): string;
}

/** ICU's names of our calendars. */
const ICU_CALENDARS: Record<Calendar, string> = {
  gregorian: 'gregory',
  persian: 'persian',
  islamic: 'islamic-umalqura',
};
/** English dates are written day first, which no reader outside America misreads. */
const DATE_LOCALES: Record<Locale, string> = { ...NUMBER_LOCALES, en: 'en-GB' };

const MAX_SPEAKERS = 100;
const speakers = new Map<string, Speaker>();

/** The (cached) speaker for a reader. */
export function speakerFor({ locale, timeZone, calendar = defaultCalendar(locale) }: Reader): Speaker {
  const key = `${locale} ${timeZone} ${calendar}`;
  const known = speakers.get(key);
  if (known) return known;
  if (speakers.size >= MAX_SPEAKERS) speakers.clear();
  const made = makeSpeaker(locale, timeZone, calendar);
  speakers.set(key, made);
  return made;
}

function makeSpeaker(locale: Locale, timeZone: string, calendar: Calendar): Speaker {
  const digits = NUMBER_LOCALES[locale];
  const numbers = [0, 1, 2].map(
    (decimals) => new Intl.NumberFormat(digits, { maximumFractionDigits: decimals }),
  );
  const twoDigits = new Intl.NumberFormat(digits, { minimumIntegerDigits: 2 });
  const shares = new Intl.NumberFormat(digits, { style: 'percent' });
  const smallShares = new Intl.NumberFormat(digits, { style: 'percent', maximumFractionDigits: 1 });
  const days = (zone: string) =>
    new Intl.DateTimeFormat(DATE_LOCALES[locale], {
      dateStyle: 'long',
      timeZone: zone,
      calendar: ICU_CALENDARS[calendar],
    });
  const [here, anywhere] = [days(timeZone), days('UTC')];
  const months = new Intl.DateTimeFormat(DATE_LOCALES[locale], {
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
    calendar: 'gregory',
  });
  return {
    locale,
    text: (message, values = {}) => String(messageIn(locale, message).format(values)),
    number: (value, decimals = 2) => (numbers[decimals] ?? numbers[2] ?? shares).format(value),
    twoDigits: (value) => twoDigits.format(value),
    share: (value) => shares.format(value),
    exactShare: (value) => (value > 0 && value < SMALL_SHARE ? smallShares : shares).format(value),
    money: (amountMinor, currency) => formatMoney(amountMinor, currency, locale),
    day: (at) => here.format(at),
    date: (day) => anywhere.format(new Date(`${day}T12:00:00Z`)),
    month: (month) => months.format(new Date(`${month}-15T12:00:00Z`)),
  };
}

const SMALL_SHARE = 0.095;

/** Messages are our own, so there are only so many. */
const messages = new Map<string, IntlMessageFormat>();

function messageIn(locale: Locale, message: string): IntlMessageFormat {
  const key = `${locale} ${message}`;
  let format = messages.get(key);
  if (!format) {
    format = new IntlMessageFormat(message, NUMBER_LOCALES[locale]);
    messages.set(key, format);
  }
  return format;
}
