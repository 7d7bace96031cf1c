import { findDrafts } from '../mailbox/choose-folders.ts';
import { findFolders } from '../mailbox/folders.ts';
import { openImapMailbox } from '../mailbox/imap/open-imap-mailbox.ts';
import { type ListedFolder, type Mailbox, MailboxFailure } from '../mailbox/mailbox.ts';
import type { AppendToSent } from '../outbox/copies.ts';
import type { AppendToDrafts } from '../outbox/drafts.ts';
import type { RegisteredMailbox } from './senders.ts';
import type { Workspace } from './workspace.ts';

/** Copies come in bursts, after a newsletter: the connection is kept this long for the next one. */
const KEEP_OPEN_MS = 10_000;

interface OpenPlace {
  mailbox: Mailbox;
  path: string;
  timer: NodeJS.Timeout;
}

/** Which folder of an account is meant, and how a mail is marked in it. */
interface Place {
  find(folders: readonly ListedFolder[]): ListedFolder | undefined;
  flags: readonly string[];
  missing: string;
}

const SENT: Place = {
  find: (folders) => findFolders(folders).sent,
  flags: ['\\Seen'],
  missing: 'the account has no folder of sent mail',
};
const DRAFTS: Place = {
  find: findDrafts,
  flags: ['\\Seen', '\\Draft'],
  missing: 'the account has no folder of drafts',
};

/** Puts copies of sent mail into the Sent folder of the mailbox that sent it, marked as read. */
export function appendToSent(
  workspace: Workspace,
  mailboxes: readonly RegisteredMailbox[],
  signal: AbortSignal,
): AppendToSent {
  return appendTo(SENT, workspace, mailboxes, signal);
}

/** Puts mails into the Drafts folder of a mailbox, for a person to send. */
export function appendToDrafts(
  workspace: Workspace,
  mailboxes: readonly RegisteredMailbox[],
  signal: AbortSignal,
): AppendToDrafts {
  return appendTo(DRAFTS, workspace, mailboxes, signal);
}

/**
 * Over a connection of its own that is shared by mails in a row; the one that waits for new mail is not disturbed. A mail
 * that fails closes it.
 */
function appendTo(
  place: Place,
  workspace: Workspace,
  mailboxes: readonly RegisteredMailbox[],
  signal: AbortSignal,
): AppendToSent {
  const open = new Map<string, OpenPlace>();
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
    const kept = open.get(mailboxId) ?? (await openFolder(place, workspace, registered, signal));
    clearTimeout(kept.timer);
    open.set(mailboxId, { ...kept, timer: setTimeout(() => void close(mailboxId), KEEP_OPEN_MS) });
    try {
      await kept.mailbox.append(kept.path, bytes, { flags: place.flags, date });
    } catch (error) {
      await close(mailboxId);
      throw error;
    }
  };
}

async function openFolder(
  place: Place,
  { config }: Workspace,
  { settings, credentials }: RegisteredMailbox,
  signal: AbortSignal,
): Promise<Omit<OpenPlace, 'timer'> & { timer?: NodeJS.Timeout }> {
  const mailbox = await openImapMailbox({ ...settings, credentials }, config.reading, signal);
  try {
    const folder = place.find(await mailbox.listFolders());
    if (!folder) throw new MailboxFailure('missing-folder', place.missing);
    return { mailbox, path: folder.path };
  } catch (error) {
    await mailbox.close();
    throw error;
  }
}
