import sanitizeHtml from 'sanitize-html';
import { directionOf, type Locale } from '../lib/locale.ts';

/**
 * HTML that may stand inside a mail: only harmless elements, links to http(s), mailto and tel, images over https; no
 * styles but our own, which are written into every element because mail clients drop style sheets.
 */
export function mailHtml(html: string, locale: Locale): string {
  const key = `${locale} ${html}`;
  const known = cleaned.get(key);
  if (known !== undefined) return known;
  const clean = sanitizeHtml(html, OPTIONS[locale]);
  if (cleaned.size >= MAX_KNOWN) cleaned.clear();
  cleaned.set(key, clean);
  return clean;
}

/** One issue goes to thousands: it is cleaned once. */
const MAX_KNOWN = 32;
const cleaned = new Map<string, string>();

/** Deepest nesting of elements that is kept. */
const MAX_NESTING = 40;

/** The digits a numbered list counts in; clients that do not know the name count in Latin ones. */
const LIST_DIGITS: Record<Locale, string> = { en: 'decimal', ar: 'arabic-indic', fa: 'persian' };

const OPTIONS = { en: options('en'), ar: options('ar'), fa: options('fa') };

function options(locale: Locale): sanitizeHtml.IOptions {
  const start = directionOf(locale) === 'rtl' ? 'right' : 'left';
  const list = `margin:0 0 18px;padding:0;padding-${start}:24px;`;
  const heading = `margin:28px 0 10px;font-weight:700;line-height:1.35;text-align:${start};`;
  const styles: Record<string, string> = {
    p: 'margin:0 0 18px;',
    h1: `${heading}font-size:24px;`,
    h2: `${heading}font-size:20px;`,
    h3: `${heading}font-size:17px;`,
    ul: list,
    ol: `${list}list-style-type:${LIST_DIGITS[locale]};`,
    li: 'margin:0 0 6px;',
    a: 'color:inherit;text-decoration:underline;',
    // The paragraph inside brings its own space below.
    blockquote: `margin:0 0 20px;padding:18px 18px 0;border-${start}:3px solid #e2dace;background:#faf6ef;color:#5d554a;overflow:hidden;`,
    hr: 'border:0;border-top:1px solid #e9e3d9;margin:26px 0;',
    img: 'display:block;max-width:100%;height:auto;border:0;border-radius:8px;',
    td: `padding:6px 0;border-bottom:1px solid #e9e3d9;text-align:${start};`,
    th: `padding:6px 0;border-bottom:1px solid #cfc6b8;text-align:${start};`,
    table: 'width:100%;border-collapse:collapse;margin:0 0 18px;',
  };
  return {
    allowedTags: [
      ...Object.keys(styles),
      'strong',
      'b',
      'em',
      'i',
      's',
      'br',
      'code',
      'thead',
      'tbody',
      'tr',
      'span',
    ],
    allowedAttributes: {
      a: ['href', 'title', 'style'],
      img: ['src', 'alt', 'width', 'style'],
      '*': ['dir', 'lang', 'class', 'style'],
    },
    // Attributes named `style` and `class` come only from the transforms below, which replace what was there.
    transformTags: { '*': (tagName, given) => ({ tagName, attribs: ownAttributes(tagName, given, styles) }) },
    allowedSchemes: ['https', 'http', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['https'] },
    allowProtocolRelative: false,
    parseStyleAttributes: false,
    disallowedTagsMode: 'discard',
    nestingLimit: MAX_NESTING,
  };
}

function ownAttributes(
  tagName: string,
  given: Record<string, string>,
  styles: Record<string, string>,
): Record<string, string> {
  const { style: _style, class: _class, ...kept } = given;
  // A mail lies nowhere: what is relative leads nowhere.
  if (!LINK.test(kept['href'] ?? '')) delete kept['href'];
  if (!IMAGE.test(kept['src'] ?? '')) delete kept['src'];
  const style = Object.hasOwn(styles, tagName) ? styles[tagName] : undefined;
  return {
    ...kept,
    ...(style === undefined ? {} : { style }),
    ...(tagName === 'table' ? { class: 'data' } : {}),
  };
}

const LINK = /^\s*(?:https?:|mailto:|tel:|#)/i;
const IMAGE = /^\s*https:/i;
