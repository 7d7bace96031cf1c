import { LOCALES } from '../lib/locale.ts';
import { checkClientSupport } from './checks/client-support.ts';
import { checkMarketing } from './checks/marketing.ts';
import { checkMarkup } from './checks/markup.ts';
import { checkRendered } from './checks/rendered.ts';
import { checkRightToLeft } from './checks/right-to-left.ts';
import type { CheckedFile } from './checks/source-text.ts';
import { checkTone } from './checks/tone.ts';
import { type ReadOptions, type ReadTemplates, readTemplates } from './load-templates.ts';
import type { SourceFile, TemplateFolder } from './template-files.ts';
import type { TemplateProblem } from './template-problem.ts';

/**
 * Everything that is wrong in a templates folder: what keeps it from loading, and what would only embarrass: missing
 * languages, images without words, links that lead nowhere, what mail programs do not show, faint colours, slips in
 * right-to-left text, a tone that is taken amiss, mails too large, marketing without its unsubscribe link or postal
 * address. Sorted by file and line; empty when all is well.
 */
export async function checkTemplates(folder: string, options: ReadOptions = {}): Promise<TemplateProblem[]> {
  return checkRead(await readTemplates(folder, options));
}

/** The same of templates that were read already; `isWanted` tells which mails are looked at. */
export function checkRead(
  { templates, problems, files }: ReadTemplates,
  isWanted: (name: string) => boolean = () => true,
): TemplateProblem[] {
  const found = [...problems];
  const shared = [files.layout, ...files.partials.values()];
  for (const file of shared) found.push(...checkMarkup(file), ...checkClientSupport(file));
  for (const { name, locales } of files.templates) {
    if (!isWanted(name)) continue;
    const template = templates.get(name);
    for (const [locale, own] of locales) {
      for (const file of [own.subject, own.body, own.text]) {
        if (file) found.push(...checkSource({ file, locale }));
      }
      if (template?.class === 'marketing') found.push(...checkMarketing(own, template, files));
      if (template) found.push(...checkRendered(template, locale, own));
    }
  }
  for (const file of wordFiles(files)) found.push(...checkRightToLeft(file), ...checkTone(file));
  return found.toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column);
}

function checkSource(checked: CheckedFile): TemplateProblem[] {
  const { file } = checked;
  return [
    ...checkMarkup(file),
    ...checkClientSupport(file),
    ...checkRightToLeft(checked),
    ...checkTone(checked),
  ];
}

/** The lines of words.yaml in one language each, everything else blanked out. */
function wordFiles({ words }: TemplateFolder): CheckedFile[] {
  return LOCALES.map((locale) => ({ locale, file: inLanguage(words, locale) }));
}

function inLanguage({ path, text }: SourceFile, locale: string): SourceFile {
  const lines = text
    .split('\n')
    // What has no letter of its own script is a style, not a phrase.
    .map((line) =>
      line.startsWith(`  ${locale}:`) && (locale === 'en' || /[\u0621-\u06cc]/.test(line))
        ? line
        : line.replace(/./g, ' '),
    );
  return { path, text: lines.join('\n') };
}
