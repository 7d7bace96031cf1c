import type { MailboxSettings, ReadingSettings } from '../config/schema.ts';
import { formatDuration } from '../lib/duration.ts';
import { describeError } from '../lib/errors.ts';
import type { Credentials } from '../mailbox/credentials.ts';
import { explainFailure } from '../mailbox/explain-failure.ts';
import { type ImapAccount, openImapMailbox } from '../mailbox/imap/open-imap-mailbox.ts';
import { type Mailbox, MailboxFailure } from '../mailbox/mailbox.ts';
import { type ConnectionTest, testConnection } from '../mailbox/test-connection.ts';
import { SenderError } from '../outbox/mail-sender.ts';
import { smtpSender } from '../outbox/smtp-sender.ts';

/** What was found when both sides of a mailbox were tried; nothing was sent. */
export interface Findings {
  imap: ConnectionTest;
  smtp: { ok: true } | { ok: false; message: string; hint: string };
}

/** A person waits. Who says nothing for so long stands at another port, or behind a firewall. */
export const PATIENCE_MS = 10_000;

/**
 * Logs in to the IMAP and the SMTP server of a mailbox, to both at once; `credentials` for a side without a password in the configuration. A server that has not let us
 * in after `patienceMs` counts as out of reach.
 */
export async function tryAccount(
  mailbox: Pick<MailboxSettings, 'address' | 'imap' | 'smtp'>,
  reading: ReadingSettings,
  credentials?: Credentials,
  patienceMs = PATIENCE_MS,
): Promise<Findings> {
  const { host, user } = mailbox.imap;
  const [imap, smtp] = await Promise.all([
    testConnection(() => openInTime({ ...mailbox, credentials }, reading, patienceMs), {
      host,
      user: user ?? mailbox.address,
    }),
    trySmtp(mailbox, credentials, patienceMs),
  ]);
  return { imap, smtp };
}

/** The daemon is more patient; nobody looks at it while it waits. */
export async function openInTime(
  account: ImapAccount,
  reading: Pick<ReadingSettings, 'compress' | 'maxMessageBytes'>,
  patienceMs: number,
): Promise<Mailbox> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), patienceMs);
  try {
    return await openImapMailbox(account, reading, patience.signal);
  } catch (cause) {
    if (!patience.signal.aborted) throw cause;
    const words = `nobody lets us in on port ${account.imap.port} within ${formatDuration(patienceMs)}`;
    throw new MailboxFailure('network', words, { cause });
  } finally {
    clearTimeout(timer);
  }
}

async function trySmtp(
  mailbox: Pick<MailboxSettings, 'address' | 'smtp'>,
  credentials: Credentials | undefined,
  patienceMs: number,
): Promise<Findings['smtp']> {
  try {
    const user = mailbox.smtp.user ?? mailbox.address;
    const limits = { connectTimeoutMs: patienceMs, openTimeoutMs: patienceMs };
    const session = await smtpSender({ ...mailbox.smtp, user }, { credentials, ...limits }).open();
    session.close();
    return { ok: true };
  } catch (error) {
    if (!(error instanceof SenderError)) throw error;
    const failure = new MailboxFailure(error.problem === 'login' ? 'auth' : 'network', describeError(error));
    const { host, user } = mailbox.smtp;
    return { ok: false, ...explainFailure(failure, { host, user: user ?? mailbox.address }) };
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
    lines.push(`IMAP: ${sentence(imap.message)}`, `      ${imap.hint}.`);
  }
  if (smtp.ok) lines.push('SMTP: logged in. Nothing was sent.');
  else lines.push(`SMTP: ${sentence(smtp.message)}`, `      ${smtp.hint}.`);
  return lines;
}

/** Short, and with one full stop: servers end their words as they like, and libraries repeat them. */
function sentence(words: string): string {
  const short = words.length > MAX_WORDS ? `${words.slice(0, MAX_WORDS)} ...` : words;
  return short.replace(/\.*$/, '.');
}

const MAX_WORDS = 200;
