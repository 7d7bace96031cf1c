import Handlebars from 'handlebars';
import { IntlMessageFormat } from 'intl-messageformat';
import { CALENDARS, type Calendar, type Locale } from '../lib/locale.ts';
import { formatMoney, NUMBER_LOCALES } from './money.ts';
import { textOfHtml } from './text-of-html.ts';

/** What a rendering knows beside its data; helpers find it in their `data`. */
export interface RenderContext {
  kind: 'html' | 'text';
  locale: Locale;
  calendar: Calendar;
  timeZone: string;
}

/** How a helper may be called, so that a template can be checked without running it. */
export interface HelperRule {
  /** Least and most positional arguments. */
  arguments: readonly [number, number];
  /** Named arguments it takes. */
  named: readonly string[];
}

/** All helpers of our own; nothing else may be called in a template but `if`, `unless`, `each` and `with`. */
export const HELPER_RULES: Readonly<Record<string, HelperRule>> = {
  formatDate: { arguments: [1, 1], named: ['calendar', 'style'] },
  formatNumber: { arguments: [1, 1], named: [] },
  formatMoney: { arguments: [2, 2], named: [] },
  plural: { arguments: [2, 2], named: [] },
  share: { arguments: [2, 2], named: [] },
  ltr: { arguments: [1, 1], named: [] },
  lines: { arguments: [1, 1], named: [] },
  is: { arguments: [2, 2], named: [] },
  htmlAsText: { arguments: [1, 1], named: [] },
};

interface HelperOptions {
  data: RenderContext;
  hash: Record<string, unknown>;
}

/** The helpers, to be registered with Handlebars. */
export const helpers = {
  /**
   * `21 March 2026`, in the reader's calendar and digits. `style="short"` leaves the year out, `"weekday"` also names the
   * day of the week (`Saturday, 21 March`), `"day"` and `"month"` are one of them alone, `"time"` is the hour (`18:30`),
   * and '' for a day without one.
   */
  formatDate(value: unknown, { data, hash }: HelperOptions): string {
    const date = toDate(value);
    if (!date) return '';
    const asked = CALENDARS.find((name) => name === hash['calendar']);
    // A date without a time is a day on the calendar, the same in every zone.
    const timeZone = isDay(value) ? 'UTC' : data.timeZone;
    const style = DATE_STYLES.find((name) => name === hash['style']) ?? 'long';
    if (style === 'time' && isDay(value)) return '';
    const text = dateFormat(data.locale, asked ?? data.calendar, timeZone, style).format(date);
    // The Arabic letter for morning or evening stays beside its hour.
    return style === 'time' ? text.replace(' ', '\u00a0') : text;
  },
  /** A number in the reader's digits; a text is left as it is. */
  formatNumber(value: unknown, { data }: HelperOptions): unknown {
    return typeof value === 'number' ? numberFormat(data.locale).format(value) : value;
  },
  /** An amount in minor units, and its ISO 4217 code; '' when either is absent. */
  formatMoney(amountMinor: unknown, currency: unknown, { data }: HelperOptions): string {
    if (typeof amountMinor !== 'number' || typeof currency !== 'string' || currency === '') return '';
    return formatMoney(amountMinor, currency, data.locale);
  },
  /** ICU plural rules: `{{plural count "one {# item} other {# items}"}}`; Arabic has six forms. */
  plural(count: unknown, forms: unknown, { data }: HelperOptions): string {
    const message = pluralMessage(String(forms), data.locale);
    return String(message.format({ count: Number(count) }));
  },
  /** What `part` is of `part` and `rest` together, in whole percent from 0 to 100: how far a bar is filled. */
  share(part: unknown, rest: unknown): number {
    if (typeof part !== 'number' || typeof rest !== 'number') return 0;
    const whole = part + rest;
    return whole > 0 ? Math.min(100, Math.max(0, Math.round((100 * part) / whole))) : 0;
  },
  /** Keeps order numbers, phones and web addresses in one left-to-right piece inside right-to-left text. */
  ltr(value: unknown, { data }: HelperOptions): unknown {
    const text = textOf(value);
    if (text === '' || data.locale === 'en') return text;
    if (data.kind === 'text') return `\u200e${text}\u200e`;
    return new Handlebars.SafeString(`<span dir="ltr">${Handlebars.escapeExpression(text)}</span>`);
  },
  /** Keeps the line breaks of a text. */
  lines(value: unknown, { data }: HelperOptions): unknown {
    const text = textOf(value);
    if (data.kind === 'text') return text;
    return new Handlebars.SafeString(Handlebars.escapeExpression(text).replaceAll('\n', '<br />'));
  },
  /** True when both are the same: `{{#if (is direction "up")}}`. */
  is(a: unknown, b: unknown): boolean {
    return a === b;
  },
  /** Ready HTML for the text part, its lists numbered in the reader’s digits; put in by the loader where a body says `{{{html}}}`. */
  htmlAsText(value: unknown, { data }: HelperOptions): string {
    const format = numberFormat(data.locale);
    return textOfHtml(textOf(value)).replace(
      /^( *)(\d{1,4})(?=\. )/gm,
      (_, indent: string, digits: string) => {
        return `${indent}${format.format(Number(digits))}`;
      },
    );
  },
};

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

function isDay(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
}

function toDate(value: unknown): Date | undefined {
  if (typeof value !== 'string' && !(value instanceof Date)) return undefined;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** Making an Intl object costs a hundred times what using it does. */
const MAX_FORMATS = 1000;
const dateFormats = new Map<string, Intl.DateTimeFormat>();
const numberFormats = new Map<Locale, Intl.NumberFormat>();
const pluralMessages = new Map<string, IntlMessageFormat>();

/** English dates are written day first, which no reader outside America misreads. */
const DATE_LOCALES: Record<Locale, string> = { ...NUMBER_LOCALES, en: 'en-GB' };

/** ICU's names of our calendars; Umm al-Qura is the civil calendar of Saudi Arabia. */
const ICU_CALENDARS: Record<Calendar, string> = {
  gregorian: 'gregory',
  persian: 'persian',
  islamic: 'islamic-umalqura',
};

/** What each style shows; English and Persian hours run to 24, Arabic ones are said with ص and م. */
const DATE_PARTS = {
  long: { day: 'numeric', month: 'long', year: 'numeric' },
  short: { day: 'numeric', month: 'long' },
  weekday: { weekday: 'long', day: 'numeric', month: 'long' },
  day: { day: 'numeric' },
  month: { month: 'long' },
  time: { hour: 'numeric', minute: '2-digit' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;
const DATE_STYLES = ['long', 'short', 'weekday', 'day', 'month', 'time'] as const;

function dateFormat(
  locale: Locale,
  calendar: Calendar,
  timeZone: string,
  style: keyof typeof DATE_PARTS,
): Intl.DateTimeFormat {
  const key = `${locale} ${calendar} ${timeZone} ${style}`;
  let format = dateFormats.get(key);
  if (!format) {
    if (dateFormats.size >= MAX_FORMATS) dateFormats.clear();
    const options = { calendar: ICU_CALENDARS[calendar], timeZone, ...DATE_PARTS[style] };
    format = new Intl.DateTimeFormat(DATE_LOCALES[locale], options);
    dateFormats.set(key, format);
  }
  return format;
}

function numberFormat(locale: Locale): Intl.NumberFormat {
  let format = numberFormats.get(locale);
  if (!format) {
    format = new Intl.NumberFormat(NUMBER_LOCALES[locale]);
    numberFormats.set(locale, format);
  }
  return format;
}

function pluralMessage(forms: string, locale: Locale): IntlMessageFormat {
  const key = `${locale} ${forms}`;
  let message = pluralMessages.get(key);
  if (!message) {
    if (pluralMessages.size >= MAX_FORMATS) pluralMessages.clear();
    message = new IntlMessageFormat(`{count, plural, ${forms}}`, NUMBER_LOCALES[locale]);
    pluralMessages.set(key, message);
  }
  return message;
}
