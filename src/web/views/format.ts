import { type Calendar, defaultCalendar, type Locale } from '../../lib/locale.ts';
import { NUMBER_LOCALES } from '../../rendering/money.ts';

/** How a page shows dates and numbers to its reader: their digits, calendar and time zone. */
export interface Format {
  date(value: Date | null): string;
  number(value: number): string;
}

const MAX_FORMATS = 100;
const formats = new Map<string, Format>();

/** The (cached) format of a language; dates without a value are shown as a dash. */
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

const CALENDAR_NAMES: Record<Calendar, string> = {
  gregorian: 'gregory',
  persian: 'persian',
  islamic: 'islamic-umalqura',
};

function makeFormat(locale: Locale, timeZone: string, calendar: Calendar): Format {
  const numbers = new Intl.NumberFormat(NUMBER_LOCALES[locale]);
  const dates = new Intl.DateTimeFormat(NUMBER_LOCALES[locale], {
    calendar: CALENDAR_NAMES[calendar],
    timeZone,
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return {
    date: (value) => (value === null ? '–' : dates.format(value)),
    number: (value) => numbers.format(value),
  };
}
