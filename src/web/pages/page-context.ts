import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { inBusiness } from '../../database/in-business.ts';
import type { Tx } from '../../database/tables.ts';
import { LOCALES, type Locale } from '../../lib/locale.ts';
import type { Workspace } from '../../schedule/workspace.ts';
import { type Format, formatFor } from '../views/format.ts';
import { type Html, layout, type Tab } from '../views/layout.ts';
import { PAGE_WORDS, type Words } from '../words.ts';

/** What a page is drawn with: its reader's language and formats, and the business it may look into. */
export interface PageContext {
  locale: Locale;
  words: Words;
  format: Format;
  inside<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  page(tab: Tab, title: string, content: Html): Response | Promise<Response>;
}

const LANGUAGE_COOKIE = 'wafa_language';
const COOKIE_SECONDS = 365 * 86_400;

/** Takes the language from `?lang=`, else the cookie, else the business. */
export function pageContext(context: Context, workspace: Workspace): PageContext {
  const asked = LOCALES.find((name) => name === context.req.query('lang'));
  if (asked) {
    setCookie(context, LANGUAGE_COOKIE, asked, {
      maxAge: COOKIE_SECONDS,
      httpOnly: true,
      sameSite: 'Lax',
      path: '/',
    });
  }
  const { business } = workspace.config;
  const remembered = LOCALES.find((name) => name === getCookie(context, LANGUAGE_COOKIE));
  const locale = asked ?? remembered ?? business.locale;
  const url = new URL(context.req.url);
  const frame = { locale, businessName: business.name, path: `${url.pathname}${url.search}` };
  return {
    locale,
    words: PAGE_WORDS[locale],
    format: formatFor(locale, business.timeZone, locale === business.locale ? business.calendar : undefined),
    inside: (work) => inBusiness(workspace.db, workspace.businessId, work),
    page: (tab, title, content) => context.html(layout(frame, tab, title, content)),
  };
}
