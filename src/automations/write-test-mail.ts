import type { Tx } from '../database/tables.ts';
import { HOUR_MS } from '../lib/duration.ts';
import type { MailAddress } from '../lib/email-address.ts';
import { newId } from '../lib/ids.ts';
import type { Locale } from '../lib/locale.ts';
import { enqueueEmail, type SendingIdentity } from '../outbox/enqueue.ts';
import type { Brand } from '../rendering/brand.ts';
import { exampleRequest } from '../rendering/example-request.ts';
import type { Template, TemplateSet } from '../rendering/load-templates.ts';
import { renderMail } from '../rendering/render-mail.ts';

/** Stands where other mails have their automation. */
export const TEST_MAIL = 'template-test';

/** A test that has not left by then was forgotten. */
const EXPIRES_AFTER_MS = 2 * HOUR_MS;

export interface TestMail {
  template: Template;
  locale: Locale;
  /** One of the business's own people. */
  to: MailAddress;
  brand: Brand;
}

/**
 * Puts a mail with its example values into the outbox, to see it where it will be read; its subject says that it is a
 * test. Resolves to the outgoing mail's id and its subject.
 */
export async function writeTestMail(
  tx: Tx,
  templates: TemplateSet,
  { template, locale, to, brand }: TestMail,
  identity: SendingIdentity,
  now: Date,
): Promise<{ id: string; subject: string }> {
  const mail = renderMail(templates, { ...exampleRequest(template, locale), brand });
  const id = newId(now.getTime());
  const subject = `[${TEST_WORDS[mail.locale]}] ${mail.subject}`;
  await enqueueEmail(
    tx,
    {
      id,
      idemKey: `${identity.businessId}:${TEST_MAIL}:${id}`,
      class: 'transactional',
      mode: 'live',
      automation: TEST_MAIL,
      template: template.name,
      templateVersion: mail.version,
      locale: mail.locale,
      to,
      subject,
      html: mail.html,
      text: mail.text,
      dueAt: now,
      expiresAt: new Date(now.getTime() + EXPIRES_AFTER_MS),
    },
    identity,
    now,
  );
  return { id, subject };
}

const TEST_WORDS: Readonly<Record<Locale, string>> = { en: 'Test', ar: 'تجربة', fa: 'آزمایشی' };
