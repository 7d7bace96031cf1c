import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inBusiness } from '../../../src/database/in-business.ts';
import { ensureFolders, ensureMailbox } from '../../../src/messages/ingest/folders.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { ScriptedServer } from '../../support/scripted-mailbox.ts';

const NOW = new Date('2026-11-22T08:00:00Z');
const LATER = new Date('2026-11-23T08:00:00Z');
const CUSTOMERS = 'مشتری‌ها';

let database: TestDatabase;
let server: ScriptedServer;
let mailboxId: string;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await clearBusiness(database);
  server = new ScriptedServer();
  for (const path of ['Sent', CUSTOMERS]) server.addFolder(path, undefined);
  const { db, businessId } = database;
  mailboxId = await ensureMailbox(db, businessId, { name: 'main', address: 'maryam@bakery.example' }, NOW);
});

const ensure = (wanted: string[], now = NOW) =>
  ensureFolders(database.db, database.businessId, mailboxId, server.connect(), now, wanted);
const rows = () =>
  inBusiness(database.db, database.businessId, (tx) =>
    tx.selectFrom('folders').select(['path', 'role', 'missing_since']).orderBy('path').execute(),
  );

describe('ensureFolders', () => {
  it('reads what is wanted, INBOX last', async () => {
    const { inbox, others } = await ensure([CUSTOMERS]);
    expect(inbox).toMatchObject({ path: 'INBOX', role: 'inbox' });
    expect(others).toMatchObject([{ path: CUSTOMERS, role: 'other' }]);
  });

  it('marks what is wanted no longer, and takes it up again under its old row', async () => {
    const before = (await ensure([CUSTOMERS])).others[0]?.id;
    expect((await ensure([], LATER)).others).toMatchObject([{ path: 'Sent', role: 'sent' }]);
    expect((await rows()).find(({ path }) => path === CUSTOMERS)?.missing_since).toEqual(LATER);
    expect((await ensure([CUSTOMERS], LATER)).others[0]?.id).toBe(before);
  });

  it('shows a wanted folder that is not there, and reads it when it comes', async () => {
    await ensure(['Orderz']);
    await ensure(['Orderz'], LATER);
    expect((await rows()).filter(({ path }) => path === 'Orderz')).toEqual([
      { path: 'Orderz', role: 'other', missing_since: NOW },
    ]);
    server.addFolder('Orderz', undefined);
    expect((await ensure(['Orderz'], LATER)).others).toMatchObject([{ path: 'Orderz' }]);
  });
});
