import { findFolders } from '../mailbox/folders.ts';
import { openImapMailbox } from '../mailbox/imap/open-imap-mailbox.ts';
import { type Mailbox, MailboxFailure } from '../mailbox/mailbox.ts';
import type { AppendToSent } from '../outbox/copies.ts';
import type { RegisteredMailbox } from './senders.ts';
import type { Workspace } from './workspace.ts';

/** Copies come in bursts, after a newsletter: the connection is kept this long for the next one. */
const KEEP_OPEN_MS = 10_000;

interface OpenSent {
  mailbox: Mailbox;
  path: string;
  timer: NodeJS.Timeout;
}

/**
 * Puts copies of sent mail into the Sent folder of the mailbox that sent it, marked as read, over a connection of its own
 * that is shared by copies in a row; the one that waits for new mail is not disturbed. A failed copy closes it.
 */
export function appendToSent(
  workspace: Workspace,
  mailboxes: readonly RegisteredMailbox[],
  signal: AbortSignal,
): AppendToSent {
  const open = new Map<string, OpenSent>();
  const close = async (id: string) => {
    const kept = open.get(id);
    open.delete(id);
    clearTimeout(kept?.timer);
    await kept?.mailbox.close();
  };
  signal.addEventListener('abort', () => void Promise.all([...open.keys()].map(close)), { once: true });
  return async (mailboxId, bytes, date) => {
    const registered = mailboxes.find(({ id }) => id === mailboxId);
    if (!registered) throw new Error(`the mailbox ${mailboxId} is no longer in the configuration`);
    const kept = open.get(mailboxId) ?? (await openSent(workspace, registered, signal));
    clearTimeout(kept.timer);
    open.set(mailboxId, { ...kept, timer: setTimeout(() => void close(mailboxId), KEEP_OPEN_MS) });
    try {
      await kept.mailbox.append(kept.path, bytes, { flags: ['\\Seen'], date });
    } catch (error) {
      await close(mailboxId);
      throw error;
    }
  };
}

async function openSent(
  { config }: Workspace,
  { settings, credentials }: RegisteredMailbox,
  signal: AbortSignal,
): Promise<Omit<OpenSent, 'timer'> & { timer?: NodeJS.Timeout }> {
  const mailbox = await openImapMailbox({ ...settings, credentials }, config.reading, signal);
  try {
    const { sent } = findFolders(await mailbox.listFolders());
    if (!sent) throw new MailboxFailure('missing-folder', 'the account has no folder of sent mail');
    return { mailbox, path: sent.path };
  } catch (error) {
    await mailbox.close();
    throw error;
  }
}
