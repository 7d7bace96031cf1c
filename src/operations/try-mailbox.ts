import type { Config, MailboxSettings } from '../config-schema.ts';
import { describeError } from '../lib/errors.ts';
import { openImapMailbox } from '../mailbox/imap/open-imap-mailbox.ts';
import { type ConnectionTest, testConnection } from '../mailbox/test-connection.ts';
import { smtpSender } from '../outbox/smtp-sender.ts';

/** What was found when both sides of a mailbox were tried; nothing was sent. */
export interface Findings {
  imap: ConnectionTest;
  smtp: { ok: true } | { ok: false; message: string };
}

/** Logs in to the IMAP and the SMTP server of the first mailbox. */
export async function tryMailbox(config: Config): Promise<Findings> {
  const [mailbox] = config.mailboxes;
  if (!mailbox) throw new Error('the schema demands one mailbox');
  const { host, user } = mailbox.imap;
  const imap = await testConnection(() => openImapMailbox(mailbox, config.reading), {
    host,
    user: user ?? mailbox.address,
  });
  return { imap, smtp: await trySmtp(mailbox) };
}

async function trySmtp(mailbox: MailboxSettings): Promise<Findings['smtp']> {
  try {
    const session = await smtpSender({ ...mailbox.smtp, user: mailbox.smtp.user ?? mailbox.address }).open();
    session.close();
    return { ok: true };
  } catch (error) {
    return { ok: false, message: describeError(error) };
  }
}

/** The findings for people, line by line. */
export function describeFindings({ imap, smtp }: Findings): string[] {
  const lines: string[] = [];
  if (imap.ok) {
    lines.push(
      `IMAP: logged in. ${imap.inbox.path} holds ${imap.inbox.messages} messages${imap.sent ? `, ${imap.sent.path} ${imap.sent.messages}` : '; no folder of sent mail was found'}.`,
    );
    lines.push(
      imap.tellsOfNewMail
        ? 'IMAP: the server tells of new mail at once.'
        : 'IMAP: the server is asked for new mail every few minutes.',
    );
  } else {
    lines.push(`IMAP: ${imap.message}.`, `      ${imap.hint}.`);
  }
  lines.push(smtp.ok ? 'SMTP: logged in. Nothing was sent.' : `SMTP: ${smtp.message}.`);
  return lines;
}
