import { inBusiness } from '../../database/in-business.ts';
import type { Db, FolderRole, Tx } from '../../database/tables.ts';
import { canonicalAddress } from '../../lib/email-address.ts';
import { newId } from '../../lib/ids.ts';
import { chooseFolders } from '../../mailbox/choose-folders.ts';
import { type Mailbox, MailboxFailure } from '../../mailbox/mailbox.ts';
import type { ReadFolder } from './epoch.ts';

/**
 * The row of a mailbox, made at its first sight; found again by its name, else by its address, for it may be renamed.
 * A name that now stands for another address is another account: it is read as at the first connection, for the
 * cursors of the old one would pass over its mail, or take its history for new.
 */
export function ensureMailbox(
  db: Db,
  businessId: string,
  mailbox: { name: string; address: string },
  now: Date,
): Promise<string> {
  const { name, address } = mailbox;
  return inBusiness(db, businessId, async (tx) => {
    const rows = await tx.selectFrom('mailboxes').select(['id', 'name', 'address']).forUpdate().execute();
    const sameAddress = (row: { address: string }) =>
      canonicalAddress(row.address) === canonicalAddress(address);
    const known = rows.find((row) => row.name === name) ?? rows.find(sameAddress);
    if (known) {
      if (!sameAddress(known)) await closeCursors(tx, known.id, now);
      await tx.updateTable('mailboxes').set({ name, address }).where('id', '=', known.id).execute();
      return known.id;
    }
    const row = await tx
      .insertInto('mailboxes')
      .values({ id: newId(), name, address, created_at: now })
      .onConflict((conflict) => conflict.columns(['business_id', 'name']).doUpdateSet({ address }))
      .returning('id')
      .executeTakeFirstOrThrow();
    return row.id;
  });
}

async function closeCursors(tx: Tx, mailboxId: string, now: Date): Promise<void> {
  await tx
    .updateTable('cursors')
    .set({ closed_at: now })
    .where('closed_at', 'is', null)
    .where('folder_id', 'in', tx.selectFrom('folders').select('id').where('mailbox_id', '=', mailboxId))
    .execute();
}

/**
 * Lists the account and answers the folders that are read (INBOX and Sent, or as `wanted`: choose-folders.ts), INBOX
 * last, so that it is the open one afterwards. A folder that was read and is no longer there, or no longer wanted, is
 * marked missing; its mail stays. So is one that is wanted and was never there. Without an INBOX there is nothing to read.
 */
export async function ensureFolders(
  db: Db,
  businessId: string,
  mailboxId: string,
  mailbox: Mailbox,
  now: Date,
  wanted: readonly string[] = [],
): Promise<{ inbox: ReadFolder; others: ReadFolder[] }> {
  const { read, missing: absent } = chooseFolders(await mailbox.listFolders(), wanted);
  const inbox = read.find(({ use }) => use === 'inbox')?.folder;
  if (!inbox) throw new MailboxFailure('missing-folder', 'the account has no INBOX');
  return inBusiness(db, businessId, async (tx) => {
    const known = await tx
      .selectFrom('folders')
      .select(['id', 'path', 'role', 'missing_since'])
      .where('mailbox_id', '=', mailboxId)
      // What was imported from files is on no server.
      .where('id', 'not in', tx.selectFrom('mail_import_sources').select('folder_id'))
      .execute();
    const paths = new Set(read.map(({ folder }) => folder.path));
    const missing = known.filter((row) => row.missing_since === null && !paths.has(row.path));
    if (missing.length > 0) {
      const ids = missing.map(({ id }) => id);
      await tx.updateTable('folders').set({ missing_since: now }).where('id', 'in', ids).execute();
    }
    // Most of the time all is as it was, and nothing is written.
    const ensure = async (path: string, role: FolderRole): Promise<ReadFolder> => {
      const same = known.find((row) => row.path === path && row.role === role);
      return same ? { id: same.id, mailboxId, path, role } : ensureFolder(tx, mailboxId, path, role);
    };
    // A name that was written wrong is seen in the status, not passed over in silence.
    for (const path of absent.filter((name) => !known.some((row) => row.path === name))) {
      await tx
        .insertInto('folders')
        .values({ id: newId(), mailbox_id: mailboxId, path, role: 'other', missing_since: now })
        .onConflict((conflict) => conflict.columns(['business_id', 'mailbox_id', 'path']).doNothing())
        .execute();
    }
    const others: ReadFolder[] = [];
    for (const { folder, use } of read) {
      if (folder !== inbox) others.push(await ensure(folder.path, use));
    }
    return { inbox: await ensure(inbox.path, 'inbox'), others };
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

/** The server numbers the folder anew again and again; it is left alone for a while, and the status says why. */
export async function noteUnstable(
  db: Db,
  businessId: string,
  folder: ReadFolder,
  changesLastHour: number,
): Promise<void> {
  const failure = `the server numbered it anew ${changesLastHour} times within an hour; it is looked at again later`;
  await inBusiness(db, businessId, (tx) =>
    tx.updateTable('folders').set({ failure }).where('id', '=', folder.id).execute(),
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
