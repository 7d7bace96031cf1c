import { Parser } from 'htmlparser2';
import { contrastOf } from '../brand.ts';

/** A piece of text that is hard to read. */
export interface FaintText {
  text: string;
  color: string;
  background: string;
  /** WCAG 2.2 contrast ratio, 1 to 21. */
  ratio: number;
}

/** WCAG 2.2, 1.4.3 (level AA): of text, and of large text. */
const NEEDED = 4.5;
const NEEDED_LARGE = 3;
const LARGE_PX = 24;
const LARGE_BOLD_PX = 18.66;

interface Look {
  color: string;
  background: string;
  sizePx: number;
  bold: boolean;
  hidden: boolean;
}

const PLAIN: Look = { color: '#000000', background: '#ffffff', sizePx: 16, bold: false, hidden: false };

/** Elements without an end. */
const VOID = new Set(['br', 'img', 'meta', 'hr', 'input', 'link', 'col']);

/** Text of a rendered mail whose colour is too close to what lies behind it, by the styles written on its elements. */
export function faintTexts(html: string): FaintText[] {
  const found: FaintText[] = [];
  const looks: Look[] = [PLAIN];
  let unread = 0;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === 'style' || name === 'title') unread++;
      if (!VOID.has(name)) looks.push(lookOf(looks.at(-1) ?? PLAIN, name, attributes));
    },
    onclosetag(name) {
      if (name === 'style' || name === 'title') unread--;
      if (!VOID.has(name) && looks.length > 1) looks.pop();
    },
    ontext(text) {
      const look = looks.at(-1) ?? PLAIN;
      const shown = text.replace(/[\s\u00a0\u200b-\u200f]+/g, ' ').trim();
      if (shown === '' || unread > 0 || look.hidden) return;
      const ratio = contrastOf(look.color, look.background);
      const isLarge = look.sizePx >= (look.bold ? LARGE_BOLD_PX : LARGE_PX);
      if (ratio < (isLarge ? NEEDED_LARGE : NEEDED)) {
        found.push({ text: shown, color: look.color, background: look.background, ratio });
      }
    },
  });
  parser.write(html);
  parser.end();
  return found;
}

function lookOf(parent: Look, name: string, attributes: Record<string, string>): Look {
  const style = stylesOf(attributes['style'] ?? '');
  const size = Number(/^([\d.]+)px/.exec(style.get('font-size') ?? '')?.[1]);
  const weight = style.get('font-weight');
  return {
    color: colourOf(style.get('color')) ?? parent.color,
    background:
      colourOf(style.get('background-color')) ??
      colourOf(style.get('background')) ??
      colourOf(attributes['bgcolor']) ??
      parent.background,
    sizePx: Number.isFinite(size) && size > 0 ? size : parent.sizePx,
    bold:
      weight === undefined ? parent.bold || name === 'strong' || name === 'b' : /bold|[6-9]00/.test(weight),
    hidden: parent.hidden || style.get('display') === 'none',
  };
}

function stylesOf(text: string): Map<string, string> {
  return new Map(
    text.split(';').flatMap((declaration) => {
      const [name = '', ...value] = declaration.split(':');
      return value.length === 0 ? [] : [[name.trim().toLowerCase(), value.join(':').trim()] as const];
    }),
  );
}

/** `#rrggbb` of a colour that is written out; names and gradients are not judged. */
function colourOf(value: string | undefined): string | undefined {
  const hex = /#([0-9a-f]{6}|[0-9a-f]{3})\b/i.exec(value ?? '')?.[1];
  if (hex === undefined) return value?.trim() === 'white' ? '#ffffff' : undefined;
  return `#${hex.length === 3 ? hex.replace(/./g, '$&$&') : hex}`.toLowerCase();
}
