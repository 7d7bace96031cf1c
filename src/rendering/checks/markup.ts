import type { SourceFile } from '../template-files.ts';
import type { TemplateProblem } from '../template-problem.ts';
import { warningAt } from './source-text.ts';

const IMAGE = /<(?:mj-image|img)\b[^>]*>/g;
const LINK = /\b(?:href|src)\s*=\s*(["'])(.*?)\1/g;
const LOCAL_ADDRESS = /^(?:[a-z]+:)?\/\/(?:localhost|127\.|0\.0\.0\.0|\[::1\]|192\.168\.|10\.)/i;
const WHOLE_ADDRESS = /^(?:https?:\/\/[^\s/]+|mailto:\S+@\S+|tel:\+?[\d().-]+)/i;

/** Images without words or without a size, links that lead nowhere: whatever can be told from the markup alone. */
export function checkMarkup(file: SourceFile): TemplateProblem[] {
  return [...checkImages(file), ...checkLinks(file)];
}

function checkImages(file: SourceFile): TemplateProblem[] {
  return [...file.text.matchAll(IMAGE)].flatMap(({ 0: tag, index }) => {
    const has = (attribute: string) => new RegExp(`\\b${attribute}\\s*=`).test(tag);
    return [
      ...(has('alt') ? [] : [warningAt(file, index, 'an image needs alt="...", empty if it only decorates')]),
      // Outlook draws an image without one in its own size, which may be that of a poster.
      ...(has('width') ? [] : [warningAt(file, index, 'an image needs width="..."')]),
    ];
  });
}

function checkLinks(file: SourceFile): TemplateProblem[] {
  return [...file.text.matchAll(LINK)].flatMap((match) => {
    const fault = faultOf((match[2] ?? '').trim());
    return fault === undefined ? [] : [warningAt(file, match.index, fault)];
  });
}

function faultOf(target: string): string | undefined {
  if (target === '' || target === '#') return 'this link leads nowhere';
  if (target.startsWith('{{')) return undefined;
  if (LOCAL_ADDRESS.test(target)) return `no reader can open ${target}`;
  if (/^(?:javascript|data|file|vbscript):/i.test(target)) return `mail programs do not follow ${target}`;
  return WHOLE_ADDRESS.test(target)
    ? undefined
    : `${target} is no whole address; begin it with https://, mailto: or tel:`;
}

/** The web addresses that are written out in a file, to be tried when somebody asks for it. */
export function webAddresses(file: SourceFile): { url: string; offset: number }[] {
  return [...file.text.matchAll(LINK)].flatMap((match) => {
    const url = (match[2] ?? '').trim();
    return /^https?:\/\//i.test(url) && !url.includes('{{') ? [{ url, offset: match.index }] : [];
  });
}
