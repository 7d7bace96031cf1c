import { inBusiness } from '../database/in-business.ts';
import type { Db, FolderRole, Tx } from '../database/tables.ts';
import { newId } from '../lib/ids.ts';
import { findFolders } from '../mailbox/folders.ts';
import { type Mailbox, MailboxFailure } from '../mailbox/mailbox.ts';
import type { ReadFolder } from './ingest-epoch.ts';

/** The row of a mailbox, made at its first sight; found again by its name. */
export function ensureMailbox(
  db: Db,
  businessId: string,
  mailbox: { name: string; address: string },
  now: Date,
): Promise<string> {
  return inBusiness(db, businessId, async (tx) => {
    const row = await tx
      .insertInto('mailboxes')
      .values({ id: newId(), name: mailbox.name, address: mailbox.address, created_at: now })
      .onConflict((conflict) =>
        conflict.columns(['business_id', 'name']).doUpdateSet({ address: mailbox.address }),
      )
      .returning('id')
      .executeTakeFirstOrThrow();
    return row.id;
  });
}

/**
 * Lists the account and answers the folders that are read, INBOX last, so that it is the open one afterwards. A folder
 * that was read and is no longer there is marked missing; its mail stays. Without an INBOX there is nothing to read.
 */
export async function ensureFolders(
  db: Db,
  businessId: string,
  mailboxId: string,
  mailbox: Mailbox,
  now: Date,
): Promise<{ inbox: ReadFolder; others: ReadFolder[] }> {
  const { inbox, sent } = findFolders(await mailbox.listFolders());
  if (!inbox) throw new MailboxFailure('missing-folder', 'the account has no INBOX');
  return inBusiness(db, businessId, async (tx) => {
    const paths = [inbox.path, ...(sent ? [sent.path] : [])];
    await tx
      .updateTable('folders')
      .set({ missing_since: now })
      .where('mailbox_id', '=', mailboxId)
      .where('path', 'not in', paths)
      .where('missing_since', 'is', null)
      .execute();
    return {
      inbox: await ensureFolder(tx, mailboxId, inbox.path, 'inbox'),
      others: sent ? [await ensureFolder(tx, mailboxId, sent.path, 'sent')] : [],
    };
  });
}

/** The folder was listed, but cannot be opened. */
export async function markMissing(db: Db, businessId: string, folder: ReadFolder, now: Date): Promise<void> {
  await inBusiness(db, businessId, (tx) =>
    tx
      .updateTable('folders')
      .set({ missing_since: now })
      .where('id', '=', folder.id)
      .where('missing_since', 'is', null)
      .execute(),
  );
}

async function ensureFolder(tx: Tx, mailboxId: string, path: string, role: FolderRole): Promise<ReadFolder> {
  const row = await tx
    .insertInto('folders')
    .values({ id: newId(), mailbox_id: mailboxId, path, role })
    .onConflict((conflict) => conflict.columns(['business_id', 'mailbox_id', 'path']).doUpdateSet({ role }))
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id: row.id, mailboxId, path, role };
}
