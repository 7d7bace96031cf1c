import { findFolders } from '../mailbox/folders.ts';
import { openImapMailbox } from '../mailbox/imap/open-imap-mailbox.ts';
import { MailboxFailure } from '../mailbox/mailbox.ts';
import type { RegisteredMailbox } from './senders.ts';
import type { Workspace } from './workspace.ts';

/**
 * Puts a copy of a sent mail into the Sent folder of the mailbox that sent it, marked as read. A connection of its own
 * for each copy: copies are rare, and the one that waits for new mail is not disturbed.
 */
export function appendToSent(
  { config }: Workspace,
  mailboxes: readonly RegisteredMailbox[],
  signal: AbortSignal,
): (mailboxId: string, bytes: Buffer, date: Date) => Promise<void> {
  return async (mailboxId, bytes, date) => {
    const registered = mailboxes.find(({ id }) => id === mailboxId);
    if (!registered) throw new Error(`the mailbox ${mailboxId} is no longer in the configuration`);
    const mailbox = await openImapMailbox(registered.settings, config.reading, signal);
    try {
      const { sent } = findFolders(await mailbox.listFolders());
      if (!sent) throw new MailboxFailure('missing-folder', 'the account has no folder of sent mail');
      await mailbox.append(sent.path, bytes, { flags: ['\\Seen'], date });
    } finally {
      await mailbox.close();
    }
  };
}
