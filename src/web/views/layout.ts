import { html, raw } from 'hono/html';
import { directionOf, LOCALES, type Locale } from '../../lib/locale.ts';
import { PAGE_WORDS } from '../words.ts';
import { STYLE } from './style.ts';

/** What hono's `html` gives: escaped, unless it came from `html` itself. */
export type Html = ReturnType<typeof html>;

export interface PageFrame {
  locale: Locale;
  businessName: string;
  /** Path with query, for the language links. */
  path: string;
}

const TABS = ['status', 'messages', 'contacts', 'outbox', 'quarantine'] as const;
export type Tab = (typeof TABS)[number];
const LANGUAGE_NAMES: Record<Locale, string> = { en: 'English', ar: 'العربية', fa: 'فارسی' };

/** The frame of every page: name, tabs, languages; the whole page turns for Arabic and Persian. */
export function layout(frame: PageFrame, tab: Tab, title: string, content: Html): Html {
  const words = PAGE_WORDS[frame.locale];
  return html`<!doctype html>
<html lang="${frame.locale}" dir="${directionOf(frame.locale)}">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>${title} · ${frame.businessName} · ${words.wafa}</title>
<link rel="icon" href="data:," />
<style>${raw(STYLE)}</style>
</head>
<body>
<header>
  <strong class="brand">${words.wafa} <span>${frame.businessName}</span></strong>
  <nav>${TABS.map(
    (name) =>
      html`<a href="${pathOf(name)}"${name === tab ? raw(' aria-current="page"') : ''}>${words[name]}</a>`,
  )}</nav>
  <div class="languages">${LOCALES.map((locale) =>
    locale === frame.locale
      ? html`<b lang="${locale}">${LANGUAGE_NAMES[locale]}</b>`
      : html`<a lang="${locale}" href="${withLanguage(frame.path, locale)}">${LANGUAGE_NAMES[locale]}</a>`,
  )}</div>
</header>
<main>
<h1>${title}</h1>
${content}
</main>
</body>
</html>`;
}

export function pathOf(tab: Tab): string {
  return tab === 'status' ? '/' : `/${tab}`;
}

function withLanguage(path: string, locale: Locale): string {
  const url = new URL(path, 'http://localhost');
  url.searchParams.set('lang', locale);
  return `${url.pathname}${url.search}`;
}
