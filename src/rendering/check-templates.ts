import type { Locale } from '../lib/locale.ts';
import { expandPartials } from './assemble.ts';
import { exampleRequest } from './example-request.ts';
import { readTemplates, type Template } from './load-templates.ts';
import { renderMail } from './render-mail.ts';
import type { LocaleFiles, SourceFile, TemplateFolder } from './template-files.ts';
import { placeAt, type TemplateProblem } from './template-problem.ts';

/** Gmail cuts a mail off at 102 kB of HTML; what is cut is the end, with the unsubscribe link. */
const MAX_HTML_BYTES = 100_000;

/**
 * Everything that is wrong in a templates folder: what keeps it from loading, and what would only embarrass: missing
 * languages, images without words for those who do not see them, links that lead nowhere, mails too large, marketing
 * without its unsubscribe link or postal address. Sorted by file and line; empty when all is well.
 */
export async function checkTemplates(folder: string): Promise<TemplateProblem[]> {
  const { templates, problems, files } = await readTemplates(folder);
  const found = [...problems];
  for (const file of sourceFiles(files)) found.push(...checkMarkup(file));
  for (const { name, locales } of files.templates) {
    const template = templates.get(name);
    if (!template) continue;
    for (const [locale, own] of locales) {
      if (template.class === 'marketing') found.push(...checkMarketing(own, template, files));
      found.push(...checkRendered(template, locale, own));
    }
  }
  return found.toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column);
}

function sourceFiles({ layout, partials, templates }: TemplateFolder): SourceFile[] {
  const own = templates.flatMap(({ locales }) =>
    [...locales.values()].flatMap(({ body, text }) => [body, text]),
  );
  return [layout, ...partials.values(), ...own].filter((file) => file !== undefined);
}

const IMAGE = /<(?:mj-image|img)\b[^>]*>/g;
const LINK = /\b(?:href|src)\s*=\s*(["'])(.*?)\1/g;
const LOCAL_ADDRESS = /^(?:[a-z]+:)?\/\/(?:localhost|127\.|0\.0\.0\.0|\[::1\])/i;

function checkMarkup(file: SourceFile): TemplateProblem[] {
  const problems: TemplateProblem[] = [];
  const report = (offset: number, message: string) =>
    problems.push({ severity: 'warning', file: file.path, ...placeAt(file.text, offset), message });
  for (const match of file.text.matchAll(IMAGE)) {
    if (!/\balt\s*=/.test(match[0]))
      report(match.index, 'an image needs alt="...", empty if it only decorates');
  }
  for (const match of file.text.matchAll(LINK)) {
    const target = (match[2] ?? '').trim();
    if (target === '' || target === '#') report(match.index, 'this link leads nowhere');
    else if (LOCAL_ADDRESS.test(target)) report(match.index, `no reader can open ${target}`);
  }
  return problems;
}

/** What the law and the large mailbox providers ask of bulk mail, in HTML and in text. */
function checkMarketing(
  { body, text }: LocaleFiles,
  template: Template,
  files: TemplateFolder,
): TemplateProblem[] {
  const problems: TemplateProblem[] = [];
  const frame = expandPartials(
    files.layout.text.replace('[[footer]]', `{{> footer-${template.class}}}`),
    'mjml',
    files.partials,
  );
  const parts: [SourceFile | undefined, string][] = [
    [body, `${frame}${body ? expandPartials(body.text, 'mjml', files.partials) : ''}`],
    [text, text ? expandPartials(text.text, 'hbs', files.partials) : ''],
  ];
  for (const [file, content] of parts) {
    if (!file) continue;
    const report = (message: string) =>
      problems.push({ severity: 'error', file: file.path, line: 1, column: 1, message });
    if (!content.includes('links.unsubscribe'))
      report('marketing mail needs a link to {{links.unsubscribe}}');
    if (!content.includes('business.postalAddress')) {
      report('marketing mail needs the postal address, {{business.postalAddress}}');
    }
  }
  return problems;
}

function checkRendered(
  template: Template,
  locale: Locale,
  { subject, body }: LocaleFiles,
): TemplateProblem[] {
  if (!template.locales.has(locale) || !subject || !body) return [];
  const at = (file: SourceFile, severity: TemplateProblem['severity'], message: string): TemplateProblem => ({
    severity,
    file: file.path,
    line: 1,
    column: 1,
    message,
  });
  try {
    const mail = renderMail(new Map([[template.name, template]]), exampleRequest(template, locale));
    const bytes = Buffer.byteLength(mail.html);
    return [
      ...(mail.subject === '' ? [at(subject, 'error', 'the subject is empty with the example values')] : []),
      ...(bytes > MAX_HTML_BYTES
        ? [at(body, 'warning', `${Math.round(bytes / 1000)} kB of HTML: mailboxes cut mails at 100 kB`)]
        : []),
    ];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [at(body, 'error', `cannot be written with the example values: ${reason}`)];
  }
}
