import { inBusiness } from '../../database/in-business.ts';
import type { Db, Tx } from '../../database/tables.ts';
import type { Cursor, ReadFolder } from '../ingest/epoch.ts';
import type { BlobStore } from '../log/blob-store.ts';
import { prepareRaw } from '../log/store-raw.ts';
import type { Exclusions } from '../retention/exclusions.ts';
import { type ImportLimits, type JudgedBatch, judgedBatches } from './batches.ts';
import { ARCHIVE_UID_VALIDITY, type SourceRow } from './begin-import.ts';
import type { MailArchive, MailSource } from './mail-archive.ts';
import { knownContents, writeBatch } from './write-batch.ts';

export interface ImportOptions {
  db: Db;
  businessId: string;
  blobs: BlobStore;
  limits: ImportLimits;
  exclusions: Exclusions;
  archive: MailArchive;
  importId: string;
  now: Date;
  /** True when it is time to come to a stop; asked after each batch. */
  enough(): boolean;
}

/**
 * Brings the mail of an archive into the log's raw mail, as history: it goes the way of mail from IMAP from there on, and
 * triggers nothing. Goes on where it was stopped or killed; true when it is through. Call `beginImport` first.
 */
export async function importMail(options: ImportOptions): Promise<boolean> {
  const { db, businessId, archive, importId, now } = options;
  for (const source of archive.sources) {
    const row = await inBusiness(db, businessId, (tx) => findSource(tx, importId, source));
    if (row.done_at === null && !(await importSource(options, source, row))) return false;
  }
  await inBusiness(db, businessId, (tx) =>
    tx
      .updateTable('mail_imports')
      .set({ finished_at: now })
      .where('id', '=', importId)
      .where('finished_at', 'is', null)
      .execute(),
  );
  return true;
}

function findSource(tx: Tx, importId: string, source: MailSource): Promise<SourceRow> {
  return tx
    .selectFrom('mail_import_sources')
    .selectAll()
    .where('import_id', '=', importId)
    .where('key', '=', source.key)
    .executeTakeFirstOrThrow();
}

/** One write in flight while the next batch is read. */
async function importSource(options: ImportOptions, source: MailSource, from: SourceRow): Promise<boolean> {
  const { db, businessId, archive, now } = options;
  const place = await inBusiness(db, businessId, (tx) => placeOf(tx, from));
  let row = from;
  const write = async (batch: JudgedBatch) => {
    row = await storeJudged(options, row, place, batch);
  };
  let inFlight: Promise<void> = Promise.resolve();
  try {
    for await (const batch of judgedBatches(archive, source, from, options)) {
      await inFlight;
      inFlight = write(batch);
      // It is waited for below; until then a failure must not count as unheard.
      inFlight.catch(() => {});
      if (options.enough()) return false;
    }
  } finally {
    await inFlight;
  }
  await inBusiness(db, businessId, (tx) =>
    tx
      .updateTable('mail_import_sources')
      .set({ done_at: now })
      .where('import_id', '=', row.import_id)
      .where('key', '=', row.key)
      .where('position', '=', row.position)
      .execute(),
  );
  return true;
}

interface Place {
  folder: ReadFolder;
  cursor: Cursor;
}

async function placeOf(tx: Tx, source: SourceRow): Promise<Place> {
  const folder = await tx
    .selectFrom('folders')
    .select(['id', 'mailbox_id', 'path', 'role'])
    .where('id', '=', source.folder_id)
    .executeTakeFirstOrThrow();
  const cursor = await tx
    .selectFrom('cursors')
    .selectAll()
    .where('folder_id', '=', source.folder_id)
    .where('uid_validity', '=', ARCHIVE_UID_VALIDITY)
    .executeTakeFirstOrThrow();
  return { folder: { ...folder, mailboxId: folder.mailbox_id }, cursor };
}

async function storeJudged(
  { db, businessId, blobs, now }: ImportOptions,
  row: SourceRow,
  place: Place,
  { keep, ...rest }: JudgedBatch,
): Promise<SourceRow> {
  const known = await inBusiness(db, businessId, (tx) =>
    knownContents(
      tx,
      keep.map(({ contentHash }) => contentHash),
    ),
  );
  const fresh = await Promise.all(
    keep
      .filter(({ contentHash }) => !known.has(contentHash))
      .map(async ({ uid, internalDate, bytes }) => ({
        uid,
        internalDate,
        raw: await prepareRaw(bytes, blobs),
      })),
  );
  const batch = { ...rest, fresh, known: keep.filter(({ contentHash }) => known.has(contentHash)) };
  return inBusiness(db, businessId, (tx) => writeBatch(tx, row, place, batch, now));
}
