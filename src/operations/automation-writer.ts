import type { MailWriter } from '../automations/mail-request.ts';
import { mailWriter } from '../automations/mail-writer.ts';
import { planSettings } from '../schedule/mail-settings.ts';
import type { Workspace } from '../schedule/workspace.ts';

/** How mails of automations look, for looking at them: nothing that this writer previews can be sent. */
export function previewWriter(workspace: Workspace): {
  mail: MailWriter;
  settings: ReturnType<typeof planSettings>;
} {
  const { config, templates, businessId, signingKey } = workspace;
  const { business, mailboxes, web } = config;
  const [mailbox] = mailboxes;
  const mail = mailWriter({
    templates,
    brand: { name: business.name, ...business.brand },
    identity: {
      businessId,
      mailboxId: '',
      from: { name: mailbox?.senderName || business.name, address: mailbox?.address ?? 'hello@example.com' },
      verp: 'off',
      publicUrl: web.publicUrl,
      key: signingKey,
    },
    locale: business.locale,
    ...(business.calendar === undefined ? {} : { calendar: business.calendar }),
  });
  return { mail, settings: planSettings(workspace) };
}
