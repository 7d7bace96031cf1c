import { html, raw } from 'hono/html';
import { directionOf, LOCALES, type Locale } from '../../lib/locale.ts';
import { PAGE_WORDS } from '../words.ts';

/** What hono's `html` gives: escaped, unless it came from `html` itself. */
export type Html = ReturnType<typeof html>;

export interface PageFrame {
  locale: Locale;
  businessName: string;
  /** Path with query, for the language links. */
  path: string;
  /** See style.ts. */
  style: string;
}

/** What a page shows inside its frame. */
export interface PageContent {
  /** The tab it belongs to; none for a page that is not there. */
  tab: Tab | undefined;
  title: string;
  /** Beside the title: tags. */
  beside?: Html;
  content: Html;
}

const TABS = ['status', 'messages', 'contacts', 'insight', 'outbox', 'quarantine'] as const;
type Tab = (typeof TABS)[number];
const LANGUAGE_NAMES: Record<Locale, string> = { en: 'English', ar: 'العربية', fa: 'فارسی' };

/** The frame of every page: name, tabs, languages; the whole page turns for Arabic and Persian. */
export function layout(frame: PageFrame, { tab, title, beside, content }: PageContent): Html {
  const words = PAGE_WORDS[frame.locale];
  return html`<!doctype html>
<html lang="${frame.locale}" dir="${directionOf(frame.locale)}">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="robots" content="noindex" />
<title>${title} · ${frame.businessName} · ${words.wafa}</title>
<link rel="icon" href="data:," />
<style>${raw(frame.style)}</style>
</head>
<body>
<a class="skip" href="#content">${words.skipToContent}</a>
<header>
  <strong class="brand">${words.wafa} <bdi>${frame.businessName}</bdi></strong>
  <nav aria-label="${words.pages}">${TABS.map(
    (name) =>
      html`<a href="${pathOf(name)}"${name === tab ? raw(' aria-current="page"') : ''}>${words[name]}</a>`,
  )}</nav>
  <div class="languages" role="group" aria-label="${words.language}">${LOCALES.map((locale) =>
    locale === frame.locale
      ? html`<b lang="${locale}">${LANGUAGE_NAMES[locale]}</b>`
      : html`<a lang="${locale}" href="${withLanguage(frame.path, locale)}">${LANGUAGE_NAMES[locale]}</a>`,
  )}</div>
</header>
<main id="content">
<h1><bdi>${title}</bdi> ${beside ?? ''}</h1>
${content}
</main>
</body>
</html>`;
}

function pathOf(tab: Tab): string {
  if (tab === 'insight') return '/segments';
  return tab === 'status' ? '/' : `/${tab}`;
}

function withLanguage(path: string, locale: Locale): string {
  const url = new URL(path, 'http://localhost');
  url.searchParams.set('lang', locale);
  return `${url.pathname}${url.search}`;
}
