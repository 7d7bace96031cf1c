import { compile } from 'html-to-text';

/** The plain text of a mail's HTML. A `<table class="data">` keeps its columns; all other tables are only layout. */
export function textOfHtml(html: string): string {
  const known = texts.get(html);
  if (known !== undefined) return known;
  const text = tidyText(convert(html));
  if (texts.size >= MAX_KNOWN_TEXTS) texts.clear();
  texts.set(html, text);
  return text;
}

/** One newsletter goes to thousands: the same HTML is converted once. */
const MAX_KNOWN_TEXTS = 32;
const texts = new Map<string, string>();

const block = { format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } };
const plainHeading = { options: { uppercase: false, leadingLineBreaks: 2, trailingLineBreaks: 1 } };

const convert = compile({
  wordwrap: false,
  selectors: [
    { selector: 'img', format: 'skip' },
    { selector: '.not-in-text', format: 'skip' },
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['<', '>'] } },
    // In MJML's HTML a paragraph is a `div`; rows without one are rows of a list.
    { selector: 'div', format: 'block', options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
    { selector: 'tr', ...block },
    { selector: 'td', format: 'cell' },
    ...['h1', 'h2', 'h3', 'h4'].map((selector) => ({ selector, ...plainHeading })),
    { selector: 'table.data', format: 'dataTable', options: { uppercaseHeaderCells: false } },
  ],
  formatters: {
    /** Neighbouring cells of a layout table are words of one line, not one word. */
    cell(element, walk, builder) {
      walk(element.children, builder);
      builder.addInline(' ');
    },
  },
});

/** At most one empty line at a time, none at the ends, no spaces before a line's end. */
export function tidyText(text: string): string {
  return `${text
    .replace(/[^\S\n]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}

/**
 * The text part as a template: the HTML template converted once, when it is loaded, its expressions left in place. Ready
 * HTML (`{{{issue.html}}}`) is converted when it is put in.
 */
export function textTemplateOf(htmlTemplate: string): string {
  const expressions: string[] = [];
  // What stands between braces must come through untouched: it is numbered between
  // two private-use characters, converted around, and put back.
  const hidden = htmlTemplate.replace(EXPRESSION, (expression) => {
    expressions.push(expression);
    return `\ue000${expressions.length - 1}\ue001`;
  });
  const visible = hidden.replace(/<div style="display:none[^>]*>[\s\S]*?<\/div>/, '');
  return (
    tidyText(convert(visible))
      .replace(/\ue000(\d+)\ue001/g, (_, index) => expressions[Number(index)] ?? '')
      .replace(/\{\{\{\s*([\w.@/]+)\s*\}\}\}/g, '{{htmlAsText $1}}')
      // A link whose text is its own address is written once.
      .replace(/\{\{(?:ltr )?([\w.@/]+)\}\} <\{\{\1\}\}>/g, '{{$1}}')
  );
}

/** A Handlebars expression, strings with braces inside included. */
export const EXPRESSION = /\{\{\{?(?:"[^"]*"|'[^']*'|[^"'{}])*\}\}\}?/g;
