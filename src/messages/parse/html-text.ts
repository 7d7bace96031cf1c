import { compile, type FormatCallback } from 'html-to-text';
import { MAX_CONVERTED_HTML_LENGTH, MAX_HTML_DEPTH } from './limits.ts';

/**
 * The text a person would read in HTML, with quoted mail in `> ` lines wherever the mail client marked it (blockquote
 * and the containers of Gmail, Yahoo, Thunderbird, Proton, Zoho). Links and pictures leave only their words. HTML that
 * is too deep or breaks the converter is stripped of its tags instead; never throws.
 */
export function htmlToPlainText(html: string): string {
  const input = html.slice(0, MAX_CONVERTED_HTML_LENGTH);
  if (isDeeperThan(input, MAX_HTML_DEPTH)) return stripTags(input);
  try {
    return convert(input);
  } catch {
    return stripTags(input);
  }
}

/** Containers that clients put around the mail that is answered. */
const QUOTE_CONTAINERS = [
  'div.gmail_quote',
  'div.gmail_quote_container',
  'div[class$="yahoo_quoted"]',
  'div[name="quote"]',
  'div[name="messageReplySection"]',
  'div.protonmail_quote',
  'div.zmail_extra',
  'div.moz-forward-container',
  'div.moz-cite-prefix',
  'div.BeginQuote',
  'div#isForwardContent',
  'div#quoted_header',
];

/** A row is a line, with a tab between its cells: what was bought must not run into what it cost. */
const formatRow: FormatCallback = (element, walk, builder) => {
  builder.openBlock({ leadingLineBreaks: 1 });
  let cells = 0;
  for (const child of element.children) {
    const isCell = child.name === 'td' || child.name === 'th';
    if (!isCell && child.type === 'text' && child.data?.trim() === '') continue;
    if (isCell && cells++ > 0) builder.addLiteral('\t');
    walk([child], builder);
  }
  builder.closeBlock({ trailingLineBreaks: 1 });
};

const convert = compile({
  wordwrap: false,
  formatters: { row: formatRow },
  limits: { maxInputLength: MAX_CONVERTED_HTML_LENGTH, maxDepth: MAX_HTML_DEPTH },
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
    { selector: 'blockquote', format: 'blockquote', options: { trimEmptyLines: true } },
    ...QUOTE_CONTAINERS.map((selector) => ({ selector, format: 'blockquote' })),
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    { selector: 'hr', format: 'horizontalLine', options: { length: 30 } },
    { selector: 'p', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'tr', format: 'row' },
  ],
});

/** Counts open elements in one linear pass, so that a bomb never reaches a parser that is quadratic in depth. */
function isDeeperThan(html: string, limit: number): boolean {
  let depth = 0;
  for (const match of html.matchAll(/<(\/?)([a-z][a-z0-9:-]{0,30})/gi)) {
    const name = (match[2] ?? '').toLowerCase();
    if (UNNESTED.has(name)) continue;
    depth = match[1] === '/' ? Math.max(0, depth - 1) : depth + 1;
    if (depth > limit) return true;
  }
  return false;
}

/** Elements that never hold others, or that a parser closes by itself. */
const UNNESTED = new Set(
  'area base br col embed hr img input link meta param source track wbr p li dt dd option tr td th thead tbody tfoot'.split(
    ' ',
  ),
);

/** The crude way: tags out, a few entities in. Linear. */
function stripTags(html: string): string {
  return html
    .replace(/<(style|script)\b[^>]{0,2000}>[^<]{0,100000}/gi, ' ')
    .replace(/<(?:br|\/p|\/div|\/tr|\/li|\/h[1-6])\b[^<>]{0,2000}>/gi, '\n')
    .replace(/<[^<>]{0,5000}>/g, '')
    .replace(/&(nbsp|amp|lt|gt|quot);/g, (_, name: string) => ENTITIES[name] ?? ' ');
}

const ENTITIES: Record<string, string> = { nbsp: ' ', amp: '&', lt: '<', gt: '>', quot: '"' };
