import sanitizeHtml, { type Attributes } from 'sanitize-html';

/** Elements inside each other that are kept; browsers stop at 512. */
const MAX_DEPTH = 200;

/** Where a style may load something from; none of it does. */
const FETCHING_FUNCTIONS =
  /(?:url|src|image|image-set|-webkit-image-set|cross-fade|element|expression)\s*\(\s*(?:"[^"]*"|'[^']*'|[^)]*)[^)]*\)?/gi;

/**
 * Mail HTML that can do nothing (ASVS 5.0, 1.3.1; protocols.md, W5): no scripts, forms, frames or vector drawings, no
 * pictures but those inside the mail, styles that load nothing, and links that lead nowhere but say where they would
 * have led. It keeps what a mail looks like.
 */
export function harmlessHtml(mailHtml: string): string {
  const clean = sanitizeHtml(mailHtml, {
    allowedTags: [...sanitizeHtml.defaults.allowedTags, 'img', 'center', 'font', 'style', 'del', 'ins'],
    allowVulnerableTags: true,
    allowedAttributes: {
      '*': ['style', 'class', 'dir', 'lang', 'align', 'valign', 'bgcolor', 'width', 'height', 'title'],
      img: ['src', 'alt'],
      table: ['border', 'cellpadding', 'cellspacing', 'role'],
      td: ['colspan', 'rowspan'],
      th: ['colspan', 'rowspan', 'scope'],
      font: ['color', 'size', 'face'],
      ol: ['start', 'type'],
    },
    allowedSchemes: [],
    allowedSchemesByTag: { img: ['data'] },
    allowProtocolRelative: false,
    nonTextTags: NOT_TEXT,
    parseStyleAttributes: false,
    nestingLimit: MAX_DEPTH,
    transformTags: {
      '*': (tagName, attributes) => ({ tagName, attribs: harmlessAttributes(attributes) }),
      a: (tagName, attributes) => ({ tagName, attribs: deadLink(attributes) }),
      img: (tagName, attributes) => ({ tagName, attribs: inlinePicture(attributes) }),
    },
  });
  return clean.replace(
    STYLE_ELEMENT,
    (_, start: string, css: string) => `${start}${harmlessCss(css)}</style>`,
  );
}

/** Every other `<` in the cleaned text is escaped, so that this finds elements and nothing else. */
const STYLE_ELEMENT = /(<style[^>]*>)([\s\S]*?)<\/style>/gi;

/** What stands inside these is not for readers. */
const NOT_TEXT = [
  'script',
  'style',
  'textarea',
  'option',
  'noscript',
  'title',
  'svg',
  'math',
  'object',
  'audio',
  'video',
  'template',
];

/**
 * Styles that load nothing. Escapes are taken out first, for `\75rl(` is `url(` too; and `<`, for a style may not end
 * its own element. What is taken out leaves a gap, so that its neighbours do not become something new.
 */
export function harmlessCss(css: string): string {
  return css
    .replace(/\/\*[\s\S]*?(?:\*\/|$)/g, ' ')
    .replace(/[\\<]/g, ' ')
    .replace(/@(?:import|namespace|charset)[^;{}]*;?/gi, ' ')
    .replace(FETCHING_FUNCTIONS, 'none')
    .replace(/(?:-moz-binding|behavior)\s*:[^;}]*/gi, ' ');
}

function harmlessAttributes(attributes: Attributes): Attributes {
  const { style, ...rest } = attributes;
  return style === undefined ? rest : { ...rest, style: harmlessCss(style) };
}

/** The link's text stays, and its address can be read by pointing at it. */
function deadLink(attributes: Attributes): Attributes {
  const { href, ...rest } = harmlessAttributes(attributes);
  return href !== undefined && READABLE_LINK.test(href) ? { ...rest, title: href } : rest;
}

const READABLE_LINK = /^(?:https?:\/\/|mailto:|tel:)/i;

/** A raster picture inside the mail; a drawing could hold anything. */
function inlinePicture(attributes: Attributes): Attributes {
  const { src = '', ...rest } = harmlessAttributes(attributes);
  return /^data:image\/(?:png|gif|jpeg|webp|bmp);base64,/i.test(src) ? { ...rest, src } : rest;
}
