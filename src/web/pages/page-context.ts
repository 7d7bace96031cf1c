import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { inBusiness } from '../../database/in-business.ts';
import type { Tx } from '../../database/tables.ts';
import { type Calendar, LOCALES, type Locale } from '../../lib/locale.ts';
import type { Reader } from '../../rendering/speaker.ts';
import type { Workspace } from '../../schedule/workspace.ts';
import { type Format, formatFor } from '../views/format.ts';
import { type Html, layout, type PageContent } from '../views/layout.ts';
import { reasonIn } from '../views/reason.ts';
import { type RecordText, recordText } from '../views/record-text.ts';
import { pageStyle } from '../views/style.ts';
import { PAGE_WORDS, type Words } from '../words.ts';

/** What a page is drawn with: its reader's language and formats, and the business it may look into. */
export interface PageContext {
  locale: Locale;
  words: Words;
  format: Format;
  /** The same reader, for sentences. */
  reader: Reader;
  /** How values of the record are written. */
  recordText: RecordText;
  /** The business's, IANA. */
  timeZone: string;
  /** The business's own, where its language is the reader's; else the usual one of the language. */
  calendar: Calendar | undefined;
  now(): Promise<Date>;
  /** One question of the address, `?name=`. */
  query(name: string): string | undefined;
  inside<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** One of Wafa's own reasons in the reader's language; anything else as it is stored. */
  reason: (stored: string) => Html;
  page(content: PageContent, status?: 200 | 404): Response | Promise<Response>;
}

const LANGUAGE_COOKIE = 'wafa_language';
const COOKIE_SECONDS = 365 * 86_400;

/** Takes the language from `?lang=`, else the cookie, else the business. */
export function pageContext(context: Context, workspace: Workspace): PageContext {
  const { business } = workspace.config;
  const locale = chosenLocale(context) ?? business.locale;
  const url = new URL(context.req.url);
  const frame = {
    locale,
    businessName: business.name,
    path: `${url.pathname}${url.search}`,
    style: pageStyle(business.brand.color),
  };
  const calendar = locale === business.locale ? business.calendar : undefined;
  const format = formatFor(locale, business.timeZone, calendar);
  return {
    locale,
    words: PAGE_WORDS[locale],
    format,
    reader: { locale, timeZone: business.timeZone, calendar },
    recordText: recordText(locale, business.timeZone, calendar),
    timeZone: business.timeZone,
    calendar,
    now: () => workspace.clock.now(),
    reason: (stored) => reasonIn(locale, format, stored),
    query: (name) => context.req.query(name),
    inside: (work) => inBusiness(workspace.db, workspace.businessId, work),
    page: (content, status = 200) => context.html(layout(frame, content), status),
  };
}

/** The language asked for now, which is remembered, or the one remembered. */
function chosenLocale(context: Context): Locale | undefined {
  const asked = LOCALES.find((name) => name === context.req.query('lang'));
  if (!asked) return LOCALES.find((name) => name === getCookie(context, LANGUAGE_COOKIE));
  setCookie(context, LANGUAGE_COOKIE, asked, {
    maxAge: COOKIE_SECONDS,
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
  });
  return asked;
}
