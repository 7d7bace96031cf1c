import type { Locale } from '../lib/locale.ts';
import { MAX_PARTIAL_DEPTH } from './check-expressions.ts';
import type { MailClass } from './manifest.ts';
import type { SourceFile } from './template-files.ts';
import { builtInTokens, TOKEN, type Words } from './words.ts';

/** What a mail is put together from, in one language. */
export interface Parts {
  locale: Locale;
  words: Words;
  partials: ReadonlyMap<string, SourceFile>;
}

/**
 * The whole MJML of a mail: the body in its layout, partials and words put in. Whatever is put in is put on one line, so
 * that the lines of the body keep their numbers; `bodyLine` is where the body begins.
 */
export function assembleBody(
  layout: string,
  body: string,
  mailClass: MailClass,
  parts: Parts,
): { mjml: string; bodyLine: number } {
  const preview = PREVIEW.exec(body)?.[1]?.trim() ?? '';
  const content = body.replace(PREVIEW, (found) => found.replace(/[^\n]+/g, ''));
  const bodyLine = layout.slice(0, layout.indexOf('[[content]]')).split('\n').length;
  const tokens = new Map([
    ['content', content],
    ['preview', preview],
    ['footer', `{{> footer-${mailClass}}}`],
  ]);
  const framed = layout.replace(TOKEN, (found, name) => tokens.get(name) ?? found);
  return { mjml: assemble(framed, 'mjml', parts), bodyLine };
}

/** `<mj-preview>` of a body: the line a mailbox shows beside the subject; it moves into the head. */
const PREVIEW = /<mj-preview>([\s\S]*?)<\/mj-preview>/;

/** The text with its partials and words put in. */
export function assemble(source: string, kind: PartialKind, parts: Parts): string {
  const words = builtInTokens(parts.locale);
  return expandPartials(source, kind, parts.partials).replace(TOKEN, (found, name) => {
    const token = words.get(name) ?? parts.words.get(name)?.[parts.locale].text;
    return token === undefined ? found : oneLine(token);
  });
}

export type PartialKind = 'mjml' | 'hbs';

/** A partial by its name: bodies prefer `.mjml`; subjects and texts take only `.hbs`. */
export function findPartial(
  partials: ReadonlyMap<string, SourceFile>,
  name: string,
  kind: PartialKind,
): SourceFile | undefined {
  return (kind === 'mjml' ? partials.get(`${name}.mjml`) : undefined) ?? partials.get(`${name}.hbs`);
}

const PARTIAL = /\{\{>\s*([\w-]+)\s*\}\}/g;

/** The text with its partials, and theirs, in their places; unknown ones stay as they are. */
export function expandPartials(
  source: string,
  kind: PartialKind,
  partials: ReadonlyMap<string, SourceFile>,
  depth = 0,
): string {
  if (depth > MAX_PARTIAL_DEPTH) return source;
  return source.replace(PARTIAL, (found, name) => {
    const partial = findPartial(partials, name, kind);
    if (!partial) return found;
    const text = expandPartials(partial.text.trim(), kind, partials, depth + 1);
    return kind === 'mjml' ? oneLine(text) : text;
  });
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}
