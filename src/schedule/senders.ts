import type { MailboxSettings } from '../config/schema.ts';
import { ensureMailbox } from '../messages/ingest-folders.ts';
import { dkimSigner } from '../outbox/dkim.ts';
import type { SendingIdentity } from '../outbox/enqueue.ts';
import { poolSender, type SenderPool } from '../outbox/sender-pool.ts';
import { smtpSender } from '../outbox/smtp-sender.ts';
import type { Workspace } from './workspace.ts';

/** A configured mailbox with its row in the database. */
export interface RegisteredMailbox {
  id: string;
  settings: MailboxSettings;
}

/** Makes the database know the configured mailboxes; in the order of the configuration. Repeatable. */
export async function registerMailboxes({
  db,
  businessId,
  config,
  clock,
}: Workspace): Promise<RegisteredMailbox[]> {
  const registered: RegisteredMailbox[] = [];
  for (const settings of config.mailboxes) {
    registered.push({ id: await ensureMailbox(db, businessId, settings, await clock.now()), settings });
  }
  return registered;
}

/** Who sends: the first mailbox, under the business's name. */
export function sendingIdentity(
  workspace: Workspace,
  mailboxes: readonly RegisteredMailbox[],
): SendingIdentity {
  const [first] = mailboxes;
  if (!first) throw new Error('the schema demands one mailbox');
  const { config, businessId, signingKey } = workspace;
  const { address, senderName, verp } = first.settings;
  return {
    businessId,
    mailboxId: first.id,
    from: { name: senderName ?? config.business.name, address },
    verp,
    publicUrl: config.web.publicUrl,
    key: signingKey,
    sign: config.sending.dkim ? dkimSigner(config.sending.dkim) : undefined,
  };
}

/** The SMTP side of each mailbox, by its id; connections are kept for a while and closed by `stop`. */
export function openSenders(mailboxes: readonly RegisteredMailbox[]): Map<string, SenderPool> {
  return new Map(
    mailboxes.map(({ id, settings }) => {
      const user = settings.smtp.user ?? settings.address;
      return [id, poolSender(smtpSender({ ...settings.smtp, user }))];
    }),
  );
}

/** Providers that put what they sent into the Sent folder by themselves. */
const SAVE_BY_THEMSELVES = /(^|\.)(gmail|googlemail|google|office365|outlook|hotmail|live)\.com$/i;

/** Whether Wafa must put a copy of sent mail into this mailbox's Sent folder. */
export function appendsCopies({ savesSentMail, smtp }: MailboxSettings): boolean {
  return savesSentMail === 'no' || (savesSentMail === 'auto' && !SAVE_BY_THEMSELVES.test(smtp.host));
}
