import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../src/lib/ids.ts';
import { beginImport } from '../../../src/messages/import/begin-import.ts';
import { countArchive } from '../../../src/messages/import/count-archive.ts';
import { importMail } from '../../../src/messages/import/import-mail.ts';
import { readProgress } from '../../../src/messages/import/import-progress.ts';
import { openArchive } from '../../../src/messages/import/open-archive.ts';
import { folderAccounts } from '../../../src/messages/ingest/folder-account.ts';
import { ensureMailbox } from '../../../src/messages/ingest/folders.ts';
import { readMessages } from '../../../src/messages/log/read-messages.ts';
import { readExclusions } from '../../../src/messages/retention/exclusions.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { bakeryMail, memoryBlobs, SMALL_LIMITS } from '../../support/ingest-fixture.ts';
import { BAKERY, plainPool, putRaw } from '../../support/reading-fixture.ts';
import { writeMboxrd } from './mbox-fixture.ts';
import { tgzOf } from './tar-fixture.ts';
import { zipOf } from './zip-fixture.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const MAIN = { name: 'main', address: 'maryam@bakery.example' };
const NOTHING_EXCLUDED = readExclusions({ addresses: [], domains: [], folders: [] });

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await clearBusiness(database);
  folder = await mkdtemp(path.join(tmpdir(), 'wafa-archive-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const mails = (...numbers: number[]) => numbers.map((number) => Buffer.from(bakeryMail(number)));
const lf = (mail: Buffer) => Buffer.from(mail.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
const saveMbox = async (name: string, letters: Buffer[]) => {
  const file = path.join(folder, name);
  await writeFile(file, writeMboxrd(letters.map(lf)));
  return file;
};

/** One stretch of an import, of at most `batches` batches of three. */
async function bringIn(file: string, { batches = 1000, exclusions = NOTHING_EXCLUDED, now = NOW } = {}) {
  const { db, businessId } = database;
  const archive = await openArchive(file);
  try {
    const mailboxId = await ensureMailbox(db, businessId, MAIN, now);
    const { id, beginning } = await beginImport(db, businessId, { archive, mailboxId, now });
    let left = batches;
    const options = { db, businessId, blobs: memoryBlobs(), limits: SMALL_LIMITS, exclusions, archive, now };
    const done = await importMail({ ...options, importId: id, enough: () => --left <= 0 });
    const { doneBytes: _, ...progress } = await database.inside((tx) => readProgress(tx, id));
    return { beginning, done, ...progress };
  } finally {
    await archive.close();
  }
}

const accounts = () =>
  database.inside(async (tx) =>
    (await folderAccounts(tx)).map(({ path: where, server, stored, skipped, difference }) => ({
      where,
      server,
      stored,
      skipped,
      difference,
    })),
  );
const raws = () =>
  database.inside((tx) =>
    tx
      .selectFrom('raw_messages')
      .select(['content_hash', 'arrival', 'internal_date', 'folder_role'])
      .orderBy('internal_date')
      .execute(),
  );

describe('importing mail', () => {
  it('keeps the mail of an mbox as history under the hash it has on the server, and adds up', async () => {
    const file = await saveMbox('old.mbox', mails(1, 2, 3, 4, 5));
    expect(await bringIn(file)).toEqual({
      beginning: 'new',
      done: true,
      seen: 5,
      stored: 5,
      known: 0,
      leftOut: {},
    });
    expect(await raws()).toEqual(
      mails(1, 2, 3, 4, 5).map((mail, index) => ({
        content_hash: sha256Hex(mail),
        arrival: 'history',
        internal_date: new Date(Date.UTC(2025, 0, 1, 8, index + 1)),
        folder_role: 'other',
      })),
    );
    expect(await accounts()).toEqual([
      { where: 'import/old.mbox', server: 5, stored: 5, skipped: {}, difference: 0 },
    ]);
  });

  it('is read into the log like mail of the mailbox, and triggers nothing', async () => {
    await bringIn(await saveMbox('old.mbox', mails(1, 2)));
    const { db, businessId } = database;
    const reading = {
      db,
      businessId,
      pool: plainPool,
      blobs: memoryBlobs(),
      own: BAKERY,
      now: NOW,
      limit: 50,
    };
    await readMessages({ ...reading, authservIds: new Map() });
    const rows = await database.inside((tx) =>
      tx.selectFrom('messages').select(['subject', 'arrival', 'direction']).orderBy('subject').execute(),
    );
    expect(rows).toEqual([
      { subject: 'Order 1', arrival: 'history', direction: 'incoming' },
      { subject: 'Order 2', arrival: 'history', direction: 'incoming' },
    ]);
  });

  it('knows what came from the mailbox, and what lies in the archive twice', async () => {
    const [first] = mails(1);
    await database.inside((tx) => putRaw(tx, first!, NOW, { arrival: 'new' }));
    const file = await saveMbox('old.mbox', mails(1, 2, 2, 3));
    expect(await bringIn(file)).toMatchObject({ seen: 4, stored: 2, known: 2 });
    expect((await raws()).map(({ arrival }) => arrival).toSorted()).toEqual(['history', 'history', 'new']);
  });

  it('goes on where it was stopped, and changes nothing the second time', async () => {
    const file = await saveMbox('old.mbox', mails(1, 2, 3, 4, 5, 6, 7, 8));
    expect(await bringIn(file, { batches: 1 })).toMatchObject({ done: false, seen: 3, stored: 3 });
    const moved = path.join(folder, 'elsewhere.mbox');
    await rename(file, moved);
    expect(await bringIn(moved, { batches: 1 })).toMatchObject({
      beginning: 'resumed',
      done: false,
      seen: 6,
    });
    expect(await bringIn(moved)).toMatchObject({ done: true, seen: 8, stored: 8, known: 0 });
    expect(await bringIn(moved)).toMatchObject({ beginning: 'again', seen: 8, stored: 0, known: 8 });
    expect(await accounts()).toMatchObject([{ server: 8, stored: 8, difference: 0 }]);
  });

  it('lets only one of two that bring in the same archive go on', async () => {
    const file = await saveMbox('old.mbox', mails(1, 2, 3, 4, 5, 6, 7, 8, 9));
    const both = await Promise.allSettled([bringIn(file), bringIn(file)]);
    const refused = both.filter(({ status }) => status === 'rejected');
    for (const one of refused) expect(String((one as PromiseRejectedResult).reason)).toMatch(/somebody else/);
    expect(refused.length).toBeLessThan(2);
    expect(await bringIn(file)).toMatchObject({ done: true, seen: 9 });
    expect(await raws()).toHaveLength(9);
  });

  it('counts what it leaves out by reason', async () => {
    const letters = [
      ...mails(1),
      Buffer.from(bakeryMail(2, 'x'.repeat(SMALL_LIMITS.maxMessageBytes))),
      Buffer.from(`X-Mozilla-Status: 0009\r\n${bakeryMail(3)}`),
      Buffer.from(
        `X-GM-THRID: 17\r\nX-Gmail-Labels: =?UTF-8?Q?Archived,=D9=87=D8=B1=D8=B2=D9=86=D8=A7=D9=85=D9=87?=\r\n${bakeryMail(4)}`,
      ),
      Buffer.from(`X-GM-THRID: 18\r\nX-Gmail-Labels: Inbox,Opened\r\n${bakeryMail(5)}`),
      Buffer.from(bakeryMail(6).replace('karim6@workshop.example', 'lawyer@court.example')),
      Buffer.from(bakeryMail(7).replace('karim7@workshop.example', 'ann@mail.bank.example')),
    ];
    const exclusions = readExclusions({
      addresses: ['Lawyer+wafa@court.example'],
      domains: ['@bank.example'],
      folders: [],
    });
    const file = await saveMbox('takeout.mbox', letters);
    expect(await bringIn(file, { exclusions })).toMatchObject({
      seen: 7,
      stored: 2,
      leftOut: { 'too large': 1, deleted: 1, spam: 1, 'excluded address': 1, 'excluded domain': 1 },
    });
    expect(await accounts()).toMatchObject([{ server: 7, stored: 2, difference: 0 }]);
    // Without Gmail's own fields it is the mail that IMAP hands out.
    expect((await raws()).map(({ content_hash }) => content_hash)).toEqual(mails(1, 5).map(sha256Hex));
  });

  it('reads a Maildir with its subfolders and flags, and leaves it as it is', async () => {
    const save = async (where: string, name: string, number: number) => {
      await mkdir(path.join(folder, 'Maildir', where), { recursive: true });
      const file = path.join(folder, 'Maildir', where, name);
      await writeFile(file, lf(mails(number)[0]!));
      await utimes(file, NOW, NOW);
    };
    await save('cur', '1700000001.M1P1.host:2,S', 1);
    await save('new', '1700000002.M2P1.host', 2);
    await save('cur', '1700000003.M3P1.host:2,ST', 3);
    await save('cur', '1700000004.M4P1.host:2,D', 4);
    await save('tmp', '1700000005.M5P1.host', 5);
    await save('.Sent/cur', '1700000006.M6P1.host:2,S', 6);
    await save('.Orders.2024/new', '1700000007.M7P1.host', 7);
    await save('.Trash/cur', '1700000008.M8P1.host:2,S', 8);
    await save('.Private/cur', '1700000009.M9P1.host:2,S', 9);
    const exclusions = readExclusions({ addresses: [], domains: [], folders: ['private'] });
    const maildir = path.join(folder, 'Maildir');
    expect(await bringIn(maildir, { batches: 1, exclusions })).toMatchObject({ done: false });
    expect(await bringIn(maildir, { exclusions })).toMatchObject({ done: true, seen: 8, stored: 4 });
    expect(await accounts()).toEqual([
      {
        where: 'import/Maildir/INBOX',
        server: 4,
        stored: 2,
        skipped: { deleted: 1, draft: 1 },
        difference: 0,
      },
      { where: 'import/Maildir/Orders/2024', server: 1, stored: 1, skipped: {}, difference: 0 },
      {
        where: 'import/Maildir/Private',
        server: 1,
        stored: 0,
        skipped: { 'excluded folder': 1 },
        difference: 0,
      },
      { where: 'import/Maildir/Sent', server: 1, stored: 1, skipped: {}, difference: 0 },
      { where: 'import/Maildir/Trash', server: 1, stored: 0, skipped: { deleted: 1 }, difference: 0 },
    ]);
    expect((await raws()).map(({ folder_role }) => folder_role)).toEqual(['other', 'other', 'sent', 'other']);
  });

  it('begins a folder anew when mail came in front of the place where it stopped', async () => {
    const save = (number: number) => writeFile(path.join(folder, `${number}.eml`), mails(number)[0]!);
    for (const number of [2, 3, 4, 5, 6]) await save(number);
    expect(await bringIn(folder, { batches: 1 })).toMatchObject({ done: false, seen: 3 });
    await save(1);
    expect(await bringIn(folder)).toMatchObject({ done: true, seen: 6, stored: 3, known: 3 });
    expect(await raws()).toHaveLength(6);
    expect(await accounts()).toMatchObject([{ server: 6, stored: 6, difference: 0 }]);
  });

  it('reads a Takeout .zip, stopped and gone on with', async () => {
    const file = path.join(folder, 'takeout.zip');
    await writeFile(
      file,
      zipOf({
        'Takeout/archive_browser.html': Buffer.from('<html>'),
        'Takeout/Mail/All mail.mbox': writeMboxrd(mails(1, 2, 3, 4, 5).map(lf)),
        'Takeout/Mail/Spam.mbox': writeMboxrd(mails(6).map(lf)),
      }),
    );
    expect(await bringIn(file, { batches: 1 })).toMatchObject({ done: false, stored: 3 });
    expect(await bringIn(file)).toMatchObject({ done: true, seen: 6, stored: 5, leftOut: { spam: 1 } });
  });

  it('reads a Takeout .tgz as well', async () => {
    const file = path.join(folder, 'takeout.tgz');
    const deep = `Takeout/Mail/${'Orders of the year/'.repeat(8)}2024.mbox`;
    const tgz = tgzOf({
      'Takeout/archive_browser.html': Buffer.alloc(3_000_000, '<html>'),
      'Takeout/Mail/Inbox.mbox': writeMboxrd(mails(1, 2, 3, 4, 5).map(lf)),
      [deep]: writeMboxrd(mails(6, 7).map(lf)),
    });
    await writeFile(file, tgz);
    expect(await bringIn(file, { batches: 1 })).toMatchObject({ done: false, stored: 3 });
    expect(await bringIn(file)).toMatchObject({ done: true, seen: 7, stored: 7 });
    expect((await accounts()).map(({ where }) => where)).toEqual([
      'import/takeout.tgz/Takeout/Mail/Inbox.mbox',
      `import/takeout.tgz/${deep}`,
    ]);
    await writeFile(file, tgz.subarray(0, tgz.length / 2));
    await expect(bringIn(file)).rejects.toThrow(/cannot be read as a \.tgz/);
  });

  it('says what it found when it is no mail, and brings in nothing', async () => {
    const save = async (name: string, content: string | Buffer) => {
      await writeFile(path.join(folder, name), content);
      return path.join(folder, name);
    };
    const zip = zipOf({ 'a.mbox': writeMboxrd(mails(1, 2).map(lf)) });
    await expect(bringIn(path.join(folder, 'none.mbox'))).rejects.toThrow(/there is no file or folder/);
    await expect(bringIn(folder)).rejects.toThrow(/there is no mail in/);
    await expect(bringIn(await save('a.mbox', ''))).rejects.toThrow(/is empty/);
    await expect(bringIn(await save('a.pdf', '%PDF-1.7'))).rejects.toThrow(/no mail that Wafa knows/);
    await expect(bringIn(await save('a.gz', gzipSync('Dear Maryam')))).rejects.toThrow(/as a \.tgz/);
    await expect(bringIn(await save('b.zip', zip.subarray(0, zip.length - 30)))).rejects.toThrow(
      /as a \.zip/,
    );
    await expect(bringIn(await save('c.zip', zipOf({ 'a.txt': Buffer.from('a') })))).rejects.toThrow(
      /no mail in it/,
    );
    expect(await raws()).toEqual([]);
  });

  it('counts beforehand what it would do, in stretches, and changes nothing', async () => {
    await bringIn(await saveMbox('some.mbox', mails(1, 2)));
    const archive = await openArchive(await saveMbox('all.mbox', mails(1, 2, 3, 4, 5, 6, 7)));
    const { db, businessId } = database;
    const options = { db, businessId, limits: SMALL_LIMITS, exclusions: NOTHING_EXCLUDED, archive };
    const first = await countArchive({
      ...options,
      from: { source: 0, position: '', seen: 0 },
      enough: () => true,
    });
    expect(first).toMatchObject({ counted: { seen: 3, stored: 1, known: 2 }, next: { source: 0, seen: 3 } });
    const rest = await countArchive({ ...options, from: first.next!, enough: () => false });
    expect(rest).toMatchObject({ counted: { seen: 4, stored: 4, known: 0 }, next: undefined });
    const { rows } = await database.inside((tx) => sql`select from mail_imports`.execute(tx));
    expect([rows.length, (await raws()).length]).toEqual([1, 2]);
  });
});
