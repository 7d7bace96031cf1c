import { setTimeout as sleep } from 'node:timers/promises';
import { inBusiness } from '../../../src/database/in-business.ts';
import type { Db, Tx } from '../../../src/database/tables.ts';
import { openImapMailbox } from '../../../src/mailbox/imap/open-imap-mailbox.ts';
import type { FetchedMessage, Mailbox } from '../../../src/mailbox/mailbox.ts';
import { findCursor, finishHistory, moveCursor, recordSync } from '../../../src/messages/ingest/cursor.ts';
import { type Cursor, openEpoch, type ReadFolder } from '../../../src/messages/ingest/epoch.ts';
import { ensureFolders, ensureMailbox } from '../../../src/messages/ingest/folders.ts';
import { storeBatch } from '../../../src/messages/ingest/store.ts';
import { createArrivalReader } from '../../../src/messages/log/arrival-reader.ts';
import type { BlobStore } from '../../../src/messages/log/blob-store.ts';
import type { TestDatabase } from '../../support/postgres-business.ts';
import { BAKERY, plainPool } from '../../support/reading-fixture.ts';
import type { MailAccount } from './mail-account.ts';

/** What readers of mail get wrong, each a real habit. The checks must catch every one. */
export interface Flaws {
  /** UIDVALIDITY counts as changed only when it grew. */
  onlyGrows?: boolean;
  /** The cursor is moved in a transaction of its own, before the mail is stored. */
  cursorFirst?: boolean;
  /** What was asked for and not answered is taken for gone. */
  trustsAnswers?: boolean;
  /** A Message-ID that is known is a mail that is known. */
  byMessageId?: boolean;
}

interface Naive {
  db: Db;
  businessId: string;
  blobs: BlobStore;
  flaws: Flaws;
}

/** Reads the INBOX of all accounts, over and over, as simply as can be. */
export async function watchNaively(options: {
  database: TestDatabase;
  blobs: BlobStore;
  accounts: readonly MailAccount[];
  flaws: Flaws;
  signal: AbortSignal;
}): Promise<void> {
  const { database, accounts, signal } = options;
  const naive = { ...options, db: database.db, businessId: database.businessId };
  while (!signal.aborted) {
    for (const { name, port, user, password } of accounts) {
      const imap = { host: '127.0.0.1', port, security: 'none' as const, user, password };
      const account = { name, address: `${name}@bakery.example`, imap };
      let mailbox: Mailbox | undefined;
      try {
        mailbox = await openImapMailbox(account, { compress: false, maxMessageBytes: 1_000_000 });
        const now = new Date();
        const mailboxId = await ensureMailbox(naive.db, naive.businessId, account, now);
        const { inbox } = await ensureFolders(naive.db, naive.businessId, mailboxId, mailbox, now);
        await readNaively(naive, mailbox, inbox, now);
      } catch {
        // It tries again, as they all do.
      }
      await mailbox?.close();
    }
    await sleep(200);
  }
}

/** Everything above the cursor in one go; history first when it is all new to it. */
export async function readNaively(
  naive: Naive,
  mailbox: Mailbox,
  folder: ReadFolder,
  now: Date,
): Promise<void> {
  const { db, businessId, flaws } = naive;
  const opened = await mailbox.openFolder(folder.path);
  const cursor = await inBusiness(db, businessId, async (tx) => {
    const last = await tx
      .selectFrom('cursors')
      .selectAll()
      .where('folder_id', '=', folder.id)
      .where('closed_at', 'is', null)
      .executeTakeFirst();
    if (flaws.onlyGrows && last && opened.uidValidity <= last.uid_validity) return last;
    const epoch = await openEpoch(tx, folder, opened, { historySince: new Date(0), now });
    return epoch.state === 'open' ? epoch.cursor : undefined;
  });
  if (!cursor) return;
  if (cursor.history_done_at === null) {
    await store(naive, mailbox, folder, cursor, await mailbox.searchUids(1, cursor.first_new_uid - 1), now);
    await inBusiness(db, businessId, (tx) => finishHistory(tx, cursor, now));
  }
  const uids = await mailbox.searchUids(cursor.last_uid + 1);
  await store(naive, mailbox, folder, cursor, uids, now);
  const { exists, highestModseq } = opened;
  await inBusiness(db, businessId, async (tx) => {
    const there = await findCursor(tx, folder, cursor.uid_validity);
    if (there) await recordSync(tx, there, { exists, highestModseq, differsSince: null, now });
  });
}

async function store(
  { db, businessId, blobs, flaws }: Naive,
  mailbox: Mailbox,
  folder: ReadFolder,
  cursor: Cursor,
  uids: readonly number[],
  now: Date,
): Promise<void> {
  const last = uids.at(-1);
  if (last === undefined) return;
  const move = (tx: Tx) => moveCursor(tx, cursor, Math.max(last, cursor.last_uid));
  if (flaws.cursorFirst) await inBusiness(db, businessId, move);
  const answered = await mailbox.fetchSources(uids);
  const gaps = flaws.trustsAnswers ? [] : missing(uids, answered);
  const reader = createArrivalReader({ pool: plainPool, blobs, own: BAKERY, trustedServers: [] });
  const read = await reader.read(answered.map(({ source }) => source));
  await inBusiness(db, businessId, async (tx) => {
    const known = flaws.byMessageId ? await knownIds(tx) : new Set<string>();
    const messages = answered.flatMap(({ uid, internalDate, source }, at) => {
      const mail = read[at];
      const id = /^Message-ID: <(.*)>/im.exec(source.toString('latin1'))?.[1];
      if (!mail || (flaws.byMessageId && id !== undefined && known.has(id))) return [];
      if (id !== undefined) known.add(id);
      return [{ uid, internalDate, ...mail }];
    });
    await storeBatch(tx, folder, cursor, { messages, gaps, tooLarge: [] }, now, reader);
    if (!flaws.cursorFirst) await move(tx);
  });
}

function missing(uids: readonly number[], answered: readonly FetchedMessage[]) {
  const there = new Set(answered.map(({ uid }) => uid));
  return uids.filter((uid) => !there.has(uid)).map((uid) => ({ uid, error: 'not answered' }));
}

async function knownIds(tx: Tx): Promise<Set<string>> {
  const rows = await tx.selectFrom('messages').select('message_id').execute();
  return new Set(rows.flatMap(({ message_id }) => message_id ?? []));
}
