import type { Locale } from '../../lib/locale.ts';
import { exampleRequest } from '../example-request.ts';
import type { Template } from '../load-templates.ts';
import { type RenderedMail, renderMail } from '../render-mail.ts';
import type { LocaleFiles, SourceFile } from '../template-files.ts';
import { placeAt, type TemplateProblem } from '../template-problem.ts';
import { faintTexts } from './contrast.ts';
import { subjectFaults } from './tone.ts';

/** Gmail cuts a mail off at 102 kB of HTML; what is cut is the end, with the unsubscribe link. */
const MAX_HTML_BYTES = 100_000;

/** What only shows once a mail is written with its example values: an empty subject or text, its size, faint colours. */
export function checkRendered(
  template: Template,
  locale: Locale,
  { subject, body }: LocaleFiles,
): TemplateProblem[] {
  if (!template.locales.has(locale) || !subject || !body) return [];
  let mail: RenderedMail;
  try {
    mail = renderMail(new Map([[template.name, template]]), exampleRequest(template, locale));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [at(body, 'error', `cannot be written with the example values: ${reason}`)];
  }
  return [...checkSubject(mail, subject), ...checkText(mail, body), ...checkHtml(mail, body)];
}

function checkSubject({ subject }: RenderedMail, file: SourceFile): TemplateProblem[] {
  if (subject === '') return [at(file, 'error', 'the subject is empty with the example values')];
  return subjectFaults(subject).map((fault) => at(file, 'warning', fault));
}

function checkText({ text }: RenderedMail, file: SourceFile): TemplateProblem[] {
  return /\p{L}/u.test(text) ? [] : [at(file, 'warning', 'the text part is empty; write a text.hbs')];
}

function checkHtml({ html }: RenderedMail, file: SourceFile): TemplateProblem[] {
  const bytes = Buffer.byteLength(html);
  const large = `${Math.round(bytes / 1000)} kB of HTML: mailboxes cut mails at 100 kB`;
  return [
    ...(bytes > MAX_HTML_BYTES ? [at(file, 'warning', large)] : []),
    ...faintTexts(html).map(({ text, color, background, ratio }) => ({
      ...at(
        file,
        'warning',
        `"${shorten(text)}" is hard to read: ${color} on ${background} is ${ratio.toFixed(1)} to 1`,
      ),
      ...placeAt(file.text, Math.max(0, file.text.indexOf(text))),
    })),
  ];
}

const MAX_QUOTED = 40;

function shorten(text: string): string {
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED).toWellFormed()}…` : text;
}

function at(file: SourceFile, severity: TemplateProblem['severity'], message: string): TemplateProblem {
  return { severity, file: file.path, line: 1, column: 1, message };
}
