import type { MailboxSettings } from '../config/schema.ts';
import type { Credentials } from '../mailbox/credentials.ts';
import { openCredentials } from '../mailbox/open-credentials.ts';
import { ensureMailbox } from '../messages/ingest/folders.ts';
import { dkimSigner } from '../outbox/dkim.ts';
import type { SendingIdentity } from '../outbox/enqueue.ts';
import { poolSender, type SenderPool } from '../outbox/sender-pool.ts';
import { smtpSender } from '../outbox/smtp-sender.ts';
import type { Workspace } from './workspace.ts';

/** A configured mailbox with its row in the database. */
export interface RegisteredMailbox {
  id: string;
  settings: MailboxSettings;
  /** For a side without a password in the configuration. */
  credentials: Credentials;
}

/** Makes the database know the configured mailboxes; in the order of the configuration. Repeatable. */
export async function registerMailboxes(workspace: Workspace): Promise<RegisteredMailbox[]> {
  const { db, businessId, config, clock } = workspace;
  const registered: RegisteredMailbox[] = [];
  for (const settings of config.mailboxes) {
    const id = await ensureMailbox(db, businessId, settings, await clock.now());
    registered.push({ id, settings, credentials: credentialsOf(workspace, settings) });
  }
  return registered;
}

/** How a configured mailbox is logged in to where it has no password in the configuration. */
function credentialsOf(
  { db, businessId, keyRing, clock }: Workspace,
  settings: MailboxSettings,
): Credentials {
  return openCredentials({ db, businessId, ring: keyRing, clock }, settings);
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
    mailboxes.map(({ id, settings, credentials }) => {
      const user = settings.smtp.user ?? settings.address;
      return [id, poolSender(smtpSender({ ...settings.smtp, user }, { credentials }))];
    }),
  );
}

/** Providers that put what they sent into the Sent folder by themselves. */
const SAVE_BY_THEMSELVES = /(^|\.)(gmail|googlemail|google|office365|outlook|hotmail|live)\.com$/i;

/** Whether Wafa must put a copy of sent mail into this mailbox's Sent folder. */
export function appendsCopies({ savesSentMail, smtp }: MailboxSettings): boolean {
  return savesSentMail === 'no' || (savesSentMail === 'auto' && !SAVE_BY_THEMSELVES.test(smtp.host));
}
