import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FolderAccount } from '../../../src/messages/ingest/folder-account.ts';
import { folderAccounts } from '../../../src/messages/ingest/folder-account.ts';
import { isReconcileDue, reconcileFolder } from '../../../src/messages/ingest/reconcile.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import {
  bakeryMail,
  brokenInvariants,
  inboxReader,
  memoryBlobs,
  type Reader,
  SMALL_LIMITS,
} from '../../support/ingest-fixture.ts';
import { ScriptedServer } from '../../support/scripted-mailbox.ts';

const NOW = new Date('2025-03-01T10:00:00Z');
const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
const HOUR = 60;

let database: TestDatabase;
let server: ScriptedServer;
let reader: Reader;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await clearBusiness(database);
  server = new ScriptedServer();
});

const fill = (from: number, to: number, at = later(-5000)) => {
  for (let number = from; number <= to; number++) server.deliver(bakeryMail(number), at);
};
/** Maryam's inbox with seven mails, read to the end of its history and counted once. */
const settled = async () => {
  fill(1, 7);
  reader = await inboxReader(database.db, database.businessId, server, NOW);
  await reader.sync(NOW);
  await reader.history(NOW);
  await reconcile(NOW);
};
const reconcile = (now: Date) =>
  reconcileFolder({
    db: database.db,
    businessId: database.businessId,
    mailbox: server.connect(),
    folder: reader.folder,
    limits: SMALL_LIMITS,
    blobs: memoryBlobs(),
    now,
  });
const account = async (): Promise<FolderAccount | undefined> =>
  (await database.inside(folderAccounts)).find(({ path }) => path === 'INBOX');
const goneUids = async () => {
  const rows = await database.inside((tx) =>
    tx.selectFrom('locations').select('uid').where('gone_at', 'is not', null).orderBy('uid').execute(),
  );
  return rows.map(({ uid }) => uid);
};
const invariants = () => database.inside((tx) => brokenInvariants(tx, server));

describe('reconcileFolder', () => {
  it('finds nothing to do where all is well, and the account adds up', async () => {
    await settled();
    expect(await reconcile(later(HOUR))).toEqual({
      stored: 0,
      newMessages: 0,
      gone: 0,
      back: 0,
      missed: 0,
      shortAnswer: false,
    });
    expect(await account()).toMatchObject({
      server: 7,
      stored: 7,
      skipped: {},
      gaps: 0,
      waiting: 0,
      gone: 0,
      difference: 0,
      reconciledAt: later(HOUR),
    });
  });

  it('marks what was deleted as gone, and what is back as there; the messages stay', async () => {
    await settled();
    for (const uid of [1, 4, 7]) server.expunge(uid);
    expect(await reconcile(later(HOUR))).toMatchObject({ gone: 3, back: 0 });
    expect(await goneUids()).toEqual([1, 4, 7]);
    expect(await account()).toMatchObject({ server: 4, stored: 4, gone: 3, difference: 0 });
    const mail = { internalDate: later(-5000), modseq: 1 };
    server.folder().mails.unshift({ uid: 1, source: Buffer.from(bakeryMail(1)), ...mail });
    expect(await reconcile(later(2 * HOUR))).toMatchObject({ gone: 0, back: 1 });
    expect(await account()).toMatchObject({ server: 5, stored: 5, gone: 2, difference: 0 });
    const raws = await database.inside((tx) => tx.selectFrom('raw_messages').select('size').execute());
    expect(raws).toHaveLength(7);
  });

  it('fetches what a short answer left out, as new mail', async () => {
    await settled();
    fill(8, 10, later(1));
    server.faults = { unsearched: new Set([9]) };
    expect(await reader.sync(later(1))).toMatchObject({ stored: 2, newMessages: 2, reconcileDue: true });
    expect(await account()).toMatchObject({ server: 10, stored: 9, difference: 1 });
    server.faults = {};
    expect(await reader.sync(later(2))).toMatchObject({ stored: 0 });
    expect(await reconcile(later(HOUR))).toMatchObject({ missed: 1, stored: 1, newMessages: 1 });
    expect(await account()).toMatchObject({ server: 10, stored: 10, difference: 0 });
    expect(await invariants()).toEqual([]);
  });

  it('is due for a difference that showed too soon after the last one, however often it is looked in between', async () => {
    await settled();
    await reconcile(later(10));
    fill(8, 10, later(10));
    server.faults = { unsearched: new Set([9]) };
    expect(await reader.sync(later(10.5))).toMatchObject({ stored: 2, reconcileDue: false });
    expect(await reader.sync(later(10.8))).toMatchObject({ stored: 0, reconcileDue: false });
    expect(await reader.sync(later(11))).toMatchObject({ reconcileDue: true });
    // The server still leaves it out: asked again later.
    expect(await reconcile(later(11))).toMatchObject({ shortAnswer: true, missed: 0 });
    server.faults = {};
    expect(await reader.sync(later(11.5))).toMatchObject({ reconcileDue: false });
    expect(await reader.sync(later(12))).toMatchObject({ reconcileDue: true });
    expect(await reconcile(later(12))).toMatchObject({ missed: 1, newMessages: 1 });
    expect(await reader.sync(later(14))).toMatchObject({ reconcileDue: false });
    expect(await account()).toMatchObject({ server: 10, stored: 10, difference: 0 });
  });

  it('fetches history that was left out, as history', async () => {
    fill(1, 7);
    server.faults = { unsearched: new Set([3]) };
    reader = await inboxReader(database.db, database.businessId, server, NOW);
    await reader.sync(NOW);
    await reader.history(NOW);
    server.faults = {};
    expect(await reconcile(later(1))).toMatchObject({ missed: 1, stored: 1, newMessages: 0 });
    expect(await account()).toMatchObject({ server: 7, stored: 7, difference: 0 });
  });

  it('takes nothing for gone when the server lists fewer mails than it has', async () => {
    await settled();
    server.faults = { unsearched: new Set([2, 3]) };
    expect(await reconcile(later(HOUR))).toMatchObject({ shortAnswer: true, gone: 0 });
    expect(await goneUids()).toEqual([]);
    expect(await account()).toMatchObject({ server: 7, stored: 7, difference: 0 });
  });

  it('makes a gap of what was missed and is not handed out', async () => {
    await settled();
    fill(8, 9, later(1));
    server.faults = { unsearched: new Set([8]), withheld: new Set([8]) };
    await reader.sync(later(1));
    server.faults = { withheld: new Set([8]) };
    await reconcile(later(HOUR));
    expect(await account()).toMatchObject({ server: 9, stored: 8, gaps: 1, difference: 0 });
    server.expunge(8);
    await reconcile(later(2 * HOUR));
    expect(await account()).toMatchObject({ server: 8, stored: 8, gaps: 0, difference: 0 });
  });

  it('counts what is older than the horizon, and what is too large', async () => {
    server.deliver(bakeryMail(90), new Date('2023-05-01T00:00:00Z'));
    server.deliver(bakeryMail(91, 'x'.repeat(6000)), later(-5000));
    await settled();
    expect(await account()).toMatchObject({
      server: 9,
      stored: 7,
      skipped: { 'too large': 1, 'older than the history that is read': 1 },
      difference: 0,
    });
    server.expunge(2);
    await reconcile(later(HOUR));
    expect(await account()).toMatchObject({
      server: 8,
      skipped: { 'older than the history that is read': 1 },
      difference: 0,
    });
  });

  it('adds up while the history is being read, also when it is interrupted', async () => {
    server.deliver(bakeryMail(90), new Date('2023-05-01T00:00:00Z'));
    fill(1, 7);
    reader = await inboxReader(database.db, database.businessId, server, NOW);
    await reader.sync(NOW);
    expect(await account()).toMatchObject({ server: 8, waiting: null, difference: null });
    server.faults = { failAtCall: 6 };
    await expect(reader.history(NOW)).rejects.toThrow('broke off');
    server.faults = {};
    expect(await account()).toMatchObject({ server: 8, stored: 3, waiting: 4, difference: 0 });
    await reconcile(later(1));
    expect(await account()).toMatchObject({ stored: 3, waiting: 4, difference: 0 });
    await reader.sync(later(2), { historySince: new Date('2023-01-01') });
    await reader.history(later(2));
    expect(await account()).toMatchObject({ server: 8, stored: 8, skipped: {}, waiting: 0, difference: 0 });
  });

  it('adds up after the folder was renumbered, back to an earlier number too', async () => {
    await settled();
    for (const [at, number] of [2000, 1000].entries()) {
      server.renumber(number);
      await reader.sync(later(at + 1));
      await reader.history(later(at + 1));
      expect(await account()).toMatchObject({ server: 7, stored: 7, difference: 0 });
    }
  });

  it('says of a folder that does not exist there any longer that it is not counted', async () => {
    await settled();
    await database.inside((tx) => tx.updateTable('folders').set({ missing_since: NOW }).execute());
    expect(await account()).toMatchObject({ server: null, difference: null, missingSince: NOW });
  });
});

describe('what the server says is gone', () => {
  it('is marked at the next look, without counting, when it names it (QRESYNC)', async () => {
    server.qresync = true;
    await settled();
    server.expunge(2);
    fill(8, 8, later(1));
    expect(await reader.sync(later(1))).toMatchObject({ newMessages: 1, reconcileDue: false });
    expect(await goneUids()).toEqual([2]);
    expect(await account()).toMatchObject({ server: 7, stored: 7, gone: 1, difference: 0 });
  });

  it('is counted soon when only the number tells of it', async () => {
    await settled();
    server.expunge(2);
    expect(await reader.sync(later(0.5))).toMatchObject({ reconcileDue: false });
    server.expunge(3);
    expect(await reader.sync(later(2))).toMatchObject({ reconcileDue: true });
    await reconcile(later(2));
    expect(await goneUids()).toEqual([2, 3]);
    expect(await reader.sync(later(4))).toMatchObject({ reconcileDue: false });
  });

  it('needs no search where nothing changed (CONDSTORE), and finds new mail all the same', async () => {
    server.qresync = true;
    await settled();
    await reader.sync(later(1));
    server.commands.length = 0;
    await reader.sync(later(2));
    expect(server.commands).toEqual(['EXAMINE']);
    fill(8, 8, later(3));
    expect(await reader.sync(later(3))).toMatchObject({ newMessages: 1 });
    expect(server.commands).toContain('SEARCH');
  });
});

describe('EMAILID', () => {
  it('is kept with each place of a mail', async () => {
    reader = await inboxReader(database.db, database.businessId, server, NOW);
    await reader.sync(NOW);
    server.deliver(bakeryMail(1), NOW, 'INBOX', 'M6d99ac3275bb4e');
    server.deliver(bakeryMail(2), NOW);
    await reader.sync(later(1));
    const rows = await database.inside((tx) =>
      tx.selectFrom('locations').select(['uid', 'email_id']).orderBy('uid').execute(),
    );
    expect(rows).toEqual([
      { uid: 1, email_id: 'M6d99ac3275bb4e' },
      { uid: 2, email_id: null },
    ]);
  });
});

describe('isReconcileDue', () => {
  const cursor = (minutes: number | null) => ({
    reconciled_at: minutes === null ? null : later(-minutes),
    history_done_at: NOW,
  });
  const due = (minutes: number | null, role: 'inbox' | 'sent', differs = false, exists = 10) =>
    isReconcileDue(cursor(minutes), { role }, { differsSince: differs ? NOW : null, exists, now: NOW });

  it('is hourly for the inbox, daily elsewhere, and sooner when the counts differ', () => {
    expect([due(59, 'inbox'), due(60, 'inbox')]).toEqual([false, true]);
    expect([due(23 * 60, 'sent'), due(24 * 60, 'sent')]).toEqual([false, true]);
    expect([due(0.9, 'sent', true), due(1, 'sent', true)]).toEqual([false, true]);
    expect([due(10, 'sent', true, 1_000_000), due(17, 'sent', true, 1_000_000)]).toEqual([false, true]);
  });

  it('comes more rarely the longer a difference stays', () => {
    const dayOld = { differsSince: later(-24 * HOUR), exists: 10, now: NOW };
    expect(isReconcileDue(cursor(5 * HOUR), { role: 'sent' }, dayOld)).toBe(false);
    expect(isReconcileDue(cursor(6 * HOUR), { role: 'sent' }, dayOld)).toBe(true);
  });

  it('comes first when the history was read once', () => {
    expect(due(null, 'inbox')).toBe(true);
    const open = { reconciled_at: null, history_done_at: null };
    expect(isReconcileDue(open, { role: 'inbox' }, { differsSince: NOW, exists: 1, now: NOW })).toBe(false);
  });
});
