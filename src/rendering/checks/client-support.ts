import type { SourceFile } from '../template-files.ts';
import type { TemplateProblem } from '../template-problem.ts';
import { warningAt } from './source-text.ts';

/** Something that widely used mail programs do not understand, in a way that readers notice. */
interface Unsupported {
  pattern: RegExp;
  what: string;
  /** Who does not. */
  clients: string;
  instead: string;
}

const OUTLOOK = 'Outlook for Windows';
const BOTH = `Gmail and ${OUTLOOK}`;

/** From caniemail.com, checked on 2026-11-01. What only looks a little plainer (round corners, shadows) is not in it. */
const UNSUPPORTED: readonly Unsupported[] = [
  tag('script', 'any mail program', 'a link to a page'),
  tag('iframe|object|embed', 'any mail program', 'a link'),
  tag('form|input|select|textarea|button', BOTH, 'links, one for each answer'),
  tag('video|audio', BOTH, 'a picture that links to it'),
  tag('svg', BOTH, 'a PNG'),
  tag('link', BOTH, '<mj-style>'),
  tag('mj-carousel|mj-accordion|mj-navbar', BOTH, 'plain sections'),
  rule('display: flex or grid', /display\s*:\s*(?:inline-)?(?:flex|grid)/gi, OUTLOOK, 'columns, or a table'),
  rule('position', /[^-]position\s*:\s*(?:absolute|fixed|sticky|relative)/gi, BOTH, 'columns and padding'),
  rule('a CSS variable', /var\(\s*--/gi, BOTH, 'the value itself'),
  rule('calc()', /calc\(/gi, OUTLOOK, 'a size in px'),
  rule('a negative margin', /margin[a-z-]*\s*:\s*-\d/gi, BOTH, 'less padding'),
  rule('@import', /@import/gi, BOTH, 'a font that readers have'),
  rule('float', /[^-]float\s*:/gi, OUTLOOK, 'columns, or a table'),
  rule('object-fit', /object-fit\s*:/gi, BOTH, 'an image of the right shape'),
  rule('an animation', /[^-]animation[a-z-]*\s*:/gi, BOTH, 'a picture'),
  rule('an image inside of the mail', /\bsrc\s*=\s*["']data:/gi, BOTH, 'its https address'),
  rule('WebP, AVIF or SVG', /\bsrc\s*=\s*["'][^"']*\.(?:webp|avif|svg)\b/gi, OUTLOOK, 'PNG or JPEG'),
];

/** What of a file's markup and styles would not come through in a widely used mail program. */
export function checkClientSupport(file: SourceFile): TemplateProblem[] {
  return UNSUPPORTED.flatMap(({ pattern, what, clients, instead }) =>
    [...file.text.matchAll(pattern)].map(({ index }) =>
      warningAt(file, index, `${what} does not work in ${clients}; use ${instead}`),
    ),
  );
}

function tag(names: string, clients: string, instead: string): Unsupported {
  const what = names
    .split('|')
    .map((name) => `<${name}>`)
    .join(' or ');
  return { pattern: new RegExp(`<(?:${names})\\b`, 'gi'), what, clients, instead };
}

function rule(what: string, pattern: RegExp, clients: string, instead: string): Unsupported {
  return { pattern, what, clients, instead };
}
