import { expandPartials } from '../assemble.ts';
import type { Template } from '../load-templates.ts';
import type { LocaleFiles, SourceFile, TemplateFolder } from '../template-files.ts';
import type { TemplateProblem } from '../template-problem.ts';

/** What the law and the large mailbox providers ask of bulk mail, in HTML and in text. */
export function checkMarketing(
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
