import { explainFailure } from './explain-failure.ts';
import { findFolders } from './folders.ts';
import { type FailureClass, type Mailbox, MailboxFailure } from './mailbox.ts';

export type ConnectionTest =
  | {
      ok: true;
      /** How many folders the account has. */
      folders: number;
      inbox: { path: string; messages: number };
      /** Undefined when none is found: then sent mail is not read. */
      sent: { path: string; messages: number } | undefined;
      /** The server tells of new mail at once; otherwise it is asked every few minutes. */
      tellsOfNewMail: boolean;
    }
  | { ok: false; failureClass: FailureClass; message: string; hint: string };

/**
 * Logs in through `connect`, lists the folders and counts what is in INBOX and Sent; changes nothing. What fails is
 * explained in plain words for the provider of `server.host`.
 */
export async function testConnection(
  connect: () => Promise<Mailbox>,
  server: { host: string; user: string },
): Promise<ConnectionTest> {
  let mailbox: Mailbox | undefined;
  try {
    mailbox = await connect();
    const folders = await mailbox.listFolders();
    const { inbox, sent } = findFolders(folders);
    if (!inbox) throw new MailboxFailure('missing-folder', 'the account has no INBOX');
    return {
      ok: true,
      folders: folders.length,
      inbox: { path: inbox.path, messages: (await mailbox.openFolder(inbox.path)).exists },
      sent: sent && { path: sent.path, messages: (await mailbox.openFolder(sent.path)).exists },
      tellsOfNewMail: mailbox.capabilities.has('IDLE'),
    };
  } catch (error) {
    if (!(error instanceof MailboxFailure)) throw error;
    return { ok: false, failureClass: error.failureClass, ...explainFailure(error, server) };
  } finally {
    await mailbox?.close();
  }
}
