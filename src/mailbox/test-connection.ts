import { chooseFolders, type FolderUse } from './choose-folders.ts';
import { explainFailure } from './explain-failure.ts';
import { findFolders } from './folders.ts';
import { type FailureClass, type ListedFolder, type Mailbox, MailboxFailure } from './mailbox.ts';

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
      /** Which folders would be read; only where that was asked. */
      choice?: { read: CountedFolder[]; left: { path: string; why: string }[]; missing: string[] };
    }
  | { ok: false; failureClass: FailureClass; message: string; hint: string };

/** A folder that is read, and how many mails are in it; undefined beyond the first folders, which are counted. */
interface CountedFolder {
  path: string;
  use: FolderUse;
  messages: number | undefined;
}

/** An account may have thousands of folders; a test need not open all. */
const MAX_COUNTED = 50;

/**
 * Logs in through `connect`, lists the folders and counts what is in INBOX and Sent; changes nothing. With `wanted`
 * it also chooses folders (choose-folders.ts). What fails is explained in plain words for the provider of `server.host`.
 */
export async function testConnection(
  connect: () => Promise<Mailbox>,
  server: { host: string; user: string },
  wanted?: readonly string[],
): Promise<ConnectionTest> {
  let mailbox: Mailbox | undefined;
  try {
    mailbox = await connect();
    const listed = await mailbox.listFolders();
    const { inbox, sent } = findFolders(listed);
    if (!inbox) throw new MailboxFailure('missing-folder', 'the account has no INBOX');
    return {
      ok: true,
      folders: listed.length,
      inbox: await count(mailbox, inbox),
      sent: sent && (await count(mailbox, sent)),
      tellsOfNewMail: mailbox.capabilities.has('IDLE'),
      ...(wanted === undefined ? {} : { choice: await choose(mailbox, listed, wanted) }),
    };
  } catch (error) {
    if (!(error instanceof MailboxFailure)) throw error;
    return { ok: false, failureClass: error.failureClass, ...explainFailure(error, server) };
  } finally {
    await mailbox?.close();
  }
}

async function count(mailbox: Mailbox, { path }: ListedFolder): Promise<{ path: string; messages: number }> {
  return { path, messages: (await mailbox.openFolder(path)).exists };
}

async function choose(
  mailbox: Mailbox,
  listed: readonly ListedFolder[],
  wanted: readonly string[],
): Promise<NonNullable<Extract<ConnectionTest, { ok: true }>['choice']>> {
  const { read, left, missing } = chooseFolders(listed, wanted);
  const counted: CountedFolder[] = [];
  for (const [at, { folder, use }] of read.entries()) {
    const messages = at < MAX_COUNTED ? (await count(mailbox, folder)).messages : undefined;
    counted.push({ path: folder.path, use, messages });
  }
  return { read: counted, left: left.map(({ folder, why }) => ({ path: folder.path, why })), missing };
}
