import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ReadFolder } from '../../../src/messages/ingest/epoch.ts';
import { ensureFolders, ensureMailbox } from '../../../src/messages/ingest/folders.ts';
import { readHistory } from '../../../src/messages/ingest/history.ts';
import { syncFolder } from '../../../src/messages/ingest/ingest-mail.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { bakeryMail, memoryBlobs, SMALL_LIMITS } from '../../support/ingest-fixture.ts';
import { ScriptedServer } from '../../support/scripted-mailbox.ts';

const NOW = new Date('2025-03-01T10:00:00Z');
const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

let database: TestDatabase;
let server: ScriptedServer;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await clearBusiness(database);
  server = new ScriptedServer();
  server.addFolder('Orders', undefined);
});

/** Reads both folders of Maryam's account to the end, INBOX first. */
async function readAll(now: Date): Promise<void> {
  const { inbox, orders } = await folders(now);
  for (const folder of [inbox, orders]) {
    const { db, businessId } = database;
    const ingest = { db, businessId, folder, limits: SMALL_LIMITS, blobs: memoryBlobs(), now };
    const mailbox = server.connect();
    await syncFolder({ ...ingest, mailbox, historySince: new Date('2024-01-01T00:00:00Z') });
    await readHistory({ ...ingest, mailbox });
    await mailbox.close();
  }
}

async function folders(now: Date): Promise<{ inbox: ReadFolder; orders: ReadFolder }> {
  const { db, businessId } = database;
  const mailboxId = await ensureMailbox(
    db,
    businessId,
    { name: 'main', address: 'maryam@bakery.example' },
    now,
  );
  const found = await ensureFolders(db, businessId, mailboxId, server.connect(), now, ['INBOX', 'Orders']);
  const [orders] = found.others;
  if (!orders) throw new Error('Orders is read as well');
  return { inbox: found.inbox, orders };
}

const fetches = () => server.commands.filter((command) => command.startsWith('FETCH BODY'));
const places = async () => {
  const rows = await database.inside((tx) =>
    tx
      .selectFrom('locations as l')
      .innerJoin('folders as f', 'f.id', 'l.folder_id')
      .select(['f.path', 'l.uid', 'l.email_id', 'l.arrival', 'l.content_hash'])
      .orderBy('f.path')
      .orderBy('l.uid')
      .execute(),
  );
  return rows.map(({ path, uid, email_id: id, arrival }) => `${path} ${uid} ${id} ${arrival}`);
};
const contents = () =>
  database.inside((tx) => tx.selectFrom('raw_messages').select('content_hash').execute());

describe('a mail that the server names (EMAILID, X-GM-MSGID)', () => {
  it('is not fetched again when it is moved, and is placed where it lies now', async () => {
    for (let number = 1; number <= 7; number++)
      server.deliver(bakeryMail(number), later(-9000), 'INBOX', `M${number}`);
    await readAll(NOW);
    const before = fetches().length;
    for (let number = 1; number <= 7; number++) {
      server.expunge(number);
      server.deliver(bakeryMail(number), later(-9000), 'Orders', `M${number}`);
    }
    server.deliver(bakeryMail(8), later(1), 'Orders', 'M8');
    await readAll(later(2));
    expect(fetches().slice(before)).toEqual(['FETCH BODY']);
    expect((await places()).filter((place) => place.startsWith('Orders'))).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8].map(
        (number) => `Orders ${number} M${number} ${number === 8 ? 'new' : 'history'}`,
      ),
    );
    expect(await contents()).toHaveLength(8);
  });

  it('is fetched when anything is doubtful: another size, another time, a folder that was renumbered', async () => {
    server.deliver(bakeryMail(1), later(-9000), 'INBOX', 'M1');
    server.deliver(bakeryMail(2), later(-9000), 'INBOX', 'M2');
    server.deliver(bakeryMail(3), later(-9000), 'INBOX', 'M3');
    await readAll(NOW);
    server.deliver(bakeryMail(1, 'And a cake.'), later(-9000), 'Orders', 'M1');
    server.deliver(bakeryMail(4), later(-8000), 'Orders', 'M2');
    await readAll(later(1));
    expect(await contents()).toHaveLength(5);
    // Another server behind the same name, which counts from one again.
    server.renumber(2000);
    server.folder().mails = [];
    await readAll(later(2));
    server.deliver(bakeryMail(9), later(-9000), 'Orders', 'M3');
    await readAll(later(3));
    expect(await contents()).toHaveLength(6);
  });

  it('is no matter for another account, whose server may use the same names', async () => {
    server.deliver(bakeryMail(1), later(-9000), 'INBOX', 'M1');
    await readAll(NOW);
    await database.inside((tx) =>
      tx.updateTable('mailboxes').set({ name: 'old', address: 'old@x.example' }).execute(),
    );
    const before = fetches().length;
    server.folder().mails = [];
    server.deliver(bakeryMail(2), later(-9000), 'Orders', 'M1');
    await readAll(later(1));
    expect(fetches()).toHaveLength(before + 1);
    expect(await contents()).toHaveLength(2);
  });

  it('is fetched after all when its content is deleted at that moment', async () => {
    server.deliver(bakeryMail(1), later(-9000), 'INBOX', 'M1');
    await readAll(NOW);
    const { orders } = await folders(NOW);
    server.deliver(bakeryMail(1), later(-9000), 'Orders', 'M1');
    const [content] = await contents();
    const mailbox = server.connect();
    const { db, businessId } = database;
    const ingest = { db, businessId, folder: orders, limits: SMALL_LIMITS, blobs: memoryBlobs(), mailbox };
    const forget = () =>
      database.inside((tx) =>
        tx
          .deleteFrom('raw_messages')
          .where('content_hash', '=', content?.content_hash ?? '')
          .execute(),
      );
    await syncFolder({
      ...ingest,
      now: later(1),
      historySince: NOW,
      fence: async (tx) => {
        await tx.deleteFrom('messages').execute();
        await tx
          .deleteFrom('raw_messages')
          .where('content_hash', '=', content?.content_hash ?? '')
          .execute();
      },
    });
    await forget();
    const gaps = await database.inside((tx) => tx.selectFrom('gaps').select(['uid', 'last_error']).execute());
    expect(gaps).toEqual([{ uid: 1, last_error: 'its content was deleted while it was placed' }]);
    await syncFolder({ ...ingest, now: later(60), historySince: NOW });
    expect(await contents()).toEqual([content]);
  });
});
