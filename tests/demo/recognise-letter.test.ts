import { describe, expect, it } from 'vitest';
import { recogniseLetter } from '../../src/demo/recognise-letter.ts';
import { LOCALES, type Locale } from '../../src/lib/locale.ts';
import { parseMessage } from '../../src/messages/parse/parse.ts';
import { composeMail } from '../../src/outbox/compose.ts';
import { exampleRequest } from '../../src/rendering/example-request.ts';
import { loadTemplates } from '../../src/rendering/load-templates.ts';
import { listIssues } from '../../src/rendering/newsletter-issue.ts';
import { renderMail } from '../../src/rendering/render-mail.ts';
import { SHIPPED_TEMPLATES } from '../../src/schedule/workspace.ts';
import { COMPILED_MAILS } from '../rendering/bakery.ts';

const templates = await loadTemplates(SHIPPED_TEMPLATES, COMPILED_MAILS);
const issues = await listIssues(SHIPPED_TEMPLATES);
const expected = {
  managers: ['maryam@bakery.example'],
  issueSubjects: issues.flatMap(({ subjects }) => Object.values(subjects)),
};
const DATE = new Date('2026-11-23T07:00:00Z');

const CASES = [
  ['thank-you', 'thank-you'],
  ['reactivation-1', 'reactivation'],
  ['reactivation-2', 'reactivation'],
  ['reactivation-3', 'reactivation'],
  ['weekly-digest', 'digest'],
  ['newsletter', 'newsletter'],
] as const;

/** As it leaves, and as it is caught. */
async function caught(name: string, locale: Locale) {
  const template = templates.get(name);
  if (!template) throw new Error(`no template ${name}`);
  const to = name === 'weekly-digest' ? 'maryam@bakery.example' : 'leila@barid.example';
  const { subject, html, text } = renderMail(templates, exampleRequest(template, locale));
  const raw = await composeMail({
    from: { name: 'Nan-e Maryam', address: 'hello@bakery.example' },
    to: { name: 'Leila', address: to },
    date: DATE,
    messageId: 'one@bakery.example',
    subject,
    html,
    text,
    loopToken: 'a'.repeat(20),
    unsubscribe:
      template.class === 'marketing'
        ? { url: undefined, mailto: 'mailto:hello@bakery.example?subject=unsubscribe' }
        : undefined,
  });
  return { mail: await parseMessage(raw), to };
}

describe.each(LOCALES)('in %s', (locale) => {
  it.each(CASES)('the template %s is recognised as %s', async (name, kind) => {
    const { mail, to } = await caught(name, locale);
    expect(recogniseLetter(mail, to, expected)).toEqual({ kind, locale });
  });
});

it('a mail without the mark of Wafa is nobody of interest', async () => {
  const { mail, to } = await caught('thank-you', 'en');
  const headers = mail.headers.filter(({ name }) => name !== 'x-wafa-loop');
  expect(recogniseLetter({ ...mail, headers }, to, expected).kind).toBe('other');
});

it('a digest is one only at a manager', async () => {
  const { mail } = await caught('weekly-digest', 'fa');
  expect(recogniseLetter(mail, 'leila@barid.example', expected).kind).toBe('other');
});
