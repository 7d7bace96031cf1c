import { Temporal } from 'temporal-polyfill/full';
import type { KnownDetail } from '../../customers/record/known-details.ts';
import { isOccasionDate, type OccasionDate, yearsOn } from '../../customers/record/occasion-date.ts';
import { type Calendar, defaultCalendar, type Locale } from '../../lib/locale.ts';
import { formatPhoneNumber } from '../../lib/phone-number.ts';
import { NUMBER_LOCALES } from '../../rendering/money.ts';
import { fill, isolated, RECORD_WORDS, type RecordWords, wordOf } from '../words/record-words.ts';
import { PAGE_WORDS } from '../words.ts';
import { CALENDAR_NAMES, DATE_LOCALES } from './format.ts';

/** Where a value is from: what a source sentence is made of. */
interface Origin {
  source: string;
  sourceRef: string | null;
  at: Date;
  mailSentAt: Date | null;
  byPerson?: boolean;
  confidence?: number;
}

/** Writes values of the record for a reader: language, digits, calendar and time zone. */
export interface RecordText {
  locale: Locale;
  words: RecordWords;
  day(date: Date): string;
  moment(date: Date): string;
  number(value: number): string;
  /** A value of a field as a person reads it: `fa` is Persian. */
  value(field: string, value: string): string;
  /** What was noticed, by the kind of its signal. */
  signal(kind: string): string;
  /** The name of a field or of what changed: `detail:custom:shoe size` is shoe size. */
  field(what: string): string;
  /** "from the signature of the mail of 3 May", and whether it is a guess. */
  source(origin: Origin): string;
  /** The day of an occasion, in the calendar it is kept in. */
  occasion(date: OccasionDate): string;
  /** When it comes next, and how many years it is then. */
  next(occasion: OccasionDate & { kind: string; nextOn: string | null }): string;
}

/** Less than this is a guess. */
const SURE = 0.6;

const MAX_TEXTS = 100;
const texts = new Map<string, RecordText>();

/** The (cached) writer of a language. */
export function recordText(
  locale: Locale,
  timeZone: string,
  calendar: Calendar = defaultCalendar(locale),
): RecordText {
  const key = `${locale} ${timeZone} ${calendar}`;
  const known = texts.get(key);
  if (known) return known;
  if (texts.size >= MAX_TEXTS) texts.clear();
  const made = makeRecordText(locale, timeZone, calendar);
  texts.set(key, made);
  return made;
}

function makeRecordText(locale: Locale, timeZone: string, calendar: Calendar): RecordText {
  const words = RECORD_WORDS[locale];
  const dates = (options: Intl.DateTimeFormatOptions, of: Calendar = calendar, zone = timeZone) =>
    new Intl.DateTimeFormat(DATE_LOCALES[locale], {
      calendar: CALENDAR_NAMES[of],
      timeZone: zone,
      ...options,
    });
  const dayFormat = dates({ year: 'numeric', month: 'short', day: 'numeric' });
  const momentFormat = dates({
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const numbers = new Intl.NumberFormat(NUMBER_LOCALES[locale]);
  const languages = new Intl.DisplayNames(NUMBER_LOCALES[locale], { type: 'language' });
  const day = (date: Date) => dayFormat.format(date);
  const number = (value: number) => numbers.format(value);

  const source = (origin: Origin): string => {
    const sentence = sourceSentence(words, origin, day);
    const isGuess = origin.byPerson !== true && (origin.confidence ?? 1) < SURE;
    return isGuess ? `${sentence} · ${words.sources.guess}` : sentence;
  };
  return {
    locale,
    words,
    day,
    moment: (date) => momentFormat.format(date),
    number,
    value(field, value) {
      if (field === 'locale') return languages.of(value) ?? value;
      if (field === 'kind') return wordOf(PAGE_WORDS[locale].kinds, value);
      if (field === 'relationship') return wordOf(words.relationships, value);
      if (field === 'preferred-channel') return wordOf(words.channels, value);
      if (field === 'calendar') return wordOf(words.calendars, value);
      return field === 'phone' ? isolated(inDigits(formatPhoneNumber(value), locale), 'ltr') : value;
    },
    signal: (kind) => wordOf(words.signals, kind),
    field(what) {
      const name = what.startsWith('detail:') ? what.slice('detail:'.length) : what;
      if (name.startsWith('custom:')) return name.slice('custom:'.length);
      const [kind = name, part] = name.split(':', 2);
      if (kind === 'occasion') return wordOf(words.occasions, part ?? 'custom');
      if (kind === 'interaction') return wordOf(words.channels, part ?? '');
      if (kind === 'feedback') return wordOf(words.feedback, part ?? '');
      return wordOf(words.fields, kind);
    },
    source,
    occasion(date) {
      const shown = shownDay(date);
      if (!shown) return `${date.month}-${date.day}`;
      const year = date.year === null ? {} : { year: 'numeric' as const };
      return dates({ day: 'numeric', month: 'long', ...year }, date.calendar, 'UTC').format(shown);
    },
    next({ nextOn, ...date }) {
      if (nextOn === null) return '';
      const on = dates({ day: 'numeric', month: 'short', year: 'numeric' }, calendar, 'UTC').format(
        new Date(`${nextOn}T12:00:00Z`),
      );
      const years = yearsOn(date, nextOn);
      if (years === null || years < 1) return fill(words.says.next, { day: on });
      const text = date.kind === 'birthday' ? words.says.turns : words.says.years;
      return fill(text, { n: number(years), day: on });
    },
  };
}

function sourceSentence(words: RecordWords, origin: Origin, day: (date: Date) => string): string {
  const { sources } = words;
  const { source, sourceRef, mailSentAt } = origin;
  const at = day(mailSentAt ?? origin.at);
  if (source === 'person') {
    if (sourceRef === null || sourceRef === 'command line') return fill(sources['command line'], { day: at });
    return fill(sources.person, { who: sourceRef, day: at });
  }
  if (source === 'signature' && mailSentAt !== null) return fill(sources.signature, { day: at });
  if (source === 'mail' || source === 'signature')
    return mailSentAt === null ? sources.mail : fill(sources.mailOf, { day: at });
  const ref = sourceRef ?? source;
  if (source === 'csv' || source === 'vcard') return fill(sources[source], { ref });
  if (source === 'api' || source === 'shop') return fill(sources[source], { day: at });
  return fill(sources.other, { ref: source });
}

/** Persian digits keep the order of a number's groups, Arabic ones would turn it round. */
function inDigits(number: string, locale: Locale): string {
  return locale === 'fa' ? number.replace(/\d/g, (digit) => PERSIAN_DIGITS[Number(digit)] ?? digit) : number;
}

const PERSIAN_DIGITS = '۰۱۲۳۴۵۶۷۸۹';

/** A noon on which the day of an occasion falls, of its own year or of one that has it. */
function shownDay(date: OccasionDate): Date | undefined {
  const years = date.year === null ? YEARS_WITH[date.calendar] : [date.year];
  const year = years.find((one) => isOccasionDate({ ...date, year: one }));
  if (year === undefined) return undefined;
  const plain = Temporal.PlainDate.from({
    calendar: CALENDAR_NAMES[date.calendar],
    year,
    month: date.month,
    day: date.day,
  }).withCalendar('iso8601');
  return new Date(`${plain.toString()}T12:00:00Z`);
}

/** Years among which every day that a calendar ever has comes. */
const YEARS_WITH: Record<Calendar, readonly number[]> = {
  gregorian: [2000],
  persian: [1403],
  islamic: Array.from({ length: 40 }, (_, at) => 1420 + at),
};

/** The winner of a field that is a column, where `details` rules it. */
export function rulingDetail(
  beneath: Record<string, unknown> | null,
  details: readonly KnownDetail[],
  field: string,
): KnownDetail | undefined {
  if (beneath === null || !(field in beneath)) return undefined;
  return details.find((detail) => detail.field === field);
}
