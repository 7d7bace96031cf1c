import type { Selectable } from 'kysely';
import { inBusiness } from '../../database/in-business.ts';
import type { Db, Tables, Tx } from '../../database/tables.ts';
import { newId } from '../../lib/ids.ts';
import type { MailArchive, MailSource } from './mail-archive.ts';

type ImportRow = Selectable<Tables['mail_imports']>;
export type SourceRow = Selectable<Tables['mail_import_sources']>;

/** How an import begins: for the first time, where it was interrupted, or once more from the beginning. */
export type Beginning = 'new' | 'resumed' | 'again';

/** The one UIDVALIDITY of an archive's folder; a mail's UID there is its number. */
export const ARCHIVE_UID_VALIDITY = 1;
/** Above every number of a mail: all of it is history. */
const NO_NEW_MAIL = 2 ** 40;

/**
 * Notes an archive and its sources, each with a folder of its own under the mailbox, or finds them again. One that was
 * brought in to its end is gone through once more, which changes nothing unless it was edited since.
 */
export async function beginImport(
  db: Db,
  businessId: string,
  { archive, mailboxId, now }: { archive: MailArchive; mailboxId: string; now: Date },
): Promise<{ id: string; beginning: Beginning }> {
  return inBusiness(db, businessId, async (tx) => {
    const values = { mailbox_id: mailboxId, identity: archive.identity, name: archive.name };
    const added = await tx
      .insertInto('mail_imports')
      .values({ id: newId(), ...values, started_at: now, finished_at: null })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    const row = await tx
      .selectFrom('mail_imports')
      .selectAll()
      .where('mailbox_id', '=', mailboxId)
      .where('identity', '=', archive.identity)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const again = row.finished_at !== null;
    if (again) {
      await tx
        .updateTable('mail_imports')
        .set({ started_at: now, finished_at: null })
        .where('id', '=', row.id)
        .execute();
    }
    for (const source of archive.sources) await prepareSource(tx, row, archive, source, { again, now });
    return { id: row.id, beginning: added ? 'new' : again ? 'again' : 'resumed' };
  });
}

async function prepareSource(
  tx: Tx,
  row: ImportRow,
  archive: MailArchive,
  source: MailSource,
  { again, now }: { again: boolean; now: Date },
): Promise<void> {
  const known = await tx
    .selectFrom('mail_import_sources')
    .selectAll()
    .where('import_id', '=', row.id)
    .where('key', '=', source.key)
    .executeTakeFirst();
  if (known) {
    const goesOn = !again && known.identity === source.identity;
    if (goesOn && (known.position === '' || (await source.holds(known.position, known.seen)))) return;
    await resetSource(tx, known, source.identity, now);
    return;
  }
  const inside = archive.sources.length === 1 ? '' : `/${source.name}`;
  const folderId = newId();
  const role = source.kind === 'sent' ? 'sent' : 'other';
  const path = await freePath(tx, row.mailbox_id, `import/${archive.name}${inside}`);
  await tx
    .insertInto('folders')
    .values({ id: folderId, mailbox_id: row.mailbox_id, path, role, server_count: 0 })
    .execute();
  await tx
    .insertInto('cursors')
    .values({
      folder_id: folderId,
      uid_validity: ARCHIVE_UID_VALIDITY,
      epoch: 1,
      first_new_uid: NO_NEW_MAIL,
      last_uid: 0,
      history_next_uid: 0,
      history_done_at: now,
      opened_at: now,
    })
    .execute();
  await tx
    .insertInto('mail_import_sources')
    .values({ import_id: row.id, key: source.key, folder_id: folderId, identity: source.identity })
    .execute();
}

/** From its beginning: what it had is passed over as known, and what it no longer has lies nowhere. */
async function resetSource(tx: Tx, source: SourceRow, identity: string, now: Date): Promise<void> {
  await tx
    .updateTable('mail_import_sources')
    .set({ identity, position: '', done_bytes: 0, seen: 0, stored: 0, known: 0, done_at: null })
    .where('import_id', '=', source.import_id)
    .where('key', '=', source.key)
    .execute();
  await tx.deleteFrom('skips').where('folder_id', '=', source.folder_id).execute();
  await tx.deleteFrom('locations').where('folder_id', '=', source.folder_id).execute();
  await tx.updateTable('folders').set({ server_count: 0 }).where('id', '=', source.folder_id).execute();
  await tx.updateTable('cursors').set({ opened_at: now }).where('folder_id', '=', source.folder_id).execute();
}

/** Two archives may have one name. */
async function freePath(tx: Tx, mailboxId: string, wanted: string): Promise<string> {
  const rows = await tx.selectFrom('folders').select('path').where('mailbox_id', '=', mailboxId).execute();
  const taken = new Set(rows.map(({ path }) => path));
  for (let number = 1; ; number++) {
    const path = number === 1 ? wanted : `${wanted} (${number})`;
    if (!taken.has(path)) return path;
  }
}
