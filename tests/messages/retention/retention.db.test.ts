import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { matchMessages } from '../../../src/customers/match/match-messages.ts';
import { folderAccounts } from '../../../src/messages/ingest/folder-account.ts';
import { createArrivalReader } from '../../../src/messages/log/arrival-reader.ts';
import { openBlobStore } from '../../../src/messages/log/blob-store.ts';
import { listQuarantine } from '../../../src/messages/log/quarantine.ts';
import { readMessages } from '../../../src/messages/log/read-messages.ts';
import { prepareRaw } from '../../../src/messages/log/store-raw.ts';
import { readExclusions } from '../../../src/messages/retention/exclusions.ts';
import { removeDroppedFiles, removeReturnedFiles } from '../../../src/messages/retention/files.ts';
import {
  countLeftOut,
  deferExcluded,
  leaveOutExcluded,
  markLeftOut,
} from '../../../src/messages/retention/leave-out.ts';
import {
  applyRetention,
  type LogPlace,
  type RetentionOptions,
} from '../../../src/messages/retention/retention.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { bakeryMail, inboxReader, memoryBlobs } from '../../support/ingest-fixture.ts';
import { BAKERY, plainPool } from '../../support/reading-fixture.ts';
import { ScriptedServer } from '../../support/scripted-mailbox.ts';
import { removeFolder, temporaryFolder } from '../../support/temporary-folder.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const DAY = 86_400_000;
const KEEP_ALL = { keepRaw: null, keepText: null, keep: 'all' } as const;

let database: TestDatabase;
let server: ScriptedServer;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await clearBusiness(database);
  server = new ScriptedServer();
});

/** Mails of so many days ago, in the INBOX of the server. */
const receive = (...days: number[]) => {
  for (const day of days) server.deliver(Buffer.from(bakeryMail(day)), new Date(NOW.getTime() - day * DAY));
};
/** Reads INBOX whole, and what came into the log. */
async function readInbox(exclude: Partial<Parameters<typeof readExclusions>[0]> = {}) {
  const { db, businessId } = database;
  const exclusions = readExclusions({ addresses: [], domains: [], folders: [], ...exclude });
  const onTheWayIn = { pool: plainPool, blobs: memoryBlobs(), own: BAKERY, trustedServers: [] };
  const reader = deferExcluded(createArrivalReader(onTheWayIn), exclusions);
  const inbox = await inboxReader(db, businessId, server, NOW);
  await inbox.sync(NOW, { reader });
  await inbox.history(NOW, { reader });
  const reading = { db, businessId, pool: plainPool, blobs: memoryBlobs(), own: BAKERY, now: NOW, limit: 50 };
  await readMessages({ ...reading, authservIds: new Map(), leaveOut: leaveOutExcluded(exclusions) });
  return inbox;
}
const understood = () =>
  database.inside((tx) => tx.updateTable('messages').set({ matched_at: NOW, detected_at: NOW }).execute());
/** A whole pass, in batches of two. */
async function retain(settings: Partial<RetentionOptions['settings']>, now = NOW) {
  const { db, businessId } = database;
  const sum = { rawDropped: 0, textDropped: 0, leftOut: 0 };
  let after: LogPlace | undefined;
  do {
    const done = await applyRetention({
      db,
      businessId,
      settings: { ...KEEP_ALL, ...settings },
      now,
      limit: 2,
      after,
    });
    sum.rawDropped += done.rawDropped;
    sum.textDropped += done.textDropped;
    sum.leftOut += done.leftOut;
    after = done.next;
  } while (after);
  return sum;
}
const log = () =>
  database.inside((tx) =>
    tx
      .selectFrom('messages as m')
      .innerJoin('raw_messages as r', 'r.content_hash', 'm.content_hash')
      .select(['m.subject', 'm.text', 'r.bytes'])
      .orderBy('m.received_at', 'desc')
      .execute()
      .then((rows) => rows.map(({ subject, text, bytes }) => [subject, text !== '', bytes !== null])),
  );
const inbox = async () => {
  const [account] = await database.inside(folderAccounts);
  const { server: there, stored, skipped, difference } = account!;
  return { there, stored, skipped, difference };
};

describe('retention by age', () => {
  it('keeps everything unless told', async () => {
    receive(400, 1);
    await readInbox();
    expect(await retain({})).toEqual({ rawDropped: 0, textDropped: 0, leftOut: 0 });
    expect(await log()).toEqual([
      ['Order 1', true, true],
      ['Order 400', true, true],
    ]);
  });

  it('drops raw mail and texts that are old enough, once, and keeps who wrote when about what', async () => {
    receive(400, 300, 200, 100, 10, 1);
    const reader = await readInbox();
    await understood();
    expect(await retain({ keepRaw: 50 * DAY, keepText: 250 * DAY })).toEqual({
      rawDropped: 4,
      textDropped: 2,
      leftOut: 0,
    });
    expect(await log()).toEqual([
      ['Order 1', true, true],
      ['Order 10', true, true],
      ['Order 100', true, false],
      ['Order 200', true, false],
      ['Order 300', false, false],
      ['Order 400', false, false],
    ]);
    expect(await retain({ keepRaw: 50 * DAY, keepText: 250 * DAY })).toMatchObject({
      rawDropped: 0,
      textDropped: 0,
    });
    await reader.sync(NOW);
    expect(await inbox()).toEqual({ there: 6, stored: 6, skipped: {}, difference: 0 });
  });

  it('keeps no raw mail longer than its text, and the text until it was looked through', async () => {
    receive(100);
    await readInbox();
    expect(await retain({ keepText: 50 * DAY })).toMatchObject({ rawDropped: 1, textDropped: 0 });
    await understood();
    expect(await retain({ keepText: 50 * DAY })).toMatchObject({ rawDropped: 0, textDropped: 1 });
  });

  it('does not bring dropped mail in again when the folder is numbered anew', async () => {
    receive(100, 1);
    const reader = await readInbox();
    await understood();
    await retain({ keepRaw: 50 * DAY, keepText: 50 * DAY });
    server.renumber(99);
    await reader.sync(NOW);
    await reader.history(NOW);
    expect(await log()).toEqual([
      ['Order 1', true, true],
      ['Order 100', false, false],
    ]);
  });

  it('drops what lies in quarantine for as long, and counts it as left out', async () => {
    receive(3, 2);
    await readInbox();
    await database.inside((tx) => tx.deleteFrom('messages').execute());
    await database.inside((tx) =>
      tx.updateTable('raw_messages').set({ read_state: 'quarantined', read_error: 'too deep' }).execute(),
    );
    const later = new Date(NOW.getTime() + 60 * DAY);
    expect(await retain({ keepRaw: 61 * DAY }, later)).toMatchObject({ leftOut: 0 });
    expect(await retain({ keepRaw: 50 * DAY }, later)).toMatchObject({ leftOut: 2 });
    expect(await database.inside((tx) => listQuarantine(tx, 10))).toEqual([]);
    expect(await inbox()).toEqual({
      there: 2,
      stored: 0,
      skipped: { 'could not be read': 2 },
      difference: 0,
    });
  });

  it('removes the files of large mails, also those that come back', async () => {
    const folder = temporaryFolder('retention');
    const blobs = openBlobStore(folder);
    const large = Buffer.from(
      bakeryMail(
        1,
        Array.from({ length: 600_000 }, () => String.fromCodePoint(33 + Math.floor(Math.random() * 90))).join(
          '',
        ),
      ),
    );
    const raw = await prepareRaw(large, blobs);
    const options = { db: database.db, businessId: database.businessId, blobs };
    const { contentHash, ...columns } = raw;
    await database.inside((tx) =>
      tx
        .insertInto('raw_messages')
        .values({
          content_hash: contentHash,
          ...columns,
          arrival: 'history',
          internal_date: NOW,
          created_at: NOW,
        })
        .execute(),
    );
    await database.inside((tx) => markLeftOut(tx, [{ contentHash, reason: 'excluded address' }], NOW));
    expect((await blobs.get(raw.file!)).length).toBeGreaterThan(256 * 1024);
    expect(await removeDroppedFiles(options)).toBe(1);
    await expect(blobs.get(raw.file!)).rejects.toThrow(/ENOENT/);
    expect(await removeDroppedFiles(options)).toBe(0);

    await prepareRaw(large, blobs);
    receive(1);
    const { folder: place } = await inboxReader(database.db, database.businessId, server, NOW);
    const later = new Date(NOW.getTime() + DAY);
    await database.inside((tx) =>
      tx
        .insertInto('locations')
        .values({
          folder_id: place.id,
          uid_validity: 7,
          uid: 1,
          content_hash: contentHash,
          internal_date: NOW,
          arrival: 'history',
          created_at: later,
        })
        .execute(),
    );
    expect(await removeReturnedFiles(options, NOW)).toBe(1);
    await expect(blobs.get(raw.file!)).rejects.toThrow(/ENOENT/);
    removeFolder(folder);
  });
});

describe('what never enters the log', () => {
  it.each([
    ['excluded address', { addresses: ['KARIM2@workshop.example'] }, ['Order 1', 'Order 3']],
    ['excluded domain', { domains: ['workshop.example'] }, []],
    ['excluded folder', { folders: ['inbox'] }, []],
  ])('counts an %s as skipped, and adds up', async (reason, exclude, kept) => {
    receive(3, 2, 1);
    await readInbox(exclude);
    expect((await log()).map(([subject]) => subject)).toEqual(kept);
    const skipped = { [reason]: 3 - kept.length };
    expect(await inbox()).toEqual({ there: 3, stored: kept.length, skipped, difference: 0 });
    const bytes = await database.inside((tx) =>
      tx.selectFrom('raw_messages').select('bytes').where('left_out', 'is not', null).execute(),
    );
    expect(bytes).toEqual(Array.from({ length: 3 - kept.length }, () => ({ bytes: null })));
  });

  it('stays left out, and counted so, when the folder is numbered anew', async () => {
    receive(3, 2, 1);
    const reader = await readInbox({ addresses: ['karim2@workshop.example'] });
    server.renumber(99);
    await reader.sync(NOW);
    await reader.history(NOW);
    expect(await database.inside((tx) => countLeftOut(tx))).toBe(1);
    expect(await inbox()).toEqual({ there: 3, stored: 2, skipped: { 'excluded address': 1 }, difference: 0 });
    expect(await log()).toHaveLength(2);
  });
});

describe('keeping only mail with contacts', () => {
  it('takes mail of nobody we know out of the log after a week, and leaves that of contacts', async () => {
    receive(3, 2, 1);
    await readInbox();
    const { db, businessId } = database;
    const matching = { db, businessId, own: BAKERY, now: NOW, limit: 10 };
    await database.inside((tx) =>
      tx
        .insertInto('contacts')
        .values({
          id: '018f0000-0000-7000-8000-000000000001',
          kind: 'customer',
          name: 'Karim',
          source: 'hand',
        })
        .execute(),
    );
    await database.inside((tx) =>
      tx
        .insertInto('contact_addresses')
        .values({
          canonical: 'karim2@workshop.example',
          address: 'karim2@workshop.example',
          contact_id: '018f0000-0000-7000-8000-000000000001',
        })
        .execute(),
    );
    await matchMessages({ ...matching, settings: { newPeople: 'none', freeMailDomains: [] } });
    const nextWeek = new Date(NOW.getTime() + 8 * DAY);
    expect(await retain({ keep: 'contacts' }, nextWeek)).toMatchObject({ leftOut: 0 });
    await database.inside((tx) => tx.updateTable('messages').set({ detected_at: NOW }).execute());
    expect(await retain({ keep: 'contacts' })).toMatchObject({ leftOut: 0 });
    expect(await retain({ keep: 'contacts' }, nextWeek)).toMatchObject({ leftOut: 2 });
    expect(await log()).toEqual([['Order 2', true, true]]);
    expect(await inbox()).toEqual({ there: 3, stored: 1, skipped: { 'nobody we know': 2 }, difference: 0 });
    expect(await database.inside((tx) => tx.selectFrom('threads').select('id').execute())).toHaveLength(1);
  });
});
